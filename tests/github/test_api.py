"""GitHub's API: pages, errors in its own words, and where its token goes."""

import json

import pytest

from driftaudit.errors import GithubError
from driftaudit.github.api import ApiError, entered
from tests.collect.kube.scripted import http as answered
from tests.collect.kube.scripted import scripted
from tests.github.conftest import TOKEN
from tests.github.stand_in import REPOSITORY, Fault

LIST = f"/repos/{REPOSITORY}/issues/7/comments"


@pytest.fixture
def api(github, environ):
    with entered(github.url, environ) as found:
        yield found


@pytest.mark.parametrize(("size", "link"), [(100, True), (3, True), (100, False)])
def test_a_list_is_read_to_its_end(github, api, size, link):
    github.page, github.link = size, link
    for number in range(207 if size == 100 else 10):
        github.add_comment(7, str(number))
    found = [each["body"] for each in api.pages(LIST)]
    assert found == [each["body"] for each in github.comments[7]]


def test_no_more_pages_are_read_than_needed(github, api):
    for number in range(207):
        github.add_comment(7, str(number))
    assert next(api.pages(LIST))["body"] == "0"
    assert len(github.requests) == 1


def test_the_token_goes_along_and_the_version(github, api):
    list(api.pages(LIST, state="all"))
    (request,) = github.requests
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["x-github-api-version"] == "2022-11-28"
    assert request.headers["accept"] == "application/vnd.github+json"
    assert request.path == f"{LIST}?state=all&per_page=100"


@pytest.mark.parametrize("host", ["http://evil.example", "https://127.0.0.1"])
def test_a_page_elsewhere_is_not_asked_for(github, api, host):
    link = {"Link": f'<{host}/p?page=2>; rel="next"'}
    github.faults.append(Fault("GET", LIST, 200, [], link))
    with pytest.raises(GithubError, match="at another host"):
        list(api.pages(LIST))


def test_what_is_no_list_is_an_error(github, api):
    github.faults.append(Fault("GET", LIST, 200, {"a": 1}))
    with pytest.raises(GithubError, match="expected a list"):
        list(api.pages(LIST))


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refusal_is_known(github, api, status):
    said = {"message": "Resource not accessible\n::error::by \x1b[31mintegration"}
    github.faults.append(Fault("POST", LIST, status, said))
    with pytest.raises(ApiError) as caught:
        api.create(LIST, {"body": "x"}, done=lambda: False)
    assert caught.value.refused
    assert str(caught.value).endswith(f"{status} Resource not accessible ::error::by integration")


def test_who_asked_too_often_is_not_refused(github, api):
    limits = {"X-RateLimit-Remaining": "0"}, {"Retry-After": "9999"}
    for headers in limits:
        github.faults.append(Fault("GET", "/user", 403, {"message": "rate limit"}, headers))
        with pytest.raises(ApiError, match="403 rate limit") as caught:
            api.get("/user")
        assert not caught.value.refused


@pytest.mark.parametrize("body", [b"<html>", b"\xff", b'{"message": 3}', b"[]"])
def test_an_error_without_words_is_one_all_the_same(github, api, body):
    github.faults.append(Fault("PATCH", LIST, 422, body))
    with pytest.raises(ApiError, match="422 without a reason") as caught:
        api.patch(LIST, {"a": "b"})
    assert not caught.value.refused


def test_a_success_that_is_no_json_is_an_error(github, api):
    github.faults.append(Fault("GET", "/user", 200, b"<html>"))
    with pytest.raises(GithubError, match="GET /user: not JSON"):
        api.get("/user")


def test_a_success_may_be_empty(environ):
    with scripted(answered(204)) as server, entered(server.url, environ) as api:
        assert api.get("/user") is None


def test_a_redirect_is_refused(environ):
    moved = answered(301, {"message": "Moved"}, headers={"Location": "http://evil.example/"})
    with scripted(moved) as server, entered(server.url, environ) as api:
        with pytest.raises(ApiError, match="301 Moved"):
            api.get("/user")
        assert len(server.requests) == 1


def test_bodies_are_json(github, api):
    api.create(LIST, {"body": "ü ]]> \u2028"}, done=lambda: False)
    assert github.comments[7][0]["body"] == "ü ]]> \u2028"
    assert github.requests[0].headers["content-type"] == "application/json"
    assert json.dumps(github.requests[0].body)


@pytest.mark.parametrize("token", ["", " ", "a\nb", "ü"])
def test_without_a_token_nothing_is_asked(github, token):
    with (
        pytest.raises(GithubError, match="no GITHUB_TOKEN"),
        entered(github.url, {"GITHUB_TOKEN": token}),
    ):
        pass
    assert github.requests == []


def test_plain_http_to_another_machine_gets_no_token(environ):
    with pytest.raises(GithubError, match="GitHub's API"), entered("http://a.example", environ):
        pass
