"""A report that was saved as JSON, read back: whole, of a version that is known, or refused."""

import codecs
import io
import sys
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import structs

from driftaudit import __version__
from driftaudit.assemble import status_of, summarize
from driftaudit.errors import StoreError
from driftaudit.model import Json
from driftaudit.render.text import clean, cut
from driftaudit.report import Report

SCHEMA: Final = "driftaudit.report/v1"
STDIN: Final = Path("-")


def load(path: Path) -> Report:
    """The report in a file, `-` for stdin; its counts, and what was not read, are made anew.

    Raises:
        StoreError: cannot be read, cut short, not JSON, no report, or of another version.
    """
    name = "stdin" if path == STDIN else str(path)
    content = _content(path)
    try:
        _require_schema(msgspec.json.decode(content), name)
        report = msgspec.json.decode(content, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StoreError(_not_a_report(name, content, error)) from error
    return _made_anew(report)


def _made_anew(report: Report) -> Report:
    """The report with its own counts; clean only where everything was read, but for a gate's."""
    environments = tuple(
        structs.replace(each, status=status_of(each.gaps)) if each.status == "ok" else each
        for each in report.environments
    )
    unread = report.gate is None and any(each.status != "ok" for each in environments)
    return structs.replace(
        report,
        environments=environments,
        result="incomplete" if unread and report.result == "clean" else report.result,
        summary=summarize(environments, report.findings),
    )


def _content(path: Path) -> bytes:
    try:
        content = _stdin().read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror or error}\n{_NEXT}") from error
    return content.removeprefix(codecs.BOM_UTF8)


def _stdin() -> BinaryIO:
    """What a pipe gives us; nothing where stdin is closed."""
    return sys.stdin.buffer if sys.stdin else io.BytesIO()


def _require_schema(document: Json, name: str) -> None:
    """Say what a document is that is JSON and yet no report that this version can read."""
    found = document.get("schema") if isinstance(document, dict) else None
    if found == SCHEMA:
        return
    shown = cut(clean(str(found)), 60)
    kind, _, version = shown.partition("/")
    if found is None:
        what = "not a report of driftaudit: it has no schema"
    elif kind == SCHEMA.partition("/")[0]:
        what = (
            f"a report of version {version or 'unknown'}; driftaudit {__version__} reads {SCHEMA}"
        )
    else:
        what = f"not a report of driftaudit: its schema is {shown}"
    raise StoreError(f"{name}: {what}\n{_NEXT}")


def _not_a_report(name: str, content: bytes, error: Exception) -> str:
    if not content.strip():
        return f"{name}: not a report of driftaudit: it is empty\n{_NEXT}"
    why = cut(clean(str(error)), 200)
    if isinstance(error, msgspec.ValidationError):
        hint = "it was changed by hand, or written by a newer driftaudit"
        return f"{name}: not a report of driftaudit {__version__}: {why}; {hint}\n{_NEXT}"
    cause = "cut short" if "truncated" in why else f"not JSON: {why}"
    return f"{name}: not a report of driftaudit: {cause}\n{_NEXT}"


_NEXT: Final = "next: name a file that `--output json=FILE` wrote, by this version of driftaudit"
