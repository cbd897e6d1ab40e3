"""Everything that the differences of two sides do: permissions, access, identities. Pure."""

from driftaudit.compare.pair import Compared
from driftaudit.effects.access import access_effects
from driftaudit.effects.effect import Effects
from driftaudit.effects.identity import identity_effects
from driftaudit.effects.merged import merged
from driftaudit.effects.permissions import Documents
from driftaudit.effects.roles import role_effects
from driftaudit.effects.swaps import swap_effects


def effects_of(found: Compared, documents: Documents) -> Effects:
    """The effects of all differences, each part of this package asked in turn."""
    sides = (found.reference, found.subject)
    return merged(
        role_effects(*sides, found.differences, documents),
        swap_effects(*sides, found.differences, documents),
        access_effects(*sides, found.differences),
        identity_effects(*sides, found.differences, documents),
    )
