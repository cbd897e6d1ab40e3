"""`driftaudit iam diff`: what may be named, what is said, and the exit status of each verdict."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from driftaudit.cli.main import run
from driftaudit.model import Environment, Identity, Json, Snapshot, Tool, make_resource
from driftaudit.store.snapshot_file import encode
from tests.cli.stored_fleet import Stored
from tests.test_schemas import problems

ACCOUNTS = {"us": "222222222222", "de": "333333333333"}
LOGS = "arn:${partition}:iam::${account}:policy/${cluster}-logs"


def allow(*actions: str, resource: str = "*", **more: Json) -> Json:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement | more]}


def trust(service: str) -> Json:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return {"Version": "2012-10-17", "Statement": [statement]}


TWO = allow("s3:GetObject", "ec2:AssignPrivateIpAddresses")
ONE = allow("s3:GetObject")
OTHER = allow("sqs:SendMessage")
ALIKE = allow("S3:getobject", "s3:GetObject")
EC2 = trust("ec2.amazonaws.com")


class Folder:
    """A folder of policies and snapshots, and what the command says of them."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys
        self.out = self.err = ""

    def file(self, name: str, content: Json) -> str:
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        (self.path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return str(self.path / name)

    def snapshot(self, site: str, *documents: Json, role_trust: Json = EC2) -> str:
        """The file of a snapshot whose role `${cluster}-node` has these inline policies."""
        cluster, account = f"acme-{site}", ACCOUNTS[site]
        role = {
            "AssumeRolePolicyDocument": role_trust,
            "AttachedManagedPolicies": {LOGS: {}},
            "RolePolicyList": {f"p{n}": each for n, each in enumerate(documents)},
        }
        arn = f"arn:aws:iam::{account}"
        made = Snapshot(
            environment=Environment(
                name=site, account=account, region="eu-west-1", cluster=cluster
            ),
            identity=Identity(
                account=account, region="eu-west-1", partition="aws", cluster=cluster
            ),
            captured_at="2026-11-22T10:50:00.000000Z",
            tool=Tool(name="driftaudit", version="0"),
            resources=(
                make_resource(
                    "iam-role", "${cluster}-node", role, source=f"{arn}:role/{cluster}-node"
                ),
                make_resource(
                    "iam-policy",
                    "${cluster}-logs",
                    {"Document": allow("logs:PutLogEvents", resource="arn:*:${cluster}")},
                    source=f"{arn}:policy/{cluster}-logs",
                ),
            ),
        )
        return self.file(f"{site}.json", encode(made))

    def diff(self, *arguments: str) -> int:
        status = run(["iam", "diff", *arguments])
        self.out, self.err = self._capsys.readouterr()
        return status

    def json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        status = self.diff(*arguments, "--format", "json")
        return status, json.loads(self.out)


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Folder:
    return Folder(tmp_path, capsys)


@pytest.mark.parametrize(
    ("a", "b", "verdict", "status", "status_with_less"),
    [
        (ONE, ALIKE, "equivalent", 0, 0),
        (TWO, ONE, "less", 1, 0),
        (ONE, TWO, "more", 1, 1),
        (ONE, OTHER, "incomparable", 1, 1),
        (ONE, {"Statement": 42}, "invalid", 1, 1),
        ({"Statement": 42}, {"Statement": 42}, "invalid", 1, 1),
    ],
)
def test_each_verdict_has_its_status(
    folder: Folder, a: Json, b: Json, verdict: str, status: int, status_with_less: int
) -> None:
    files = folder.file("a.json", a), folder.file("b.json", b)
    assert folder.diff(*files) == status
    assert folder.out.startswith(verdict)
    assert folder.json(*files, "--allow-less") == (status_with_less, json.loads(folder.out))
    document = json.loads(folder.out)
    assert (document["verdict"], document["exact"]) == (verdict, True)
    assert problems("iam-diff", document) == []
    assert problems("iam-diff", document | {"verdict": "odd"})


def test_the_answer_comes_first_then_what_proves_it(folder: Folder) -> None:
    assert folder.diff(folder.file("a.json", TWO), folder.file("b.json", ONE)) == 1
    assert folder.out == (
        "less: B no longer allows\n"
        "  ec2:AssignPrivateIpAddresses  on *\n"
        "B allows nothing that A does not. Exact.\n"
    )


def test_many_witnesses_are_cut_unless_all_are_asked_for(folder: Folder) -> None:
    many = folder.file("a.json", allow(*(f"x:Do{n}" for n in range(30))))
    few = folder.file("b.json", ONE)
    assert folder.diff(many, few) == 1
    assert "  … 20 more (--all)\n" in folder.out
    assert folder.diff(many, few, "--all") == 1
    assert folder.out.count("x:Do") == 30


def test_markdown_is_for_pull_requests(folder: Folder) -> None:
    files = folder.file("a.json", TWO), folder.file("b.json", ONE)
    assert folder.diff(*files, "--format", "markdown") == 1
    assert "### IAM: less\n" in folder.out
    assert "| `ec2:AssignPrivateIpAddresses` | `on *` |  |\n" in folder.out


def test_stdin_is_one_of_the_two(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(ONE).encode())))
    assert folder.diff("-", folder.file("b.json", ALIKE)) == 0
    assert folder.diff("-", "-") == 2
    assert "stdin can be read only once" in folder.err


