"""Collection spread over a Dask cluster (extra `dask`), an account to a task.

Its client is a `concurrent.futures` executor: each worker runs the very same collection, with the
AWS credentials that it has itself.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor, as_completed

from driftaudit.collect.run import collect
from driftaudit.config import Target
from driftaudit.errors import CollectError
from driftaudit.model import Reading


def collect_on(
    executor: Executor,
    targets: Iterable[Target],
    *,
    concurrency: int,
    on_read: Callable[[Reading], None] = lambda _: None,
) -> tuple[Reading, ...]:
    """One reading a target, in their order, each account's collected by one task.

    `concurrency` bounds the API calls of a task, not of the cluster.
    """
    wanted = tuple(targets)
    accounts: dict[str, list[Target]] = {}
    for target in wanted:
        accounts.setdefault(target.environment.account, []).append(target)
    tasks = [
        executor.submit(collect, tuple(group), concurrency=concurrency)
        for group in accounts.values()
    ]
    found: dict[str, Reading] = {}
    for task in as_completed(tasks):
        for reading in task.result():
            found[reading.environment.name] = reading
            on_read(reading)
    return tuple(found[target.environment.name] for target in wanted)


def collect_on_dask(
    address: str,
    targets: Iterable[Target],
    *,
    concurrency: int,
    on_read: Callable[[Reading], None] = lambda _: None,
) -> tuple[Reading, ...]:
    """As `collect_on`, on the cluster whose scheduler is at `address` (`tcp://host:8786`).

    Raises:
        CollectError: the extra is not installed, or the scheduler does not answer.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise CollectError("--dask needs the extra: pip install 'driftaudit[dask]'") from error
    try:
        client = Client(address, timeout="3s")
    except (OSError, ValueError) as error:
        raise CollectError(f"no Dask scheduler answers at {address}: {error}") from error
    with client, client.get_executor() as executor:
        return collect_on(executor, targets, concurrency=concurrency, on_read=on_read)
