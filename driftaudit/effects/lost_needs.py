"""Which of the permissions that a role lost its users cannot do without, and why."""

from collections.abc import Iterable
from typing import NamedTuple

from driftaudit.effects.assigned import AWS_NODE, assigned
from driftaudit.effects.carriers import cni_carriers
from driftaudit.effects.needs import Need, needs_of
from driftaudit.effects.wholes import Sides, Whole
from driftaudit.iam import allows
from driftaudit.iam.verdict import Permissions
from driftaudit.model import Witness


class Loss(NamedTuple):
    """What is lost, what is needed of it first; `need` says why, `notes` what else stops."""

    lost: tuple[Witness, ...]
    need: str = ""
    notes: tuple[str, ...] = ()


def loss_of(lost: tuple[Witness, ...], whole: Whole, used_by: Iterable[str], sides: Sides) -> Loss:
    """The lost requests, with a vital one in front, and why the subject needs that.

    `used_by` are the role's users. What vpc-cni needs is not missed where it acts with another
    role that allows all of it.
    """
    gone = [
        (need, each)
        for need in _needs(whole.name, used_by, sides)
        for each in lost
        if _stands_for(each, need) and not allows(whole.after, _request(need))
    ]
    vital = [(need, each) for need, each in gone if need.vital]
    others = dict.fromkeys(f"{need.action}: {need.why}" for need, _ in gone if not need.vital)
    if not vital:
        return Loss(lost, notes=tuple(others))
    need, witness = vital[0]
    named = allows(whole.before, _request(need)) and witness.action != need.action
    first = _request(need) if named else witness
    return Loss((first, *(each for each in lost if each is not witness or named)), need.why)


def _needs(role: str, used_by: Iterable[str], sides: Sides) -> list[Need]:
    users = sides.reference.users | sides.subject.users
    needs = needs_of(used_by, users, sides.subject)
    if any(each.carrier == "vpc-cni" for each in needs) and _has_another(role, sides):
        return [each for each in needs if each.carrier != "vpc-cni"]
    return list(needs)


def _has_another(role: str, sides: Sides) -> bool:
    """Whether vpc-cni acts with another role than this, which allows all that it needs."""
    own = assigned(sides.subject).effective.get(AWS_NODE)
    if own and own.role.rpartition("/")[2] == role:
        return False
    used = [each for each in cni_carriers(sides.subject, sides.documents) if each.in_use]
    return bool(used) and all(each.carries for each in used)


def _request(need: Need) -> Witness:
    return Witness(action=need.action, resource=need.resource)


def _stands_for(witness: Witness, need: Need) -> bool:
    """Whether a lost request is, or its pattern stands for, what is needed."""
    if witness.action.lower() == need.action.lower():
        return True
    if "*" not in witness.action and "?" not in witness.action:
        return False
    return allows(_just(witness.action), _request(need))


def _just(action: str) -> Permissions:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return Permissions(policies=({"Version": "2012-10-17", "Statement": [statement]},))
