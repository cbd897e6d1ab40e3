"""GitHub on loopback, and what its runner says of itself."""

from collections.abc import Iterator

import pytest

from driftaudit.github.runner import Runner
from tests.github.stand_in import REPOSITORY, StandIn, stand_in

TOKEN = "ghs_secretsecret"


@pytest.fixture
def github() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture
def environ(github):
    return {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": REPOSITORY}


@pytest.fixture
def runner(github):
    return Runner(api=github.url, repository=REPOSITORY, run_id="42", pull_request=7)
