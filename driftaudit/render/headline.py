"""The first line of a report whose worst finding takes permissions away or opens something.

It says which action is lost or gained, in which environments, on which role, and why that matters.
Plain words, other people's names made clean; each format escapes them for where it shows them.
"""

from collections.abc import Iterable
from typing import Final

from driftaudit.model import SEVERITIES, Impact
from driftaudit.render.finding import user_name
from driftaudit.render.grouping import Group, groups_of
from driftaudit.render.impact import cause_of, place_words, principal_words
from driftaudit.render.text import clean
from driftaudit.report import Report, ReportedFinding

MAX_NAMES: Final = 4
"""How many environments are named; of more the rest is counted."""

_OF_IAM: Final = frozenset({"iam-role", "iam-policy"})
_GRAVE: Final = SEVERITIES.index("high")


def headline(report: Report) -> str:
    """`prod-de can no longer ec2:AssignPrivateIpAddresses (and 9 more): …`, in one sentence.

    Empty where the worst unwaived finding is milder than high, or no matter of permissions.
    """
    groups = groups_of(report)
    worst = [each for each in groups if each.rank == groups[0].rank and each.rank <= _GRAVE]
    told = [(each, each.finding.impact) for each in worst if each.finding.impact]
    said = [(group, impact) for group, impact in told if _says(impact)]
    if not said:
        return ""
    group, impact = min(said, key=lambda each: _weight(each[1]))
    return clean(_sentence(group, impact, _others(group, report)))


def _weight(impact: Impact) -> tuple[bool, bool, bool]:
    """What nodes cannot do without comes first, then what a role loses, then who loses it."""
    first = (*impact.lost, *impact.gained)[:1]
    return not impact.need, not impact.lost, any(each.principal for each in first)


def _says(impact: Impact) -> bool:
    return bool(impact.lost or impact.gained or _access(impact))


def _access(impact: Impact) -> tuple[str, ...]:
    return impact.access_lost or impact.access_gained


def _sentence(group: Group, impact: Impact, others: str) -> str:
    changed = impact.lost or impact.gained
    if not changed:
        return _of_access(group, impact)
    first, more = changed[0], len({each.action for each in changed}) - 1
    verb = "can no longer" if impact.lost else "can newly"
    who = named(group.environments)
    where = "" if impact.lost else place_words(first)
    if first.principal is not None:
        who, where = f"in {who} {principal_words(first.principal)}", ""
    count = f" (and {more} more)" if more else ""
    said = f"{who} {verb} {first.action}{where}{count}: {_whose(group)}"
    reason = impact.need or _reason(group.finding)
    return "; ".join(filter(None, (said, reason, others)))


def _of_access(group: Group, impact: Impact) -> str:
    """`prod-us newly lets role x do anything in the cluster: group system:masters`."""
    finding, found = group.finding, _access(impact)
    count = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    verb = "loses" if impact.access_lost else "gains"
    who = finding.resource.removeprefix("arn:${partition}:iam::${account}:")
    said = f"{named(group.environments)}: {finding.kind} {who} {verb} {found[0]}{count}"
    return "; ".join(filter(None, (said, impact.need or finding.title)))


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
    users = tuple(dict.fromkeys(map(user_name, finding.used_by)))
    return f"used by {named(users)}" if users else ""


def _others(group: Group, report: Report) -> str:
    """The environments held against the same that do not have the finding, as far as is known."""
    mine = group.finding
    if not (mine.impact and mine.impact.lost) or mine.kind not in _OF_IAM:
        return ""
    same = {
        each.environment
        for each in report.findings
        if (each.kind, each.resource) == (mine.kind, mine.resource)
    }
    peers = [
        each.name
        for each in report.environments
        if each.reference in {mine.reference, ""}  # without one it is the reference of a pair
        and each.name not in same
        and not {*each.not_audited, *(gap.kind for gap in each.gaps)} & {"*", *_OF_IAM}
    ]
    return f"{named(peers)} can" if peers else ""


def named(names: Iterable[str]) -> str:
    """`prod-us, prod-uk and prod-au`; of many the first few and a count."""
    shown = list(names)
    if len(shown) > MAX_NAMES:
        shown = [*shown[: MAX_NAMES - 1], f"{len(shown) - MAX_NAMES + 1} more"]
    *head, last = shown
    return f"{', '.join(head)} and {last}" if head else last
