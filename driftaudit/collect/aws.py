"""AWS: sessions, clients, paging, and failures with a name. The only reader that imports boto3.

Only operations named Get, List, Describe and AssumeRole can be called; anything else is refused
before it is sent.
"""

import os
import re
import threading
from typing import Final

import msgspec

from driftaudit.collect.ask import Ask
from driftaudit.collect.failures import ReadError, failure
from driftaudit.model import Json, Record
from driftaudit.texts import as_unicode

READ_ONLY: Final = re.compile(r"(Get|List|Describe)[A-Z]\w*|AssumeRole")
"""The operations that are ever sent."""

_UNUSABLE_SETTINGS: Final = (ValueError, OSError, EOFError)
"""What boto3 lets through where settings are wrong: a number or an address that is none, a file
that is not there, a credential process that does not answer JSON, a code that nobody types in."""

_UNPARSABLE: Final = (AttributeError, KeyError, TypeError, ValueError)
"""What botocore's parsers let through where an answer is well-formed and of another shape: a page
of HTML with status 200, a text in the place of an object."""

_PAGE_SIZES: Final = {"GetAccountAuthorizationDetails": 1000}
"""Where the API's default page is smaller than its largest (IAM API reference)."""


class Login(Record, frozen=True, kw_only=True):
    """Whose credentials are used: a profile (or the default chain), then perhaps a role."""

    profile: str | None
    role: str | None
    external_id: str | None
    region: str


class Caller(Record, frozen=True, kw_only=True):
    """Frozen credentials, and the account they are of."""

    account: str
    access_key: str
    secret_key: str
    token: str | None


class Sessions:
    """The boto3 sessions of one run, one a profile: each caches the API models that it loads.

    `connections` is how many calls at once a client of theirs serves.
    """

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._by_profile: dict[str | None, Json] = {}
        self._making = threading.Lock()  # clients are thread-safe, making one is not

    def client(self, profile: str | None, service: str, region: str, **credentials: Json) -> Json:
        """A client of one service in one region, by the profile's credentials or by those given."""
        with self._making:
            session = self._session(profile)
            config = _settings(self._connections)
            return session.client(service, region_name=region, config=config, **credentials)

    def credentials(self, profile: str | None) -> Json:
        """The credentials that boto3's chain finds; None where it finds none."""
        with self._making:
            return self._session(profile).get_credentials()

    def _session(self, profile: str | None) -> Json:
        import boto3

        if profile not in self._by_profile:
            self._by_profile[profile] = boto3.Session(profile_name=profile)
        return self._by_profile[profile]


class Aws:
    """One caller's view of one region."""

    def __init__(self, caller: Caller, region: str, sessions: Sessions) -> None:
        self.caller = caller
        self.region = region
        self._sessions = sessions
        self._clients: dict[str, Json] = {}
        self._making = threading.Lock()

    def read(self, ask: Ask, params: dict[str, Json]) -> Json:
        """Call one read operation over all its pages; JSON-able, without response metadata.

        Raises:
            ReadError: the operation failed after every retry, or its answer makes no sense.
        """
        try:
            client = self._client(ask.service)
        except _UNUSABLE_SETTINGS as error:
            raise _of_settings(ask.action, error, ask.about) from error
        return _call(client, ask, params)

    def _client(self, service: str) -> Json:
        with self._making:
            if service not in self._clients:
                self._clients[service] = self._sessions.client(
                    None,
                    service,
                    self.region,
                    aws_access_key_id=self.caller.access_key,
                    aws_secret_access_key=self.caller.secret_key,
                    aws_session_token=self.caller.token,
                )
            return self._clients[service]


