"""Question 5: how wide is the blast? One production environment at a time, the others before."""

from collections.abc import Iterable

from driftaudit.gate.target import Target
from driftaudit.render.text import listed
from driftaudit.report import GateAnswer

QUESTION = "how wide is the blast?"


def order(touched: Iterable[Target]) -> tuple[str, ...]:
    """The steps in which to make the change: everything else first, then production one by one.

    None where there is nothing to order: one environment, or none of production.
    """
    pending = [each for each in touched if each.pending]
    first = sorted(each.name for each in pending if not each.production)
    steps = [_step(first)] if first else []
    production = sorted(each.name for each in pending if each.production)
    steps += [_step([name]) for name in production]
    return tuple(steps) if len(steps) > 1 else ()


def _step(names: list[str]) -> str:
    return f"{listed(names)}, then: driftaudit check {' '.join(names)}"


def answer(touched: Iterable[Target]) -> GateAnswer:
    """A warning where more than one production environment is changed in one step."""
    pending = [each for each in touched if each.pending]
    production = sorted(each.name for each in pending if each.production)
    if len(production) < 2:
        names = sorted(each.name for each in pending)
        text = f"{listed(names)}" if names else "no environment is changed"
        return GateAnswer(id="blast", question=QUESTION, status="ok", answer=text)
    steps = order(pending)
    return GateAnswer(
        id="blast",
        question=QUESTION,
        status="warning",
        answer=(
            f"{len(production)} production environments in one step ({listed(production)}):"
            " make it in the order below"
        ),
        details=tuple(f"{number}. {step}" for number, step in enumerate(steps, start=1)),
        environments=tuple(production),
    )
