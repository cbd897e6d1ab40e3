"""One item of a checklist, and how answers about several things become that of the item."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from driftaudit.model import Record

CheckStatus = Literal["ok", "fails", "unknown"]


class JoinCheck(Record, frozen=True, kw_only=True):
    """One item of the join checklist: `why` is empty where it is ok and there is nothing to add.

    `resources` are those that fail, or of which it is not known, by `kind/name`. Names and reasons
    are portable.
    """

    number: int
    title: str
    status: CheckStatus
    why: str = ""
    resources: tuple[str, ...] = ()


class Answer(NamedTuple):
    """What is so with one thing (`nodegroup/workers`); nothing to say where all is well."""

    status: CheckStatus
    resource: str
    why: str = ""


def check(number: int, title: str, answers: Iterable[Answer]) -> JoinCheck:
    """The item: it fails where one thing does, and is unknown where one thing is."""
    found = tuple(answers)
    for status in ("fails", "unknown"):
        own = [each for each in found if each.status == status]
        if own:
            return JoinCheck(
                number=number,
                title=title,
                status=own[0].status,
                why="; ".join(dict.fromkeys(each.why for each in own)),
                resources=tuple(dict.fromkeys(each.resource for each in own)),
            )
    return JoinCheck(number=number, title=title, status="ok")
