"""One comment a key, whatever pages, people and failures are in between."""

import pytest
from msgspec import structs

from driftaudit.github.api import ApiError, entered
from driftaudit.github.comment import keep_comment
from driftaudit.github.sticky import marker
from tests.github.stand_in import FORK, MALLORY, REPOSITORY, Fault

MARK = marker("comment", "check")
LIST = f"/repos/{REPOSITORY}/issues/7/comments"
NOW = {"Retry-After": "0"}


@pytest.fixture
def keep(environ, runner):
    def one(text, mark=MARK):
        with entered(runner.api, environ) as api:
            return keep_comment(api, runner, 7, mark=mark, body=f"{mark}\n{text}\n")

    return one


def bodies(github):
    return [each["body"] for each in github.comments.get(7, [])]


def test_it_is_made_once_and_then_changed(github, keep):
    assert [keep("a"), keep("b"), keep("b")] == ["created", "updated", "unchanged"]
    assert bodies(github) == [f"{MARK}\nb\n"]


def test_it_is_found_on_a_later_page(github, keep):
    github.page = 2
    for number in range(5):
        github.add_comment(7, f"of people {number}", MALLORY)
    github.add_comment(7, f"{MARK}\nold")
    assert keep("new") == "updated"
    assert bodies(github)[-1] == f"{MARK}\nnew\n"
    assert len(bodies(github)) == 6


def test_each_key_has_its_own(github, keep):
    other = marker("comment", "gate")
    keep("a")
    assert keep("b", other) == "created"
    assert keep("c") == "updated"
    assert bodies(github) == [f"{MARK}\nc\n", f"{other}\nb\n"]


def test_the_marker_in_someone_elses_comment_is_left_alone(github, keep):
    github.add_comment(7, f"{MARK}\nall is well", MALLORY)
    assert keep("a") == "created"
    assert keep("b") == "updated"
    assert bodies(github) == [f"{MARK}\nall is well", f"{MARK}\nb\n"]


def test_a_forks_token_is_refused(github, keep):
    github.faults.append(Fault("POST", LIST, *FORK))
    with pytest.raises(ApiError, match="Resource not accessible by integration") as caught:
        keep("a")
    assert caught.value.refused
    assert bodies(github) == []


@pytest.mark.parametrize("done", [False, True])
def test_a_server_in_trouble_does_not_make_it_two(github, keep, done):
    """It said 502: the comment may have been made all the same."""
    github.faults.append(Fault("POST", LIST, 502, {}, NOW, done=done))
    assert keep("a") == "created"
    assert bodies(github) == [f"{MARK}\na\n"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", LIST), ("PATCH", f"/repos/{REPOSITORY}/issues/comments/.*")]
)
def test_reading_and_changing_are_tried_again(github, keep, method, path):
    keep("a")
    github.faults += [Fault(method, path, 503, {}, NOW), Fault(method, path, 429, {}, NOW)]
    assert keep("b") == "updated"
    assert bodies(github) == [f"{MARK}\nb\n"]


def test_another_repository_is_none(environ, runner):
    with entered(runner.api, environ) as api, pytest.raises(ApiError, match="404 Not Found"):
        keep_comment(api, structs.replace(runner, repository="a/b"), 7, mark=MARK, body=MARK)
