"""Writes docs/report.png: the demo's HTML report, as Chromium shows it. Needs Chromium.

What varies from run to run is the time; it is replaced, so that the picture changes only when the
page or the demo does.
"""
# ruff: noqa: INP001 - a script, in no package

import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from driftaudit.cli.main import run
from driftaudit.render.html import html
from driftaudit.report import Report

if TYPE_CHECKING:
    from tests.render.html.chromium import Page

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURE: Final = ROOT / "docs" / "report.png"
TIME: Final = "2026-11-22T03:17:00.000000Z"
OPENED: Final = "IAM006"
"""The code of the finding that is shown opened."""
WIDTH: Final = 1120
HEIGHT: Final = 1480
MOST_BYTES: Final = 300_000


def main() -> int:
    """Runs the demo and takes the picture; the exit status, 1 where that is not possible."""
    sys.path.insert(0, str(ROOT))
    from tests.render.html.chromium import Chromium, missing

    reason = missing()
    if reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    with tempfile.TemporaryDirectory(prefix="driftaudit-docs-") as folder:
        page = Path(folder) / "report.html"
        page.write_text(html(_steady(_demo_report(Path(folder) / "demo"))), encoding="utf-8")
        with Chromium(Path(folder) / "profile") as browser:
            picture = _picture(browser.page(page, width=WIDTH, height=HEIGHT))
    if len(picture) > MOST_BYTES:
        sys.stderr.write(f"the picture has {len(picture):,} bytes, more than {MOST_BYTES:,}\n")
        return 1
    PICTURE.write_bytes(picture)
    return 0


def _demo_report(directory: Path) -> Report:
    heard = StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        status = run(["demo", "--directory", str(directory)])
    if status:
        raise RuntimeError(heard.getvalue())
    return msgspec.json.decode((directory / "reports" / "check.json").read_bytes(), type=Report)


def _steady(report: Report) -> Report:
    environments = tuple(replace(each, captured_at=TIME) for each in report.environments)
    return replace(report, generated_at=TIME, environments=environments)


def _picture(page: "Page") -> bytes:
    page.js(
        "[...document.querySelectorAll('.row')]"
        f".find((row) => row.querySelector('code').textContent === '{OPENED}').open = true"
    )
    page.call("Emulation.setScrollbarsHidden", hidden=True)
    page.settled()
    return page.picture()


if __name__ == "__main__":
    sys.exit(main())
