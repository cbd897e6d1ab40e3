"""GitHub's REST API, as much of it as comments and issues need.

The token goes to the host of `GITHUB_API_URL` alone: pages that lead elsewhere are not followed.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Final
from urllib.parse import urlencode, urlsplit

import msgspec

from driftaudit.errors import GithubError
from driftaudit.github.http import Answer, Http
from driftaudit.model import Json
from driftaudit.render.text import clean, cut

PAGE: Final = 100
"""Items a page: the most that GitHub gives."""

_NEXT: Final = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next"?')


class ApiError(GithubError):
    """GitHub answered, and not with what was asked for."""

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message)
        self._answer = answer

    @property
    def refused(self) -> bool:
        """Whether the token may not do this: a fork's may only read; issues may be turned off."""
        # Who has asked too often gets a 403 as well.
        spent = self._answer.busy or self._answer.headers.get("x-ratelimit-remaining") == "0"
        return self._answer.status in {403, 404, 410} and not spent


class Api:
    """One repository host, entered with a token."""

    def __init__(self, url: str, token: str, http: Http) -> None:
        self._url = url
        self._http = http
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "X-GitHub-Api-Version": "2022-11-28",
        }

    def get(self, path: str) -> Json:
        """What is at a path. Raises GithubError where it cannot be had."""
        return self._json("GET", self._url + path, self._asked("GET", self._url + path))

    def pages(self, path: str, **query: str) -> Iterator[Json]:
        """The items of a list, over all pages. Raises GithubError where one cannot be had."""
        number = 1
        url = f"{self._url}{path}?{urlencode({**query, 'per_page': PAGE})}"
        following: str | None = url
        while following:
            answer = self._asked("GET", following)
            items = self._json("GET", following, answer)
            if not isinstance(items, list):
                raise GithubError(f"GitHub: GET {path}: expected a list")
            yield from items
            number += 1
            following = self._following(answer)
            if following is None and len(items) == PAGE and "link" not in answer.headers:
                following = f"{url}&page={number}"

    def patch(self, path: str, body: Json) -> None:
        """Change what is at a path. Raises GithubError where that was not done."""
        self._json("PATCH", path, self._asked("PATCH", self._url + path, body))

    def create(self, path: str, body: Json, *, done: Callable[[], bool]) -> None:
        """Make something new, once: `done` says whether it is there after a try that failed.

        Raises GithubError where that was not done.
        """
        self._json("POST", path, self._asked("POST", self._url + path, body, done=done))

    def _asked(
        self, method: str, url: str, body: Json = None, **more: Callable[[], bool]
    ) -> Answer:
        content = None if body is None else msgspec.json.encode(body)
        typed = {} if body is None else {"Content-Type": "application/json"}
        return self._http.send(method, url, self._headers | typed, content, **more)

    def _json(self, method: str, url: str, answer: Answer) -> Json:
        """The document of an answer that means success."""
        place = urlsplit(url).path
        if 200 <= answer.status < 300:
            try:
                return msgspec.json.decode(answer.body) if answer.body else None
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise GithubError(f"GitHub: {method} {place}: not JSON") from error
        raise ApiError(f"GitHub: {method} {place}: {answer.status} {_why(answer)}", answer)

    def _following(self, answer: Answer) -> str | None:
        """The next page, if it is at the same place."""
        found = _NEXT.search(answer.headers.get("link", ""))
        if not found:
            return None
        if urlsplit(found[1])[:2] != urlsplit(self._url)[:2]:
            raise GithubError("GitHub: the next page is at another host: it is not asked for")
        return found[1]


def _why(answer: Answer) -> str:
    """GitHub's own words, which may be anything."""
    try:
        document = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        document = None
    said = document.get("message") if isinstance(document, dict) else None
    return cut(clean(said), 300) if isinstance(said, str) else "without a reason"


@contextmanager
def entered(
    url: str, environ: Mapping[str, str], pause: Callable[[float], None] = time.sleep
) -> Iterator[Api]:
    """The API at an address, with the token of `GITHUB_TOKEN`.

    Raises:
        GithubError: there is no token, or the address may not be given one.
    """
    token = environ.get("GITHUB_TOKEN", "").strip()
    if not (token.isascii() and token.isprintable() and token):
        raise GithubError(
            "there is no GITHUB_TOKEN\nnext: give the step `env: GITHUB_TOKEN: ${{ github.token }}`"
        )
    with closing(Http(url, name="GitHub's API", environ=environ, pause=pause)) as http:
        yield Api(url, token, http)
