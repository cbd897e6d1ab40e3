"""The one registry of lints: each has a code of its own, and finds nothing else."""

from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Final

from driftaudit.lint import access_entries, addons, aws_auth, managed_copies, nodes, trust
from driftaudit.lint.seen import Lint, Seen
from driftaudit.model import KINDS, Snapshot

LINTS: Final[MappingProxyType[str, Callable[[Seen], Iterator[Lint]]]] = MappingProxyType(
    {
        "AUTH005": aws_auth.role_with_path,
        "AUTH006": aws_auth.instance_profile,
        "AUTH007": aws_auth.shadowed,
        "AUTH008": aws_auth.fused_groups,
        "AUTH009": aws_auth.misspelt_section,
        "AUTH010": aws_auth.broken_account,
        "AUTH011": aws_auth.dropped,
        "AUTH012": aws_auth.unquoted_account,
        "ACCESS007": access_entries.role_recreated,
        "ACCESS008": access_entries.role_gone,
        "IAM019": trust.deleted_principal,
        "IAM020": managed_copies.managed_copies,
        "IAM021": trust.no_audience,
        "IAM022": trust.wide_subject,
        "ADDON007": addons.configuration_contradicted,
        "ADDON008": addons.version_contradicted,
        "NODE025": nodes.latest_template,
        "NODE026": nodes.version_skew,
        "NODE027": nodes.al2,
    }
)
"""What looks for each code of a lint (`judge/codes_lint.py`)."""


def lint(snapshot: Snapshot) -> tuple[Lint, ...]:
    """All that is wrong in a snapshot by itself, by kind, resource, code and path.

    Nothing is said of a kind with a gap or one that was not audited. Never raises, whatever a
    snapshot holds.
    """
    seen = Seen(snapshot)
    found = (each for look in LINTS.values() for each in look(seen))
    return tuple(sorted(found, key=_order))


def _order(found: Lint) -> tuple[int, str, str, tuple[str, ...]]:
    return KINDS.index(found.kind), found.resource, found.code, found.path


__all__ = ["LINTS", "Lint", "lint"]
