"""What a step knows of its run, whatever is missing or not what it should be."""

import json

import pytest

from driftaudit.errors import GithubError
from driftaudit.github.runner import API, SERVER, Runner, runner_of


def test_nothing_is_taken_for_granted():
    assert runner_of({}) == Runner()
    assert (runner_of({}).api, runner_of({}).server) == (API, SERVER)
    assert runner_of({"GITHUB_OUTPUT": "", "GITHUB_API_URL": ""}) == Runner()


def test_the_runner_is_known_by_its_variables(tmp_path):
    runner = runner_of(
        {
            "GITHUB_OUTPUT": str(tmp_path / "o"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "s"),
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_API_URL": "https://ghe.example/api/v3/",
            "GITHUB_SERVER_URL": "https://ghe.example",
            "GITHUB_REPOSITORY": "a/b.c",
            "GITHUB_RUN_ID": "12",
        }
    )
    assert runner.output == tmp_path / "o"
    assert runner.summary == tmp_path / "s"
    assert runner.api == "https://ghe.example/api/v3"
    assert runner.link == "https://ghe.example/a/b.c/actions/runs/12"
    assert runner.path("issues") == "/repos/a/b.c/issues"
    assert runner_of({"GITHUB_RUN_ID": "12"}).link == ""


@pytest.mark.parametrize("name", ["", "a", "a/b/c", "a/../b", "a/b?x", "a b/c", "a/b\n"])
def test_a_repository_that_is_none_gets_into_no_address(name):
    with pytest.raises(GithubError, match="expected OWNER/NAME"):
        Runner(repository=name).path("issues")


@pytest.mark.parametrize(
    ("event", "ref", "expected"),
    [
        ({"pull_request": {"number": 5}}, "", 5),
        ({"issue": {"number": 6, "pull_request": {"url": "x"}}}, "", 6),
        ({"issue": {"number": 6}}, "", None),
        ({"workflow_run": {"pull_requests": [{"number": 8}]}}, "", 8),
        ({"workflow_run": {"pull_requests": [{"number": 8}, {"number": 9}]}}, "", None),
        ({"pull_request": {"number": True}}, "", None),
        ({"pull_request": {"number": "5"}}, "", None),
        ({"pull_request": {"number": -5}}, "", None),
        ({"pull_request": None}, "refs/pull/9/merge", 9),
        ([], "refs/pull/9/head", 9),
        ({}, "refs/heads/pull/9/merge", None),
        ({"pull_request": {"number": 5}}, "refs/pull/9/merge", 5),
    ],
)
def test_the_pull_request_is_the_events(tmp_path, event, ref, expected):
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    environ = {"GITHUB_EVENT_PATH": str(path), "GITHUB_REF": ref}
    assert runner_of(environ).pull_request == expected


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_an_event_that_cannot_be_read_tells_nothing(tmp_path, content):
    path = tmp_path / "event.json"
    path.write_bytes(content)
    assert runner_of({"GITHUB_EVENT_PATH": str(path)}).pull_request is None
    assert runner_of({"GITHUB_EVENT_PATH": str(tmp_path)}).pull_request is None
