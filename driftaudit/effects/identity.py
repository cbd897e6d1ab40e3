"""What differences do to the roles that service accounts get: another one, none, or the same.

A trust policy, the OIDC provider, an annotation, an association, an add-on's role and the pod
identity agent decide together; each difference that takes part has what they come to as impact.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from driftaudit.compare.side import Side
from driftaudit.effects.assigned import ADDON_ACCOUNTS, AWS_NODE, assigned
from driftaudit.effects.carriers import cni_carriers
from driftaudit.effects.effect import Effects, Place, place_of
from driftaudit.effects.merged import merged
from driftaudit.effects.permissions import Documents
from driftaudit.effects.service_identity import (
    AGENT,
    TRUST,
    UNFOLLOWED,
    ServiceIdentity,
    identities,
    role_named,
)
from driftaudit.effects.web_identity import wider_for
from driftaudit.model import Difference, Impact, Json
from driftaudit.normalize.odd import strings
from driftaudit.normalize.roles import ROLE_ANNOTATION

SAME_IDENTITY: Final = ("identity",)
"""The path of a rewrite: the same role in another way."""

_NEED: Final = (
    "vpc-cni gives pods their addresses with this role; without it new nodes stay NotReady"
)
_SETS: Final = {
    "pod-identity": (("roleArn",), ("targetRoleArn",)),
    "service-account": (("annotations",), ("annotations", ROLE_ANNOTATION)),
    "addon": (("serviceAccountRoleArn",), ("podIdentityAssociations",)),
}
"""The attributes that give a role; a whole association or account does so too."""


class _Sides(NamedTuple):
    reference: Side
    subject: Side
    before: dict[str, ServiceIdentity]
    after: dict[str, ServiceIdentity]
    documents: Documents


def identity_effects(
    reference: Side,
    subject: Side,
    differences: tuple[Difference, ...],
    documents: Documents,
) -> Effects:
    """What differences do to the roles of service accounts; the sides are those compared.

    Where an account gets the same role by other means, one rewrite stands for what gives it. Where
    it gets another role or none, each difference that takes part says so. Nothing is said of an
    account whose role is not known on both sides. `documents` are AWS's own policies.
    """
    relevant = [each for each in differences if _matters(each)]
    if not relevant:
        return Effects()
    before, after = ({each.account: each for each in identities(it)} for it in (reference, subject))
    sides = _Sides(reference, subject, before, after, documents)
    accounts = sorted(before.keys() | after.keys())
    return merged(
        *(_of_account(sides, account, relevant) for account in accounts),
        Effects(impacts=dict(_wider(sides, relevant))),
    )


def _matters(difference: Difference) -> bool:
    """Whether a difference may have a part in who gets which role."""
    kind, path = difference.kind, difference.path
    if kind == "iam-role":
        return not path or path[0] in {TRUST, "Path"}
    if kind == "oidc-provider":
        return not path or path[0] == "ClientIDList"
    return kind in _SETS and (not path or path in _SETS[kind])


def _of_account(sides: _Sides, account: str, differences: Iterable[Difference]) -> Effects:
    old, new = sides.before.get(account), sides.after.get(account)
    setting = [each for each in differences if _sets(each, account)]
    if not _is_known(sides, account):
        gone = [each for each in setting if each.kind == "service-account"]
        if not (old and old.works and _is_unfollowed(new)):
            return Effects()
        return Effects(impacts={place_of(each): _impact(sides, account, old, new) for each in gone})
    if _acts_as(old) == _acts_as(new):
        return _rewritten(old, new, setting) if old and new and old.works else Effects()
    taking = [each for each in differences if _takes_part(each, (old, new))]
    impact = _impact(sides, account, old, new)
    return Effects(impacts={place_of(each): impact for each in (*setting, *taking)})


def _is_known(sides: _Sides, account: str) -> bool:
    found = (sides.before.get(account), sides.after.get(account))
    if any(each and each.status == "unknown" for each in found):
        return False
    return all(assigned(each).known(account) for each in (sides.reference, sides.subject))


def _is_unfollowed(identity: ServiceIdentity | None) -> bool:
    return identity is not None and identity.why_not == UNFOLLOWED


def _acts_as(identity: ServiceIdentity | None) -> str:
    return identity.role if identity and identity.works else ""


def _sets(difference: Difference, account: str) -> bool:
    """Whether a difference is of what gives an account its role."""
    kind, own = difference.kind, difference.resource
    if kind != "addon":
        return kind in _SETS and own == account
    if difference.path == ("podIdentityAssociations",):
        listed = (set(strings(each)) for each in (difference.expected, difference.actual))
        return set.symmetric_difference(*listed) == {account}
    return bool(difference.path) and ADDON_ACCOUNTS.get(own) == account


def _takes_part(difference: Difference, found: tuple[ServiceIdentity | None, ...]) -> bool:
    """Whether a difference may be why an account no longer gets its role, or newly gets one."""
    kind, own = difference.kind, difference.resource
    given = [each for each in found if each]
    if kind == "iam-role":
        return any(each.role.rpartition("/")[2] == own for each in given)
    if kind == "oidc-provider":
        return any(each.carrier == "irsa" for each in given)
    if kind == "addon" and own == AGENT:
        return any(each.carrier == "pod-identity" for each in given)
    return kind == "addon" and any(each.by == f"addon/{own}" for each in given)


def _impact(
    sides: _Sides, account: str, old: ServiceIdentity | None, new: ServiceIdentity | None
) -> Impact:
    lost, gained = _acts_as(old), _acts_as(new)
    now = _now(new)
    return Impact(
        access_gained=(f"{account} takes role {gained}",) if gained else (),
        access_lost=(f"{account} can no longer take role {lost}: {now}",) if lost else (),
        affects=(f"service-account/{account}",),
        need=_NEED if lost and account == AWS_NODE and not _has_network(sides) else "",
    )


def _now(new: ServiceIdentity | None) -> str:
    """Why an account does not get the role that it had."""
    if new is None:
        return "nothing gives it a role, so it acts with that of its node"
    return new.why_not or f"it takes role {new.role} in its place"


def _has_network(sides: _Sides) -> bool:
    """Whether vpc-cni surely has all that it needs in the subject, by another role."""
    carriers = cni_carriers(sides.subject, sides.documents)
    used = [each for each in carriers if each.in_use]
    if _is_unfollowed(sides.after.get(AWS_NODE)):
        used = [each for each in carriers if each.kind == "node"]
    return bool(used) and not any(each.lacks or each.unsure or each.why_not for each in used)


def _rewritten(old: ServiceIdentity, new: ServiceIdentity, setting: list[Difference]) -> Effects:
    """One difference in the place of those that give an account the same role.

    An add-on whose role is not that of its account's annotation is no other way: the add-on
    writes the annotation when it is next updated.
    """
    told: tuple[Json, Json] = (_how(old), _how(new))
    notes: tuple[str, ...] = ()
    if told[0] == told[1]:
        setting = [each for each in setting if each.kind != "addon"]
        notes = (f"what differs has no effect: {told[0]} counts on both sides",)
        told = (_written(setting, "expected"), _written(setting, "actual"))
    if not setting:
        return Effects()
    first = setting[0]
    rewrite = Difference(
        kind=first.kind,
        resource=first.resource,
        path=SAME_IDENTITY,
        change="changed",
        expected=told[0],
        actual=told[1],
        used_by=first.used_by,
        source=first.source,
    )
    return Effects(
        impacts={place_of(rewrite): Impact(notes=notes)} if notes else {},
        replaced=frozenset(map(place_of, setting)),
        rewrites=(rewrite,),
    )


def _how(identity: ServiceIdentity) -> str:
    return f"role {identity.role} by {identity.by}"


def _written(setting: Iterable[Difference], side: str) -> Json:
    """What stands where the differences are."""
    return {
        "/".join((each.kind, each.resource, *each.path)): getattr(each, side) for each in setting
    }


def _wider(sides: _Sides, differences: Iterable[Difference]) -> Iterator[tuple[Place, Impact]]:
    """Who else may newly take the role of a service account, by a wider trust."""
    for each in differences:
        if each.kind == "iam-role" and each.path[:1] == (TRUST,):
            accounts = [
                name
                for name, own in sides.after.items()
                if own.carrier == "irsa" and own.role.rpartition("/")[2] == each.resource
            ]
            gained = [line for name in sorted(accounts) for line in _gained(sides, name)]
            if gained:
                yield place_of(each), Impact(access_gained=tuple(dict.fromkeys(gained)))


def _gained(sides: _Sides, account: str) -> Iterator[str]:
    arn = sides.after[account].role
    old, new = role_named(sides.reference, arn), role_named(sides.subject, arn)
    if old and new:
        before = wider_for(old.attributes.get(TRUST), account)
        for who in wider_for(new.attributes.get(TRUST), account):
            if who not in before:
                yield f"{who} takes role {arn}"
