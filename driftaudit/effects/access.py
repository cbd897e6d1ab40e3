"""What differences of access entries, aws-auth and the authentication mode do to who gets in.

The same access in another way is one rewrite; an entry that changes nothing is one that says why.
Where a view is unknown nothing is rewritten and nothing claimed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from driftaudit.compare.side import Side
from driftaudit.effects.cluster_access import (
    ENTRY_KINDS,
    Access,
    ClusterAccess,
    UnknownAccess,
    access_of,
    effective_access,
    principal_of,
)
from driftaudit.effects.effect import Effects, Place, place_of
from driftaudit.effects.merged import merged
from driftaudit.model import Change, Difference, Impact

SAME_ACCESS: Final = ("access",)
"""The path of a rewrite: the same access in another way."""

NO_EFFECT: Final = ("effect",)
"""The path of a rewrite: entries that differ, and that nothing looks at."""

_LOCKED_OUT: Final = (
    "nodes are let in by it; without it new nodes cannot join, and running ones lose their "
    "control plane"
)
_ELSEWHERE: Final = "its principal gets in all the same; what changes is told at its other entry"
_MODE: Final = ("accessConfig", "authenticationMode")
_RIGHTS: Final = {
    "access-entry": ("type", "kubernetesGroups", "username", "associatedAccessPolicies"),
    "aws-auth": ("type", "groups", "username"),
}
_SAID_BY: Final = {
    "kubernetesGroups": ("group ",),
    "groups": ("group ", "joins "),
    "associatedAccessPolicies": ("policy ",),
    "username": ("username ", "joins "),
}
"""The words that a difference at an attribute has to answer for; at any other, for all."""


class _Views(NamedTuple):
    """Both sides, and who gets into each."""

    reference: Side
    subject: Side
    before: ClusterAccess
    after: ClusterAccess


def access_effects(reference: Side, subject: Side, differences: tuple[Difference, ...]) -> Effects:
    """What the differences of two sides, as `compare` gives them, do to who gets in.

    The sides are those that were compared, under common names.

    Each difference of an entry has an impact, or is replaced by a rewrite for its principal whose
    impact says why it changes nothing. A changed authentication mode has an impact that names
    everyone who gains or loses by it. Differences of anything else are left alone.
    """
    found = _by_principal(differences)
    if not found and not _modes(differences):
        return Effects()
    before, after = effective_access(reference), effective_access(subject)
    if isinstance(before, UnknownAccess) or isinstance(after, UnknownAccess):
        return Effects(impacts=_by_unknown_mode(subject, differences))
    views = _Views(reference, subject, before, after)
    moded = bool(_modes(differences))
    known = sorted(found.keys() - before.open - after.open)
    parts = [_of_principal(views, each, found[each], moded=moded) for each in known]
    told = {who: part.impacts.values() for who, part in zip(known, parts, strict=True)}
    return merged(Effects(impacts=_by_mode(before, after, differences, told)), *parts)


def _by_principal(differences: Iterable[Difference]) -> dict[str, list[Difference]]:
    """The differences of entries that could change who gets in, by principal."""
    found: defaultdict[str, list[Difference]] = defaultdict(list)
    for each in differences:
        if each.kind in ENTRY_KINDS and (not each.path or each.path[0] in _RIGHTS[each.kind]):
            found[principal_of(each.resource)].append(each)
    return found


def _of_principal(
    views: _Views, principal: str, found: list[Difference], *, moded: bool
) -> Effects:
    """What the differences of one principal do; what else changes for it another mode tells."""
    before = views.before.principals.get(principal)
    after = views.after.principals.get(principal)
    effective = {(each.via, each.by) for each in (before, after) if each}
    acting = [each for each in found if (each.kind, each.resource) in effective]
    if _words(before) == _words(after):
        path = SAME_ACCESS if acting else NO_EFFECT
        return _rewritten(views, found, path, _notes(views, found))
    if not moded:
        acting = acting or found
    idle = [each for each in found if each not in acting]
    impacts = _impacts(before, after, acting, moded=moded)
    return merged(Effects(impacts=impacts), _rewritten(views, idle, NO_EFFECT, _notes(views, idle)))


def _impacts(
    before: Access | None, after: Access | None, acting: list[Difference], *, moded: bool
) -> dict[Place, Impact]:
    """Each difference with what it answers for; the first with what none does."""
    gained = after.gained_over(before) if after else frozenset[str]()
    lost = before.gained_over(after) if before else frozenset[str]()
    given = _shared_out(gained, acting, "missing", moded=moded)
    taken = _shared_out(lost, acting, "unexpected", moded=moded)
    made: dict[Place, Impact] = {}
    for each in acting:
        place = place_of(each)
        made[place] = _impact_of(given.get(place, ()), taken.get(place, ()))
        if not each.path and made[place] == Impact():
            made[place] = Impact(notes=(_ELSEWHERE,))
    return made


def _shared_out(
    words: frozenset[str], acting: list[Difference], unfit: Change, *, moded: bool
) -> dict[Place, list[str]]:
    """The words by difference; what is missing gives nothing, unless there is nothing else."""
    able = [each for each in acting if each.change != unfit] or acting
    return {
        place_of(each): sorted(_answered(words, each, able, first=not at and not moded))
        for at, each in enumerate(able)
    }


def _answered(
    words: frozenset[str], difference: Difference, acting: Iterable[Difference], *, first: bool
) -> Iterator[str]:
    """The words that a difference answers for; those that none does if it is the first."""
    for word in words:
        nobody = first and not any(_answers(each, word) for each in acting)
        if nobody or _answers(difference, word):
            yield word


def _answers(difference: Difference, word: str) -> bool:
    said = _SAID_BY.get(difference.path[0]) if difference.path else None
    return not said or word.startswith(said)


def _words(access: Access | None) -> frozenset[str]:
    return access.words if access else frozenset()


def _impact_of(gained: Iterable[str], lost: Iterable[str]) -> Impact:
    """The impact of what is gained and lost; a node that is locked out is what nodes need."""
    lost = tuple(lost)
    out = any("joins as " in each for each in lost)
    return Impact(access_gained=tuple(gained), access_lost=lost, need=_LOCKED_OUT if out else "")


def _notes(views: _Views, found: Iterable[Difference]) -> tuple[str, ...]:
    """Why entries that differ have no effect, on each side where they have none."""
    made = []
    for label, view in ((views.reference.label, views.before), (views.subject.label, views.after)):
        for each in found:
            why = view.ignored.get((each.kind, each.resource))
            if why:
                made.append(f"in {label} {each.kind} {each.resource} has no effect: {why}")
    return tuple(dict.fromkeys(made))


def _rewritten(
    views: _Views, found: list[Difference], path: tuple[str, ...], notes: tuple[str, ...]
) -> Effects:
    """One difference in the place of those found, if there are any."""
    if not found:
        return Effects()
    first = found[0]
    named = {(each.kind, each.resource) for each in found}
    expected, actual = _how(views.before, first), _how(views.after, first)
    if expected == actual:
        expected, actual = _as_written(views.reference, named), _as_written(views.subject, named)
    rewrite = Difference(
        kind=first.kind,
        resource=first.resource,
        path=path,
        change="changed",
        expected=expected,
        actual=actual,
        used_by=first.used_by,
        source=first.source,
    )
    return Effects(
        impacts={place_of(rewrite): Impact(notes=notes)} if notes else {},
        replaced=frozenset(map(place_of, found)),
        rewrites=(rewrite,),
    )


def _how(view: ClusterAccess, difference: Difference) -> str:
    """How a principal gets in: `via access-entry: group x`."""
    principal = principal_of(difference.resource)
    found = view.principals.get(principal)
    if found:
        return f"via {found.via}: {', '.join(sorted(found.words))}"
    idle = [kind for kind, name in view.ignored if principal_of(name) == principal]
    return f"{' and '.join(sorted(set(idle)))} without effect" if idle else "not mapped"


def _as_written(side: Side, named: set[tuple[str, str]]) -> str:
    """What the entries of a principal say, whether it counts or not."""
    told = []
    for key in sorted(named):
        entry = side.resources.get(key)
        if entry is None:
            told.append(f"no {key[0]}")
            continue
        username = entry.attributes.get("username")
        name = f", as {username}" if isinstance(username, str) else ""
        told.append(f"{key[0]}: {', '.join(access_of(entry).rights)}{name}")
    return "; ".join(told)


def _by_mode(
    before: ClusterAccess,
    after: ClusterAccess,
    differences: Iterable[Difference],
    told: Mapping[str, Iterable[Impact]],
) -> dict[Place, Impact]:
    """Who gains and loses by another mode, but for what the principals' own differences tell."""
    gained = {who: {word for it in told[who] for word in it.access_gained} for who in told}
    lost = {who: {word for it in told[who] for word in it.access_lost} for who in told}
    impact = _impact_of(_gains(before, after, gained), _gains(after, before, lost))
    if not impact.access_gained and not impact.access_lost:
        impact = Impact(notes=("nobody gains or loses access by it alone",))
    return dict.fromkeys(_modes(differences), impact)