def log_in(login: Login, sessions: Sessions) -> Caller:
    """The caller that a login gives, as STS names it.

    Raises:
        ReadError: there are no usable credentials, or the role may not be assumed.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    asked = login.profile or "the default credential chain"
    operation = "sts:AssumeRole" if login.role else "sts:GetCallerIdentity"
    try:
        client = sessions.client(login.profile, "sts", login.region)
        found = sessions.credentials(login.profile)
        if found:  # here and not when signing, where a broken source would look like a bug
            found.get_frozen_credentials()
    except ClientError as error:  # of the role or the web identity that a profile itself names
        ask = Ask(action=operation, expects=(), about=f"the role of {asked}")
        raise _of_service(ask, error, "") from error
    except BotoCoreError as error:
        raise _of_client(operation, error, asked, "") from error
    except _UNUSABLE_SETTINGS as error:
        raise _of_settings(operation, error, asked) from error
    if found is None:
        message = f"no AWS credentials found by {asked}"
        raise ReadError(operation, "NoCredentialsError", message, resource=asked, endpoint="")
    return _assume(client, login) if login.role else _identify(client, found, asked)


def _assume(client: Json, login: Login) -> Caller:
    params = {"RoleArn": login.role, "RoleSessionName": "driftaudit"}
    if login.external_id:
        params["ExternalId"] = login.external_id
    ask = Ask(
        action="sts:AssumeRole", expects=("Credentials", "AssumedRoleUser"), about=str(login.role)
    )
    answer = _call(client, ask, params)
    given = answer["Credentials"]
    return Caller(
        account=answer["AssumedRoleUser"]["Arn"].split(":")[4],
        access_key=given["AccessKeyId"],
        secret_key=given["SecretAccessKey"],
        token=given["SessionToken"],
    )


def _identify(client: Json, found: Json, asked: str) -> Caller:
    ask = Ask(action="sts:GetCallerIdentity", expects=("Account",), about=asked)
    answer = _call(client, ask, {})
    frozen = found.get_frozen_credentials()
    return Caller(
        account=answer["Account"],
        access_key=frozen.access_key,
        secret_key=frozen.secret_key,
        token=frozen.token,
    )


def _call(client: Json, ask: Ask, params: Json) -> Json:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    if not READ_ONLY.fullmatch(ask.operation):
        raise ValueError(f"{ask.action} is not a read")
    endpoint = client.meta.endpoint_url
    try:
        answer = _pages(client, ask.operation, params)
    except ClientError as error:
        raise _of_service(ask, error, endpoint) from error
    except (BotoCoreError, ResponseParserError) as error:
        raise _of_client(ask.action, error, ask.about, endpoint) from error
    except _UNPARSABLE as error:
        raise _malformed(ask, "the answer cannot be parsed", endpoint) from error
    # A list may be empty; a thing that is described is never without any member.
    lacking = ", ".join(member for member in ask.expects if answer.get(member, {}) == {})
    if lacking:
        raise _malformed(ask, f"the answer has no {lacking}", endpoint)
    answer.pop("ResponseMetadata", None)
    return as_unicode(msgspec.to_builtins(answer))


def _pages(client: Json, operation: str, params: Json) -> Json:
    from botocore import xform_name

    method = xform_name(operation)
    if not client.can_paginate(method):
        return getattr(client, method)(**params)
    paging = {"PageSize": _PAGE_SIZES.get(operation)}
    pages = client.get_paginator(method).paginate(**params, PaginationConfig=paging)
    return pages.build_full_result()


def _malformed(ask: Ask, message: str, endpoint: str) -> ReadError:
    return ReadError(ask.action, "MalformedAnswer", message, resource=ask.about, endpoint=endpoint)


def _of_service(ask: Ask, error: Json, endpoint: str) -> ReadError:
    said = error.response.get("Error", {})
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return failure(
        ask.action,
        said.get("Code") or f"HTTP {status}",
        said.get("Message") or str(error),
        resource=ask.about,
        endpoint=endpoint,
        status=status,
    )


def _of_client(action: str, error: Exception, resource: str, endpoint: str) -> ReadError:
    code, message = type(error).__name__, str(error)
    if "Invalid header value" in message:  # it quotes the credentials
        code, message = "InvalidCredentials", "the credentials hold a line break or the like"
    # What follows is the answer itself, and STS answers secrets.
    message = message.split(" Further retries may succeed", 1)[0]
    return failure(action, code, message, resource=resource, endpoint=endpoint)


def _of_settings(action: str, error: Exception, resource: str) -> ReadError:
    """boto3 names some unusable settings by errors of Python's own."""
    message = "asks for an MFA code" if isinstance(error, EOFError) else str(error)
    return failure(action, "InvalidSettings", message, resource=resource, endpoint="")


def _settings(connections: int) -> Json:
    """Adaptive retries (they slow down when throttled), unless the user's environment says more."""
    from botocore.config import Config

    retries: dict[str, Json] = {}
    if "AWS_RETRY_MODE" not in os.environ:
        retries["mode"] = "adaptive"
    if "AWS_MAX_ATTEMPTS" not in os.environ:
        retries["total_max_attempts"] = 6
    return Config(
        connect_timeout=10,
        read_timeout=30,
        max_pool_connections=connections,
        retries=retries,
        user_agent_extra="driftaudit",
    )
