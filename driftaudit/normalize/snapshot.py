"""One environment's reading as a snapshot: the only way in for other layers."""

from driftaudit.model import KINDS, Reading, Resource, Snapshot, Tool, make_resource
from driftaudit.normalize.aws_auth import aws_auth_facts
from driftaudit.normalize.context import Context
from driftaudit.normalize.families import FAMILIES
from driftaudit.normalize.naming import named_apart
from driftaudit.normalize.thing import Thing


def normalize(reading: Reading, *, captured_at: str, tool: Tool) -> Snapshot:
    """The portable resources of a reading, sorted by kind (as in `KINDS`) and name; its facts.

    The same for any order of what the APIs listed. Secrets are redacted (`redact.py`). Nothing is
    merged: two things that would get one name are named apart (`naming.py`). `captured_at` is UTC,
    ISO 8601.
    """
    context = Context(reading)
    things = named_apart(
        context.redact.thing(thing) for family in FAMILIES.values() for thing in family(context)
    )
    facts = {f"{each.kind}/{each.name}": dict(each.facts) for each in things if each.facts}
    others = context.redact.facts(context.facts() | aws_auth_facts(context))
    return Snapshot(
        environment=reading.environment,
        identity=reading.identity,
        captured_at=captured_at,
        tool=tool,
        resources=tuple(sorted(map(_resource, things), key=_order)),
        gaps=context.redact.gaps(reading.gaps),
        not_audited=reading.not_audited,
        facts=dict(sorted((facts | others).items())),
    )


def _resource(thing: Thing) -> Resource:
    return make_resource(
        thing.kind, thing.name, thing.attributes, used_by=thing.used_by, source=thing.source
    )


def _order(resource: Resource) -> tuple[int, str]:
    return KINDS.index(resource.kind), resource.name
