"""The effects of several sets of differences as those of one."""

from driftaudit.effects.effect import Effects, Place
from driftaudit.model import Impact


def merged(*parts: Effects) -> Effects:
    """The parts as one, rewrites in their order; of one place all that each part knows.

    A difference that one part replaces is replaced, whatever the others say of it.
    """
    impacts: dict[Place, Impact] = {}
    for part in parts:
        for place, impact in part.impacts.items():
            before = impacts.get(place)
            impacts[place] = _both(before, impact) if before else impact
    return Effects(
        impacts=impacts,
        replaced=frozenset(place for part in parts for place in part.replaced),
        rewrites=tuple(each for part in parts for each in part.rewrites),
        slight=frozenset(place for part in parts for place in part.slight),
        usable=frozenset(place for part in parts for place in part.usable),
    )


def _both(one: Impact, other: Impact) -> Impact:
    return Impact(
        verdict=one.verdict or other.verdict,
        exact=one.exact and other.exact,
        gained=(*one.gained, *other.gained),
        lost=(*one.lost, *other.lost),
        denied=(*one.denied, *other.denied),
        access_gained=(*one.access_gained, *other.access_gained),
        access_lost=(*one.access_lost, *other.access_lost),
        affects=tuple(dict.fromkeys((*one.affects, *other.affects))),
        need=one.need or other.need,
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
        detail=one.detail or other.detail,
        refers_to=tuple(dict.fromkeys((*one.refers_to, *other.refers_to))),
    )
