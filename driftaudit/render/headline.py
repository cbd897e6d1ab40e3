"""The first line of a report whose worst finding takes permissions away or opens something.

It says which action is lost or gained, in which environments, on which role, and why that matters.
Plain words, other people's names made clean; each format escapes them for where it shows them.
"""

from collections.abc import Iterable
from typing import Final

from driftaudit.model import SEVERITIES, Impact
from driftaudit.render.grouping import Group, groups_of
from driftaudit.render.impact import cause_of, place_words
from driftaudit.render.summary import summary_line
from driftaudit.render.text import clean, listed
from driftaudit.report import Report, ReportedFinding

MAX_NAMES: Final = 4
"""How many environments are named; of more the rest is counted."""

_GRAVE: Final = SEVERITIES.index("high")


def first_lines(report: Report) -> tuple[str, ...]:
    """The headline, if there is one, and then what was held against what."""
    return tuple(filter(None, (headline(report), summary_line(report))))


def headline(report: Report) -> str:
    """`prod-de can no longer ec2:AssignPrivateIpAddresses (and 9 more): …`, in one sentence.

    Empty where the worst unwaived finding is milder than high, or no matter of permissions.
    """
    groups = groups_of(report)
    worst = [each for each in groups if each.rank == groups[0].rank and each.rank <= _GRAVE]
    told = next((each for each in worst if _says(each.finding.impact)), None)
    if told is None or told.finding.impact is None:
        return ""
    return clean(_sentence(told, told.finding.impact, _others(told, groups, report)))


def _says(impact: Impact | None) -> bool:
    return bool(impact and (impact.lost or impact.gained))


def _sentence(group: Group, impact: Impact, others: str) -> str:
    changed = impact.lost or impact.gained
    first, more = changed[0], len({each.action for each in changed}) - 1
    verb = "can no longer" if impact.lost else "can newly"
    if first.principal is not None:
        verb = "no longer lets anyone" if impact.lost else "newly lets others"
    where = place_words(first) if first.principal is not None or not impact.lost else ""
    count = f" (and {more} more)" if more else ""
    said = f"{named(group.environments)} {verb} {first.action}{where}{count}: {_whose(group)}"
    reason = impact.need or _reason(group.finding)
    return "; ".join(filter(None, (said, reason, others)))


def _whose(group: Group) -> str:
    """`role acme-prod-de-vpc-cni lacks AmazonEKS_CNI_Policy`."""
    finding = group.finding
    name = finding.resource
    if len(group.environments) == 1 and finding.source and finding.path:
        name = finding.source.rsplit("/", 1)[-1]
    what = {"iam-role": "role", "iam-policy": "policy"}.get(finding.kind, finding.kind)
    last = finding.path[-1].rsplit("/", 1)[-1] if finding.path else ""
    said = {
        "IAM001": f"lacks {last}",
        "IAM002": f"has {last} attached",
        "IAM003": f"lacks inline policy {last}",
        "IAM004": f"has inline policy {last}",
    }.get(finding.code, finding.title)
    between = " " if cause_of(finding) else ": "
    return f"{what} {name}{between}{said}"


def _reason(finding: ReportedFinding) -> str:
    users = [each for each in finding.used_by if not each.startswith("arn:")]
    return f"used by {listed(users[:3])}" if users else ""


def _others(group: Group, groups: Iterable[Group], report: Report) -> str:
    """The environments held against the same that do not have the finding, as far as is known."""
    if not (group.finding.impact and group.finding.impact.lost):
        return ""
    mine = group.finding
    same = {
        name
        for each in groups
        if (each.finding.kind, each.finding.resource) == (mine.kind, mine.resource)
        for name in each.environments
    }
    peers = [
        each.name
        for each in report.environments
        if each.reference == mine.reference
        and each.name not in same
        and not {gap.kind for gap in each.gaps} & {"*", "iam-role", "iam-policy", mine.kind}
    ]
    return f"{named(peers)} can" if peers else ""


def named(names: Iterable[str]) -> str:
    """`prod-us, prod-uk and prod-au`; of many the first few and a count."""
    shown = list(names)
    if len(shown) > MAX_NAMES:
        shown = [*shown[: MAX_NAMES - 1], f"{len(shown) - MAX_NAMES + 1} more"]
    *head, last = shown
    return f"{', '.join(head)} and {last}" if head else last
