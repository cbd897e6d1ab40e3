"""Everything that the differences of two sides do: permissions, access, identities. Pure."""

from msgspec import structs

from driftaudit.compare.pair import Compared
from driftaudit.effects.access import access_effects
from driftaudit.effects.effect import Effects
from driftaudit.effects.identity import identity_effects
from driftaudit.effects.merged import merged
from driftaudit.effects.permissions import Documents
from driftaudit.effects.roles import role_effects
from driftaudit.effects.swaps import swap_effects
from driftaudit.model import Impact


def effects_of(found: Compared, documents: Documents) -> Effects:
    """The effects of all differences, each part of this package asked in turn."""
    sides = (found.reference, found.subject)
    identity = identity_effects(*sides, found.differences, documents)
    return merged(
        role_effects(*sides, found.differences, documents),
        _taken(swap_effects(*sides, found.differences, documents), identity),
        access_effects(*sides, found.differences),
        identity,
    )


def _taken(swaps: Effects, identity: Effects) -> Effects:
    """The swaps without what the other role may do, where pods lose theirs and cannot take that."""
    impacts = {
        place: structs.replace(impact, verdict="less", gained=())
        if _is_shut_out(identity.impacts.get(place))
        else impact
        for place, impact in swaps.impacts.items()
    }
    return structs.replace(swaps, impacts=impacts)


def _is_shut_out(impact: Impact | None) -> bool:
    return impact is not None and bool(impact.access_lost) and not impact.access_gained
