"""What every test stands on: no network but loopback, no credentials or settings of the user's."""

import os
from functools import cache

import botocore.loaders
import botocore.session
import pytest
from hypothesis import settings

from tests.fleet import clean_fleet, drifted_fleet
from tests.ministack_server import ministack

# No deadline: a loaded machine is no bug. In CI the same examples every time: a run that fails
# there fails again; new ones are looked for wherever people work.
settings.register_profile("any", deadline=None, max_examples=40)
settings.register_profile("ci", deadline=None, max_examples=40, derandomize=True)
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


@pytest.fixture(autouse=True)
def _nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the user's AWS, driftaudit nor proxy settings reach a test."""
    for name in tuple(os.environ):
        if name.startswith(("AWS_", "DRIFTAUDIT_")) and not name.startswith(_TEST_SETTINGS):
            monkeypatch.delenv(name)
        if name.lower() in {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "no_color"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


_TEST_SETTINGS = ("DRIFTAUDIT_KUBE_LAB", "DRIFTAUDIT_TF_MIRROR", "DRIFTAUDIT_CORPORA")
