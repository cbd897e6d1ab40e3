"""The bearer token by which EKS knows an AWS principal."""

import base64
from collections.abc import Mapping
from typing import Final, Protocol

from driftaudit.errors import CollectError

PREFIX: Final = "k8s-aws-v1."

SECONDS_TO_EXPIRE: Final = 60
"""Of the URL, as aws-iam-authenticator asks; EKS takes the token for about 15 minutes."""

DNS_SUFFIXES: Final[Mapping[str, str]] = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
    "aws-eusc": "amazonaws.eu",
}
"""Suffixes of hosts by partition (botocore's partitions.json)."""


class Credentials(Protocol):
    """Credentials that do not change any more: botocore's `get_frozen_credentials()`."""

    @property
    def access_key(self) -> str:
        """The key's id."""
        ...

    @property
    def secret_key(self) -> str:
        """What signs."""
        ...

    @property
    def token(self) -> str | None:
        """The session's token, None for a user's own key."""
        ...


def eks_token(
    credentials: Credentials, region: str, cluster: str, *, partition: str = "aws"
) -> str:
    """A token for one cluster: a presigned GetCallerIdentity of STS that EKS sends off itself.

    Nothing is sent from here. The host is built from the region, because an STS client obeys
    AWS_ENDPOINT_URL and dual-stack settings, and EKS refuses a token with any other host. Raises
    CollectError for a partition whose hosts are not known.
    """
    from botocore.auth import SigV4QueryAuth
    from botocore.awsrequest import AWSRequest

    suffix = DNS_SUFFIXES.get(partition)
    if suffix is None:
        raise CollectError(f"cluster {cluster}: no EKS token can be made in partition {partition}")
    request = AWSRequest(
        method="GET",
        url=f"https://sts.{region}.{suffix}/?Action=GetCallerIdentity&Version=2011-06-15",
        headers={"x-k8s-aws-id": cluster},
    )
    SigV4QueryAuth(credentials, "sts", region, expires=SECONDS_TO_EXPIRE).add_auth(request)
    return PREFIX + base64.urlsafe_b64encode(request.url.encode()).decode().rstrip("=")
