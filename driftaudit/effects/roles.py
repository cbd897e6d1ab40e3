"""What differences of roles and policies do: permissions gained and lost by each role as a whole.

A policy that is written another way, moved to another policy, or attached instead of inline does
nothing; a difference does what the whole role gains or loses through it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, NamedTuple

from msgspec import structs

from driftaudit.compare.documents import has_deny
from driftaudit.compare.side import Side
from driftaudit.effects.effect import Effects, Place, place_of
from driftaudit.effects.impacts import NOTHING, SLIGHT, impact_of, partly_known, union
from driftaudit.effects.lost_needs import loss_of
from driftaudit.effects.parts import (
    ATTACHED,
    BOUNDARY,
    INLINE,
    Own,
    Part,
    is_boundary,
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
    sides_of,
    unread_carriers,
    whole_of,
)
from driftaudit.iam.compare import MOST_WITNESSES
from driftaudit.iam.names import BUILT_IN, Names
from driftaudit.iam.verdict import Permissions
from driftaudit.model import Difference, Impact, Witness

_PERMISSIONS: Final = frozenset({ATTACHED, INLINE, BOUNDARY})


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


class Share(NamedTuple):
    """A difference's documents in a role, and what of the role's comparison they account for."""

    part: Part
    own: Own


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
        self._explained: dict[str, bool] = {}

    def all(self) -> Effects:
        """Roles, then policies by what they do to roles, then who may take a role."""
        impacts: dict[Place, Impact] = {}
        slight: set[Place] = set()
        usable: set[Place] = set()
        replaced = self._replaced()
        for name, found in self._roles.items():
            for each in found:
                if place_of(each) not in replaced:
                    impacts[place_of(each)] = self._of_role(each, self._wholes[name])
        for each in self._policies:
            if place_of(each) not in replaced:
                impacts[place_of(each)] = self._of_policy(each)
        slight |= {place for place, impact in impacts.items() if SLIGHT in impact.notes}
        for each in self._trusts:
            trust = trust_effect(each, self._sides)
            impacts[place_of(each)] = trust.impact
            slight |= {place_of(each)} if trust.slight else set()
            usable |= {place_of(each)} if trust.usable else set()
        return Effects(
            impacts=impacts,
            replaced=replaced,
            rewrites=tuple(self._rewrites()),
            slight=frozenset(slight),
            usable=frozenset(usable),
        )

    def _carriers_of(self, difference: Difference) -> tuple[str, ...]:
        """The roles on both sides that carry a policy, on either."""
        name, sides = difference.resource, self._sides
        found = carriers_of(name, sides.reference) | carriers_of(name, sides.subject)
        return tuple(sorted(role for role in found if all(sides.role(role))))

    @cached_property
    def _rewritten(self) -> frozenset[str]:
        """The roles whose permissions are only written another way, in other policies."""
        return frozenset(
            name
            for name, whole in self._wholes.items()
            if self._is_told_by_many(name)
            and all(each.path for each in self._roles[name])
            and whole.policies_alike
        )

    def _is_told_by_many(self, role: str) -> bool:
        """Whether the role itself differs, or several of its customer-managed policies do."""
        own = [each for each in self._roles[role] if not _is_bound(each)]
        return bool(own) or len(self._carried[role]) > 1

    def _replaced(self) -> frozenset[Place]:
        rewritten = self._rewritten
        roles = {
            place_of(each)
            for name in rewritten
            for each in self._roles[name]
            if not _is_bound(each)
        }
        return frozenset(
            roles | {place_of(each) for each in self._policies if self._is_moved(each)}
        )

    def _is_moved(self, difference: Difference) -> bool:
        """Whether a role with a policy is told as rewritten, and all with it come to the same."""
        carriers = self._carriers[difference.resource]
        if unread_carriers(difference.resource, self._sides):
            return False
        return bool(self._rewritten & set(carriers)) and all(
            self._wholes[role].policies_alike
            and not is_boundary(difference.resource, role, self._sides)
            for role in carriers
        )

    def _rewrites(self) -> Iterator[Difference]:
        for name in sorted(self._rewritten):
            own = [each for each in self._roles[name] if not _is_bound(each)]
            moved = [each for each in self._carried[name] if self._is_moved(each)]
            if own or len(moved) > 1:
                yield rewrite(name, own or moved, self._sides)

    def _of_role(self, difference: Difference, whole: Whole) -> Impact:
        impact = self._impact(whole, difference)
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
        found = [self._impact(self._wholes[role], difference) for role in carriers]
        roles = tuple(f"iam-role/{role}" for role in carriers)
        impact = structs.replace(union(found), affects=roles)
        hidden = unread_carriers(difference.resource, self._sides)
        return partly_known(impact, hidden) if hidden else impact

    def _unused(self, difference: Difference) -> Impact:
        """A policy by itself: no role of both sides carries it."""
        sides = (self._sides.reference, self._sides.subject)
        found = [each.resources.get((difference.kind, difference.resource)) for each in sides]
        documents = [each.attributes.get("Document") if each else None for each in found]
        before, after = (Permissions(policies=(each,) if each else ()) for each in documents)
        whole = compared(before, after, self._sides.names)
        own = Own(whole.gained, whole.lost, whole.denied)
        return structs.replace(impact_of(whole, own), affects=difference.used_by)

    def _impact(self, whole: Whole, difference: Difference) -> Impact:
        """What a difference does to one role."""
        part, own = self._share(whole, difference)
        impact = impact_of(whole.comparison, own)
        if own.lost:
            used_by = {
                user for each in self._sides.role(whole.name) if each for user in each.used_by
            }
            loss = loss_of(own.lost, whole, used_by, self._sides)
            return structs.replace(
                impact, lost=loss.lost, need=loss.need, notes=(*impact.notes, *loss.notes)
            )
        if own.nothing and impact.exact:
            return self._idle(impact, whole, part)
        return impact

    def _share(self, whole: Whole, difference: Difference) -> Share:
        """The documents that a difference changes in a role, and what they account for."""
        if difference.kind == "iam-policy":
            part = policy_part(difference.resource, whole.name, self._sides)
        else:
            part = part_of(difference, whole, self._sides)
        return Share(part, own_of(whole, part))

    def _is_explained(self, whole: Whole) -> bool:
        """Whether the differences account for all that a role gains and loses, none left out."""
        if whole.name not in self._explained:
            found = whole.comparison
            owns = [
                self._share(whole, each).own
                for each in (*self._roles[whole.name], *self._carried[whole.name])
            ]
            self._explained[whole.name] = (
                max(len(found.gained), len(found.lost)) < MOST_WITNESSES
                and _all_in(found.gained, (own.gained for own in owns))
                and _all_in(found.lost, (own.lost for own in owns))
            )
        return self._explained[whole.name]

    def _idle(self, impact: Impact, whole: Whole, part: Part) -> Impact:
        """The impact of a difference that accounts for nothing: why that is.

        Other differences account for all that changes, or the role is the same without it.
        """
        notes = impact.notes
        if not self._is_explained(whole):
            back = compared(undone(whole, part), whole.after, self._sides.names)
            if back.verdict != "equivalent" or not back.exact:
                notes = (*notes, *back.notes)
                return structs.replace(impact, verdict="incomparable", exact=False, notes=notes)
        slight = part.bounds or any(map(has_deny, (*part.before, *part.after)))
        return structs.replace(impact, notes=(*notes, SLIGHT if slight else NOTHING))


def _all_in(witnesses: Iterable[Witness], shares: Iterable[Iterable[Witness]]) -> bool:
    """Whether each of the witnesses is in a share."""
    told = {repr(each) for share in shares for each in share}
    return all(repr(each) in told for each in witnesses)


def _is_policy(difference: Difference) -> bool:
    return difference.kind == "iam-policy" and difference.path[:1] in {(), ("Document",)}


def _is_bound(difference: Difference) -> bool:
    return difference.path[:1] == (BOUNDARY,)


def _is_trust(difference: Difference) -> bool:
    return difference.kind == "iam-role" and difference.path[:1] == ("AssumeRolePolicyDocument",)


def _is_permission(difference: Difference) -> bool:
    path = difference.path
    return difference.kind == "iam-role" and (not path or path[0] in _PERMISSIONS)
