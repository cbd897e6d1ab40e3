"""Every benchmark runs, small, and prints its ratio beside its limit. Nothing here is timed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.render.html.chromium import missing as no_browser
from tests.terraform.terraform_cli import missing

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
RATIO = re.compile(r"^  ratio \d+\.\d\d, limit [<>]= [\d.]+: (kept|MISSED)$", re.MULTILINE)
KEPT, MISSED = 0, 1
SECONDS = 240


def run(name: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / f"bench_{name}.py"), "--tiny"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_none_is_left_out() -> None:
    found = {path.stem.removeprefix("bench_") for path in BENCHMARKS.glob("bench_*.py")}
    assert found == {"start", "calls", "collect", "compare", "fleet", "html", "iam", "terraform"}


@pytest.mark.parametrize("name", ["start", "collect", "compare"])
def test_a_ratio_and_its_limit_are_printed(name: str) -> None:
    done = run(name)
    assert RATIO.search(done.stdout), done.stderr
    (verdict,) = RATIO.findall(done.stdout)
    assert done.returncode == (KEPT if verdict == "kept" else MISSED)


@pytest.mark.parametrize("name", ["fleet", "iam"])
def test_some_have_three_limits(name: str) -> None:
    done = run(name)
    verdicts = RATIO.findall(done.stdout)
    assert len(verdicts) == 3, done.stderr
    assert done.returncode == (MISSED if "MISSED" in verdicts else KEPT)


def test_no_call_is_made_that_could_be_spared() -> None:
    done = run("calls")
    assert done.returncode == KEPT, done.stdout + done.stderr
    assert "1 logins and 1 account reads, shared" in done.stdout
    assert "  ratio 1.00, limit <= 1: kept\n" in done.stdout


@pytest.mark.xdist_group("terraform")
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_terraform_is_measured_where_it_is_there() -> None:
    done = run("terraform")
    assert RATIO.search(done.stdout), done.stderr


def test_terraform_is_skipped_with_the_reason_where_it_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    done = run("terraform")
    assert done.returncode == KEPT, done.stderr
    assert "  skipped: terraform is not installed\n" in done.stdout


@pytest.mark.xdist_group("chromium")
@pytest.mark.skipif(no_browser() is not None, reason=no_browser() or "")
def test_the_page_is_measured_where_there_is_a_browser() -> None:
    done = run("html")
    assert RATIO.search(done.stdout), done.stderr
