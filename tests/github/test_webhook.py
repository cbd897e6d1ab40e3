"""A message to a chat, whose address is a secret."""

import pytest

from driftaudit.errors import GithubError
from driftaudit.github.webhook import post
from tests.github.stand_in import Fault

SECRET = "/hook/T0/B0/SECRET"


def test_it_is_posted_as_json(github):
    post(f" {github.url}{SECRET}\n", '{"text": "ü"}', {})
    assert github.posted == [{"text": "ü"}]
    (request,) = github.requests
    assert request.headers["content-type"] == "application/json"
    assert "authorization" not in request.headers


def test_it_is_tried_again(github):
    github.faults.append(Fault("POST", SECRET, 503, b"", {"Retry-After": "0"}))
    post(github.url + SECRET, "{}", {})
    assert github.posted == [{}]


@pytest.mark.parametrize(
    ("status", "headers"), [(404, {}), (403, {}), (302, {"Location": "http://evil.example/SECRET"})]
)
def test_a_refusal_does_not_show_the_address(github, status, headers):
    github.faults.append(Fault("POST", SECRET, status, b"no_service SECRET", headers))
    with pytest.raises(GithubError) as caught:
        post(github.url + SECRET, "{}", {})
    assert str(caught.value) == f"the webhook did not take the message: it answered {status}"


@pytest.mark.parametrize("url", ["http://hooks.example/SECRET", "SECRET", "https://a b/SECRET"])
def test_an_address_that_is_none_is_not_shown(url):
    with pytest.raises(GithubError, match="the address of the webhook") as caught:
        post(url, "{}", {})
    assert "SECRET" not in str(caught.value)
