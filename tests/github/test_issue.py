"""One issue: opened, edited, closed with a word, opened again; never one a night."""

import pytest

from driftaudit.github.api import ApiError, entered
from driftaudit.github.issue import Tracker, Wanted
from driftaudit.github.sticky import marker
from tests.github.stand_in import FORK, MALLORY, REPOSITORY, Fault

MARK = marker("issue", "check")
LIST = f"/repos/{REPOSITORY}/issues"
NOW = {"Retry-After": "0"}


@pytest.fixture
def night(environ, runner):
    """A night's audit: what it found, or None where all is well."""

    def one(found, mark=MARK):
        with entered(runner.api, environ) as api:
            tracker = Tracker(api, runner, mark=mark, label="drift")
            if found is None:
                return tracker.close("clean again")
            return tracker.keep(Wanted(title=f"t {found}", body=f"{mark}\n{found}\n"))

    return one


def seen(github):
    return [(each["state"], each["title"]) for each in github.issues]


def test_many_nights_have_one_issue(github, night):
    nights = [None, "a", "a", "b", None, None, "c"]
    assert [night(each) for each in nights] == [
        "nothing to close",
        "opened",
        "unchanged",
        "edited",
        "closed",
        "nothing to close",
        "reopened",
    ]
    assert seen(github) == [("open", "t c")]
    assert github.issues[0]["body"] == f"{MARK}\nc\n"
    assert github.issues[0]["labels"] == [{"name": "drift"}]
    assert [each["body"] for each in github.comments[1]] == ["clean again"]


def test_the_open_one_is_kept_where_there_are_several(github, night):
    github.add_issue(title="new", body=MARK, labels=["drift"])
    github.add_issue(title="newer, closed", body=MARK, labels=["drift"], state="closed")
    assert night("a") == "edited"
    assert seen(github) == [("open", "t a"), ("closed", "newer, closed")]


def test_a_label_that_was_lost_does_not_make_it_two(github, night):
    github.add_issue(title="ours", body=f"{MARK}\nx")
    assert night("a") == "edited"
    assert seen(github) == [("open", "t a")]


def test_what_others_opened_is_left_alone(github, night):
    github.add_issue(MALLORY, title="spoofed", body=f"{MARK}\nclean", labels=["drift"])
    github.add_issue(title="other", body="by a bot", labels=["drift"])
    github.add_issue(title="pull", body=MARK, labels=["drift"], pull_request={"url": "x"})
    assert night(None) == "nothing to close"
    assert night("a") == "opened"
    assert night(None) == "closed"
    assert [state for state, _ in seen(github)] == ["open", "open", "open", "closed"]


def test_each_key_has_its_own(github, night):
    other = marker("issue", "check nonprod")
    night("a")
    assert night("b", other) == "opened"
    assert night(None) == "closed"
    assert seen(github) == [("closed", "t a"), ("open", "t b")]


def test_it_is_found_on_a_later_page(github, night):
    github.page = 2
    night("a")
    for number in range(5):
        github.add_issue(title=f"{number}", body="of people", labels=["drift"], user=MALLORY)
    assert night("b") == "edited"
    assert len(github.issues) == 6


@pytest.mark.parametrize("done", [False, True])
def test_a_server_in_trouble_does_not_make_it_two(github, night, done):
    github.faults.append(Fault("POST", LIST, 500, {}, NOW, done=done))
    assert night("a") == "opened"
    assert seen(github) == [("open", "t a")]


@pytest.mark.parametrize("done", [False, True])
def test_the_word_is_said_once(github, night, done):
    night("a")
    github.faults.append(Fault("POST", f"{LIST}/1/comments", 500, {}, NOW, done=done))
    assert night(None) == "closed"
    assert len(github.comments[1]) == 1


def test_what_cannot_be_closed_gets_no_word_each_night(github, night):
    night("a")
    github.faults.append(Fault("PATCH", f"{LIST}/1", *FORK))
    with pytest.raises(ApiError):
        night(None)
    assert github.comments == {}


def test_issues_that_are_turned_off_are_a_refusal(github, night):
    github.faults.append(Fault("GET", LIST, 410, {"message": "Issues are disabled"}))
    with pytest.raises(ApiError, match="Issues are disabled") as caught:
        night("a")
    assert caught.value.refused
