"""What `driftaudit iam diff` holds against each other: a policy document, or a role as a whole."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from driftaudit.compare.side import Side
from driftaudit.effects.permissions import document_of, known, permissions_of
from driftaudit.errors import UnknownReferenceError
from driftaudit.iam.verdict import Permissions
from driftaudit.model import Json, Record, Resource
from driftaudit.names import did_you_mean

IAM_KINDS = ("iam-role", "iam-policy")
"""The kinds of resources that can be held against each other."""


class Document(Record, frozen=True, kw_only=True):
    """A policy document; it may be no policy at all, or not known (`known` is false)."""

    document: Json
    known: bool = True


class Role(Record, frozen=True, kw_only=True):
    """A role: what its policies allow, and its trust policy; None where that is not known."""

    permissions: Permissions
    trust: Json


Party: TypeAlias = Document | Role


def party_of(kind: str, name: str, side: Side, documents: Mapping[str, Json]) -> Party:
    """The role or customer-managed policy of a side, portable; `name` is portable or the real one.

    `documents` are those of AWS-managed policies. Raises UnknownReferenceError, with the nearest
    name or the reason why the kind was not read, where there is none.
    """
    resource = _named(kind, name, side)
    if kind == "iam-role":
        return Role(
            permissions=permissions_of(resource, side.resources, documents),
            trust=known(resource.attributes.get("AssumeRolePolicyDocument")),
        )
    document = document_of(f"/{resource.name}", side.resources, documents)
    return Document(document=document, known=document is not None)


def filled(party: Party, fill: Callable[[str], str]) -> Party:
    """The party with every text of its documents filled in: real names for placeholders."""
    if isinstance(party, Document):
        return Document(document=_filled(party.document, fill), known=party.known)
    permissions = party.permissions
    return Role(
        permissions=Permissions(
            policies=tuple(_filled(each, fill) for each in permissions.policies),
            boundary=_filled(permissions.boundary, fill),
            unknown=tuple(map(fill, permissions.unknown)),
        ),
        trust=_filled(party.trust, fill),
    )


def _filled(value: Json, fill: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return fill(value)
    if isinstance(value, dict):
        return {fill(key): _filled(each, fill) for key, each in value.items()}
    return [_filled(each, fill) for each in value] if isinstance(value, list) else value


def _named(kind: str, name: str, side: Side) -> Resource:
    """The resource by its portable name, or by the name that it has in AWS."""
    there = [each for each in side.resources.values() if each.kind == kind]
    for of in (_portable_name, _real_name):
        found = [each for each in there if of(each) == name]
        if len(found) == 1:
            return found[0]
    if kind in side.unread:
        raise UnknownReferenceError(
            f"{side.label}: nothing of {kind} is known: {side.unread[kind]}\n"
            "next: driftaudit doctor says what is missing"
        )
    names = {_real_name(each) or each.name for each in there}
    raise UnknownReferenceError(
        f"{side.label}: there is no {kind} {name!r} among those that are audited"
        f"{did_you_mean(name, names)}\n"
        "next: name one that the cluster uses, or add it to `collect.roles` of driftaudit.yaml"
    )


def _portable_name(resource: Resource) -> str:
    return resource.name


def _real_name(resource: Resource) -> str:
    return resource.source.rpartition("/")[2]
