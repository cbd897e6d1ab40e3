"""What uses a thing is told by the side itself, also where it is kept without its users."""

from msgspec import structs

from driftaudit.compare.side import Side
from driftaudit.compare.uses import with_likely_users, with_users
from driftaudit.model import make_resource

ARN = "arn:${partition}:iam::${account}:role/"
RESOURCES = (
    make_resource("cluster", "${cluster}", {"computeConfig": {"nodeRoleArn": f"{ARN}auto"}}),
    make_resource("nodegroup", "workers", {"nodeRole": f"{ARN}node"}),
    make_resource("pod-identity", "a/b", {"roleArn": f"{ARN}b", "targetRoleArn": f"{ARN}far"}),
    make_resource("access-entry", f"{ARN}x/node", {}),
    *(make_resource("iam-role", name, {}) for name in ("auto", "node", "far", "own")),
    make_resource("iam-role", "b", {}, used_by=("what it was read with",)),
)


def side(resources):
    return Side(label="x", resources={(each.kind, each.name): each for each in resources})


def test_what_the_other_side_lacks_has_the_users_that_name_it():
    assert with_users(side(RESOURCES), side(())).users == {
        "iam-role/auto": ("cluster/compute",),
        "iam-role/b": ("what it was read with",),
        "iam-role/far": ("pod-identity/a/b/target",),
        "iam-role/node": (f"access-entry/{ARN}x/node", "nodegroup/workers"),
    }


def test_what_both_sides_have_stays_as_it_is():
    whole = side(RESOURCES)
    assert with_users(whole, whole) is whole


def test_what_was_not_read_may_well_use_what_it_is_expected_to_use():
    read = side([each for each in RESOURCES if each.kind == "iam-role"])
    blind = structs.replace(read, unread={"nodegroup": "denied", "workload": "denied"})
    assert with_likely_users(blind, side(RESOURCES)).users == {
        "iam-role/b": ("what it was read with",),
        "iam-role/node": ("nodegroup/workers",),
    }
    assert with_likely_users(read, side(RESOURCES)) is read
