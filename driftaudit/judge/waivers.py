"""Waivers as people write them, and as they count once they were read: types, and nothing else."""

from datetime import date
from typing import Annotated, Final, Literal

from msgspec import Meta

from driftaudit.judge.selector import Selector
from driftaudit.model import Json, Record, Waiver, digest_of

NO_ENVIRONMENT: Final = "-"
"""The environment of a finding about the waiver file: no environment can have this name.

Such a finding is true once, whoever is audited; it makes no environment drift.
"""

WAIVER_KIND: Final = "waiver"
"""The kind of a finding about a waiver; its resource is `waivers.yaml:LINE`."""

EXPIRED: Final = "META010"
INVALID: Final = "META011"
TOO_LONG: Final = "META012"
UNUSED: Final = "META013"
WAIVER_CODES: Final = (EXPIRED, INVALID, TOO_LONG, UNUSED)
"""The codes of findings about waivers; no waiver applies to them."""

MAX_DAYS: Final = 365
"""How far ahead of its creation a waiver may expire."""

Day = Annotated[str, Meta(description="YYYY-MM-DD", examples=["2026-12-24"])]


class WaiverEntry(Record, frozen=True, kw_only=True):
    """One waiver as it is written: a `fingerprint`, or at least a code, a kind or a resource.

    All that is given must hold of a finding. `environments` are names or globs; `resource` and
    `path` may be globs. A `path`, keys with dots between them or a list of keys, holds for all
    below it. `value` is the digest of the value that is accepted: another one alarms again.
    `reason` and `expires`, at most 365 days after `created` (or after today), must be there;
    `expires` is the last day on which the waiver counts.
    """

    fingerprint: str = ""
    code: str = ""
    environments: tuple[str, ...] = ()
    kind: str = ""
    resource: str = ""
    path: str | tuple[str, ...] = ()
    value: str = ""
    reason: str = ""
    owner: str = ""
    ticket: str = ""
    created: Day = ""
    expires: Day = ""


class WaiverDocument(Record, frozen=True, kw_only=True):
    """baselines/waivers.yaml: what was accepted, by whom, why and until when."""

    version: Literal[1]
    waivers: tuple[WaiverEntry, ...] | None = None


class _Entry(Record, frozen=True, kw_only=True):
    """Something in the list of waivers: where it stands (`FILE:LINE`), and what was written."""

    where: str
    entry: Json

    @property
    def key(self) -> str:
        """16 hex digits for what was written, wherever in the file."""
        return digest_of(self.entry)[:16]

    @property
    def line(self) -> int:
        """The line of the file, 1-based."""
        return int(self.where.rpartition(":")[2])


class FiledWaiver(_Entry, frozen=True, kw_only=True):
    """A valid waiver of a file; whether it has expired depends on the day.

    `fingerprint` is empty where the selector alone says what is waived, and holds together with
    it where it is not; `value` (hex, the start of a digest) is empty where any value is waived.
    """

    fingerprint: str = ""
    selector: Selector
    value: str = ""
    waiver: Waiver
    created: date | None = None
    expires: date


class InvalidWaiver(_Entry, frozen=True, kw_only=True):
    """What was meant as a waiver and does not count; `message` says why, and what to write."""

    message: str


class WaiverFile(Record, frozen=True, kw_only=True):
    """All waivers of a file; an entry that is invalid does not keep the others from counting."""

    origin: str
    waivers: tuple[FiledWaiver, ...] = ()
    invalid: tuple[InvalidWaiver, ...] = ()
