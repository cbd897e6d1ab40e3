"""What is ours: begins with the marker, and was written by a token like this one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.github.api import entered
from driftaudit.github.sticky import marked, marker, ours, room
from driftaudit.render.markdown import COMMENT
from tests.github.stand_in import BOT, MALLORY

MARK = marker("comment", "check")


@pytest.fixture
def found(github, environ):
    def find(*items):
        with entered(github.url, environ) as api:
            return [each["id"] for each in ours(api, items, MARK)]

    return find


def item(number, body=f"{MARK}\ntext", user=BOT):
    return {"id": number, "body": body, "user": user}


@given(st.text(max_size=300))
def test_a_marker_hides_any_key(key):
    text = marker("comment", key)
    assert text.startswith("<!-- driftaudit comment: ")
    assert text.endswith(" -->")
    assert text.isprintable()
    assert "--" not in text[4:-3]
    assert len(text) < 300


@given(st.text(max_size=40), st.text(max_size=40))
def test_other_keys_have_other_markers(one, other):
    assert (marker("issue", one) == marker("issue", other)) == (one == other)
    long = marker("issue", f"{'x' * 500}{one}{'x' * 500}")
    assert (long == marker("issue", f"{'x' * 500}{other}{'x' * 500}")) == (one == other)


@given(st.text(max_size=50), st.sampled_from([1, 3_000]), st.sampled_from(["", "foot"]))
def test_a_body_is_no_longer_than_a_comment(text, times, foot):
    body = marked(MARK, text * times, foot)
    assert len(body) <= COMMENT
    assert body.startswith(f"{MARK}\n")
    assert body.endswith(f"{foot}\n" if foot else "")
    assert len(marked(MARK, "x" * room(MARK, foot), foot)) <= COMMENT


def test_what_a_bot_wrote_below_the_marker_is_ours(found, github):
    assert found(item(1), item(2, f"{MARK} \r\nx"), {"id": 3, "body": MARK}) == [1, 2, 3]
    assert github.requests == []


@pytest.mark.parametrize(
    "body", [None, 3, "", "text", f"> {MARK}", f"\n{MARK}", f"x {MARK}", marker("comment", "gate")]
)
def test_what_does_not_begin_with_the_marker_is_not(found, body):
    assert found(item(1, body), None, "x") == []


@pytest.mark.parametrize("user", [MALLORY, {"login": "x"}, {"type": "bot"}])
def test_a_marker_that_someone_else_wrote_is_not_ours(found, github, user):
    assert found(item(1, user=user), item(2)) == [2]
    assert github.asked() == [("GET", "/user")]


def test_a_workflows_own_goes_before_other_bots(found, github):
    other = {"login": "other[bot]", "type": "Bot"}
    unnamed = {"login": "third[bot]"}
    assert found(item(1, user=other), item(2, user=unnamed), item(3)) == [3, 1, 2]
    assert github.requests == []


def test_a_persons_token_knows_its_own(found, github):
    github.user = (200, {"login": "robot-account"})
    own = {"login": "robot-account", "type": "User"}
    assert found(item(1, user=MALLORY), item(2, user=own)) == [2]


@pytest.mark.parametrize("answer", [{}, [], {"login": None}])
def test_a_user_without_a_name_is_nobody(found, github, answer):
    github.user = (200, answer)
    assert found(item(1, user={"type": "User"})) == []
