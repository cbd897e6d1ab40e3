"""Screens for docs/baselines.md: a team accepts, layers, waives and lets expire, on the demo.

Each step starts from the files as the step before left them, and its commands really ran. Days are
replaced by those of one fixed day, so that the page is the same whenever it is made.
"""
# ruff: noqa: INP001 - a script, in no package

import json
import re
import shlex
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

Session = Callable[[str], str]
"""A command line to its console block: what it shows, and its exit status."""

DAY: Final = date(2026, 11, 22)
MARK: Final = "5799db66d8a8a2a2"
"""What the finding about the expired waiver has for a fingerprint on that day."""

OTHER: Final = re.compile(r"^  iam-role .*\n(?:    .*\n)+", re.MULTILINE)
CUT: Final = "  …"
"""In the place of the finding that these pages are not about."""

AHEAD: Final = (-30, -1, 0, 60, 90)
BASELINE: Final = Path("baselines/prod.yaml")
WAIVERS: Final = Path("baselines/waivers.yaml")

LAYER: Final = """\
version: 1
extends: org
mode:
  default: exact
  nodegroup: subset
resources:
  addon:
    coredns:
      addonVersion:
        $in:
        - v1.10.1-eksbuild.1
        - v1.11.1-eksbuild.9
"""


def override(environment: str) -> str:
    """What a baseline says of an environment that is to have more nodes than its peers."""
    return f"""\
environments:
  {environment}:
    reason: twice the traffic until the sale is over
    resources:
      nodegroup:
        workers:
          scalingConfig:
            maxSize: 60
"""


OVERRIDE: Final = override("prod-uk")


def layers(session: Session) -> dict[str, str]:
    """The screens by name; the files in baselines/ are as they were when it is done."""
    before = BASELINE.read_text(encoding="utf-8")
    made = _accepted(session) | _overridden(session, before) | _layered(session, before)
    BASELINE.write_text(before, encoding="utf-8")
    made |= _waived(session)
    WAIVERS.unlink()
    return {name: _on_the_day(OTHER.sub(f"{CUT}\n", text)) for name, text in made.items()}


def _accepted(session: Session) -> dict[str, str]:
    """Only a part, and first only to see it."""
    only = "driftaudit baseline accept prod-uk --offline --only nodegroup/workers"
    return {"accept-part": session(f"{only} --dry-run")}


def _overridden(session: Session, before: str) -> dict[str, str]:
    """One environment may differ, with a reason; a name that is none is refused."""
    BASELINE.write_text(before + OVERRIDE, encoding="utf-8")
    check = "driftaudit check --offline prod-uk"
    made = {"override": _file(BASELINE, OVERRIDE), "override-check": session(check)}
    wrong = OVERRIDE.replace("prod-uk:", "prod-ku:")
    BASELINE.write_text(before + wrong, encoding="utf-8")
    return made | {"override-wrong": session(check)}


def _layered(session: Session, before: str) -> dict[str, str]:
    """What all groups have in one file, and a group's own on top of it."""
    org = BASELINE.with_name("org.yaml")
    org.write_text(before, encoding="utf-8")
    BASELINE.write_text(LAYER, encoding="utf-8")
    made = {
        "layer": _file(BASELINE, LAYER),
        "layer-check": session("driftaudit check --offline prod-ca"),
    }
    repeated = LAYER + "  nodegroup:\n    workers:\n      diskSize: 20\n"
    BASELINE.write_text(repeated, encoding="utf-8")
    made |= {"layer-lint": session("driftaudit baseline lint prod")}
    org.unlink()
    return made


def _waived(session: Session) -> dict[str, str]:
    """A finding is looked at, waived, and there again when its time is over."""
    fingerprint, today = _scaling(session), datetime.now(UTC).date()
    until = today + timedelta(days=60)
    reason = shlex.quote("twice the traffic until the sale is over")
    waive = f"driftaudit waive {fingerprint} --reason {reason} --owner Ann --expires {until}"
    made = {
        "explain": session(f"driftaudit explain {fingerprint}"),
        "waive": session(waive),
        "waived": session("driftaudit check --offline prod-uk"),
    }
    text = WAIVERS.read_text(encoding="utf-8")
    made["waivers"] = _file(WAIVERS, text)
    text = text.replace(str(today), str(today + timedelta(days=-30)))
    text = text.replace(str(until), str(today + timedelta(days=-1)))
    WAIVERS.write_text(text, encoding="utf-8")
    return made | {"expired": session("driftaudit check --offline prod-uk")}


def _scaling(session: Session) -> str:
    """The fingerprint of prod-uk's node group that may grow further than its peers'."""
    file = Path("report.json")
    session(f"driftaudit check --offline prod-uk --output json={file}")
    report = json.loads(file.read_text(encoding="utf-8"))
    (found,) = (each for each in report["findings"] if each["kind"] == "nodegroup")
    return str(found["fingerprint"])


def _file(path: Path, text: str) -> str:
    return f"```yaml\n# {path}\n{text}```\n"


def _on_the_day(text: str) -> str:
    """The text as if today were DAY."""
    today = datetime.now(UTC).date()
    days = {str(today + timedelta(days=each)): str(DAY + timedelta(days=each)) for each in AHEAD}
    text = re.sub(r"(META010 .*)\b[0-9a-f]{16}\b", rf"\g<1>{MARK}", text)
    return re.sub("|".join(days), lambda found: days[found[0]], text)
