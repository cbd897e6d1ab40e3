"""The policies of AWS's own that an environment will have: their documents, as far as known."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import structs

from driftaudit.effects.permissions import MANAGED_POLICY, managed_documents
from driftaudit.model import Json, Snapshot
from driftaudit.normalize.odd import mapping

_OF_AWS: Final = "arn:${partition}:iam::aws:policy/"
_NOTHING: Final = {"document": {"Version": "2012-10-17", "Statement": []}}


def with_policies(after: Snapshot, before: Snapshot, facts: Mapping[str, Json]) -> Snapshot:
    """The outcome with the documents that any environment has of the policies attached to it.

    One that is newly attached and that nobody has allows and denies nothing here: that it is not
    known is said where the change is told, and does not make unknown what held without it.
    """
    known = managed_documents(facts, after.facts)
    new = set(_attached(after)) - set(_attached(before)) - known.keys()
    made = {f"{MANAGED_POLICY}{arn}": _NOTHING for arn in sorted(new)}
    return structs.replace(after, facts=made | dict(facts) | after.facts)


def _attached(snapshot: Snapshot) -> Iterator[str]:
    for each in snapshot.resources:
        for arn in mapping(each.attributes.get("AttachedManagedPolicies")):
            if arn.startswith(_OF_AWS):
                yield arn
