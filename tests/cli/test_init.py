"""`driftaudit init`: an example to start from, or the clusters of one's accounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from driftaudit.cli.init import targets
from driftaudit.cli.main import run
from driftaudit.collect.aws import Login
from driftaudit.collect.discover import Found
from driftaudit.config import load
from driftaudit.demo.settings import environment, variables
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def aws(clean_fleet: SeededFleet, folder: Path) -> Iterator[None]:
    """The clean fleet's AWS, with a profile for each of two accounts."""
    credentials = folder / "credentials"
    credentials.write_text(
        "".join(
            f"[{name}]\naws_access_key_id={digit * 12}\naws_secret_access_key=x\n"
            for name, digit in (("us", "2"), ("uk", "3"))
        )
    )
    settings = {"AWS_SHARED_CREDENTIALS_FILE": str(credentials), "AWS_MAX_ATTEMPTS": "1"}
    with environment(variables(clean_fleet.endpoint) | settings):
        yield


def test_the_example_is_a_configuration(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init"]) == 0
    assert capsys.readouterr().out == ("wrote driftaudit.yaml; edit it, then: driftaudit doctor\n")
    assert load(folder / "driftaudit.yaml").targets


def test_it_is_written_where_the_configuration_is_looked_for(folder: Path) -> None:
    assert run(["-c", "other.yaml", "init"]) == 0
    assert load(folder / "other.yaml").targets


def test_what_is_there_is_overwritten_on_request_only(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "driftaudit.yaml").write_text("mine")
    assert run(["init"]) == 2
    assert "is there already\nnext: driftaudit init --force" in capsys.readouterr().err
    assert (folder / "driftaudit.yaml").read_text() == "mine"
    assert run(["init", "--force"]) == 0
    assert load(folder / "driftaudit.yaml").targets


def test_a_file_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-c", "nowhere/driftaudit.yaml", "init"]) == 2
    assert "cannot be written: No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--discover"], "takes one --region or more"),
        (["--region", "us-east-1"], "go with --discover"),
        (["--profile", "us"], "go with --discover"),
        (["--role", "arn:aws:iam::222222222222:role/x"], "go with --discover"),
    ],
)
def test_options_that_make_no_sense_alone(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", *words]) == 2
    assert said in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def discovering(*, profiles: tuple[str, ...] = (), roles: tuple[str, ...] = ()) -> list[str]:
    words = ["init", "--discover", "--region", "us-east-1", "--region", "eu-west-2"]
    words += [word for each in profiles for word in ("--profile", each)]
    return words + [word for each in roles for word in ("--role", each)]


def found(folder: Path) -> list[tuple[str, str, str, str | None]]:
    environments = load(folder / "driftaudit.yaml").targets
    return [
        (each.environment.name, each.environment.account, each.environment.region, each.profile)
        for each in environments
    ]


@pytest.mark.usefixtures("aws")
def test_clusters_are_found_over_accounts_and_regions(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(discovering(profiles=("us", "uk"))) == 0
    assert found(folder) == [
        ("acme-prod-us", "2" * 12, "us-east-1", "us"),
        ("acme-prod-uk", "3" * 12, "eu-west-2", "uk"),
    ]
    seen = capsys.readouterr()
    assert (seen.out, seen.err) == (
        "wrote driftaudit.yaml; give them groups, then: driftaudit doctor\n",
        "",
    )
    assert run(["doctor"]) in {0, 3}
    assert "acme-prod-uk: " in capsys.readouterr().out


@pytest.mark.usefixtures("aws")
def test_clusters_are_found_by_roles(folder: Path) -> None:
    roles = tuple(f"arn:aws:iam::{digit * 12}:role/driftaudit-reader" for digit in "23")
    assert run(discovering(roles=roles)) == 0
    assert [each.role for each in load(folder / "driftaudit.yaml").targets] == list(roles)


@pytest.mark.usefixtures("aws")
def test_what_could_not_be_searched_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(discovering(profiles=("us", "nobody"))) == 3
    assert [each[0] for each in found(folder)] == ["acme-prod-us"]
    told = capsys.readouterr().err
    assert "not searched: nobody in us-east-1: ProfileNotFound: " in told
    assert "  needs: valid credentials" in told


@pytest.mark.usefixtures("aws")
def test_where_there_is_none_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", "--discover", "--region", "sa-east-1", "--profile", "us"]) == 2
    said = capsys.readouterr().err
    assert "no cluster was found; nothing was written\nnext: " in said
    assert not (folder / "driftaudit.yaml").exists()


def test_names_get_as_long_as_it_takes_to_tell_clusters_apart() -> None:
    login = Login(profile=None, role=None, external_id=None, region="")
    places = [
        ("alone", "1", "us-east-1"),
        ("twice", "1", "us-east-1"),
        ("twice", "1", "eu-west-1"),
        ("thrice", "1", "us-east-1"),
        ("thrice", "2", "us-east-1"),
    ]
    clusters = tuple(
        Found(cluster=cluster, account=account * 12, region=region, login=login)
        for cluster, account, region in places
    )
    assert [each.environment.name for each in targets((*clusters, clusters[0]))] == [
        "alone",
        "twice-us-east-1",
        "twice-eu-west-1",
        f"thrice-us-east-1-{'1' * 12}",
        f"thrice-us-east-1-{'2' * 12}",
    ]
