"""The gate with Terraform plans laid over stored environments."""

import json

import pytest

from tests.cli.gated import answer, statuses
from tests.plan.made import change, document

CLUSTER = "acme-prod-ca"
ACCOUNT = "555555555555"
POLICY = "arn:aws:iam::aws:policy/"


@pytest.fixture
def account(clean):
    """The account of the one environment."""
    text = (clean.root / "driftaudit.yaml").read_text()
    return text.split('account: "')[1][:12]


def attachment(account, policy, before=None):
    role = f"{CLUSTER}-node"
    after = {"role": role, "policy_arn": f"{POLICY}{policy}", "id": f"{role}-x"}
    here = {"name": role, "arn": f"arn:aws:iam::{account}:role/{role}", "path": "/"}
    return (
        change("aws_iam_role", here, here, name="node"),
        change("aws_iam_role_policy_attachment", before, after, name="more"),
    )


def plan(repository, *changes, name="plan.json", **more):
    file = repository.root / name
    made = document(*changes, **more)
    file.write_text(made if isinstance(made, str) else json.dumps(made))
    return f"prod-ca={file}"


def addon(version):
    before = {
        "cluster_name": CLUSTER,
        "addon_name": "coredns",
        "addon_version": "v1.11.1-eksbuild.9",
    }
    return change("aws_eks_addon", before, before | {"addon_version": version}, name="coredns")


def test_a_plan_for_an_environment_that_nothing_else_touches(clean):
    status, gate = clean.gate("--plan", plan(clean, addon("v1.11.4-eksbuild.2")))
    assert (status, gate["touched"]) == (0, ["prod-ca"])
    assert "v1.11.1-eksbuild.9 → v1.11.4-eksbuild.2" in answer(gate, "meaning")["details"][0]
    assert answer(gate, "fleet")["status"] == "warning"
    assert any(
        each == "prod-ca: the plan and baseline:prod disagree on addon coredns addonVersion"
        for each in answer(gate, "fleet")["details"]
    )


def test_a_plan_that_does_what_the_baseline_says(clean):
    clean.edit("prod", "addonVersion: v1.11.1-eksbuild.9", "addonVersion: v1.11.4-eksbuild.2")
    status, gate = clean.gate("--plan", plan(clean, addon("v1.11.4-eksbuild.2")))
    assert (status, set(statuses(gate).values())) == (0, {"ok"})
    assert len(gate["changes"]) == 1


def test_a_plan_that_does_something_else_than_the_baseline_says(clean):
    clean.edit("prod", "addonVersion: v1.11.1-eksbuild.9", "addonVersion: v1.11.4-eksbuild.2")
    status, gate = clean.gate("--plan", plan(clean, addon("v1.11.3-eksbuild.1")))
    assert (status, statuses(gate)["fleet"]) == (0, "warning")
    assert {each["actual"] for each in gate["changes"]} == {
        "v1.11.4-eksbuild.2",
        "v1.11.3-eksbuild.1",
    }


def test_a_plan_that_widens(clean, account):
    given = plan(clean, *attachment(account, "AmazonEKSVPCResourceController"))
    status, gate = clean.gate("--plan", given)
    assert (status, statuses(gate)["meaning"]) == (1, "blocked")
    assert gate["reason"].startswith("it lets someone do more: iam-role ${cluster}-node in prod-ca")
    assert "(in prod-ca: acme-prod-ca-node)" in " ".join(answer(gate, "meaning")["details"])


def test_what_is_known_only_after_apply_is_not_decided(clean, account):
    role, more = attachment(account, "x")
    more["change"]["after"].pop("policy_arn")
    more["change"]["after_unknown"] = {"policy_arn": True}
    status, gate = clean.gate("--plan", plan(clean, role, more))
    assert (status, statuses(gate)["meaning"]) == (3, "unknown")
    assert clean.gate("--plan", plan(clean, role, more), "--allow-partial")[0] == 0


def test_what_cannot_be_mapped_is_listed(clean):
    other = change("aws_kms_key", None, {"description": "x"}, name="key")
    _, gate = clean.gate("--plan", plan(clean, addon("v1.11.4-eksbuild.2"), other))
    assert any("aws_kms_key.key" in each for each in answer(gate, "meaning")["details"])


def test_a_plan_is_not_dropped_where_nothing_is_known(clean):
    clean.stored.configure(
        "  prod-new:\n    account: '999999999999'\n    region: us-east-1\n"
        "    cluster: new\n    group: prod\n"
    )
    clean.git("commit", "--quiet", "--all", "--message", "new")
    clean.git("branch", "--force", "main", "HEAD")
    assert clean.gate()[1]["touched"] == []
    file = clean.root / "plan.json"
    file.write_text(json.dumps(document()))
    status, gate = clean.gate("--plan", f"prod-new={file}")
    assert (status, gate["verdict"], gate["touched"]) == (3, "unknown", ["prod-new"])


def test_a_plan_of_another_account(clean, capsys):
    given = plan(clean, *attachment("999999999999", "AdministratorAccess"))
    assert clean.gate("--plan", given) == (2, {})
    assert "is a plan for account 999999999999" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (json.dumps(document(addon("v2")))[:-20].encode(), "cut short"),
        (b"PK\x03\x04\xff\xfe\x00binary", "terraform show -json"),
        (json.dumps(document() | {"format_version": "9.0"}).encode(), "9.0"),
        (b"", "plan.json"),
    ],
    ids=["cut short", "binary", "version", "empty"],
)
def test_what_is_no_plan(clean, capsys, data, message):
    file = clean.root / "plan.json"
    file.write_bytes(data)
    assert clean.gate("--plan", f"prod-ca={file}") == (2, {})
    assert message in capsys.readouterr().err
