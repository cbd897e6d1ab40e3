"""A stand-in for GitHub's API on loopback: comments, issues, pages, and failures on demand."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

BOT = {"login": "github-actions[bot]", "type": "Bot"}
MALLORY = {"login": "mallory", "type": "User"}
REPOSITORY = "acme/fleet"
FORK = (403, {"message": "Resource not accessible by integration"})


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Fault(NamedTuple):
    """One answer in place of the real one; `done` says that the request is carried out, too."""

    method: str
    path: str
    status: int
    body: Any = None
    headers: dict[str, str] = {}
    done: bool = False


class StandIn(ThreadingHTTPServer):
    """The comments and issues of one repository, in the order in which they were made."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.issues: list[dict[str, Any]] = []
        self.posted: list[Any] = []
        self.user = (403, {"message": "Resource not accessible by integration"})
        self.author = BOT
        self.link = True
        self.page = 100

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add_comment(self, number: int, body: str, user: dict[str, str] | None = None) -> None:
        every = self.comments.setdefault(number, [])
        known = sum(map(len, self.comments.values()))
        every.append({"id": 1000 + known, "body": body, "user": user or self.author})

    def add_issue(self, user: dict[str, str] | None = None, **fields: Any) -> None:
        number = 1 + len(self.issues)
        labels = [{"name": each} for each in fields.pop("labels", ())]
        base = {"number": number, "state": "open", "user": user or self.author, "labels": labels}
        self.issues.append(base | fields)

    def asked(self) -> list[tuple[str, str]]:
        return [(each.method, urlsplit(each.path).path) for each in self.requests]

    def fault(self, method: str, path: str) -> Fault | None:
        for each in self.faults:
            if each.method == method and re.fullmatch(each.path, path):
                self.faults.remove(each)
                return each
        return None

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        own = path.removeprefix(f"/repos/{REPOSITORY}")
        if path == "/user":
            return self.user
        if path.startswith("/hook"):
            self.posted.append(body)
            return 200, None
        if found := re.fullmatch(r"/issues/(\d+)/comments", own):
            return self._comments(method, int(found[1]), body)
        if found := re.fullmatch(r"/issues/comments/(\d+)", own):
            every = [each for some in self.comments.values() for each in some]
            (comment,) = (each for each in every if each["id"] == int(found[1]))
            comment.update(body)
            return 200, comment
        if own == "/issues":
            return self._issues(method, query, body)
        if found := re.fullmatch(r"/issues/(\d+)", own):
            self.issues[int(found[1]) - 1].update(body)
            return 200, self.issues[int(found[1]) - 1]
        return 404, {"message": "Not Found"}

    def _comments(self, method: str, number: int, body: Any) -> tuple[int, Any]:
        if method == "POST":
            self.add_comment(number, body["body"])
            return 201, self.comments[number][-1]
        return 200, self.comments.get(number, [])

    def _issues(self, method: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        if method == "POST":
            self.add_issue(**body)
            return 201, self.issues[-1]
        state, label = query.get("state", "open"), query.get("labels")
        return 200, [
            each
            for each in reversed(self.issues)
            if state in {"all", each["state"]}
            and (label is None or label in {one["name"] for one in each["labels"]})
        ]


class _Handler(BaseHTTPRequestHandler):
    server: StandIn
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body at once: else each answer waits for an acknowledgement

    def log_message(self, *_arguments: object) -> None:
        """Nothing on stderr."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append(Request(self.command, self.path, headers, body))
        fault = self.server.fault(self.command, parts.path)
        if fault is None or fault.done:
            status, found = self.server.answer(self.command, parts.path, query, body)
            extra: dict[str, str] = {}
            if isinstance(found, list):
                found, extra = self._paged(found, parts.path, query)
        if fault:
            status, found, extra = fault.status, fault.body, fault.headers
        self._send(status, found, extra)

    def _paged(
        self, items: list[Any], path: str, query: dict[str, str]
    ) -> tuple[list[Any], dict[str, str]]:
        size = min(int(query.get("per_page", 30)), self.server.page)
        page = int(query.get("page", 1))
        shown = items[(page - 1) * size : page * size]
        if not self.server.link or page * size >= len(items):
            return shown, {}
        rest = "&".join(f"{k}={v}" for k, v in (query | {"page": page + 1}).items())
        url = f"{self.server.url}{path}?{rest}"
        return shown, {"Link": f'<{url}>; rel="next", <{url}0>; rel="last"'}

    def _send(self, status: int, found: Any, extra: dict[str, str]) -> None:
        content = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **extra}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A running one, which stops with the context."""
    with StandIn() as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
