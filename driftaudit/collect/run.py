"""The pool: every environment is read at once, and each fails alone.

Coroutines plan, threads call: the size of the thread pool bounds the API calls under way.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Final

from driftaudit.collect.aws import Aws, Caller, Login, Sessions, log_in
from driftaudit.collect.environment import read_environment, unread
from driftaudit.collect.failures import ReadError
from driftaudit.collect.source import Shared, Source
from driftaudit.config import Target
from driftaudit.model import EVERY_KIND, Gap, Read, Reading

CONCURRENCY: Final = 32
"""API calls under way at once, over all environments."""


def collect(
    targets: Iterable[Target],
    *,
    concurrency: int = CONCURRENCY,
    on_read: Callable[[Reading], None] = lambda _: None,
) -> tuple[Reading, ...]:
    """One reading a target, in their order; `on_read` is told of each as it is done."""
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="driftaudit-read")
    try:
        return asyncio.run(_Run(pool, concurrency, on_read).all(tuple(targets)))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class _Run:
    """What the environments of one run share: logins, account reads, AWS's own policies."""

    def __init__(
        self, pool: Executor, concurrency: int, on_read: Callable[[Reading], None]
    ) -> None:
        self._pool = pool
        self._sessions = Sessions(concurrency)
        self._on_read = on_read
        self._regions: dict[tuple[str | None, ...], str] = {}
        self._logins: dict[Login, asyncio.Future[Caller]] = {}
        self._accounts: dict[Caller, Shared] = {}
        self._everywhere = Shared()

    async def all(self, targets: tuple[Target, ...]) -> tuple[Reading, ...]:
        return tuple(await asyncio.gather(*(self._one(target) for target in targets)))

    async def _one(self, target: Target) -> Reading:
        reading = await self._read(target)
        self._on_read(reading)
        return reading

    async def _read(self, target: Target) -> Reading:
        environment = target.environment
        try:
            caller = await self._caller(target)
        except ReadError as error:
            return unread(target, (_failed(error.gap(EVERY_KIND)),))
        if caller.account != environment.account:
            return unread(target, (_failed(_wrong_account(target, caller)),))
        aws = Aws(caller, environment.region, self._sessions)
        source = Source(environment, aws, self._pool)
        account = self._accounts.setdefault(caller, Shared())
        return await read_environment(target, source, account, self._everywhere)

    async def _caller(self, target: Target) -> Caller:
        """Who logs in the same way logs in once, in whichever region is the first.

        Should that fail, then once in each region: one that is off must not take others with it.
        """
        region = target.environment.region
        first = self._regions.setdefault((target.profile, target.role, target.external_id), region)
        try:
            return await self._logged_in(target, first)
        except ReadError:
            if first == region:
                raise
        return await self._logged_in(target, region)

    async def _logged_in(self, target: Target, region: str) -> Caller:
        login = Login(
            profile=target.profile,
            role=target.role,
            external_id=target.external_id,
            region=region,
        )
        if login not in self._logins:
            loop = asyncio.get_running_loop()
            self._logins[login] = loop.run_in_executor(self._pool, log_in, login, self._sessions)
        return await asyncio.shield(self._logins[login])


def _failed(gap: Gap) -> Read:
    return Read(kind=EVERY_KIND, operation=gap.operation, gap=gap)


def _wrong_account(target: Target, caller: Caller) -> Gap:
    expected = target.environment.account
    return Gap(
        kind=EVERY_KIND,
        operation="sts:AssumeRole" if target.role else "sts:GetCallerIdentity",
        code="WrongAccount",
        message=f"the credentials are of account {caller.account}, not of {expected}",
        needs=f"a role or profile of account {expected} in driftaudit.yaml",
    )
