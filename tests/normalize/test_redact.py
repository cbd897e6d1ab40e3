"""No secret is left in a snapshot, and what is compared by its digest still is."""

import base64
import json

import msgspec
import pytest

from driftaudit.assemble import Stamp
from driftaudit.audit import compare_pair
from driftaudit.baselines import from_snapshots
from driftaudit.model import Gap, Identity, Read
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.redact import REDACTED, Redact, redacted
from driftaudit.normalize.secrets import Patterns
from driftaudit.normalize.snapshot import normalize
from driftaudit.normalize.thing import Thing
from driftaudit.render.json import json as json_text
from driftaudit.render.table import table
from tests.normalize import stack

ACME = Identity(
    account="222222222222", region="us-east-1", partition="aws", cluster="acme", vars={"env": "dev"}
)
MARK = redacted("hunter2")
ARN = "arn:${partition}:secretsmanager:${region}:${account}:secret:db"


def redact(value, kind="addon", place="configurationValues", patterns=Patterns()):  # noqa: B008
    thing = Thing(kind=kind, name="x", attributes={place: value})
    return Redact(Portable(ACME), patterns).thing(thing).attributes[place]


def test_the_form():
    assert MARK == "<redacted sha256:f52fbd32, 7 characters>"
    assert REDACTED.fullmatch(MARK)
    assert redacted("hunter2") == MARK != redacted("hunter3")
    assert redacted({"b": 1, "a": 2}) == redacted({"a": 2, "b": 1}) != redacted({"a": 2})
    assert redacted("é").endswith(", 1 characters>")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"password": "hunter2"}, {"password": MARK}),
        ({"a": {"b": [{"dbPassword": "hunter2"}]}}, {"a": {"b": [{"dbPassword": MARK}]}}),
        ({"password": 1234}, {"password": redacted(1234)}),
        ({"passwords": ["a", "b"]}, {"passwords": redacted(["a", "b"])}),
        ({"credentials": {"user": "jo"}}, {"credentials": redacted({"user": "jo"})}),
        # The digest is of the real value: equal secrets are equal in every environment.
        ({"password": "${cluster}-1"}, {"password": redacted("acme-1")}),
        ({"credentials": {"u": "$${env}"}}, {"credentials": redacted({"u": "${env}"})}),
        # Whether, nothing, and the name of a secret are none.
        ({"createSecret": True, "token": None}, {"createSecret": True, "token": None}),
        ({"secret": {"enabled": True}}, {"secret": {"enabled": True}}),
        ({"password": ""}, {"password": ""}),
        ({"useToken": "false"}, {"useToken": "false"}),
        ({"secret": ARN}, {"secret": ARN}),
        ({"secretName": "db"}, {"secretName": "db"}),
        ({"secret": {"$unknown": "why"}}, {"secret": {"$unknown": "why"}}),
        # A list of names and values, as charts and pods have it.
        (
            {"env": [{"name": "DB_PASSWORD", "value": "hunter2"}, {"name": "A", "value": "b"}]},
            {"env": [{"name": "DB_PASSWORD", "value": MARK}, {"name": "A", "value": "b"}]},
        ),
        ([{"Key": "token", "Value": "hunter2"}], [{"Key": "token", "Value": MARK}]),
        ([{"name": "token", "other": "x"}], [{"name": "token", "other": "x"}]),
        # Arguments.
        (["--password", "hunter2", "-v"], ["--password", MARK, "-v"]),
        (["--password=hunter2", "--user=jo"], [f"--password={MARK}", "--user=jo"]),
        (["--password-file", "/x"], ["--password-file", "/x"]),
        # A file inside a string.
        (
            {"app.yaml": "user: jo\npassword: hunter2\n"},
            {"app.yaml": f"user: jo\npassword: {MARK}\n"},
        ),
        # Whatever the key.
        (
            {"x": "postgres://jo:hunter2@${cluster}.x"},
            {"x": f"postgres://jo:{MARK}@${{cluster}}.x"},
        ),
        ({"AKIAIOSFODNN7EXAMPLE": 1}, {redacted("AKIAIOSFODNN7EXAMPLE"): 1}),
        ("plain ${cluster}", "plain ${cluster}"),
        (7, 7),
    ],
)
def test_values(value, expected):
    assert redact(value) == expected
    assert redact(expected) == expected