def test_a_role_is_all_its_policies_and_its_trust(folder: Folder) -> None:
    us = folder.snapshot("us", ONE, OTHER)
    de = folder.snapshot("de", allow("s3:GetObject", "sqs:SendMessage"))
    assert folder.diff(f"{us}:iam-role/${{cluster}}-node", f"{de}:iam-role/acme-de-node") == 0
    assert "A and B allow the same. Exact.\n\ntrust policy: equivalent\n" in folder.out


@pytest.mark.parametrize(("role_trust", "status"), [(EC2, 0), (trust("pods.eks.amazonaws.com"), 1)])
def test_who_may_take_a_role_counts(folder: Folder, role_trust: Json, status: int) -> None:
    us, de = folder.snapshot("us", ONE), folder.snapshot("de", ONE, role_trust=role_trust)
    found, document = folder.json(f"{us}:iam-role/acme-us-node", f"{de}:iam-role/acme-de-node")
    assert (found, document["verdict"]) == (status, "equivalent")
    assert document["trust"]["verdict"] == ("incomparable" if status else "equivalent")
    assert problems("iam-diff", document) == []


def test_a_file_is_held_against_the_real_names_of_a_role(folder: Folder) -> None:
    us = folder.snapshot("us", ONE)
    own = allow("logs:PutLogEvents", resource="arn:*:acme-us")
    whole = {"Version": "2012-10-17", "Statement": [*own["Statement"], *ONE["Statement"]]}
    file = folder.file("whole.json", whole)
    found, document = folder.json(file, f"{us}:iam-role/acme-us-node")
    assert (found, document["verdict"], document["trust"]) == (0, "equivalent", None)
    assert folder.diff(folder.file("own.json", own), f"{us}:iam-policy/acme-us-logs") == 0
    assert folder.diff(f"{us}:iam-policy/acme-us-logs", file) == 1


def test_what_is_not_known_is_never_equivalent(folder: Folder) -> None:
    unknown = {"$unknown": "not read"}
    us, de = folder.snapshot("us", unknown), folder.snapshot("de", unknown)
    roles = f"{us}:iam-role/acme-us-node", f"{de}:iam-role/acme-de-node"
    status, document = folder.json(*roles)
    assert (status, document["exact"], document["gained"]) == (3, False, [])
    assert "what inline p0 allows is not known" in document["notes"]
    assert folder.diff(*roles) == 3
    assert "Not exact: no difference was found, but not all could be decided.\n" in folder.out


def test_what_is_found_beside_the_unknown_is_a_difference(folder: Folder) -> None:
    us = folder.snapshot("us", ONE)
    de = folder.snapshot("de", ONE, role_trust={"$unknown": "not read"})
    status, document = folder.json(f"{us}:iam-role/acme-us-node", f"{de}:iam-role/acme-de-node")
    assert (status, document["exact"], document["trust"]["exact"]) == (3, True, False)
    assert document["trust"]["notes"] == ["the trust policy of B is not known"]
    status, _ = folder.json(f"{us}:iam-role/acme-us-node", folder.file("b.json", OTHER))
    assert status == 1


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("us.json:iam-role/acme-us-nodes", "did you mean 'acme-us-node'?"),
        ("us.json:iam-policy/nothing-like-it", "there is no iam-policy 'nothing-like-it'"),
        ("gone.json:iam-role/x", "gone.json: cannot be read: No such file"),
        ("gone.json", "gone.json: cannot be read: No such file"),
        ("prod-us:role/x", "ENV:iam-role/NAME"),
        (".", "Is a directory"),
        (
            '{"Version": "2012-10-17"' + " " * 5000 + "}",
            "…: cannot be read: File name too long\nnext: na",
        ),
    ],
)
def test_what_is_not_there_is_said(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, reference: str, told: str
) -> None:
    monkeypatch.chdir(folder.path)
    folder.snapshot("us", ONE)
    assert folder.diff(reference, folder.file("b.json", ONE)) == 2
    assert told in folder.err
    assert folder.out == ""


