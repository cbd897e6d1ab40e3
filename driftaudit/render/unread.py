"""What a report cannot vouch for: gaps, what would close them, and kinds left out on purpose."""

from collections import defaultdict

from driftaudit.model import EVERY_KIND, KINDS, Gap
from driftaudit.render.finding import WIDTH
from driftaudit.render.text import clean, listed, paint, plural, wrapped
from driftaudit.report import Report, ReportedEnvironment


def unread_lines(report: Report, *, color: bool) -> list[str]:
    """A block for each set of gaps, with the environments that have it; empty without gaps."""
    alike: dict[tuple[Gap, ...], list[ReportedEnvironment]] = {}
    for environment in report.environments:
        if environment.gaps:
            alike.setdefault(environment.gaps, []).append(environment)
    lines: list[str] = []
    for gaps, environments in alike.items():
        names = tuple(dict.fromkeys(each.name for each in environments))
        lines += ["", *_block(gaps, names, color=color)]
    return lines


def _block(gaps: tuple[Gap, ...], names: tuple[str, ...], *, color: bool) -> list[str]:
    kinds = tuple(dict.fromkeys(gap.kind for gap in gaps))
    if EVERY_KIND in kinds:
        what = "UNREAD  nothing could be read, nothing is known"
    else:
        count = plural(len(kinds), "kind")
        what = f"INCOMPLETE  {count} could not be read in full, what is not shown is not known"
    lines = wrapped("", f"{listed(names)}  {what}", indent=0, width=WIDTH)
    lines = [paint(line, "incomplete", color=color) for line in lines]
    causes: defaultdict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for gap in gaps:
        causes[gap.code, gap.message, gap.needs].append(gap)
    for (code, message, needs), found in causes.items():
        operations = listed(dict.fromkeys(gap.operation for gap in found))
        what = f"{_kinds([gap.kind for gap in found])}  {operations}: {code}"
        lines += wrapped("", what, indent=2, width=WIDTH)
        lines += wrapped("", message, indent=6, width=WIDTH) if clean(message) else []
        lines += wrapped("grant:", needs, indent=6, width=WIDTH, hang=7) if clean(needs) else []
    return lines


def _kinds(kinds: list[str]) -> str:
    ordered = sorted(set(kinds), key=lambda kind: (kind not in KINDS, _order(kind), kind))
    return "everything" if EVERY_KIND in ordered else listed(ordered)


def _order(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else 0


def not_audited_lines(report: Report) -> list[str]:
    """The kinds that were left out on purpose, with the reason and where."""
    reasons: defaultdict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for environment in report.environments:
        by_reason: defaultdict[str, list[str]] = defaultdict(list)
        for kind, reason in environment.not_audited.items():
            by_reason[reason].append(kind)
        for reason, kinds in by_reason.items():
            names = reasons[reason, tuple(kinds)]
            names += [environment.name] if environment.name not in names else []
    return [
        line
        for (reason, kinds), names in reasons.items()
        for line in wrapped(
            "not audited:",
            f"{_kinds(list(kinds))} in {listed(names)} ({reason})",
            indent=0,
            width=WIDTH,
            hang=13,
        )
    ]
