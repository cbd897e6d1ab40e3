"""A small Kubernetes API for the demo and for tests: several clusters behind one loopback port.

It answers gets by name and lists over all namespaces as a real API server does, errors included,
and nothing but GET. Paths begin with `/clusters/NAME`.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

from driftaudit.model import Json

RESOURCES: Final[Mapping[tuple[str, str], str]] = {
    ("api/v1", "configmaps"): "ConfigMap",
    ("api/v1", "serviceaccounts"): "ServiceAccount",
    ("apis/apps/v1", "daemonsets"): "DaemonSet",
    ("apis/apps/v1", "deployments"): "Deployment",
}
"""What is served: API and resource, and the kind of its objects."""

READER: Final = "driftaudit-demo"


class KubernetesApi:
    """Serves Kubernetes objects on 127.0.0.1 while entered, each cluster under its own `url`.

    `objects` maps cluster names to whole objects (`kind`, `metadata`, …). With a `token` every
    request must bear it. `forbidden` maps cluster names to operations (`get configmaps/aws-auth`,
    `list serviceaccounts`) that are answered 403.
    """

    def __init__(
        self,
        objects: Mapping[str, Sequence[Json]],
        *,
        token: str | None = None,
        forbidden: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.objects = objects
        self.token = token
        self.forbidden = forbidden or {}
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def url(self, cluster: str) -> str:
        """The server's address to configure for a cluster."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/clusters/{cluster}"

    def start(self) -> None:
        """Serves from now on, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Serves no more and gives the port back."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(self, target: str, authorization: str | None) -> tuple[int, Json]:
        """The HTTP status and the JSON that a GET of a target (path and query) is answered."""
        refusal = self._refusal(authorization)
        if refusal is not None:
            return refusal
        parts = urlsplit(target)
        match parts.path.strip("/").split("/"):
            case ["clusters", cluster, *path] if cluster in self.objects:
                return self._of_cluster(cluster, path, parse_qs(parts.query))
        return _no_such_path()

    def _refusal(self, authorization: str | None) -> tuple[int, Json] | None:
        if self.token is None or authorization == f"Bearer {self.token}":
            return None
        if authorization is None:
            message = 'forbidden: User "system:anonymous" cannot get path'
            return _status(HTTPStatus.FORBIDDEN, "Forbidden", message)
        return _status(HTTPStatus.UNAUTHORIZED, "Unauthorized", "Unauthorized")

    def _of_cluster(
        self, cluster: str, path: list[str], query: dict[str, list[str]]
    ) -> tuple[int, Json]:
        match path:
            case [*api, "namespaces", namespace, resource, name]:
                kind = RESOURCES.get(("/".join(api), resource))
                operation = f"get {resource}/{name}"
            case [*api, resource]:
                kind = RESOURCES.get(("/".join(api), resource))
                namespace = name = ""
                operation = f"list {resource}"
            case _:
                kind = None
        if kind is None:
            return _no_such_path()
        if operation in self.forbidden.get(cluster, ()):
            return _forbidden(operation, resource, name, namespace)
        of_kind = [each for each in self.objects[cluster] if each["kind"] == kind]
        return _get(of_kind, resource, namespace, name) if name else _list(of_kind, kind, query)


def _get(objects: list[Json], resource: str, namespace: str, name: str) -> tuple[int, Json]:
    for each in objects:
        if (each["metadata"].get("namespace"), each["metadata"]["name"]) == (namespace, name):
            return HTTPStatus.OK, each
    details = {"name": name, "kind": resource}
    return _status(HTTPStatus.NOT_FOUND, "NotFound", f'{resource} "{name}" not found', details)


def _list(objects: list[Json], kind: str, query: dict[str, list[str]]) -> tuple[int, Json]:
    """One page: `limit` items from the place that `continue` names; items without kind."""
    limit, place = query.get("limit", ["0"])[-1], query.get("continue", ["0"])[-1]
    if not (limit.isdecimal() and place.isdecimal()):
        return _status(HTTPStatus.BAD_REQUEST, "BadRequest", "limit or continue is not valid")
    start = int(place)
    end = start + (int(limit) or len(objects))
    items = [{key: each[key] for key in each if key != "kind"} for each in objects[start:end]]
    metadata = {"continue": str(end)} if end < len(objects) else {}
    return HTTPStatus.OK, {"kind": f"{kind}List", "metadata": metadata, "items": items}


def _forbidden(operation: str, resource: str, name: str, namespace: str) -> tuple[int, Json]:
    subject = f'{resource} "{name}"' if name else resource
    place = f'in the namespace "{namespace}"' if namespace else "at the cluster scope"
    message = (
        f'{subject} is forbidden: User "{READER}" cannot {operation.split(maxsplit=1)[0]} resource '
        f'"{resource}" {place}'
    )
    return _status(HTTPStatus.FORBIDDEN, "Forbidden", message)


def _no_such_path() -> tuple[int, Json]:
    message = "the server could not find the requested resource"
    return _status(HTTPStatus.NOT_FOUND, "NotFound", message)


def _status(
    code: HTTPStatus, reason: str, message: str, details: Json | None = None
) -> tuple[int, Json]:
    """A failure as the API words it: an object of kind Status."""
    return code, {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "details": details or {},
        "code": int(code),
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: KubernetesApi) -> None:
        self.api = api
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together: apart, each answer waits 40 ms for an ACK

    def do_GET(self) -> None:
        """Answers a read."""
        self._send(*self.server.api.answer(self.path, self.headers.get("Authorization")))

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Refuses every other method: `do_POST` and the like, whatever they are called."""
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def _refuse(self) -> None:
        # What came with the request is not read, so the connection cannot be used again.
        self.close_connection = True
        message = "the server does not allow this method on the requested resource"
        self._send(*_status(HTTPStatus.METHOD_NOT_ALLOWED, "MethodNotAllowed", message))

    def _send(self, code: int, answer: Json) -> None:
        body = json.dumps(answer).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keeps the terminal for the demo's own words."""
