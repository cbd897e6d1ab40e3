"""Question 3: who ends up different? Each group's environments against each other, then and now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from driftaudit.compare.fleet import Disagreement, disagreements
from driftaudit.compare.side import Side
from driftaudit.gate.target import Target
from driftaudit.model import Record, Snapshot
from driftaudit.render.text import listed
from driftaudit.render.values import path_text
from driftaudit.report import GateAnswer

QUESTION = "who ends up different?"


class Likeness(Record, frozen=True, kw_only=True):
    """How alike the environments of a group are: those that could be read, and the odd ones."""

    read: tuple[str, ...]
    odd: tuple[str, ...]
    rows: tuple[Disagreement, ...]

    @property
    def words(self) -> str:
        """`3 of 5 alike`."""
        return f"{len(self.read) - len(self.odd)} of {len(self.read)} alike"


def answer(everyone: Iterable[Target], touched: Iterable[Target]) -> GateAnswer:
    """A warning where a group ends up less alike than it was."""
    concerned = {each.group for each in touched if each.group}
    groups: defaultdict[str, list[Target]] = defaultdict(list)
    for each in everyone:
        if each.group in concerned and isinstance(each.snapshot, Snapshot):
            groups[each.group or ""].append(each)
    sentences: list[str] = []
    details: list[str] = []
    worse: list[str] = []
    for name, members in sorted(groups.items()):
        before = likeness(each.snapshot for each in members)
        after = likeness(each.outcome for each in members)
        sentences.append(_sentence(name, before, after))
        details += _rows(name, before, after)
        worse += sorted(set(after.odd) - set(before.odd))
    return GateAnswer(
        id="fleet",
        question=QUESTION,
        status="warning" if worse else "ok",
        answer="; ".join(sentences) or "no group of environments is concerned",
        details=tuple(details),
        environments=tuple(worse),
    )


def likeness(snapshots: Iterable[object]) -> Likeness:
    """How alike the snapshots are; None and what was not read take no part."""
    sides = [Side.of_snapshot(each) for each in snapshots if isinstance(each, Snapshot)]
    rows = disagreements(tuple(sides))
    odd = {label for row in rows for each in row.values[1:] for label in each.holders}
    return Likeness(
        read=tuple(sorted(each.label for each in sides)), odd=tuple(sorted(odd)), rows=rows
    )


def _sentence(name: str, before: Likeness, after: Likeness) -> str:
    left, right = len(after.rows), len(before.rows)
    if left < right:
        verb = "converges"
    elif left > right:
        verb = "diverges"
    else:
        return f"{name} stays as it is: {after.words}"
    return f"{name} {verb}: {after.words} (before: {before.words})"


def _rows(name: str, before: Likeness, after: Likeness) -> Iterator[str]:
    known = {_place(row) for row in before.rows}
    still = {_place(row) for row in after.rows}
    for row in after.rows:
        if _place(row) not in known:
            others = [label for each in row.values[1:] for label in each.holders]
            yield f"{name}: now different: {_words(row)} in {listed(others)}"
    for row in before.rows:
        if _place(row) not in still:
            yield f"{name}: alike from now on: {_words(row)}"


def _place(row: Disagreement) -> tuple[str, str, tuple[str, ...]]:
    return row.kind, row.resource, row.path


def _words(row: Disagreement) -> str:
    return " ".join(filter(None, (row.kind, row.resource, path_text(row.path))))
