"""The embedded AWS of the tests answers, keeps accounts apart, and is gone afterwards."""

import urllib.error
import urllib.request

import pytest

from tests.ministack_server import client, running


def test_accounts_are_kept_apart(ministack: str) -> None:
    for account in ("111111111111", "222222222222"):
        assert client(ministack, "sts", account).get_caller_identity()["Account"] == account


def test_nothing_listens_afterwards() -> None:
    with running() as url:
        pass
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{url}/_ministack/health", timeout=5)
