"""Where findings come from: the line of the baseline, the waiver or the environment in its file.

A location is a service to whoever reviews: where a file cannot be read, findings go without.
"""

from pathlib import Path
from typing import Final

from msgspec import structs

from driftaudit.baselines import locate, sources
from driftaudit.config import Config
from driftaudit.errors import BaselineError, ConfigError
from driftaudit.judge.waivers import WAIVER_KIND
from driftaudit.model import Location, Record
from driftaudit.report import Report, ReportedFinding
from driftaudit.yaml_source import YamlSource, read

_BASELINE: Final = "baseline:"


class _Files(Record, frozen=True, kw_only=True):
    """What was read: the configuration, and by name each baseline with what it extends."""

    root: Path
    config: YamlSource
    baselines: dict[str, tuple[YamlSource, ...]]


def located(report: Report, config: Config) -> Report:
    """The report, each finding, and each change that the gate expects, with the line it stems from.

    A difference from a baseline: the line there, or in a file that it extends, of its path or the
    nearest part around it. A finding about a waiver: the waiver. All else: the environment in the
    configuration. Files are relative to the git work tree of the configuration, or to its folder.
    """
    changes = report.gate.changes if report.gate else ()
    try:
        files = _read((*report.findings, *changes), config)
    except ConfigError:
        return report
    gate = report.gate and structs.replace(report.gate, changes=_placed(changes, files))
    return structs.replace(report, findings=_placed(report.findings, files), gate=gate)


def _placed(findings: tuple[ReportedFinding, ...], files: _Files) -> tuple[ReportedFinding, ...]:
    return tuple(structs.replace(each, location=_location(each, files)) for each in findings)


def work_tree(folder: Path) -> Path:
    """The folder at or above this one that git works in; the folder itself where it does not."""
    around = (folder, *folder.parents)
    return next((each for each in around if (each / ".git").exists()), folder)


def _read(findings: tuple[ReportedFinding, ...], config: Config) -> _Files:
    path = config.path.resolve()
    references = {each.reference for each in findings}
    names = {each.removeprefix(_BASELINE) for each in references if each.startswith(_BASELINE)}
    read_ones = {name: _sources(config.baselines / f"{name}.yaml") for name in sorted(names)}
    return _Files(root=work_tree(path.parent), config=read(path), baselines=read_ones)


def _sources(path: Path) -> tuple[YamlSource, ...]:
    try:
        return sources(path)
    except BaselineError:
        return ()


def _location(finding: ReportedFinding, files: _Files) -> Location | None:
    return (
        _in_waivers(finding, files)
        or _in_baseline(finding, files)
        or _relative(files.config.origin, _line_of(finding, files.config), files.root)
    )


def _in_waivers(finding: ReportedFinding, files: _Files) -> Location | None:
    """The entry that a finding about a waiver names by `FILE:LINE`."""
    if finding.kind != WAIVER_KIND:
        return None
    origin, _, line = finding.source.rpartition(":")
    return _relative(origin, int(line), files.root)


def _in_baseline(finding: ReportedFinding, files: _Files) -> Location | None:
    known = finding.reference.startswith(_BASELINE)
    layers = files.baselines[finding.reference.removeprefix(_BASELINE)] if known else ()
    if not layers:
        return None
    place = (finding.kind, finding.resource, *finding.path)
    found = locate(layers, finding.environment, place)
    return _relative(found.origin, found.line, files.root)


def _line_of(finding: ReportedFinding, config: YamlSource) -> int:
    return config.line(("environments", finding.environment))


def _relative(origin: str, line: int, root: Path) -> Location | None:
    """A line of a file below the root; a link is named as what it leads to, as GitHub wants it."""
    path = Path(origin).resolve()
    if not path.is_relative_to(root):
        return None
    return Location(file=path.relative_to(root).as_posix(), line=line)
