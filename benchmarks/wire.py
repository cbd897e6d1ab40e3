"""A tap on the wire between driftaudit and AWS: sees every request that is really sent.

It sits where botocore hands a signed request to the network, so pages and retries count as the
requests they are. Kubernetes is read by other means: see `distance.py`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias
from unittest.mock import patch

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from driftaudit.collect.aws import Sessions
from driftaudit.model import Json

Request: TypeAlias = AWSPreparedRequest
Response: TypeAlias = AWSResponse

Tap = Callable[[str, Request], Response | None]
"""Told of an operation (`eks:ListAddons`) and its request; what it answers is not sent on."""


@contextmanager
def tapped(tap: Tap) -> Iterator[None]:
    """Shows the tap every request that driftaudit sends to AWS in the block."""
    make_client = Sessions.client

    def with_tap(
        sessions: Sessions, profile: str | None, service: str, region: str, **credentials: Json
    ) -> Json:
        def on_request(request: Request, event_name: str, **_: Json) -> Response | None:
            return tap(f"{service}:{event_name.rsplit('.', 1)[-1]}", request)

        client = make_client(sessions, profile, service, region, **credentials)
        client.meta.events.register("before-send", on_request)
        return client

    with patch.object(Sessions, "client", with_tap):
        yield