def _by_unknown_mode(subject: Side, differences: Iterable[Difference]) -> dict[Place, Impact]:
    """As much as the subject alone tells: its entries, read in the one mode and in the other."""
    made: dict[Place, Impact] = {}
    for place, mode in _modes(differences).items():
        views = effective_access(subject, mode), effective_access(subject)
        unknown = [each.why for each in views if isinstance(each, UnknownAccess)]
        before, after = views
        if isinstance(before, ClusterAccess) and isinstance(after, ClusterAccess):
            made |= _by_mode(before, after, differences, {})
        else:
            notes = (f"who gains or loses access by it is not known: {unknown[0]}",)
            made[place] = Impact(exact=False, notes=notes)
    return made


def _modes(differences: Iterable[Difference]) -> dict[Place, str]:
    """The difference of the authentication mode, if there is one, and the expected mode."""
    return {
        place_of(each): each.expected
        for each in differences
        if each.kind == "cluster" and each.path == _MODE and isinstance(each.expected, str)
    }


def _gains(
    before: ClusterAccess, after: ClusterAccess, told: Mapping[str, set[str]]
) -> Iterator[str]:
    """`PRINCIPAL: group x`, for all that somebody has after and had not before, unless told."""
    for principal in sorted(after.principals.keys() - before.open - after.open):
        gained = after.principals[principal].gained_over(before.principals.get(principal))
        untold = sorted(gained - told.get(principal, set()))
        yield from (f"{after.principals[principal].by}: {each}" for each in untold)
