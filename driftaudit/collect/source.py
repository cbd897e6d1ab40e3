"""Where a collector reads from: one environment's APIs, on a pool of threads, with every try noted.

Collectors are coroutines that await `Source.call`; the blocking client runs on the pool, so that
environments and calls overlap, and the pool's size bounds the calls under way.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor
from typing import TypeVar

from driftaudit.collect.ask import Ask
from driftaudit.collect.aws import Aws
from driftaudit.collect.failures import NotOfferedError, ReadError
from driftaudit.model import Environment, Json, Read

T = TypeVar("T")

Shapes = dict[str, tuple[Json, ...]]
"""What a collector found, by source; see `model.Reading`."""


class Source:
    """One environment's APIs, and the reads that were tried so far."""

    def __init__(self, environment: Environment, aws: Aws, pool: Executor) -> None:
        self.environment = environment
        self.aws = aws
        self.reads: list[Read] = []
        self.not_audited: dict[str, str] = {}
        self._pool = pool

    @property
    def cluster(self) -> str:
        """The cluster's real name."""
        return self.environment.cluster

    async def call(self, kind: str, ask: Ask, /, **params: Json) -> Json:
        """What one read operation answered, all pages of it, for one kind.

        None where the answer is that there is no such thing. Any other failure is noted as a gap.

        Raises:
            ReadError: the operation failed after every retry, or its answer makes no sense.
        """
        return await self.noted((kind,), ask, self.send(ask, params))

    async def send(self, ask: Ask, params: dict[str, Json]) -> Json:
        """The answer of one read operation, noted nowhere yet."""
        return await self.thread(self.aws.read, ask, params)

    async def thread(self, function: Callable[..., T], /, *arguments: Json) -> T:
        """Run a blocking function on the pool."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *arguments)

    async def noted(self, kinds: tuple[str, ...], ask: Ask, answer: Awaitable[Json]) -> Json:
        """Await an answer; note it, or the gap it leaves, for each of the kinds."""
        try:
            found = await answer
        except NotOfferedError as error:
            why = f"{error.operation} is not offered by this endpoint"
            self.not_audited.update(dict.fromkeys(kinds, why))
            raise
        except ReadError as error:
            if error.code not in ask.absent:
                self.reads.extend(
                    Read(kind=kind, operation=ask.action, gap=error.gap(kind)) for kind in kinds
                )
                raise
            found = None
        self.reads.extend(Read(kind=kind, operation=ask.action) for kind in kinds)
        return found


class Shared:
    """Reads that several environments share: each is sent once, and noted by all who asked."""

    def __init__(self) -> None:
        self._sent: dict[Ask, asyncio.Task[Json]] = {}

    async def call(
        self, source: Source, kinds: tuple[str, ...], ask: Ask, /, **params: Json
    ) -> Json:
        """As `Source.call`, for the first who asks this, and for all who ask it later.

        Raises:
            ReadError: the operation failed after every retry, or its answer makes no sense.
        """
        if ask not in self._sent:
            self._sent[ask] = asyncio.ensure_future(source.send(ask, params))
        return await source.noted(kinds, ask, asyncio.shield(self._sent[ask]))


async def all_of(answers: Iterable[Awaitable[T]]) -> tuple[T, ...]:
    """Every answer, in order, awaited together and all of them to the end.

    Raises:
        ReadError: the first of those that failed, once the others are through.
    """
    found = await asyncio.gather(*answers, return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException):
            raise each
    return tuple(each for each in found if not isinstance(each, BaseException))


async def settled(*collectors: Awaitable[Shapes]) -> Shapes:
    """What the collectors found, merged; those that failed are absent, their gaps noted."""
    merged: Shapes = {}
    for each in await asyncio.gather(*collectors, return_exceptions=True):
        if isinstance(each, ReadError):
            continue
        if isinstance(each, BaseException):
            raise each
        merged |= each
    return merged
