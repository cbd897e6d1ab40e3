"""One resource as a family of kinds makes it, before it gets a name of its own in a snapshot."""

from driftaudit.model import Json, Record
from driftaudit.normalize.fields import Fields


class Thing(Record, frozen=True):
    """A resource to be: portable `name` and `attributes`; `facts` are kept beside it."""

    kind: str
    name: str
    attributes: dict[str, Json]
    facts: dict[str, Json] = {}
    used_by: tuple[str, ...] = ()
    source: str = ""


def make_thing(
    kind: str, name: str, made: Fields, *, source: str, used_by: tuple[str, ...] = ()
) -> Thing:
    """A resource from the fields of its API object; one without a name is `unnamed`."""
    return Thing(
        kind=kind,
        name=name or "unnamed",
        attributes=made.attributes,
        facts=made.facts,
        used_by=used_by,
        source=source,
    )
