"""One proxy that fails as AWS does for each fleet: starting one takes seconds."""

from collections.abc import Iterator

import pytest

from tests.cli.gated import change, clean
from tests.cli.stored_fleet import _snapshots, stored
from tests.faulty_aws import Faults, faults
from tests.fleet import SeededFleet

__all__ = ["_snapshots", "change", "clean", "stored"]


@pytest.fixture(scope="session")
def _before_clean(clean_fleet: SeededFleet) -> Iterator[Faults]:
    with faults(clean_fleet.endpoint) as proxy:
        yield proxy


@pytest.fixture
def faulty(_before_clean: Faults) -> Faults:
    """A proxy in front of the clean fleet's AWS, without a rule yet."""
    _before_clean.set()
    return _before_clean
