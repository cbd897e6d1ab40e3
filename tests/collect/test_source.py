import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from driftaudit.collect.ask import Ask
from driftaudit.collect.failures import ReadError
from driftaudit.collect.source import Shapes, Shared, Source, all_of, settled
from tests.collect.scripted import Scripted, collected, source

LIST = Ask(action="eks:ListAddons", expects=("addons",), about="acme")
DENIED = ("AccessDeniedException", "not you")


async def list_addons(own: Source) -> Any:
    return await own.call("addon", LIST, clusterName="acme")


def test_an_answer_is_returned_and_noted() -> None:
    answer, own = collected(Scripted(eks_ListAddons={"addons": ["coredns"]}), list_addons)
    assert answer == {"addons": ["coredns"]}
    assert [(read.kind, read.operation, read.gap) for read in own.reads] == [
        ("addon", "eks:ListAddons", None)
    ]


def test_a_failure_is_raised_and_noted_as_a_gap() -> None:
    error, own = collected(Scripted(eks_ListAddons=DENIED), list_addons)
    assert error.code == "AccessDeniedException"
    (read,) = own.reads
    assert read.gap.needs == "eks:ListAddons"
    assert read.gap.kind == "addon"


def test_what_is_absent_is_an_answer() -> None:
    ask = Ask(action="eks:ListAddons", expects=(), absent=frozenset({"NoSuchEntity"}))
    aws = Scripted(eks_ListAddons=("NoSuchEntity", "none"))
    answer, own = collected(aws, lambda own: own.call("addon", ask, clusterName="acme"))
    assert answer is None
    assert [read.gap for read in own.reads] == [None]


def test_what_an_emulator_lacks_is_not_audited_and_no_gap() -> None:
    from driftaudit.collect.failures import NotOfferedError

    lacking = NotOfferedError("eks:ListAddons", "X", "No route", resource="", endpoint="http://x")
    error, own = collected(Scripted(eks_ListAddons=lacking), list_addons)
    assert isinstance(error, NotOfferedError)
    assert own.reads == []
    assert own.not_audited == {"addon": "eks:ListAddons is not offered by this endpoint"}


def test_shared_reads_are_sent_once_and_noted_by_all() -> None:
    aws = Scripted(eks_ListAddons={"addons": []})

    async def run() -> list[Source]:
        shared = Shared()
        with ThreadPoolExecutor(2) as pool:
            sources = [source(aws, pool) for _ in range(3)]
            await asyncio.gather(
                *(shared.call(each, ("addon",), LIST, clusterName="acme") for each in sources)
            )
        return sources

    assert [len(each.reads) for each in asyncio.run(run())] == [1, 1, 1]
    assert aws.actions() == ["eks:ListAddons"]


def test_a_shared_read_that_fails_is_a_gap_for_all() -> None:
    aws = Scripted(eks_ListAddons=DENIED)

    async def run() -> list[Source]:
        shared = Shared()
        with ThreadPoolExecutor(2) as pool:
            sources = [source(aws, pool) for _ in range(3)]
            for each in sources:
                with pytest.raises(ReadError):
                    await shared.call(each, ("a", "b"), LIST, clusterName="acme")
        return sources

    for each in asyncio.run(run()):
        assert [(read.kind, read.gap.code) for read in each.reads if read.gap] == [
            ("a", "AccessDeniedException"),
            ("b", "AccessDeniedException"),
        ]
    assert aws.actions() == ["eks:ListAddons"]


async def fine() -> Shapes:
    return {"addon": ({},)}


async def failing() -> Shapes:
    raise ReadError("eks:X", "AccessDenied", "no", resource="", endpoint="")


async def broken() -> Shapes:
    raise KeyError("a bug")


def test_all_of_waits_for_all_and_raises_the_first_failure() -> None:
    ended = []

    async def late() -> Shapes:
        await asyncio.sleep(0)
        ended.append("late")
        return {}

    async def run() -> None:
        await all_of((failing(), late()))

    with pytest.raises(ReadError):
        asyncio.run(run())
    assert ended == ["late"]


def test_settled_leaves_out_what_failed() -> None:
    async def run() -> Shapes:
        return await settled(fine(), failing())

    assert asyncio.run(run()) == {"addon": ({},)}


def test_a_bug_is_not_a_gap() -> None:
    async def run() -> Shapes:
        return await settled(fine(), broken())

    with pytest.raises(KeyError):
        asyncio.run(run())