def test_patterns_of_the_configuration():
    patterns = Patterns(secret=("*-pin",), plain=("tokenBucket",))
    value = {"my-pin": "hunter2", "tokenBucket": "logs", "password": "hunter2"}
    expected = {"my-pin": MARK, "tokenBucket": "logs", "password": MARK}
    assert redact(value, patterns=patterns) == expected


@pytest.mark.parametrize(
    ("kind", "place", "value"),
    [
        ("cluster", "encryptionConfig", {"secrets": {"keyArn": "alias/x"}}),
        (
            "iam-role",
            "RolePolicyList",
            {"secrets": {"Statement": [{"Condition": {"x:token": "y"}}]}},
        ),
        ("iam-role", "AttachedManagedPolicies", {"arn:aws:iam::1:policy/token": {"x": 1}}),
        ("iam-policy", "Document", {"Statement": [{"Condition": {"x": {"x:token": ["y"]}}}]}),
        ("security-group", "IpPermissions", {"tcp 443 from sg secret": {"Description": "x"}}),
        ("fargate-profile", "selectors", {"token": {"x": "y"}}),
        ("launch-template", "LaunchTemplateData", {"MetadataOptions": {"HttpTokens": "required"}}),
        ("launch-template", "LaunchTemplateData", {"BlockDeviceMappings": {"token": {"a": "b"}}}),
        ("workload", "containers", {"token-webhook": {"image": "x", "ports": {"token": {"p": 1}}}}),
        ("workload", "volumes", {"aws-iam-token": {"secret": {"secretName": "x"}}}),
        (
            "workload",
            "volumes",
            {"t": {"projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}},
        ),
        ("workload", "containers", {"a": {"volumeMounts": {"/run/secret": {"name": "x"}}}}),
        (
            "workload",
            "containers",
            {"a": {"env": {"TOKEN": {"valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}}}},
        ),
    ],
)
def test_names_of_things_are_no_keys_of_secrets(kind, place, value):
    assert redact(value, kind, place) == value


PLANTED = {
    name: f"pl4nted-{name}-s3cret"
    for name in (
        *("addon", "text", "tag", "label", "env", "init", "arg", "note", "config", "template"),
        *("data", "url", "number", "gap", "pod", "health", "taint", "selector"),
    )
}
FORMS = ("AKIAIOSFODNN7EXAMPLE", "ghp_" + "a1B2" * 9, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def planted(place=stack.US, **changes):
    """The whole stack with a secret wherever people put one; `changes` are other secrets."""
    secret = PLANTED | changes
    shapes = stack.shapes(place)
    (addon,), (group,), (template,) = (
        shapes["addon"],
        shapes["nodegroup"],
        shapes["launch-template"],
    )
    (workload,), (profile,) = shapes["workload"], shapes["fargate-profile"]
    configuration = {
        "auth": {"password": secret["addon"], "keys": list(FORMS)},
        "url": f"https://jo:{secret['url']}@{place.cluster}.example",
        "env": [{"name": "API_KEY", "value": secret["text"]}],
    }
    spec = workload["spec"]["template"]["spec"]
    spec["containers"][0]["env"].append({"name": "DB_PASSWORD", "value": secret["env"]})
    spec["containers"][0]["args"] = ["--token", secret["arg"], f"--password={secret['arg']}"]
    spec["initContainers"] = [
        {"name": "i", "env": [{"name": "TOKEN", "value": secret["init"]}] * 2},
    ]
    metadata = workload["spec"]["template"].setdefault("metadata", {})
    metadata["annotations"] = {"example.com/api-token": secret["note"]}
    issue = {"code": "x", "message": f"bad token={secret['health']}"}
    return shapes | {
        "addon": (
            addon
            | {
                "configurationValues": json.dumps(configuration),
                "tags": {"password": secret["tag"]},
                "health": {"issues": [issue]},
            },
            addon | {"addonName": "other", "configurationValues": f"}}: token {secret['text']}"},
        ),
        "nodegroup": (
            group
            | {
                "labels": {"example.com/db-password": secret["label"]},
                "taints": [{"key": "t", "value": f"token={secret['taint']}", "effect": "X"}],
                "tags": {"a": FORMS[0]},
            },
        ),
        "fargate-profile": (
            profile | {"selectors": [{"namespace": "b", "labels": {"token": secret["selector"]}}]},
        ),
        "launch-template": (
            template
            | {
                "LaunchTemplateData": template["LaunchTemplateData"]
                | {
                    "UserData": base64.b64encode(secret["data"].encode()).decode(),
                    "TagSpecifications": [
                        {
                            "ResourceType": "instance",
                            "Tags": [{"Key": "token", "Value": secret["template"]}],
                        }
                    ],
                    "NewField": {"adminPassword": secret["template"]},
                }
            },
        ),
        "configmap": (
            shapes["configmap"][0],
            {
                "metadata": {"name": "amazon-vpc-cni", "namespace": "kube-system"},
                "data": {"api-key": secret["config"], "x": f"a: 1\nsecret: {secret['config']}\n"},
            },
        ),
        "pod-identity": (shapes["pod-identity"][0] | {"tags": {"credential": secret["pod"]}},),
    }


def snapshot(place=stack.US, **changes):
    gap = Gap(
        kind="vpc",
        operation="ec2:DescribeVpcs",
        code="x",
        message=f"https://x?X-Amz-Security-Token={PLANTED['gap']}",
        needs="y",
    )
    reading = msgspec.structs.replace(
        stack.reading(place),
        shapes=planted(place, **changes),
        reads=(Read(kind="vpc", operation="ec2:DescribeVpcs", gap=gap),),
    )
    return normalize(reading, captured_at=stack.AT, tool=stack.TOOL)


def leaked(text):
    return [each for each in (*PLANTED.values(), *FORMS) if each in text]


def test_no_planted_secret_is_anywhere_in_the_snapshot():
    text = msgspec.json.encode(snapshot()).decode()
    assert "pl4nted" in json.dumps(planted())
    assert leaked(text) == []
    assert "pl4nted" not in text
    assert text.count("<redacted sha256:") >= 20


def test_equal_secrets_are_equal_everywhere_and_different_ones_differ():
    here, there = snapshot(stack.US), snapshot(stack.CN)
    assert [(each.kind, each.name, each.digest) for each in here.resources] == [
        (each.kind, each.name, each.digest) for each in there.resources
    ]
    for name in sorted(set(PLANTED) - {"gap", "number", "health"}):
        changed = snapshot(stack.US, **{name: f"pl4nted-another-{name}"})
        assert here.resources != changed.resources, name


def test_no_planted_secret_is_in_a_report_a_table_or_a_baseline():
    reference, subject = (
        snapshot(),
        snapshot(stack.CN, **{name: f"pl4nted-other-{name}" for name in PLANTED}),
    )
    stamp = Stamp(tool=stack.TOOL, generated_at=stack.AT, command="compare")
    report = compare_pair(reference, subject, label="acme-us", stamp=stamp, fail_on="low")
    whole = msgspec.structs.replace(reference, gaps=())
    accepted = from_snapshots("prod", (whole, whole))
    shown = (json_text(report), table(report, limit=None), accepted.text, repr(report))
    assert len(report.findings) >= 10
    for text in shown:
        assert "pl4nted" not in text
        assert leaked(text) == []
        assert "<redacted sha256:" in text
