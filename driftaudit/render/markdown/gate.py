"""What the gate says of a change, as the comment on it: the verdict, a row a question, the rest.

A question that is not answered `ok` unfolds to what that rests on.
"""

from collections.abc import Iterator
from typing import Final

from driftaudit.render.gate import VERDICTS
from driftaudit.render.markdown.findings import MAX_NAMES
from driftaudit.render.markdown.fit import Piece
from driftaudit.render.markdown.text import codes, folded, head, html_code, prose, row
from driftaudit.render.text import clean, cut
from driftaudit.report import Gate, GateAnswer

MAX_DETAILS: Final = 50
_LINE: Final = 500
_BOLD: Final = {"blocked", "unknown"}


def gate_top(gate: Gate) -> str:
    """The verdict and its reason, and the answers in a table."""
    touched = codes(gate.touched, MAX_NAMES) or "no environment"
    rows = [head(["question", "status", "answer"])]
    for each in gate.answers:
        question, answer = (prose(cut(clean(text), _LINE)) for text in (each.question, each.answer))
        mark = f"**{each.status}**" if each.status in _BOLD else each.status
        rows.append(row([question, mark, answer]))
    reason = prose(cut(clean(gate.reason), _LINE))
    verdict = f"## driftaudit gate: {VERDICTS[gate.verdict]}"
    return "\n\n".join([verdict, f"**{reason}**", f"touches {touched}", "\n".join(rows)])


def gate_pieces(gate: Gate, rank: int) -> Iterator[Piece]:
    """What the answers rest on, folded; then the order in which to make the change."""
    told_below = tuple(f"{number}. {step}" for number, step in enumerate(gate.order, start=1))
    for each in gate.answers:
        if each.details and each.details != told_below:
            yield Piece(_answer(each), rank, "answer in full")
    if gate.order:
        steps = (f"1. {prose(cut(clean(step), _LINE))}" for step in gate.order[:MAX_DETAILS])
        yield Piece("\n".join(["in this order:", "", *steps]), rank)


def _answer(answer: GateAnswer) -> str:
    lines = [f"- {prose(cut(clean(line), _LINE))}" for line in answer.details[:MAX_DETAILS]]
    hidden = len(answer.details) - len(lines)
    lines += [f"- and {hidden} more"] if hidden else []
    question = prose(answer.question, html_code)
    return folded(f"{question} <b>{answer.status}</b>", ["\n".join(lines)])
