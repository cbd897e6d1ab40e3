"""Question 3: who ends up different? Each group's environments against each other, then and now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from driftaudit.compare.fleet import Disagreement, disagreements
from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.gate.opened import place_words
from driftaudit.gate.recorded import Place, place_of
from driftaudit.gate.target import Target
from driftaudit.model import Json, Record, Snapshot
from driftaudit.render.text import cut, listed, plural
from driftaudit.render.values import value_text
from driftaudit.report import GateAnswer

QUESTION = "who ends up different?"

_WIDTH: Final = 60


class Likeness(Record, frozen=True, kw_only=True):
    """How alike the environments of a group are: those that could be read, and the odd ones."""

    read: tuple[str, ...]
    odd: tuple[str, ...]
    rows: tuple[Disagreement, ...]

    @property
    def words(self) -> str:
        """`3 of 5 alike`."""
        return f"{len(self.read) - len(self.odd)} of {len(self.read)} alike"


def answer(everyone: Iterable[Target], touched: tuple[Target, ...]) -> GateAnswer:
    """A warning where a group ends up less alike, or a plan does not do what the baseline says."""
    concerned = {each.group for each in touched if each.group}
    groups: defaultdict[str, list[Target]] = defaultdict(list)
    for each in everyone:
        if each.group in concerned and not each.leaving:
            groups[each.group or ""].append(each)
    sentences: list[str] = []
    details: list[str] = []
    worse: list[str] = []
    for name, members in sorted(groups.items()):
        before = likeness(each.snapshot for each in members)
        after = likeness(each.outcome for each in members)
        sentences.append(_sentence(name, before, after, len(members) - len(before.read)))
        details += _rows(name, before, after)
        worse += sorted(set(after.odd) - set(before.odd))
    strays = {each.name: lines for each in touched if (lines := tuple(_strays(each)))}
    astray = sorted(strays)
    if astray:
        sentences.append(f"{listed(astray)} will not be what the baseline says after the plan")
    return GateAnswer(
        id="fleet",
        question=QUESTION,
        status="warning" if worse or astray else "ok",
        answer="; ".join(sentences) or "no group of environments is concerned",
        details=(*details, *(line for name in astray for line in strays[name])),
        environments=tuple(dict.fromkeys((*worse, *astray))),
    )


def _strays(target: Target) -> Iterator[str]:
    """Where a plan and the head's baseline disagree: what is checked next would be drift.

    What differed before, and neither of the two is about, is for the first question.
    """
    if not target.planned or target.outcome is None:
        return
    about = {place_of(each) for each in (*target.expected, *target.planned_changes)}
    for each in compare(target.after, Side.of_snapshot(target.outcome)):
        if place_of(each) in about or place_of(each) not in target.remaining:
            place = place_words(place_of(each))
            yield f"{target.name}: the plan and {target.after.label} disagree on {place}"


def likeness(snapshots: Iterable[object]) -> Likeness:
    """How alike the snapshots are; None and what was not read take no part."""
    sides = [Side.of_snapshot(each) for each in snapshots if isinstance(each, Snapshot)]
    rows = disagreements(tuple(sides))
    odd = {label for row in rows for each in row.values[1:] for label in each.holders}
    return Likeness(
        read=tuple(sorted(each.label for each in sides)), odd=tuple(sorted(odd)), rows=rows
    )


def _sentence(name: str, before: Likeness, after: Likeness, unread: int) -> str:
    more = f", {unread} not known" if unread else ""
    if after.rows == before.rows:
        return f"{name} stays as it is: {after.words}{more}"
    verb = _verb(before, after)
    if after.words == before.words:
        count = f"{plural(len(after.rows), 'setting')} differ{'s' if len(after.rows) == 1 else ''}"
        return f"{name} {verb}: {after.words}, and {count} (before: {len(before.rows)}{more})"
    return f"{name} {verb}: {after.words} (before: {before.words}{more})"


def _verb(before: Likeness, after: Likeness) -> str:
    """By the settings that come to differ, or no longer do; else by who is odd."""
    new, gone = map(bool, (_apart(after, before), _apart(before, after)))
    if not new and not gone:
        new, gone = set(after.odd) > set(before.odd), set(after.odd) < set(before.odd)
    return "changes" if new == gone else "diverges" if new else "converges"


def _apart(one: Likeness, other: Likeness) -> tuple[Disagreement, ...]:
    """What the environments disagree on in one of two states alone."""
    known = {_place(row) for row in other.rows}
    return tuple(row for row in one.rows if _place(row) not in known)


def _rows(name: str, before: Likeness, after: Likeness) -> Iterator[str]:
    known = {_place(row): row for row in before.rows}
    for row in after.rows:
        old = known.get(_place(row))
        if row != old:
            how = "otherwise" if old else "now"
            yield f"{name}: {how} different: {place_words(_place(row))}: {_held(row)}"
    for row in _apart(before, after):
        yield f"{name}: alike from now on: {place_words(_place(row))}"


def _held(row: Disagreement) -> str:
    """`40 in prod-us, 30 elsewhere`: who has what, the commonest last."""
    first, *others = ((_value(row, each.value), each.holders) for each in row.values)
    parts = [f"{text} in {listed(holders)}" for text, holders in others]
    parts += [f"not known in {listed(row.unread)}"] if row.unread else []
    return "; ".join((*parts, f"{first[0]} elsewhere"))


def _value(row: Disagreement, value: Json) -> str:
    if value is None or not row.path:
        return "not there" if value is None else "there"
    return cut(value_text(value), _WIDTH)


def _place(row: Disagreement) -> Place:
    return row.kind, row.resource, row.path
