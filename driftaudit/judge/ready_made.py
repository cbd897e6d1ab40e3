"""A waiver for a finding, ready to be pasted below `waivers:`, with the reason left to say."""

import re
from datetime import date, timedelta
from typing import Final

import msgspec

from driftaudit.judge.waivers import MAX_DAYS, WaiverEntry
from driftaudit.model import KINDS, Finding, digest_of

AHEAD: Final = timedelta(days=90)
"""How long a ready-made waiver lasts."""

# What can only be text: a digest, a code, and a date, which our reader leaves as it is written.
_PLAIN: Final = re.compile(r"sha256:[0-9a-f]+|[A-Z]+[0-9]{3}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TO_SAY: Final = "  # say why, or the waiver does not count"


def ready_made(finding: Finding, today: date) -> str:
    """The waiver of one finding as YAML, indented as below `waivers:`; its reason is empty."""
    return entry_text(entry_for(finding, today=today))


def entry_for(
    finding: Finding,
    *,
    today: date,
    reason: str = "",
    expires: date | None = None,
    owner: str = "",
    ticket: str = "",
) -> WaiverEntry:
    """The waiver of one finding, for 90 days unless `expires` is given.

    Beside the fingerprint it names what is waived, so that a reviewer can see it. Where there is
    a value, it waives this value alone.
    """
    each = finding.difference
    return WaiverEntry(
        fingerprint=finding.fingerprint,
        environments=(finding.environment,),
        kind=each.kind,
        resource=each.resource,
        path=each.path,
        value="" if each.change == "missing" else f"sha256:{digest_of(each.actual)[:16]}",
        reason=reason,
        owner=owner,
        ticket=ticket,
        created=today.isoformat(),
        expires=(expires or today + AHEAD).isoformat(),
    )


def expires_problem(expires: date, today: date) -> str:
    """Why a waiver that is made today cannot expire on a day; empty where it can."""
    latest = today + timedelta(days=MAX_DAYS)
    if expires < today:
        return f"{expires} is over; name a day to come, such as {today + AHEAD}"
    if expires > latest:
        return f"{expires} is too far ahead; a waiver lasts at most {MAX_DAYS} days, to {latest}"
    return ""


def entry_text(entry: WaiverEntry, indent: str = "  ") -> str:
    """An entry as an item of a block list in YAML that reads back as the same; ends with a line."""
    given = {
        name: value
        for name, value in msgspec.structs.asdict(entry).items()
        if value or name == "reason"
    }
    lines = [
        f"{name}: {_flow(value)}" + (_TO_SAY if not value else "") for name, value in given.items()
    ]
    return "".join(f"{indent}{'  ' if place else '- '}{line}\n" for place, line in enumerate(lines))


def _flow(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_quoted, value)) + "]"
    return value if value in KINDS or _PLAIN.fullmatch(value) else _quoted(value)


def _quoted(text: str) -> str:
    """A text in YAML's double quotes; what cannot be seen is escaped, so that nothing hides."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\U{ord(character):08x}"
