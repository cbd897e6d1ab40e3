"""Only a whole plan of Terraform's is read; anything else says what it is and what to do."""

import json

import pytest

from driftaudit.errors import PlanError
from driftaudit.plan.planned import Deferred, Known
from driftaudit.plan.read import plan_text, read_plan, without_indexes
from tests.plan.made import change, document, one, plan

WHOLE = json.dumps(document(change("aws_iam_role", None, {"name": "x"})))

BAD = {
    "a binary plan file": ("PK\x03\x04tfplan", "is the binary plan file"),
    "nothing": (" \n", "is empty"),
    "cut short": (WHOLE[:-20], f"was cut short after {len(WHOLE) - 20} characters"),
    "no JSON": ("Terraform will perform", "is not JSON: "),
    "a list": ("[1]", "is JSON, but no plan"),
    "some JSON": ('{"a": 1}', "is JSON, but no plan of Terraform's"),
    "a version and nothing else": ('{"format_version": "1.2"}', "is JSON, but no plan"),
    "a version that is a number": ('{"format_version": 1, "configuration": {}}', "but no plan"),
    "a state": ('{"format_version": "1.0", "values": {}}', "is a Terraform state"),
    "a raw state": ('{"version": 4, "serial": 1, "lineage": "x"}', "is a Terraform state"),
    "a log": ('{"@level": "info"}', "is the log of `terraform plan -json`"),
    "a log of two lines": ('{"@level": "info"}\n{"@level": "info"}', "is the log of"),
    "an older format": (
        json.dumps(document(format_version="0.2")),
        "has the plan format 0.2, written by Terraform 1.11.4; this driftaudit reads 1.x",
    ),
    "a newer format": (json.dumps(document(format_version="2.0")), "has the plan format 2.0"),
    "a failed plan": (json.dumps(document(errored=True)), "is a plan that ended in an error"),
    "changes that are none": (
        json.dumps(document() | {"resource_changes": {"a": 1}}),
        "has no list of objects at 'resource_changes'",
    ),
    "a change without actions": (
        json.dumps(document({"address": "a.b", "type": "a", "change": {}})),
        "has a change without address, type or actions: 'a.b'",
    ),
    "a change without address": (json.dumps(document({})), "type or actions: 'unnamed'"),
    "an action of tomorrow's": (
        json.dumps(document(change("aws_iam_role", None, {"name": "x"}, actions=["invoke"]))),
        "does to 'aws_iam_role.this' what this driftaudit does not know: 'invoke'",
    ),
    "half a character": (WHOLE.replace('"x"', '"x\\ud800"'), "is not JSON: "),
    "deep nonsense": ("[" * 100000, "is not JSON: "),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_plan(case: str) -> None:
    text, message = BAD[case]
    with pytest.raises(PlanError) as caught:
        read_plan(text, "plan.json")
    assert str(caught.value).startswith("plan.json: ")
    assert message in str(caught.value)
    assert "\nnext: " in str(caught.value)


@pytest.mark.parametrize("cut", range(1, len(WHOLE) - 1, 7))
def test_a_plan_cut_short_anywhere_is_refused(cut: int) -> None:
    with pytest.raises(PlanError, match="cut short"):
        read_plan(WHOLE[:cut], "plan.json")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_plan_is_read_in_the_encodings_that_shells_write(encoding: str) -> None:
    assert read_plan(plan_text(WHOLE.encode(encoding)), "x").planned[0].type == "aws_iam_role"


def test_the_look_of_a_binary_file_is_kept() -> None:
    assert plan_text(b"PK\x03\x04\xff\xfe").startswith("PK\x03\x04")


def test_what_is_read_of_a_change() -> None:
    made = plan(
        change(
            "aws_eks_addon",
            {"a": 1},
            {"a": 2},
            name="cni",
            module='module.eks["x"]',
            index=0,
            unknown={"b": True},
            sensitive={"a": True},
            deposed="00",
        ),
        configuration={
            "root_module": {
                "module_calls": {
                    "eks": {"module": {"resources": [one("aws_eks_addon", "cni", {}, "aws.us")]}}
                }
            }
        },
    )
    (found,) = made.planned
    assert found.address == 'module.eks["x"].aws_eks_addon.cni'
    assert (found.module, found.name, found.index) == ('module.eks["x"]', "cni", 0)
    assert found.provider == "aws.us"
    assert (found.before, found.after, found.unknown) == ({"a": 1}, {"a": 2}, {"b": True})
    assert found.sensitive == {"a": True}
    assert found.deposed
    assert found.changes
    assert not found.creates
    assert not found.deletes


@pytest.mark.parametrize(
    ("actions", "creates", "deletes", "changes"),
    [
        (["no-op"], False, False, False),
        (["read"], False, False, False),
        (["forget"], False, False, False),
        (["create"], True, False, True),
        (["delete"], False, True, True),
        (["update"], False, False, True),
        (["delete", "create"], True, True, True),
        (["create", "delete"], True, True, True),
        (["create", "forget"], True, False, True),
    ],
)
def test_what_actions_mean(actions, creates, deletes, changes) -> None:
    (found,) = plan(change("aws_x", {}, {}, actions=actions)).planned
    assert (found.creates, found.deletes, found.changes) == (creates, deletes, changes)


def test_data_sources_are_known_and_not_planned() -> None:
    data = {"mode": "data", "type": "aws_region", "name": "here", "values": {"name": "us-east-1"}}
    managed = {"mode": "managed", "type": "aws_vpc", "name": "x", "values": {}}
    inner = {"address": "module.a[0]", "resources": [data]}
    values = {"root_module": {"resources": [data, managed], "child_modules": [inner]}}
    made = plan(
        change("aws_region", None, {}, mode="data"),
        prior_state={"values": values},
        configuration={
            "root_module": {
                "resources": [one("aws_region", "here", {}, "aws.root")],
                "module_calls": {
                    "a": {"module": {"resources": [one("aws_region", "here", {}, "aws.a")]}}
                },
            }
        },
    )
    assert made.planned == ()
    assert made.known == tuple(
        Known(type="aws_region", values={"name": "us-east-1"}, provider=each)
        for each in ("aws.root", "aws.a")
    )


def test_what_is_put_off_is_kept_with_its_reason() -> None:
    inner = {"address": "aws_eks_addon.x", "type": "aws_eks_addon"}
    deferred = [{"reason": "provider_config_unknown", "resource_change": inner}, {}]
    assert plan(deferred_changes=deferred).deferred == (
        Deferred(address="aws_eks_addon.x", type="aws_eks_addon", reason="provider_config_unknown"),
        Deferred(address="unnamed", type="", reason="unknown"),
    )


def test_variables_have_their_values() -> None:
    made = plan(variables={"a": {"value": 1}, "b": {}})
    assert made.variables == {"a": 1, "b": None}


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("", ""),
        ("module.a", "module.a"),
        ("module.a[0].module.b", "module.a.module.b"),
        ('module.a["x.y"].module.b["z]"]', "module.a.module.b"),
        (r'module.a["q\"]."].module.b', "module.a.module.b"),
    ],
)
def test_an_address_without_its_indexes(address: str, bare: str) -> None:
    assert without_indexes(address) == bare
