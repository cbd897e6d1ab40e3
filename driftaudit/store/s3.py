"""Snapshots in S3: one object a snapshot, put only where there is none yet."""

from datetime import datetime
from typing import Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from driftaudit.errors import StoreError
from driftaudit.model import Json, Snapshot
from driftaudit.store.snapshot_file import decode, encode
from driftaudit.store.stored import already, file_name, moments, not_found, pick, verified

_DENIED: Final = frozenset(("AccessDenied", "403", "Forbidden", "AllAccessDisabled"))
_TAKEN: Final = frozenset(("PreconditionFailed", "ConditionalRequestConflict", "412", "409"))


class Client(Protocol):
    """What is called of boto3's client for S3."""

    def put_object(self, **request: Json) -> Json:
        """Needs s3:PutObject."""

    def get_object(self, **request: Json) -> Json:
        """Needs s3:GetObject."""

    def get_paginator(self, operation_name: str) -> Json:
        """Needs s3:ListBucket for list_objects_v2."""


def open_s3(location: str) -> "S3Store":
    """The store at `s3://bucket/prefix`, with the credentials and endpoint that boto3 resolves."""
    import boto3

    bucket, _, prefix = location.removeprefix("s3://").partition("/")
    if not bucket:
        raise StoreError(f"{location}: names no bucket\nnext: write `store: s3://bucket/prefix`")
    try:
        client = boto3.client("s3")
    except (BotoCoreError, ValueError) as caught:
        raise StoreError(f"{location}: {caught}\nnext: set AWS_PROFILE and AWS_REGION") from caught
    return S3Store(client, bucket, prefix)


class S3Store:
    """Snapshots as `s3://BUCKET/PREFIX/ENVIRONMENT/2026-11-22T105000.000000Z.json`."""

    def __init__(self, client: Client, bucket: str, prefix: str) -> None:
        self.client = client
        self.bucket = bucket
        self.prefix = prefix.strip("/")

    def save(self, snapshot: Snapshot) -> str:
        """Puts a snapshot; S3 itself refuses it where there is one of the same moment."""
        environment = snapshot.environment.name
        key = self._folder(environment) + file_name(snapshot)
        try:
            self.client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=encode(snapshot),
                ContentType="application/json",
                IfNoneMatch="*",
            )
        except ClientError as caught:
            if _code(caught) in _TAKEN:
                place = self._place(key)
                raise StoreError(already(environment, snapshot.captured_at, place)) from caught
            raise self._failed(environment, "s3:PutObject", caught) from caught
        except BotoCoreError as caught:
            raise self._failed(environment, "s3:PutObject", caught) from caught
        return self._place(key)

    def newest(self, environment: str, not_after: datetime | None = None) -> Snapshot:
        """The newest snapshot, or the newest that is not younger than a moment."""
        folder = self._folder(environment)
        found = self._found(environment)
        name = pick(found, not_after)
        if name is None:
            raise StoreError(not_found(environment, self._place(folder), found, not_after))
        try:
            data = self.client.get_object(Bucket=self.bucket, Key=folder + name)["Body"].read()
        except (ClientError, BotoCoreError) as caught:
            raise self._failed(environment, "s3:GetObject", caught) from caught
        place = self._place(folder + name)
        return verified(decode(data, place), environment, name, place)

    def list(self, environment: str) -> tuple[str, ...]:
        """The moments (`captured_at`) of an environment's snapshots, oldest first."""
        return tuple(self._found(environment).values())

    def _found(self, environment: str) -> dict[str, str]:
        folder = self._folder(environment)
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=folder
        )
        try:
            keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        except (ClientError, BotoCoreError) as caught:
            raise self._failed(environment, "s3:ListBucket", caught) from caught
        return moments(key.removeprefix(folder) for key in keys)

    def _folder(self, environment: str) -> str:
        return f"{self.prefix}/{environment}/" if self.prefix else f"{environment}/"

    def _place(self, key: str) -> str:
        return f"s3://{self.bucket}/{key}"

    def _failed(
        self, environment: str, permission: str, caught: ClientError | BotoCoreError
    ) -> StoreError:
        place = self._place(self._folder(environment))
        scope = self.bucket if permission == "s3:ListBucket" else f"{self.bucket}/{self._glob()}"
        step = "check the credentials and the endpoint"
        if isinstance(caught, ClientError):
            denied = _code(caught) in _DENIED
            step = f"{permission} on arn:aws:s3:::{scope}"
            step = f"grant {step}" if denied else f"check `store:` in driftaudit.yaml, and {step}"
        return StoreError(f"{environment}: {permission} in {place} failed: {caught}\nnext: {step}")

    def _glob(self) -> str:
        return f"{self.prefix}/*" if self.prefix else "*"


def _code(caught: ClientError) -> str:
    return str(caught.response.get("Error", {}).get("Code", ""))
