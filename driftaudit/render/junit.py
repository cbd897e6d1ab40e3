"""A report as JUnit XML, for CI systems that show tests: a suite an environment.

A kind that was read and has no finding is a test that passed; each finding is one that failed,
each gap one in error; what was waived or left out on purpose was skipped. The elements are those
of Jenkins' xunit schema `junit-10.xsd`, which Ant's and Surefire's readers take, too; no test has
two results, as some readers count only the first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from driftaudit.model import EVERY_KIND, KINDS, SEVERITIES
from driftaudit.render.closing import result_line
from driftaudit.render.grouping import apart
from driftaudit.render.impact import impact_lines
from driftaudit.render.matrix import cell_texts
from driftaudit.render.text import clean, cut
from driftaudit.render.values import change_lines, path_text
from driftaudit.report import Gate, Report, ReportedEnvironment, ReportedFinding

_ILLEGAL: Final = re.compile(r"[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for (section 2.2); tabs and carriage returns are spaces by then."""

_WIDTH: Final = 100

Outcome = Literal["passed", "failure", "error", "skipped"]


_NOBODY: Final = ReportedEnvironment(
    name="driftaudit",
    account="",
    region="",
    cluster="",
    group=None,
    status="partial",
    captured_at=None,
    reference="",
)
"""Whose suite it is where no environment is at fault."""


class Case(NamedTuple):
    """One test: `type_` and `message` say in short how it went, `lines` in full."""

    name: str
    outcome: Outcome = "passed"
    type_: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


def junit(report: Report) -> str:
    """The report as an XML document of UTF-8; the same report gives the same bytes."""
    suites = [(each, tuple(_cases(each, report))) for each in report.environments]
    suites.append((_NOBODY, (*_gate(report.gate), *_apart(report))))
    every = [case for _, cases in suites for case in cases]
    if report.result == "incomplete" and all(case.outcome != "error" for case in every):
        # What could not be read is no environment's: the reference's, say.
        lost = Case("reference", "error", "incomplete", result_line(report, color=False))
        suites.append((_NOBODY, (lost,)))
        every.append(lost)
    root = Element("testsuites", {"name": "driftaudit"} | _counts(every, "tests failures errors"))
    for environment, cases in suites:
        if cases:
            root.append(_suite(environment, cases))
    indent(root)
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", clean(text))


def _counts(cases: Iterable[Case], names: str) -> dict[str, str]:
    outcomes = [each.outcome for each in cases]
    counts = {"tests": len(outcomes), "failures": outcomes.count("failure")}
    counts |= {"errors": outcomes.count("error"), "skipped": outcomes.count("skipped")}
    return {name: str(counts[name]) for name in names.split()}


def _suite(environment: ReportedEnvironment, cases: tuple[Case, ...]) -> Element:
    counts = _counts(cases, "tests failures errors skipped")
    suite = Element("testsuite", {"name": _legal(environment.name)} | counts)
    if environment.captured_at:
        # Ant's schema knows no fractions and no zone.
        suite.set("timestamp", _legal(environment.captured_at)[:19])
    if environment is not _NOBODY:
        properties = SubElement(suite, "properties")
        for name in ("account", "region", "cluster", "reference", "status"):
            SubElement(properties, "property", name=name, value=_legal(getattr(environment, name)))
    for case in cases:
        suite.append(_test(case, environment))
    return suite


def _test(case: Case, environment: ReportedEnvironment) -> Element:
    classname = f"driftaudit.{_legal(environment.name)}"
    test = Element("testcase", classname=classname, name=_legal(case.name))
    text = "\n".join(filter(None, map(_legal, case.lines)))
    if case.outcome == "passed":
        if text:
            SubElement(test, "system-out").text = text
        return test
    told = {"type": _legal(case.type_), "message": _legal(case.message)}
    SubElement(test, case.outcome, told).text = text
    return test


