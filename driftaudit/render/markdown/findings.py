"""The findings of a report in Markdown: the answer in a line, what it rests on folded under it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from driftaudit.render.finding import is_command, real_name
from driftaudit.render.grouping import (
    Group,
    Section,
    by_resource,
    groups_of,
    held_against,
    sections_of,
    whose,
)
from driftaudit.render.impact import impact_lines
from driftaudit.render.markdown.fit import Piece
from driftaudit.render.markdown.text import block, code, codes, explained, folded, html_code, prose
from driftaudit.render.text import clean, cut, plural
from driftaudit.render.values import change_lines, path_text
from driftaudit.report import Report, ReportedFinding

MAX_NAMES: Final = 20
"""How many environments a line names."""

_WIDTH: Final = 96
_LONG: Final = 1_000
"""How much of a sentence is shown."""


def finding_pieces(report: Report, rank: int) -> Iterator[Piece]:
    """A piece a finding, those of the same environments under one heading, the worst first.

    They are of `rank` and the next ones, the worse the lower.
    """
    for section in sections_of(groups_of(report)):
        heading = f"### {_heading(section)}\n\n"
        for groups in by_resource(section):
            for group in groups:
                noun = f"{group.finding.severity} finding"
                yield Piece(heading + _finding(group), rank + group.rank, noun)
                heading = ""


def _heading(section: Section) -> str:
    count = plural(len(section.groups), "finding")
    many = len(section.environments)
    same = {1: "", 2: ", same in both"}.get(many, f", same in all {many}")
    named = (section.environments, section.reference)
    against = f" against {code(section.reference)}" if held_against(*named) else ""
    return f"{codes(whose(*named), MAX_NAMES)}{against}: {count}{same}"


def _finding(group: Group) -> str:
    """The finding in a line, under it what that does or what has become what; the rest folded."""
    finding = group.finding
    effects, change = impact_lines(finding), change_lines(finding, _WIDTH)
    told = ""
    if effects:
        told, effects = f"<br>{prose(cut(clean(effects[0]), _LONG), html_code)}", effects[1:]
    elif len(change) == 1:
        told, change = f"<br>{html_code(change[0])}", []
    changed = block(change, "diff") if change else ""
    body = [changed, _facts(group, effects), *_fix(group), _marks(group)]
    return folded(_title(finding) + told, body)


def _title(finding: ReportedFinding) -> str:
    place = html_code(cut(clean(f"{finding.kind} {finding.resource}"), _WIDTH))
    path = f" {html_code(cut(path_text(finding.path), _WIDTH))}" if finding.path else ""
    title = prose(finding.title, html_code)
    return f"<b>{finding.severity}</b> {html_code(finding.code)} {title}: {place}{path}"


def _facts(group: Group, effects: tuple[str, ...]) -> str:
    """What else it does, why it matters, and whose it is."""
    finding = group.finding
    facts = [prose(cut(clean(line), _LONG)) for line in effects]
    facts.append(f"why: {explained(finding.why)}")
    real = real_name(finding) if len(group.environments) == 1 else ""
    facts += [f"its name is {code(real)}"] if real else []
    facts += [f"used by {codes(finding.used_by, MAX_NAMES)}"] if finding.used_by else []
    return "\n".join(f"- {fact}" for fact in facts)


def _fix(group: Group) -> Iterator[str]:
    """The steps in their order, commands in blocks to be copied."""
    steps = group.finding.fix
    if not steps:
        return
    many = len(group.environments) > 1 and any(map(is_command, steps))
    yield f"fix in {code(group.finding.environment)}, likewise in the others:" if many else "fix:"
    for command, run in groupby(steps, key=is_command):
        if command:
            yield block(run, "sh")
        else:
            yield "\n".join(f"- {prose(step)}" for step in run)


def _marks(group: Group) -> str:
    """What to name it by, and the line under review that it stems from."""
    marks = f"fingerprint {codes(group.fingerprints, 5)}"
    where = group.finding.location
    return f"{marks}, from {code(f'{where.file}:{where.line}')}" if where else marks
