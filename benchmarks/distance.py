"""AWS and Kubernetes at a distance: answers that were recorded, each after a set latency.

The embedded AWS is asked once, for the recording: it would share these cores with what is
measured, and take longer than the latency. Kubernetes is heard through `KubeClient.get`, AWS
either in place of `Aws.read` (driftaudit's own planning of calls is left) or in place of the
network (boto3 makes, signs and parses every request).
"""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session
from msgspec.structs import replace
from wire import Request, Response, tapped

from driftaudit.collect import run
from driftaudit.collect.ask import Ask
from driftaudit.collect.aws import Aws, Caller, Login, Sessions, log_in
from driftaudit.collect.failures import ReadError
from driftaudit.collect.kube.client import KubeClient
from driftaudit.config.targets import Target
from driftaudit.model import Json

Question = tuple[str, ...]

_TWIN: Final = "-twin-"
_ANYBODY: Final = "anybody"
_AWS_POLICY: Final = re.compile(r"aws(:|%3A)policy")
_CREDENTIAL: Final = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/")
_read, _get = Aws.read, KubeClient.get


class Distance:
    """What was answered so far, how far away it is in seconds, and how many calls went there."""

    def __init__(self) -> None:
        self.latency = 0.0
        self.calls = 0
        self._answers: dict[Question, Json] = {}
        self._lock = threading.Lock()
        self._network = URLLib3Session()

    @contextmanager
    def before_boto3(self) -> Iterator[None]:
        """Answers in place of boto3; what is not known yet is asked of the real thing."""
        distance = self

        def read(aws: Aws, ask: Ask, params: dict[str, Json]) -> Json:
            whose = _ANYBODY if _AWS_POLICY.search(ask.about) else aws.caller.account
            question = (whose, aws.region, ask.action, str(params))
            return distance._answer(question, lambda: _read(aws, ask, params))

        with patch.object(Aws, "read", read), self._around():
            yield

    @contextmanager
    def behind_boto3(self) -> Iterator[None]:
        """Answers in place of the network, except for logins, which are like `before_boto3`."""
        with tapped(self._exchange), self._around():
            yield

    @contextmanager
    def _around(self) -> Iterator[None]:
        distance = self

        def get(client: KubeClient, path: str, query: Mapping[str, str]) -> Json:
            return distance._answer((client.server, path), lambda: _get(client, path, query))

        with patch.object(KubeClient, "get", get), patch.object(run, "log_in", self._login):
            yield

    def _login(self, login: Login, sessions: Sessions) -> Caller:
        """The same rights by other credentials for each twin: to driftaudit, another account."""
        role, twin, number = str(login.role).partition(_TWIN)
        real = replace(login, role=role)
        caller: Caller = self._answer(("login", role), lambda: log_in(real, sessions))
        return replace(caller, access_key=caller.access_key + twin + number)

    def _exchange(self, operation: str, request: Request) -> Response | None:
        if operation == "sts:AssumeRole":
            return None
        status, headers, content = self._answer(
            _question(request), lambda: _stored(self._network.send(request))
        )
        answer = AWSResponse(request.url, status, headers, None)
        answer._content = content  # noqa: SLF001 - as botocore's own stubber does
        return answer

    def _answer(self, question: Question, ask: Callable[[], Json]) -> Json:
        if question not in self._answers:
            try:
                self._answers[question] = ask()
            except ReadError as error:
                self._answers[question] = error
        with self._lock:
            self.calls += 1
        time.sleep(self.latency)
        answer = self._answers[question]
        if isinstance(answer, ReadError):
            raise answer
        return answer


def twins(targets: tuple[Target, ...], count: int) -> tuple[Target, ...]:
    """As many environments as asked for: the targets over and over, each with a login of its own.

    Another login is another account to driftaudit: no twin shares a read with another, but for
    AWS's own policies.
    """
    return tuple(_twin(targets[number % len(targets)], number) for number in range(count))


def _twin(target: Target, number: int) -> Target:
    environment = replace(target.environment, name=f"{target.environment.name}-{number}")
    return replace(target, environment=environment, role=f"{target.role}{_TWIN}{number}")


def _question(request: Request) -> Question:
    """What makes two requests the same: who asks in which region, and for what."""
    body = request.body or b""
    text = body if isinstance(body, str) else bytes(body).decode()
    if _AWS_POLICY.search(text):
        return (_ANYBODY, request.method, text)
    header = request.headers["Authorization"]
    signed = _CREDENTIAL.search(header if isinstance(header, str) else header.decode())
    if signed is None:
        raise ValueError(f"{request.url} is not signed")
    return (signed[1].partition(_TWIN)[0], signed[2], request.method, request.url, text)


def _stored(answer: Response) -> tuple[int, Json, bytes]:
    return answer.status_code, answer.headers, answer.content
