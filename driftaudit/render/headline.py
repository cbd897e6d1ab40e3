"""The first line of a report whose worst finding takes permissions away or opens something.

It says which action is lost or gained, in which environments, on which role, and why that matters.
Plain words, other people's names made clean; each format escapes them for where it shows them.
"""

from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

from driftaudit.model import SEVERITIES, Impact, Witness
from driftaudit.render.finding import user_name
from driftaudit.render.grouping import Group, groups_of
from driftaudit.render.impact import A_SENTENCE, cause_of, place_words, principal_words
from driftaudit.render.text import clean
from driftaudit.report import Report, ReportedFinding

MAX_NAMES: Final = 4
"""How many environments are named; of more the rest is counted."""

_OF_IAM: Final = frozenset({"iam-role", "iam-policy"})
_TRUST: Final = frozenset({"AssumeRolePolicyDocument"})
_PERMISSIONS: Final = frozenset(
    {"AttachedManagedPolicies", "RolePolicyList", "PermissionsBoundary", "Document"}
)
_JOINS: Final = "joins as "
_OWN: Final = "arn:${partition}:iam::${account}:"
_EVERYTHING: Final = ("group system:masters", "policy AmazonEKSClusterAdminPolicy (cluster)")
_CHANGED: Final = {
    (True, True): "can no longer",
    (False, True): "can newly",
    (True, False): "may have lost",  # what was not read may allow it still
    (False, False): "may have gained",
}
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
    group, impact = min(said, key=lambda each: _weight(*each))
    return clean(_real(_sentence(group, impact, _others(group, report)), group, report))


def _weight(group: Group, impact: Impact) -> tuple[bool, bool, bool, bool]:
    """What nodes cannot do without comes first, then what a role loses, then who loses it.

    Of what is gained, that which was put there comes before that which no longer denies it.
    """
    first = (*impact.lost, *impact.gained)[:1]
    freed = not impact.lost and group.finding.change == "missing"
    return not impact.need, not impact.lost, any(each.principal for each in first), freed


def _real(text: str, group: Group, report: Report) -> str:
    """The text without what all ARNs of an account begin with; of one environment its own names."""
    text = text.replace(f"role {_OWN}role/", "role ").replace(_OWN, "")
    if len(group.environments) == 1:
        for each in report.environments:
            if each.name == group.environments[0]:
                for key in ("cluster", "account", "region"):
                    text = text.replace(f"${{{key}}}", getattr(each, key))
    return text


def _says(impact: Impact) -> bool:
    return bool(impact.lost or impact.gained or _access(impact))


def _access(impact: Impact) -> tuple[str, ...]:
    return impact.access_lost or impact.access_gained


def _sentence(group: Group, impact: Impact, others: str) -> str:
    changed = impact.lost or impact.gained
    if not changed:
        return _of_access(group, impact)
    first, more = changed[0], len({each.action for each in changed}) - 1
    verb = _CHANGED[bool(impact.lost), impact.exact]
    who = named(group.environments)
    where = "" if impact.lost else place_words(first)
    if first.principal is not None:
        who, where = f"in {who} {principal_words(first.principal)}", ""
    count = f" (and {more} more)" if more else ""
    said = f"{who} {verb} {first.action}{where}{count}: {_whose(group)}"
    reason = impact.need or _reason(group.finding)
    return "; ".join(filter(None, (said, reason, others)))


def _of_access(group: Group, impact: Impact) -> str:
    """`prod-us: access-entry role/x gains group system:masters`, the gravest first."""
    finding, found = group.finding, sorted(_access(impact), key=_harmless)
    count = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    who = named(group.environments)
    principal, _, right = found[0].rpartition(": ")
    does = f"{_verb(right, lost=bool(impact.access_lost))}{count}"
    said = f"{who}: {finding.kind} {finding.resource} {does}"
    if A_SENTENCE.search(found[0]):
        said = f"in {who} {found[0]}{count}"
    elif principal:
        said = f"in {who} {principal} {does}: {finding.title}"
    return "; ".join(filter(None, (said, impact.need or finding.title)))


def _verb(right: str, *, lost: bool) -> str:
    """`loses group x`, `no longer joins as node`."""
    if right.startswith(_JOINS):
        return f"{'no longer' if lost else 'newly'} {right}"
    return f"{'loses' if lost else 'gains'} {right}"


def _harmless(line: str) -> tuple[bool, bool]:
    """Whether a line is of no node, and of less than all there is."""
    return _JOINS not in line, not line.endswith(_EVERYTHING)


def _whose(group: Group) -> str:
    """`role acme-prod-de-vpc-cni lacks AmazonEKS_CNI_Policy`."""
    finding = group.finding
    name = finding.resource
    if len(group.environments) == 1 and finding.source and finding.path and finding.kind in _OF_IAM:
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
    """The environments held against the same that may still do it; empty where one is not known."""
    mine = group.finding
    if not (mine.impact and mine.impact.lost) or mine.kind not in _OF_IAM:
        return ""
    own = defaultdict(list)
    for each in report.findings:
        own[each.environment].append(each)
    can = {
        each.name: _may_still(mine, mine.impact.lost[0], own[each.name])
        for each in report.environments
        if each.reference in {mine.reference, ""}  # without one it is the reference of a pair
        and not {*each.not_audited, *(gap.kind for gap in each.gaps)} & {"*", *_OF_IAM}
    }
    peers = [name for name, may in can.items() if may]
    return f"{named(peers)} can" if peers and None not in can.values() else ""


def _may_still(
    mine: ReportedFinding, lost: Witness, found: Iterable[ReportedFinding]
) -> bool | None:
    """Whether an environment with these findings may do what was lost; None where unknown."""
    alike = [each for each in found if (each.kind, each.resource) == (mine.kind, mine.resource)]
    if any(_loses(each, lost) for each in found) or any(map(_is_gone, alike)):
        return False
    # Who may take a role has no say in what the role may do, nor the other way around.
    fields = _TRUST if lost.principal is not None else _PERMISSIONS
    decisive = (each for each in alike if not each.path or each.path[0] in fields)
    return True if all(_is_told_whole(each.impact) for each in decisive) else None


def _loses(finding: ReportedFinding, lost: Witness) -> bool:
    actions = (each.action.lower() for each in finding.impact.lost) if finding.impact else ()
    own = lost.action.lower()
    return any(fnmatchcase(own, each) or fnmatchcase(each, own) for each in actions)


def _is_gone(finding: ReportedFinding) -> bool:
    return not finding.path and finding.change == "missing"


def _is_told_whole(impact: Impact | None) -> bool:
    """Whether an impact tells all that is lost: of very much some is left out, and noted."""
    if impact is None or impact.verdict in {None, "invalid"} or not impact.exact:
        return False
    return not any(each.startswith("only ") for each in impact.notes)


def named(names: Iterable[str]) -> str:
    """`prod-us, prod-uk and prod-au`; of many the first few and a count."""
    shown = list(names)
    if len(shown) > MAX_NAMES:
        shown = [*shown[: MAX_NAMES - 1], f"{len(shown) - MAX_NAMES + 1} more"]
    *head, last = shown
    return f"{', '.join(head)} and {last}" if head else last
