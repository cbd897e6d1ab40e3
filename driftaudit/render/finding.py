"""The lines of findings in a table: heading by resource, then severity, code, change, why, fix."""

from driftaudit.render.grouping import Group, Section, by_resource, held_against, whose
from driftaudit.render.impact import impact_lines
from driftaudit.render.text import clean, cut, listed, paint, plural, wrapped
from driftaudit.render.values import change_lines, path_text
from driftaudit.report import Report, ReportedFinding

WIDTH = 100
"""How many columns a line may take; commands and unbreakable words may take more."""

_TEXT = 24
"""The column at which the text of a finding starts."""


def section_lines(
    section: Section, report: Report, explained: set[str], *, color: bool, width: int = WIDTH
) -> list[str]:
    """The findings of one set of environments; adds the codes whose `why` it shows."""
    lines = _heading(section, report, color=color, width=width)
    for groups in by_resource(section):
        lines.extend(_resource(groups[0], width))
        for group in groups:
            lines.extend(_finding(group, explained, color=color, width=width))
    return lines


def _heading(section: Section, report: Report, *, color: bool, width: int) -> list[str]:
    names = listed(whose(section.environments, section.reference))
    if len(section.environments) == 1:
        places = {each.name: (each.region, each.account) for each in report.environments}
        names = "  ".join([names, *map(clean, places.get(section.environments[0], ()))])
    count = plural(len(section.groups), "finding")
    many = len(section.environments)
    same = {1: "", 2: ", same in both"}.get(many, f", same in all {many}")
    against = held_against(section.environments, section.reference)
    title = f"{names}  vs {clean(against)}" if against else names
    tail = count + same
    if len(title) + 2 + len(tail) <= width:
        return [paint(title, "bold", color=color) + tail.rjust(width - len(title))]
    lines = wrapped("", f"{title}: {tail}", indent=0, width=width)
    return [paint(line, "bold", color=color) for line in lines]


def _resource(group: Group, width: int) -> list[str]:
    finding = group.finding
    name = f"{clean(finding.kind)} {clean(_in_account(finding.resource))}"
    real = real_name(finding) if len(group.environments) == 1 else ""
    if real:
        name += f" ({real})"
    lines = ["  " + cut(name, width - 2)]
    if finding.used_by:
        users = dict.fromkeys(map(user_name, finding.used_by))
        lines.extend(wrapped("used by", listed(users), indent=4, width=width))
    return lines


def _in_account(name: str) -> str:
    """`role/NAME` for a principal of the environment's own account: the rest is always the same."""
    return name.removeprefix("arn:${partition}:iam::${account}:")


def user_name(used_by: str) -> str:
    """`nodegroup/workers`; of what is named by a principal's ARN the kind alone."""
    kind, _, name = used_by.partition("/")
    return kind if name.startswith("arn:") else used_by


def real_name(finding: ReportedFinding) -> str:
    """What the resource is really called, where its portable name does not say; else empty.

    A missing resource's source is the reference's, and says nothing about this environment.
    """
    if "${" not in finding.resource or not finding.source:
        return ""
    if finding.change == "missing" and not finding.path:
        return ""
    return clean(finding.source).rsplit("/", 1)[-1]


def _finding(group: Group, explained: set[str], *, color: bool, width: int) -> list[str]:
    finding = group.finding
    severity = paint(finding.severity.upper().ljust(8), finding.severity, color=color)
    more = f" +{len(group.fingerprints) - 1}" if len(group.fingerprints) > 1 else ""
    mark = clean(f"{finding.fingerprint}{more}")
    title = f"{clean(finding.code).ljust(9)} {clean(finding.title)}"
    room = width - len(f"    {finding.severity:8}  {title}")
    line = f"    {severity}  {title}"
    lines = [f"{line}{mark.rjust(room)}" if len(mark) + 2 <= room else line]
    lines += [" " * _TEXT + line for line in _what(finding, width - _TEXT)]
    for words in impact_lines(finding):
        lines += wrapped("", words, indent=_TEXT, width=width)
    if len(group.environments) > 1 and any(map(is_command, finding.fix)):
        who = f"in {finding.environment}, and likewise in the others:"
        return lines + _why_and_fix(finding, explained, width, who)
    return lines + _why_and_fix(finding, explained, width)


def _what(finding: ReportedFinding, width: int) -> list[str]:
    """The path and how it changed: on one line if that is enough."""
    path, change = path_text(finding.path), change_lines(finding, width)
    if len(change) == 1 and len(path) + 2 + len(change[0]) <= width:
        return [f"{path}  {change[0]}"]
    return [*(wrapped("", path, indent=0, width=width) if path else []), *change]


def _why_and_fix(
    finding: ReportedFinding, explained: set[str], width: int, who: str = ""
) -> list[str]:
    lines: list[str] = []
    if finding.code not in explained:
        explained.add(finding.code)
        lines += wrapped("why", finding.why, indent=_TEXT - 5, width=width, hang=5)
    for place, step in enumerate((who, *finding.fix) if who else finding.fix):
        label = "" if place else "fix"
        if is_command(step):
            # One line, whatever its length: it is there to be copied.
            lines.append(" " * (_TEXT - 5) + label.ljust(5) + clean(step))
        else:
            lines += wrapped(label, step, indent=_TEXT - 5, width=width, hang=5)
    return lines


def is_command(step: str) -> bool:
    """Whether a step is for a shell."""
    return step.startswith(("aws ", "kubectl ", "driftaudit "))
