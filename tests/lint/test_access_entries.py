"""Access entries for roles that are gone, or were created again."""

import msgspec
import pytest

from driftaudit.model import Gap
from tests.lint.made import said
from tests.normalize import stack
from tests.normalize.stack import US

ADMIN = US.role("admin", "/people/")


def entries(made="2026-11-22T08:24:00Z", principal=ADMIN, **changes):
    return {
        "access-entry": (
            stack.entry(US) | {"principalArn": principal, "createdAt": made} | changes,
        )
    }


def roles(born="2026-01-05T00:00:00Z", path="/people/"):
    made = stack.role(US, "admin", stack.irsa(US, "x:y"), path=path, CreateDate=born)
    kept = [each for each in stack.roles(US) if each["RoleName"] != made["RoleName"]]
    return {"iam-role": (*kept, made)}


@pytest.mark.parametrize(
    ("made", "born", "kind"),
    [
        ("2026-11-22T08:24:00Z", "2026-11-22T08:26:00Z", "STANDARD"),
        ("2025-11-22T08:24:00.123000+00:00", "2026-11-22T08:24:00Z", "EC2_LINUX"),
        ("2026-11-22T10:00:00+02:00", "2026-11-22T09:00:00", "EC2_WINDOWS"),
    ],
)
def test_a_role_that_was_created_again(made, born, kind):
    (only,) = said("ACCESS007", stack.snapshot(**entries(made, type=kind), **roles(born)))
    assert only.resource.endswith(":role/people/${cluster}-admin")
    assert only.keeps_nodes_out is (kind != "STANDARD")


@pytest.mark.parametrize(
    ("made", "born"),
    [
        ("2026-11-22T08:24:00Z", "2026-11-22T08:23:59Z"),
        ("2026-11-22T08:24:00Z", "2026-11-22T08:25:00Z"),
        ("2026-11-22T10:00:00+02:00", "2026-11-22T08:00:30Z"),
        ("yesterday", "2026-11-22T08:25:00Z"),
        (None, "2026-11-22T08:25:00Z"),
        ("2025-11-22T08:24:00Z", 17),
    ],
)
def test_a_role_older_than_its_entry(made, born):
    assert said("ACCESS007", stack.snapshot(**entries(made), **roles(born))) == ()


@pytest.mark.parametrize(
    ("principal", "moved"),
    [
        (US.role("gone"), False),
        (US.role("gone", "/people/"), False),
        (US.role("admin"), True),
    ],
)
def test_a_role_that_does_not_exist(principal, moved):
    (only,) = said("ACCESS008", stack.snapshot(**entries(principal=principal)))
    assert ("has another path" in only.detail) is moved


@pytest.mark.parametrize(
    "principal",
    [
        ADMIN,
        "arn:aws:iam::999999999999:role/gone",
        f"arn:aws:iam::{US.account}:user/gone",
        f"arn:aws:iam::{US.account}:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForX",
    ],
)
def test_what_exists_or_cannot_be_known(principal):
    assert said("ACCESS008", stack.snapshot(**entries(principal=principal))) == ()


@pytest.mark.parametrize("kind", ["iam-role", "access-entry", "*"])
def test_roles_or_entries_that_were_not_read(kind):
    gap = Gap(kind=kind, operation="x", code="y", message="z", needs="n")
    born = roles("2027-01-01T00:00:00Z")
    for snapshot in (
        stack.snapshot(**entries(), **born),
        stack.snapshot(**entries(), **{"iam-role": ()}),
    ):
        unread = msgspec.structs.replace(snapshot, gaps=(gap,))
        assert said("ACCESS007", unread) == said("ACCESS008", unread) == ()
