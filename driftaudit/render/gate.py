"""The gate's answer for a terminal: may the change be made, and what each question says."""

from typing import Final

from driftaudit.render.text import clean, listed, paint, wrapped
from driftaudit.report import Gate, GateAnswer

WIDTH: Final = 100
MAX_DETAILS: Final = 12
"""How many details of an answer are shown unless all are asked for."""

_STYLES: Final = {"ok": "clean", "warning": "medium", "blocked": "critical", "unknown": "medium"}
VERDICTS: Final = {
    "passed": "passed",
    "blocked": "blocked",
    "unknown": "blocked until it can be decided",
}
"""What each verdict reads: what nobody knows does not pass."""


def verdict_line(gate: Gate) -> str:
    """`gate: blocked: you are about to change …`: the first line of a gate's report."""
    return clean(f"gate: {VERDICTS[gate.verdict]}: {gate.reason}")


def gate_lines(
    gate: Gate, *, color: bool, limit: int | None = MAX_DETAILS, width: int = WIDTH
) -> list[str]:
    """The answers in order, each with what it rests on; `limit` None shows all of that."""
    touched = listed(gate.touched) or "no environment"
    lines = wrapped("touches", touched, indent=0, width=width)
    for number, answer in enumerate(gate.answers, start=1):
        lines += ["", *_answer(number, answer, color=color, limit=limit, width=width)]
    return lines


def _answer(
    number: int, answer: GateAnswer, *, color: bool, limit: int | None, width: int
) -> list[str]:
    mark = paint(answer.status.upper().ljust(7), _STYLES[answer.status], color=color)
    lines = [f"{number}  {mark}  {clean(answer.question)}"]
    lines += wrapped("", answer.answer, indent=12, width=width)
    shown = answer.details if limit is None else answer.details[:limit]
    for each in shown:
        lines += wrapped("-", each, indent=12, width=width)
    hidden = len(answer.details) - len(shown)
    return [*lines, f"            … {hidden} more: --all shows them"] if hidden else lines
