"""The finding that someone means by its fingerprint."""

import re
from pathlib import Path
from typing import Final

from driftaudit.assemble import finding_of
from driftaudit.cli import capture, saved
from driftaudit.cli.check import audited
from driftaudit.cli.settings import Settings
from driftaudit.cli.terms import terms_of
from driftaudit.config import Config
from driftaudit.errors import UnknownReferenceError
from driftaudit.model import Finding
from driftaudit.report import Report

FINGERPRINT: Final = re.compile(r"[0-9a-f]{8,16}", re.IGNORECASE)
"""A fingerprint, or enough of its beginning."""


def find(settings: Settings, text: str, report: Path | None) -> Finding:
    """The finding that a fingerprint means: in a saved report, or by the stored snapshots.

    What a gate's report expects to be different is named in the same way, and may be waived.

    Raises:
        UnknownReferenceError: none has it, or several begin like it.
        StoreError: the report cannot be read, or nothing is stored.
        BaselineError: a baseline, or the waiver file, cannot be used.
    """
    source = saved.load(report) if report else _checked(settings, settings.load())
    begin, changes = text.lower(), source.gate.changes if source.gate else ()
    found = {
        each.fingerprint: each
        for each in (*changes, *source.findings)
        if each.fingerprint.startswith(begin)
    }
    if len(found) == 1:
        return finding_of(*found.values())
    where = str(report) if report else "what the stored snapshots show"
    what = "several findings begin" if found else "no finding begins"
    raise UnknownReferenceError(
        f"{what} with {text!r} in {where}\n"
        "next: driftaudit snapshot, or name a saved report with --report"
    )


def _checked(settings: Settings, config: Config) -> Report:
    from driftaudit import audit

    subjects = capture.stored(config, config.targets, None)
    return audit.check(
        audited(config, config.targets, subjects),
        stamp=settings.stamp("check"),
        fail_on="none",
        known=config.environments,
        terms=terms_of(config),
    )
