"""The first line of a report, in one sentence: how many were held against what, and what came out.

Plain words, other people's names made clean; each format escapes them for where it shows them.
"""

from datetime import datetime, timedelta
from typing import Final

from driftaudit.judge.waivers import WAIVER_KIND
from driftaudit.render.closing import clean_names, reference_unread, subjects
from driftaudit.render.grouping import apart
from driftaudit.render.matrix import is_fleet
from driftaudit.render.text import age_words, clean, plural
from driftaudit.report import Report, ReportedEnvironment

_NEWS: Final = timedelta(hours=1)
"""From what age on it is told: the reading of a large fleet takes a while."""


def summary_line(report: Report) -> str:
    """`7 environments checked against 2 baselines: 3 drifted, 2 clean, 2 incomplete`.

    Of a fleet that was compared with itself, `prod: 5 environments, 3 settings differ`; empty for
    a gate's report on no environment, which says so itself. What was not read just now is told to
    be old: of the snapshots that are to be there the last may be lacking.
    """
    told = _fleet(report) if is_fleet(report) else _checked(report)
    return "; ".join(filter(None, (told, apart_words(report), _old(report))))


def _old(report: Report) -> str:
    """`snapshots up to 3 h old`, from one hour on; a gate tells it in its first answer."""
    taken = [found for each in subjects(report) if (found := _moment(each.captured_at))]
    written = _moment(report.generated_at)
    age = written - min(taken) if written and taken and not report.gate else timedelta()
    return f"snapshots up to {age_words(age)} old" if age >= _NEWS else ""


def _moment(text: str | None) -> datetime | None:
    """A moment of a report, which others may have written: None where it is none."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None


def apart_words(report: Report) -> str:
    """`1 finding about waivers`: what no environment's count holds; empty without any."""
    found = [each for each in apart(report) if not each.waiver]
    waivers = all(each.kind == WAIVER_KIND for each in found)
    where = "about waivers" if waivers else "in no environment of these"
    return f"{plural(len(found), 'finding')} {where}" if found else ""


def _fleet(report: Report) -> str:
    name = clean(report.environments[0].reference.partition(":")[2])
    count = len(report.matrix)
    differ = f"{plural(count, 'setting')} {'differs' if count == 1 else 'differ'}"
    found = differ if count else "no difference, all alike"
    return f"{name}: {plural(len(report.environments), 'environment')}, {found}"


def _checked(report: Report) -> str:
    held = subjects(report)
    if not held:
        return "" if report.gate else "no environment was checked"
    against = sorted({each.reference for each in held})
    if len(against) == 1:
        what = clean(against[0])
    else:
        noun = "baseline" if all(each.startswith("baseline:") for each in against) else "reference"
        what = plural(len(against), noun)
    who = plural(len(held), "environment") if len(held) != 1 else clean(held[0].name)
    return f"{who} checked against {what}: {_counts(held, report)}"


def _counts(held: tuple[ReportedEnvironment, ...], report: Report) -> str:
    drifted = [each for each in held if report.summary.by_environment.get(each.name)]
    unknown = reference_unread(report)
    unread = [each for each in held if each not in drifted and (unknown or each.status != "ok")]
    clean_count = len(clean_names(report))
    if len(held) == 1:
        count = report.summary.by_environment.get(held[0].name, 0)
        found = plural(count, "difference") if drifted else ""
        incomplete = "incomplete" if unknown or held[0].status != "ok" else ""
        return ", ".join(filter(None, (found, incomplete))) or "no difference"
    if clean_count == len(held):
        return "no difference, all clean"
    partly = sum(each.status != "ok" for each in drifted)
    also = f" ({partly} of them incomplete)" if partly else ""
    return ", ".join(
        part
        for count, part in (
            (len(drifted), f"{len(drifted)} drifted{also}"),
            (clean_count, f"{clean_count} clean"),
            (len(unread), f"{len(unread)} incomplete"),
        )
        if count
    )
