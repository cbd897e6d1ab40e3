"""Clusters over logins and regions, and what becomes of logins that lead nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from driftaudit.collect import discover as module
from driftaudit.collect.aws import Login
from driftaudit.collect.discover import Discovery, discover
from driftaudit.demo.settings import environment, variables
from tests.ministack_server import client

pytestmark = pytest.mark.xdist_group("discover")

ACCOUNTS = ("810000000001", "810000000002")


@pytest.fixture(scope="module")
def clusters(ministack: str) -> list[tuple[str, str, str]]:
    """Two accounts with two clusters each, in three regions."""
    made = [
        (ACCOUNTS[0], "eu-west-1", "one"),
        (ACCOUNTS[0], "us-east-1", "one"),
        (ACCOUNTS[1], "us-east-1", "one"),
        (ACCOUNTS[1], "us-east-1", "two"),
    ]
    for account, region, name in made:
        client(ministack, "eks", account, region).create_cluster(
            name=name,
            roleArn=f"arn:aws:iam::{account}:role/c",
            resourcesVpcConfig={"subnetIds": ["subnet-1", "subnet-2"]},
        )
    return made


@pytest.fixture
def aws(ministack: str, tmp_path: Path) -> Iterator[None]:
    """A profile for each account."""
    credentials = tmp_path / "credentials"
    credentials.write_text(
        "".join(
            f"[{each}]\naws_access_key_id={each}\naws_secret_access_key=x\n" for each in ACCOUNTS
        )
    )
    settings = {"AWS_SHARED_CREDENTIALS_FILE": str(credentials), "AWS_MAX_ATTEMPTS": "1"}
    with environment(variables(ministack) | settings):
        yield


def login(profile: str | None, region: str, role: str | None = None) -> Login:
    return Login(profile=profile, role=role, external_id=None, region=region)


def places(discovery: Discovery) -> list[tuple[str, str, str]]:
    return [(each.account, each.region, each.cluster) for each in discovery.found]


@pytest.mark.usefixtures("aws")
def test_every_cluster_of_every_login_in_order(clusters: list[tuple[str, str, str]]) -> None:
    logins = [login(each, region) for region in ("us-east-1", "eu-west-1") for each in ACCOUNTS]
    for concurrency in (1, 8):
        found = discover(reversed(logins), concurrency=concurrency)
        assert places(found) == sorted(clusters)
        assert found.gaps == ()
        assert {each.login.profile for each in found.found} == set(ACCOUNTS)


@pytest.mark.usefixtures("aws")
def test_who_cannot_log_in_is_a_gap_and_the_others_go_on(
    clusters: list[tuple[str, str, str]],
) -> None:
    logins = [
        login("nobody", "us-east-1"),
        login(ACCOUNTS[0], "us-east-1"),
        login(None, "us-east-1", role="no ARN at all, and no role"),
    ]
    found = discover(logins, concurrency=2)
    assert places(found) == [(ACCOUNTS[0], "us-east-1", "one")]
    assert found.gaps[0].kind == "nobody in us-east-1"
    assert found.gaps[0].code == "ProfileNotFound"
    assert all(gap.kind.endswith(" in us-east-1") for gap in found.gaps)


def test_without_credentials_the_default_chain_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = discover([login(None, "us-east-1")], concurrency=1)
    (gap,) = found.gaps
    assert gap.kind == "the default credentials in us-east-1"
    assert gap.code == "NoCredentialsError"


def test_no_login_finds_nothing() -> None:
    assert discover([], concurrency=1) == Discovery(found=(), gaps=())


def test_an_interrupt_waits_for_no_api(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_clusters", stop)
    with pytest.raises(KeyboardInterrupt):
        discover([login(None, "us-east-1")] * 3, concurrency=2)
