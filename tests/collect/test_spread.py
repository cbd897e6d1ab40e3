from concurrent.futures import ThreadPoolExecutor

import pytest

from driftaudit.collect.spread import collect_on, collect_on_dask
from driftaudit.config import load
from driftaudit.demo.settings import environment, variables
from driftaudit.errors import CollectError
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")


def names(fleet: SeededFleet) -> list[str]:
    return [target.environment.name for target in load(fleet.config).targets]


def test_each_account_is_a_task_and_readings_keep_their_order(clean_fleet: SeededFleet) -> None:
    told = []
    with environment(variables(clean_fleet.endpoint)), ThreadPoolExecutor(2) as executor:
        readings = collect_on(
            executor,
            load(clean_fleet.config).targets,
            concurrency=4,
            on_read=lambda reading: told.append(reading.environment.name),
        )
    assert [each.environment.name for each in readings] == names(clean_fleet)
    assert sorted(told) == sorted(names(clean_fleet))
    assert all(each.gaps == () and each.shapes["cluster"] for each in readings)


def test_a_dask_cluster_collects_the_same(clean_fleet: SeededFleet) -> None:
    from distributed import LocalCluster

    settings = {"n_workers": 1, "threads_per_worker": 2, "processes": False}
    here = {"host": "127.0.0.1", "protocol": "tcp", "dashboard_address": "127.0.0.1:0"}
    with environment(variables(clean_fleet.endpoint)), LocalCluster(**settings, **here) as cluster:
        readings = collect_on_dask(
            cluster.scheduler_address, load(clean_fleet.config).targets[:2], concurrency=4
        )
    assert [each.environment.name for each in readings] == names(clean_fleet)[:2]
    assert all(each.gaps == () and each.shapes["cluster"] for each in readings)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "not an address"])
def test_a_scheduler_that_is_not_there_is_named(address: str) -> None:
    with pytest.raises(CollectError, match="no Dask scheduler answers"):
        collect_on_dask(address, (), concurrency=1)


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(CollectError, match=r"driftaudit\[dask\]"):
        collect_on_dask("tcp://127.0.0.1:1", (), concurrency=1)
