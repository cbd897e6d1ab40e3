"""Why an AWS read failed, in words an operator can act on. Pure: codes and text in, a gap out."""

import re
from typing import Final

from driftaudit.model import Gap
from driftaudit.texts import as_unicode

DENIED: Final = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
)
"""EKS and STS, IAM, EC2 and older services each have their own code for a missing permission."""

_CREDENTIALS: Final = re.compile(
    r"Expired|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AuthFailure"
    r"|InvalidAccessKeyId|MissingAuthenticationToken|IncompleteSignature|NoCredentials"
    r"|PartialCredentials|CredentialRetrieval|TokenRetrieval|SSOToken|UnauthorizedSSO|ProfileNotFound"
    r"|NoAuthToken|RefreshWithMFA|InvalidCredentials"
)
_SETTINGS: Final = re.compile(
    r"InvalidSettings|ConfigParse|ConfigNotFound|InvalidConfig|InvalidMaxRetry|InvalidRetry"
    r"|InvalidDefaultsMode|InvalidEndpoint|InvalidProxies|InvalidRegion|ParamValidation"
)
_THROTTLED: Final = re.compile(
    r"Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimit"
)
_NETWORK: Final = re.compile(
    r"EndpointConnection|ConnectTimeout|ReadTimeout|ConnectionClosed|ProxyConnection|SSLError"
    r"|HTTPClientError|ConnectionError|ResponseStreamingError|IncompleteRead"
)
_NOT_OFFERED: Final = re.compile(
    r"No route for |The action \S+ is not valid|Unknown (action|operation)|Unsupported "
)


class ReadError(Exception):
    """One API operation failed, after every retry.

    `operation` is the IAM action (`eks:ListAddons`), `code` the API's error code or the name of
    the client's own error, `resource` what was asked for.
    """

    def __init__(
        self, operation: str, code: str, message: str, *, resource: str, endpoint: str
    ) -> None:
        super().__init__(f"{operation}: {code}: {message}")
        self.operation = operation
        self.code = code
        self.message = message
        self.resource = resource
        self.endpoint = endpoint

    def gap(self, kind: str) -> Gap:
        """This failure as the gap it leaves in `kind`."""
        return Gap(
            kind=kind,
            operation=self.operation,
            code=self.code,
            message=self.message,
            needs=_needs(self),
        )


class NotOfferedError(ReadError):
    """The endpoint is not AWS's own and does not implement the operation.

    Only an emulator says so; on AWS itself the same answer is an ordinary ReadError, so that an
    operation cannot silently fall out of an audit there.
    """


def failure(
    operation: str, code: str, message: str, *, resource: str, endpoint: str, status: int = 0
) -> ReadError:
    """The error for a failed read: NotOfferedError where an emulator lacks the operation."""
    code, message = as_unicode(code), as_unicode(message)
    lacks = status == 501 or _NOT_OFFERED.match(message)
    chosen = NotOfferedError if lacks and not _is_aws(endpoint) else ReadError
    return chosen(operation, code, message, resource=resource, endpoint=endpoint)


def _is_aws(endpoint: str) -> bool:
    host = re.sub(r"^\w+://|[:/].*$", "", endpoint)
    return not host or host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".aws"))


def _grant(error: ReadError) -> str:
    if error.operation == "sts:AssumeRole":
        return f"{error.operation} on {error.resource}, and that role's trust in the caller"
    return error.operation


def _needs(error: ReadError) -> str:
    if error.code in DENIED:
        return _grant(error)
    if _CREDENTIALS.search(error.code):
        return "valid credentials for the account, and a region that is enabled in it"
    if _SETTINGS.search(error.code):
        where = "driftaudit.yaml, AWS_… variables, ~/.aws/config"
        return f"settings that AWS takes ({where}): see the message"
    if _THROTTLED.search(error.code):
        return "fewer calls at once (--concurrency), or another try later"
    if _NETWORK.search(error.code):
        return f"a network path to {error.endpoint}" if error.endpoint else "a network path to AWS"
    if error.code == "ResourceNotFoundException" and error.operation == "eks:DescribeCluster":
        return "the cluster's own name, region and account (driftaudit init --discover)"
    return "see the message"