MANY = [
    {"Effect": "Allow", "Action": f"a{n}:Do*", "Resource": f"arn:aws:a:::x{n}/*"}
    for n in range(500)
]
LONG = {"StringLike": {"aws:PrincipalTag/x": "ab*" * 35_000}}
BAD: dict[str, tuple[str | bytes, int]] = {
    "empty": ("", 1),
    "no JSON": ("no JSON", 1),
    "half a character": ('{"Version": "\\ud800"}', 1),
    "nested": ("[" * 100_000, 1),
    "twice": ('{"Statement": [], "Statement": []}', 1),
    "list": ("[]", 1),
    "number": ("42", 1),
    "text": ('"text"', 1),
    "binary": (b"\xff\xfe\x00binary", 2),
    "zeros": (b"\x00" * 10, 1),
    "huge": (" " * 2_000_001, 2),
    "version": (json.dumps(ONE | {"Version": "2012-06-17"}), 1),
    "stars": (json.dumps(allow(*(f"s3:*a*b*c{n}*" for n in range(40)))), 1),
    "long pattern": (json.dumps(allow("s3:Get*", resource="*a" * 5000)), 1),
    "100 kB": (json.dumps(allow("s3:Get*", Condition=LONG)), 1),
    "500 statements": (json.dumps({"Version": "2012-10-17", "Statement": MANY}), 1),
}


@pytest.mark.parametrize(("content", "status"), BAD.values(), ids=BAD)
def test_bad_input_gets_a_verdict_or_a_sentence(
    folder: Folder, content: str | bytes, status: int
) -> None:
    odd, fine = folder.file("odd.json", content), folder.file("fine.json", OTHER)
    for pair in ((odd, fine), (fine, odd)):
        assert folder.diff(*pair) == status
        assert bool(folder.out) == (status == 1)
        assert "Traceback" not in folder.err
        assert folder.err.startswith("driftaudit: ") == (status == 2)


def test_a_byte_order_mark_is_no_part_of_a_document(folder: Folder) -> None:
    marked = folder.file("a.json", b"\xef\xbb\xbf" + json.dumps(ONE).encode())
    assert folder.diff(marked, folder.file("b.json", ONE)) == 0


def test_names_cannot_write_to_the_terminal(folder: Folder) -> None:
    evil = folder.file("a.json", allow("s3:GetObject", resource="arn:aws:s3:::\x1b[31mb/\u202e*"))
    for form in ("table", "markdown"):
        assert folder.diff(evil, folder.file("b.json", OTHER), "--format", form) == 1
        assert "\x1b" not in folder.out
        assert "\u202e" not in folder.out


@pytest.mark.xdist_group("drifted-fleet")
class TestStored:
    """Roles out of the store, and out of baselines, by the configuration."""

    NODE = "iam-role/${cluster}-vpc-cni"

    def test_the_incident_is_the_first_line(
        self, stored: Stored, capsys: pytest.CaptureFixture[str]
    ) -> None:
        pair = f"prod-ca@latest:{self.NODE}", f"prod-us@latest:{self.NODE}"
        assert stored.run("iam", "diff", *pair) == 1
        shown = capsys.readouterr().out
        assert shown.startswith("less: B no longer allows\n  ec2:AssignPrivateIpAddresses  on *\n")
        assert "trust policy: equivalent\n" in shown

    def test_a_role_is_held_against_its_baseline(self, stored: Stored) -> None:
        pair = f"baseline:prod:{self.NODE}", f"prod-ca:{self.NODE}"
        assert stored.run("iam", "diff", *pair, "--offline") == 0
        pair = f"baseline:prod:{self.NODE}", f"prod-us@latest:{self.NODE}"
        assert stored.run("iam", "diff", *pair) == 1
        assert stored.run("iam", "diff", *pair, "--allow-less") == 0

    def test_an_environment_that_cannot_be_read_is_said_to(
        self, stored: Stored, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert stored.run("iam", "diff", f"prod-us:{self.NODE}", f"prod-us@latest:{self.NODE}") == 2
        assert "prod-us could not be read: " in capsys.readouterr().err

    def test_an_unknown_environment(
        self, stored: Stored, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert stored.run("iam", "diff", f"prod-su:{self.NODE}", f"prod-us@latest:{self.NODE}") == 2
        assert "did you mean 'prod-us'?" in capsys.readouterr().err

    def test_a_plan_that_is_not_there(
        self, stored: Stored, capsys: pytest.CaptureFixture[str]
    ) -> None:
        plan = f"plan:prod-us=gone.json:{self.NODE}"
        assert stored.run("iam", "diff", f"prod-us@latest:{self.NODE}", plan, "--offline") == 2
        assert "gone.json" in capsys.readouterr().err
