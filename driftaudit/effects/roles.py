"""What differences of roles and policies do: permissions gained and lost by each role as a whole.

A policy that is written another way, moved to another policy, or attached instead of inline does
nothing; a difference does what the whole role gains or loses through it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from msgspec import structs

from driftaudit.compare.documents import has_deny
from driftaudit.compare.side import Side
from driftaudit.effects.effect import Effects, Place, place_of
from driftaudit.effects.lost_needs import loss_of
from driftaudit.effects.parts import (
    ATTACHED,
    BOUNDARY,
    INLINE,
    Own,
    Part,
    own_of,
    part_of,
    policy_part,
    undone,
)
from driftaudit.effects.permissions import Documents
from driftaudit.effects.rewrites import rewrite
from driftaudit.effects.trusts import trust_effect, trusted
from driftaudit.effects.wholes import (
    Sides,
    Whole,
    carriers_of,
    compared,
    each_once,
    sides_of,
    whole_of,
)
from driftaudit.iam.names import BUILT_IN, Names
from driftaudit.iam.verdict import Comparison, Permissions
from driftaudit.model import Difference, Impact, Verdict

_PERMISSIONS: Final = frozenset({ATTACHED, INLINE, BOUNDARY})
_NOTHING: Final = "changes nothing: the role's other policies come to the same"
_SLIGHT: Final = "takes nothing away as things are"


def role_effects(
    reference: Side,
    subject: Side,
    differences: Iterable[Difference],
    documents: Documents,
    names: Names = BUILT_IN,
) -> Effects:
    """The effects of all differences of IAM roles and customer-managed policies.

    The sides are those that were compared, under common names; `documents` are AWS's own policies
    by portable ARN (`permissions.managed_documents`).
    """
    found = tuple(each for each in differences if each.kind in {"iam-role", "iam-policy"})
    return _Effects(sides_of(reference, subject, documents, names), found).all()


class _Effects:
    """The effects of one comparison; a role is looked at once, however many differences it has."""

    def __init__(self, sides: Sides, differences: tuple[Difference, ...]) -> None:
        self._sides = sides
        self._policies = tuple(filter(_is_policy, differences))
        self._trusts = tuple(filter(_is_trust, differences))
        self._roles: defaultdict[str, list[Difference]] = defaultdict(list)
        for each in differences:
            if _is_permission(each):
                self._roles[each.resource].append(each)
        self._carriers = {each.resource: self._carriers_of(each) for each in self._policies}
        self._carried: defaultdict[str, list[Difference]] = defaultdict(list)
        for each in self._policies:
            for role in self._carriers[each.resource]:
                self._carried[role].append(each)
        self._wholes = {
            name: whole_of(name, sides) for name in sorted({*self._roles, *self._carried})
        }

    def all(self) -> Effects:
        """Roles, then policies by what they do to roles, then who may take a role."""
        impacts: dict[Place, Impact] = {}
        slight: set[Place] = set()
        replaced = self._replaced()
        for name, found in self._roles.items():
            for each in found:
                if place_of(each) not in replaced:
                    impacts[place_of(each)] = self._of_role(each, self._wholes[name])
        for each in self._policies:
            if place_of(each) not in replaced:
                impacts[place_of(each)] = self._of_policy(each)
        slight |= {place for place, impact in impacts.items() if _SLIGHT in impact.notes}
        for each in self._trusts:
            impact, is_slight = trust_effect(each, self._sides)
            impacts[place_of(each)] = impact
            slight |= {place_of(each)} if is_slight else set()
        return Effects(
            impacts=impacts,
            replaced=replaced,
            rewrites=tuple(self._rewrites()),
            slight=frozenset(slight),
        )

    def _carriers_of(self, difference: Difference) -> tuple[str, ...]:
        """The roles on both sides that carry a policy, on either."""
        name, sides = difference.resource, self._sides
        found = carriers_of(name, sides.reference) | carriers_of(name, sides.subject)
        return tuple(sorted(role for role in found if all(sides.role(role))))

    @cached_property
    def _rewritten(self) -> frozenset[str]:
        """The roles whose permissions are only written another way, in policies of their own."""
        return frozenset(
            name
            for name, found in self._roles.items()
            if all(each.path for each in found) and self._wholes[name].same_alone
        )

    def _replaced(self) -> frozenset[Place]:
        rewritten = self._rewritten
        roles = {place_of(each) for name in rewritten for each in self._roles[name]}
        policies = {
            place_of(each)
            for each in self._policies
            if rewritten & set(self._carriers[each.resource])
            and all(self._wholes[role].same_alone for role in self._carriers[each.resource])
        }
        return frozenset(roles | policies)

    def _rewrites(self) -> Iterator[Difference]:
        for name in sorted(self._rewritten):
            yield rewrite(name, self._roles[name], self._sides)

    def _of_role(self, difference: Difference, whole: Whole) -> Impact:
        part = part_of(difference, whole, self._sides)
        impact = self._impact(whole, part, own_of(whole, part), difference)
        if difference.path or difference.change == "missing":
            return impact
        return structs.replace(
            impact, gained=(*impact.gained, *trusted(difference.resource, self._sides))
        )

    def _of_policy(self, difference: Difference) -> Impact:
        """The union of what a policy does to the roles that carry it."""
        carriers = self._carriers[difference.resource]
        if not carriers:
            return self._unused(difference)
        found = []
        for role in carriers:
            whole = self._wholes[role]
            part = policy_part(difference.resource, role, self._sides)
            found.append(self._impact(whole, part, own_of(whole, part), difference, role))
        roles = tuple(f"iam-role/{role}" for role in carriers)
        return structs.replace(_union(found), affects=roles)

    def _unused(self, difference: Difference) -> Impact:
        """A policy by itself: no role of both sides carries it."""
        sides = (self._sides.reference, self._sides.subject)
        found = [each.resources.get((difference.kind, difference.resource)) for each in sides]
        documents = [each.attributes.get("Document") if each else None for each in found]
        before, after = (Permissions(policies=(each,) if each else ()) for each in documents)
        whole = compared(before, after, self._sides.names)
        own = Own(whole.gained, whole.lost, whole.denied)
        return structs.replace(_impact_of(whole, own), affects=difference.used_by)

    def _impact(
        self, whole: Whole, part: Part, own: Own, difference: Difference, role: str = ""
    ) -> Impact:
        impact = _impact_of(whole.comparison, own)
        if own.lost:
            old, new = self._sides.role(role or difference.resource)
            used_by = {user for each in (old, new) if each for user in each.used_by}
            loss = loss_of(own.lost, whole, used_by, self._sides)
            return structs.replace(
                impact, lost=loss.lost, need=loss.need, notes=(*impact.notes, *loss.notes)
            )
        if own.nothing and impact.exact:
            return self._idle(impact, whole, part)
        return impact

    def _idle(self, impact: Impact, whole: Whole, part: Part) -> Impact:
        """The impact of a difference that accounts for nothing: why that is."""
        if part.bounds or any(map(has_deny, (*part.before, *part.after))):
            return structs.replace(impact, notes=(*impact.notes, _SLIGHT))
        back = compared(undone(whole, part), whole.after, self._sides.names)
        if back.verdict == "equivalent" and back.exact:
            return structs.replace(impact, notes=(*impact.notes, _NOTHING))
        notes = (*impact.notes, *back.notes)
        return structs.replace(impact, verdict="incomparable", exact=False, notes=notes)


def _is_policy(difference: Difference) -> bool:
    return difference.kind == "iam-policy" and difference.path[:1] in {(), ("Document",)}


def _is_trust(difference: Difference) -> bool:
    return difference.kind == "iam-role" and difference.path[:1] == ("AssumeRolePolicyDocument",)


def _is_permission(difference: Difference) -> bool:
    path = difference.path
    return difference.kind == "iam-role" and (not path or path[0] in _PERMISSIONS)


def _impact_of(comparison: Comparison, own: Own) -> Impact:
    return Impact(
        verdict=_verdict(comparison, own),
        exact=comparison.exact,
        gained=own.gained,
        lost=own.lost,
        denied=own.denied,
        notes=comparison.notes,
    )


def _verdict(comparison: Comparison, own: Own) -> Verdict:
    if comparison.verdict == "invalid":
        return "invalid"
    if own.nothing:  # what is not known is never called the same
        return "equivalent" if comparison.exact else "incomparable"
    if own.gained:
        return "incomparable" if own.lost else "more"
    return "less"


def _union(impacts: list[Impact]) -> Impact:
    """What a policy does to several roles, each request once; the first need counts."""
    gained, lost, denied = (
        each_once(witness for impact in impacts for witness in getattr(impact, name))
        for name in ("gained", "lost", "denied")
    )
    invalid = any(each.verdict == "invalid" for each in impacts)
    exact = all(each.exact for each in impacts)
    verdict = _verdict(Comparison(verdict="equivalent", exact=exact), Own(gained, lost, denied))
    first = min(impacts, key=lambda each: not each.need)
    return Impact(
        verdict="invalid" if invalid else verdict,
        exact=exact,
        gained=gained,
        lost=each_once((*first.lost, *lost)),
        denied=denied,
        need=first.need,
        notes=_notes(impacts, silent=bool(gained or lost)),
    )


def _notes(impacts: list[Impact], *, silent: bool) -> tuple[str, ...]:
    """The notes of all; that it does nothing to one role is no news where it does to another."""
    found = dict.fromkeys(note for each in impacts for note in each.notes)
    return tuple(each for each in found if not (silent and each in {_NOTHING, _SLIGHT}))
