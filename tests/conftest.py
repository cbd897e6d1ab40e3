"""What every test stands on: no network but loopback, no credentials or settings of the user's."""

import os
from collections.abc import Iterator
from functools import cache

import botocore.loaders
import botocore.session
import pytest
from hypothesis import HealthCheck, settings

from tests.fleet import clean_fleet, drifted_fleet
from tests.ministack_server import ministack

# No deadline, and none for what makes examples: a loaded machine is no bug. In CI the same examples
# every time: a run that fails there fails again; new ones are looked for wherever people work.
UNHURRIED = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("any", UNHURRIED)
settings.register_profile("ci", UNHURRIED, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "any")

# Each run of the program lists and parses botocore's models anew. Here they are kept: hundreds of
# runs share a process.
botocore.session.create_loader = cache(botocore.loaders.create_loader)

__all__ = ["clean_fleet", "drifted_fleet", "ministack"]

LOOPBACK = ["127.0.0.0/8", "127.0.0.1", "127.0.0.2", "::1", "localhost"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Loopback alone can be reached, whatever a test does."""
    for item in items:
        item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


def _as_nobody(patch: pytest.MonkeyPatch) -> None:
    """Neither the user's AWS, driftaudit nor proxy settings are there, nor the workflow's own."""
    for name in tuple(os.environ):
        if name.startswith(_SETTINGS) and not name.startswith(_TEST_SETTINGS):
            patch.delenv(name)
        if name.lower() in {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "no_color"}:
            patch.delenv(name)
    patch.setenv("AWS_CONFIG_FILE", os.devnull)
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session", autouse=True)
def _nobodys_session() -> Iterator[None]:
    """Also what a session shares is made without settings: it is made before any test's own."""
    with pytest.MonkeyPatch.context() as patch:
        _as_nobody(patch)
        yield


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor do settings of what is shared (a module's, say) reach the tests of others."""
    _as_nobody(monkeypatch)


_SETTINGS = ("AWS_", "DRIFTAUDIT_", "GITHUB_")
_TEST_SETTINGS = ("DRIFTAUDIT_KUBE_LAB", "DRIFTAUDIT_TF_MIRROR", "DRIFTAUDIT_CORPORA")
