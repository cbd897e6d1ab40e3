"""The demo's configuration names its own fleet, and its runs see no setting of the user's."""

import os
from pathlib import Path

import pytest

from driftaudit.config import load
from driftaudit.demo import settings
from driftaudit.demo.fleet import SITES
from driftaudit.demo.settings import (
    baselines_directory,
    configuration,
    environment,
    prepare,
    variables,
    write_configuration,
)
from driftaudit.errors import DemoError

SERVERS = {site.cluster: f"http://127.0.0.1:1/clusters/{site.cluster}" for site in SITES}


def test_the_configuration_is_one_that_the_program_takes(tmp_path: Path) -> None:
    write_configuration(tmp_path / "driftaudit.yaml", SERVERS)
    targets = load(tmp_path / "driftaudit.yaml").targets
    assert {each.environment.name: each.environment for each in targets} == {
        site.name: site.environment for site in SITES
    }
    assert {each.role for each in targets} == {
        f"arn:aws:iam::{site.account}:role/driftaudit-reader" for site in SITES
    }
    assert {each.kubernetes.server for each in targets if each.kubernetes} == set(SERVERS.values())


def test_it_is_written_anew_at_each_run(tmp_path: Path) -> None:
    write_configuration(
        tmp_path / "driftaudit.yaml", dict.fromkeys(SERVERS, "http://127.0.0.1:2/old")
    )
    prepare(tmp_path)
    write_configuration(tmp_path / "driftaudit.yaml", SERVERS)
    written = (tmp_path / "driftaudit.yaml").read_text()
    assert written == configuration(SERVERS, tmp_path / "baselines")
    copies = sorted(each.name for each in (tmp_path / "baselines").iterdir())
    assert copies == sorted(each.name for each in baselines_directory().glob("*.yaml"))


def test_a_configuration_of_the_users_own_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "driftaudit.yaml"
    path.write_text("version: 1\n")
    with pytest.raises(DemoError, match="not the demo's own: choose another --directory"):
        prepare(tmp_path)
    assert path.read_text() == "version: 1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_directory_that_cannot_be_one_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(DemoError, match=r"the demo cannot use .* choose another --directory"):
        prepare(tmp_path)
    (tmp_path / "driftaudit.yaml").write_bytes(b"\xff")
    with pytest.raises(DemoError, match=r"the demo cannot use .* choose another --directory"):
        prepare(tmp_path)


def test_baselines_are_in_the_package_or_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "driftaudit" / "demo" / "settings.py"
    monkeypatch.setattr(settings, "__file__", str(module))
    assert baselines_directory() == tmp_path / "baselines"
    (module.parent / "baselines").mkdir(parents=True)
    assert baselines_directory() == module.parent / "baselines"


def test_the_users_own_settings_are_hidden_and_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {
        "AWS_PROFILE": "production",
        "AWS_SESSION_TOKEN": "secret",
        "AWS_ENDPOINT_URL_STS": "https://sts.acme.example",
        "DRIFTAUDIT_FORMAT": "json",
        "AWS_ACCESS_KEY_ID": "AKIA",
    }
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with environment(variables("http://127.0.0.1:1")):
        assert os.environ["AWS_ACCESS_KEY_ID"] == "111111111111"
        assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
        assert own.keys() & os.environ.keys() == {"AWS_ACCESS_KEY_ID"}
    assert dict(os.environ) == before


def _fail_inside() -> None:
    with environment({"AWS_REGION": "eu-west-1"}):
        raise KeyError("inside")


def test_they_are_put_back_after_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    before = dict(os.environ)
    with pytest.raises(KeyError, match="inside"):
        _fail_inside()
    assert dict(os.environ) == before
