"""A message to a chat: posted to an address that is itself the secret, and so is never shown."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Final

from driftaudit.errors import GithubError
from driftaudit.github.http import Http

NAME: Final = "the webhook"


def post(
    url: str,
    payload: str,
    environ: Mapping[str, str],
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Post JSON to a webhook: https, or this machine.

    Raises:
        GithubError: it was not taken. The message holds neither the address nor the answer's text,
            which may repeat it.
    """
    headers = {"Content-Type": "application/json"}
    with closing(Http(url.strip(), name=NAME, environ=environ, pause=pause)) as http:
        answer = http.send("POST", url.strip(), headers, payload.encode())
    if not 200 <= answer.status < 300:
        raise GithubError(f"{NAME} did not take the message: it answered {answer.status}")
