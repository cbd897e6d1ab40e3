"""Snapshots in S3: the same promises as in a folder, on the API itself."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import NoCredentialsError
from botocore.stub import Stubber

from driftaudit.errors import StoreError
from driftaudit.store.s3 import S3Store, open_s3
from tests.ministack_server import client
from tests.snapshots import snapshot

NOON, ONE = (f"2026-11-22T{hour}:00:00.000000Z" for hour in (12, 13))


@pytest.fixture
def s3(ministack: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    made = client(ministack, "s3", "777777777777")
    made.create_bucket(Bucket="snapshots")
    yield made
    for page in made.get_paginator("list_objects_v2").paginate(Bucket="snapshots"):
        for each in page.get("Contents", ()):
            made.delete_object(Bucket="snapshots", Key=each["Key"])
    made.delete_bucket(Bucket="snapshots")
    made.close()


@pytest.mark.parametrize("prefix", ["", "audits/eks", "/audits/"])
def test_what_is_saved_comes_back(s3: Any, prefix: str) -> None:
    store = S3Store(s3, "snapshots", prefix)
    place = store.save(snapshot(NOON))
    folder = f"{prefix.strip('/')}/" if prefix else ""
    assert place == f"s3://snapshots/{folder}prod-us/2026-11-22T120000.000000Z.json"
    store.save(snapshot(ONE))
    store.save(snapshot(ONE, "prod-us-2"))
    assert store.list("prod-us") == (NOON, ONE)
    assert store.newest("prod-us") == snapshot(ONE)
    assert store.newest("prod-us", datetime(2026, 11, 22, 12, tzinfo=UTC)) == snapshot(NOON)


def test_none_is_overwritten(s3: Any) -> None:
    store = S3Store(s3, "snapshots", "")
    store.save(snapshot())
    with pytest.raises(StoreError, match=r"already stored, and none is overwritten: s3://snapsh"):
        store.save(snapshot())
    assert store.newest("prod-us") == snapshot()


def test_nothing_stored(s3: Any) -> None:
    with pytest.raises(
        StoreError, match=r"prod-us: no snapshot is stored in s3://snapshots/x/prod"
    ):
        S3Store(s3, "snapshots", "x").newest("prod-us")


def test_a_bucket_that_is_not_there(s3: Any) -> None:
    store = S3Store(s3, "nowhere", "")
    with pytest.raises(StoreError, match=r"prod-us: s3:ListBucket in .*\nnext: check `store:` in"):
        store.list("prod-us")
    with pytest.raises(StoreError, match=r"prod-us: s3:PutObject in s3://nowhere/prod-us/ failed"):
        store.save(snapshot())


def test_a_damaged_or_moved_object_is_named(s3: Any) -> None:
    store = S3Store(s3, "snapshots", "")
    key = store.save(snapshot()).removeprefix("s3://snapshots/")
    s3.copy_object(
        Bucket="snapshots",
        Key=key.replace("prod-us", "prod-de"),
        CopySource={"Bucket": "snapshots", "Key": key},
    )
    with pytest.raises(StoreError, match=r"s3://snapshots/prod-de/.*: holds 'prod-us'"):
        store.newest("prod-de")
    s3.put_object(Bucket="snapshots", Key=key, Body=b'{"schema": ')
    with pytest.raises(StoreError, match=r"s3://snapshots/prod-us/.*Z\.json: cut short"):
        store.newest("prod-us")


@pytest.fixture
def stubbed() -> Iterator[tuple[S3Store, Stubber]]:
    made = boto3.client(
        "s3", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(made) as stubber:
        yield S3Store(made, "bucket", "prefix"), stubber


LISTED = "list_objects_v2"


def test_every_page_is_listed(stubbed: tuple[S3Store, Stubber]) -> None:
    store, stubber = stubbed
    keys = [f"prefix/prod-us/2026-11-22T{hour}0000.000000Z.json" for hour in (12, 13)]
    more = {"IsTruncated": True, "NextContinuationToken": "more"}
    stubber.add_response(LISTED, {"Contents": [{"Key": keys[0]}], **more})
    stubber.add_response(LISTED, {"Contents": [{"Key": keys[1]}, {"Key": "prefix/prod-us/x"}]})
    assert store.list("prod-us") == (NOON, ONE)


@pytest.mark.parametrize(
    ("operation", "call", "grant"),
    [
        (LISTED, lambda store: store.list("prod-us"), "s3:ListBucket on arn:aws:s3:::bucket"),
        ("put_object", lambda store: store.save(snapshot()), "s3:PutObject on arn:aws:s3:::buck"),
        ("get_object", lambda store: store.newest("prod-us"), "s3:GetObject on arn:aws:s3:::bu"),
    ],
)
def test_denied_says_what_to_grant(
    stubbed: tuple[S3Store, Stubber], operation: str, call: Any, grant: str
) -> None:
    store, stubber = stubbed
    if operation == "get_object":
        key = "prefix/prod-us/2026-11-22T120000.000000Z.json"
        stubber.add_response(LISTED, {"Contents": [{"Key": key}]})
    stubber.add_client_error(operation, "AccessDenied", "no", 403)
    with pytest.raises(StoreError) as caught:
        call(store)
    assert f"\nnext: grant {grant}" in str(caught.value)


def test_a_writer_at_the_same_time_is_named(stubbed: tuple[S3Store, Stubber]) -> None:
    store, stubber = stubbed
    stubber.add_client_error("put_object", "ConditionalRequestConflict", "busy", 409)
    with pytest.raises(StoreError, match=r"is already stored"):
        store.save(snapshot())


def test_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_s3("s3://bucket/prefix")

    def nobody(**_: object) -> None:
        raise NoCredentialsError

    monkeypatch.setattr(store.client, "put_object", nobody)
    with pytest.raises(StoreError, match=r"Unable to locate credentials\nnext: check the credent"):
        store.save(snapshot())


def test_no_bucket() -> None:
    with pytest.raises(StoreError, match=r"s3:///x: names no bucket"):
        open_s3("s3:///x")


def test_a_profile_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with pytest.raises(StoreError, match=r"s3://bucket: .*nobody.*\nnext: set AWS_PROFILE"):
        open_s3("s3://bucket")
