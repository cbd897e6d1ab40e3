"""The same on a running fleet: changed through its own APIs, collected, normalised, compared."""

from contextlib import ExitStack

import pytest

from driftaudit.demo.fleet import SITES
from tests.fleet import running_fleet
from tests.mutations.running import World
from tests.mutations.running_cases import MUTATIONS, NOISE

pytestmark = [pytest.mark.enable_socket, pytest.mark.xdist_group("mutations")]
PROD = tuple(site.name for site in SITES if site.group == "prod")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    (site,) = (each for each in SITES if each.name == "prod-de")
    with running_fleet(tmp_path_factory.mktemp("running"), drift=False) as fleet:
        clients = {name: fleet.client(name, site.name) for name in ("eks", "iam", "ec2")}
        yield World(fleet=fleet, site=site, clients=clients).with_baseline(*PROD)


def dealt(table, hands):
    """The rows in so many groups, neighbours (of one resource) apart: a reading takes long."""
    groups = [table[start::hands] for start in range(hands)]
    return [pytest.param(rows, id=", ".join(row[0] for row in rows)) for rows in groups]


@pytest.mark.parametrize("rows", dealt(MUTATIONS, 9))
def test_each_change_is_found_once(world, rows):
    expected = sorted(finding for _, _, finding in rows)
    with ExitStack() as stack:
        for _, change, _ in rows:
            stack.enter_context(change(world))
        found = world.findings(world.site.name)
    assert {name: sorted(lines) for name, lines in found.items()} == {world.site.name: expected}


@pytest.mark.parametrize("rows", dealt(NOISE, 5))
def test_rewrites_give_nothing(world, rows):
    with ExitStack() as stack:
        for _, change in rows:
            stack.enter_context(change(world))
        assert world.findings(world.site.name) == {}


def test_there_are_enough():
    assert len(MUTATIONS) >= 25
    assert len(NOISE) >= 15


def test_everything_was_put_back(world):
    assert world.findings(*PROD) == {}