def _cases(environment: ReportedEnvironment, report: Report) -> Iterator[Case]:
    """The tests of an environment, errors first; of a reference no test that nothing failed."""
    yield from _gaps(environment)
    own = [each for each in report.findings if each.environment == environment.name]
    fatal = _fatal(report)
    yield from (_finding(each, fatal) for each in own)
    if not environment.reference:
        return
    for kind, reason in sorted(environment.not_audited.items()):
        yield Case(kind, "skipped", "not audited", reason)
    told = {each.kind for each in own} | {each.kind for each in environment.gaps}
    if EVERY_KIND not in told:
        yield from _kinds(environment.name, report, told | set(environment.not_audited))


def _kinds(name: str, report: Report, told: set[str]) -> Iterator[Case]:
    """The kinds that have no test yet: passed, but where the reference could not be read."""
    notes = _disagreements(name, report)
    unknown = {gap.kind for each in report.environments if not each.reference for gap in each.gaps}
    for kind in dict.fromkeys((*KINDS, *notes)):
        if kind in told:
            continue
        if unknown & {kind, EVERY_KIND}:
            yield Case(kind, "skipped", "unknown", "the reference could not be read in full")
        else:
            yield Case(kind, lines=tuple(notes[kind]))


def _gate(gate: Gate | None) -> Iterator[Case]:
    """A test for each of the gate's questions."""
    for each in gate.answers if gate else ():
        outcomes: dict[str, Outcome] = {"blocked": "failure", "unknown": "error"}
        outcome = outcomes.get(each.status, "passed")
        lines = (each.answer, *each.details)
        yield Case(f"gate: {each.question}", outcome, each.status, each.answer, lines)


def _gaps(environment: ReportedEnvironment) -> Iterator[Case]:
    for gap in environment.gaps:
        kind = "everything" if gap.kind == EVERY_KIND else gap.kind
        message = f"{gap.operation}: {gap.code}: {gap.message}"
        grant = f"grant: {gap.needs}" if gap.needs else ""
        yield Case(f"{kind}: {gap.operation}", "error", gap.code, message, (message, grant))


def _apart(report: Report) -> Iterator[Case]:
    """The findings that are in no environment's suite: a waiver that has expired, say."""
    fatal = _fatal(report)
    yield from (_finding(each, fatal) for each in apart(report))


def _fatal(report: Report) -> frozenset[str]:
    """The severities that fail a test: none without drift, then all but info, if that is not it.

    The report does not say from which severity on there was drift; the worst is part of it.
    """
    found = {each.severity for each in report.findings if not each.waiver}
    if report.result != "drift":
        return frozenset()
    return frozenset(SEVERITIES[:-1] if found != {"info"} else SEVERITIES)


def _finding(finding: ReportedFinding, fatal: frozenset[str]) -> Case:
    where = cut(clean(f"{finding.kind} {finding.resource} {path_text(finding.path)}").strip(), 200)
    name = f"{finding.code} {where}"
    if finding.waiver:
        reason = f"waived until {finding.waiver.expires}: {finding.waiver.reason}"
        return Case(name, "skipped", "waived", reason)
    message = f"{finding.severity}: {finding.title}: {where}"
    outcome: Outcome = "failure" if finding.severity in fatal else "passed"
    return Case(name, outcome, finding.code, message, tuple(_lines(finding, message)))


def _lines(finding: ReportedFinding, message: str) -> Iterator[str]:
    yield message
    yield from change_lines(finding, _WIDTH)
    yield from impact_lines(finding)
    yield f"why: {finding.why}"
    yield from (f"fix: {step}" for step in finding.fix)
    if finding.location:
        yield f"from {finding.location.file}:{finding.location.line}"
    yield f"against {finding.reference}, fingerprint {finding.fingerprint}"


def _disagreements(name: str, report: Report) -> defaultdict[str, list[str]]:
    """By kind, in what an environment of a fleet is not like most: told, and no failure."""
    notes: defaultdict[str, list[str]] = defaultdict(list)
    for row in report.matrix:
        told = zip(row.values, cell_texts(row), strict=True)
        texts = [text for each, text in told if name in each.environments]
        if texts and (row.split or name in row.outliers):
            most = "split" if row.split else f"most have {cell_texts(row)[0]}"
            path = path_text(row.path) or "the resource itself"
            notes[row.kind].append(f"{row.resource} {path}: {texts[0]}, {most}")
    return notes
