"""`driftaudit baseline`: accepting the clean fleet is the repo's own baselines, and is clean."""

from pathlib import Path

import pytest

from driftaudit.demo.settings import baselines_directory
from tests.cli.commands import at, command, own_baselines
from tests.faulty_aws import Faults
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")

COMMITTED = baselines_directory()


@pytest.fixture
def own(clean_fleet: SeededFleet, tmp_path: Path) -> SeededFleet:
    """The clean fleet with a folder for baselines of its own, empty."""
    return at(clean_fleet, tmp_path, (own_baselines(clean_fleet), "baselines"))


def test_what_was_accepted_is_clean(
    own: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert own.run("check") == 2
    assert "next: driftaudit baseline accept --group prod\n" in capsys.readouterr().err
    assert own.run("baseline", "accept") == 0
    shown = capsys.readouterr().out
    for name, environments in (("prod", "5 environments"), ("nonprod", "1 environment")):
        path = tmp_path / "baselines" / f"{name}.yaml"
        assert path.read_text() == (COMMITTED / f"{name}.yaml").read_text()
        assert f"wrote {path}: " in shown
        assert f"of {environments}; review it, then commit it" in shown
    assert own.run("check") == 0
    assert "result: clean" in capsys.readouterr().out
    assert sorted(each.name for each in (tmp_path / "baselines").iterdir()) == [
        "nonprod.yaml",
        "prod.yaml",
    ]


def test_accepting_offline_is_accepting_what_is_stored(own: SeededFleet, tmp_path: Path) -> None:
    assert own.run("snapshot", "staging") == 0
    nothing = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    assert command(own, "baseline", "accept", "staging", "--offline", **nothing) == 0
    written = (tmp_path / "baselines" / "nonprod.yaml").read_text()
    assert written == (COMMITTED / "nonprod.yaml").read_text()


def test_a_comment_is_kept_and_a_damaged_file_is_replaced(own: SeededFleet, tmp_path: Path) -> None:
    folder = tmp_path / "baselines"
    folder.mkdir()
    (folder / "nonprod.yaml").write_bytes(b"# Ask Ann before you change this.\n\xff\xfe not yaml [")
    assert own.run("baseline", "accept", "staging") == 0
    written = (folder / "nonprod.yaml").read_text()
    assert written.startswith("# Ask Ann before you change this.\n")
    assert own.run("check", "staging") == 0


def test_nothing_is_written_of_what_was_not_read(
    faulty: Faults, own: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty.deny("eks:ListAddons")
    through = own._replace(endpoint=faulty.url)
    assert command(through, "baseline", "accept") == 2
    told = capsys.readouterr().err
    assert "staging: addon was not read (eks:ListAddons: AccessDeniedException); next: " in told
    faulty.deny("eks:DescribeCluster")
    assert command(through, "baseline", "accept", "staging") == 2
    told = capsys.readouterr().err
    assert "baseline nonprod is not written: nothing is known of\n  staging: eks:" in told
    assert "next: eks:DescribeCluster" in told
    assert not (tmp_path / "baselines").exists()


def test_a_folder_that_takes_no_baseline(
    own: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "baselines").write_text("in the way")
    assert own.run("baseline", "accept", "staging") == 2
    assert "cannot be written: " in capsys.readouterr().err


def test_show_prints_the_baseline(
    clean_fleet: SeededFleet, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clean_fleet.run("baseline", "show", "prod") == 0
    shown = capsys.readouterr().out
    assert "AmazonEKS_CNI_Policy" in shown


def test_lint_finds_what_is_wrong_with_a_file(
    own: SeededFleet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert own.run("baseline", "lint") == 2
    assert "has no baseline\nnext: driftaudit baseline accept" in capsys.readouterr().err
    folder = tmp_path / "baselines"
    folder.mkdir()
    (folder / "good.yaml").write_text((COMMITTED / "prod.yaml").read_text())
    assert own.run("baseline", "lint") == 0
    assert capsys.readouterr().out == "1 baseline checked, 0 problems\n"
    for text, line in (
        ("version: [1\n", 2),
        ("version: 2\nresources: {}\n", 1),
        ("version: 1\nresourcs: {}\n", 2),
        ("version: 1\nresources:\n  addn: {}\n", 3),
        ("", 1),
    ):
        (folder / "bad.yaml").write_text(text)
        assert own.run("baseline", "lint", "bad") == 2, text
        seen = capsys.readouterr()
        assert f"{folder / 'bad.yaml'}:{line}" in seen.err, text
        assert seen.out.startswith("1 baseline checked, ")
        assert own.run("baseline", "lint") == 2
        assert capsys.readouterr().out.startswith("2 baselines checked, ")


def test_lint_knows_what_is_stored(own: SeededFleet, capsys: pytest.CaptureFixture[str]) -> None:
    assert own.run("snapshot", "staging") == 0
    assert own.run("baseline", "accept", "staging", "--offline") == 0
    assert own.run("baseline", "lint", "nonprod") == 0
    assert "1 baseline checked, 0 problems" in capsys.readouterr().out
