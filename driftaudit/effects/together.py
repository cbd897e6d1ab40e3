"""Everything that the differences of two sides do: permissions, access, identities. Pure."""

from driftaudit.compare.pair import Compared
from driftaudit.effects.effect import Effects
from driftaudit.effects.permissions import Documents
from driftaudit.effects.roles import role_effects


def effects_of(found: Compared, documents: Documents) -> Effects:
    """The effects of all differences, each part of this package asked in turn."""
    return role_effects(found.reference, found.subject, found.differences, documents)
