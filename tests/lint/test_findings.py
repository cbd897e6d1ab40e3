"""Lints as findings."""

import msgspec
import pytest

from driftaudit.compare.side import Side
from driftaudit.judge.codes import CODES
from driftaudit.judge.command import Commands
from driftaudit.judge.fixes_lint import LINT_FIXES
from driftaudit.lint.findings import as_findings, fingerprint
from driftaudit.lint.lints import lint
from driftaudit.lint.seen import Lint
from driftaudit.normalize.portable import Portable
from tests.lint.test_lints import ROTTEN
from tests.lint.test_managed_copies import CNI, allows, with_role
from tests.normalize.stack import US

FILL = Portable(US.identity).fill


def findings(snapshot):
    users = Side.of_snapshot(snapshot).users
    return as_findings(lint(snapshot), environment="prod-us", fill=FILL, users=users)


def one(code, snapshot=ROTTEN):
    return next(each for each in findings(snapshot) if each.code == code)


def test_every_lint_is_one_finding_with_a_code_of_its_own():
    made = findings(ROTTEN)
    assert [each.code for each in made] == [each.code for each in lint(ROTTEN)]
    assert len({each.fingerprint for each in made}) == len(made)
    for each in made:
        assert each.code in CODES
        assert each.reference == "lint"
        assert (each.difference.change, each.difference.expected) == ("unexpected", None)
        assert each.fix
        assert "${" not in each.impact.detail + "".join(each.fix)


def test_a_fingerprint_is_of_the_place_and_the_code():
    made = Lint(code="AUTH005", kind="aws-auth", resource="a", path=("b",), detail="c")
    same = msgspec.structs.replace(made, actual=1, detail="d", keeps_nodes_out=True)
    assert fingerprint("x", made) == fingerprint("x", same)
    others = [
        ("y", made),
        *(
            ("x", msgspec.structs.replace(made, **change))
            for change in ({"code": "AUTH006"}, {"kind": "a"}, {"resource": "b"}, {"path": ()})
        ),
    ]
    assert len({fingerprint("x", made), *(fingerprint(*each) for each in others)}) == 6


@pytest.mark.parametrize(
    ("code", "severity"),
    [("AUTH005", "critical"), ("AUTH006", "critical"), ("AUTH012", "info"), ("NODE025", "medium")],
)
def test_what_keeps_nodes_out_is_critical(code, severity):
    assert one(code).severity == severity


@pytest.mark.parametrize(("name", "severity"), [("node", "high"), ("fargate", "medium")])
def test_a_copy_is_worse_on_a_role_that_nodes_depend_on(name, severity):
    made = with_role(inline={"old": allows(*CNI.first)}, name=name, arns=())
    assert one("IAM020", made).severity == severity
    attached = with_role(policies={"old": allows(*CNI.first)}, name=name)
    assert one("IAM020", attached).severity == severity


def test_fixes_are_commands_where_there_are_any():
    assert one("AUTH011").fix[0] == "kubectl -n kube-system edit configmap aws-auth"
    gone = f"--principal-arn {US.role('gone')}"
    assert one("ACCESS008").fix == (
        f"aws eks delete-access-entry --region us-east-1 --cluster-name acme-us {gone}",
    )
    stale = one("ACCESS007").fix
    assert stale[0].startswith("aws eks delete-access-entry")
    assert stale[1].startswith("create the entry again")
    assert one("NODE026").fix[0].startswith("aws eks update-nodegroup-version")
    assert one("IAM019").fix == (CODES["IAM019"].fix,)


@pytest.mark.parametrize("code", sorted(each for each in LINT_FIXES if each.startswith("AUTH")))
def test_a_finding_of_aws_auth_says_where_to_write_what(code):
    made = Lint(code=code, kind="aws-auth", resource="x", detail="x")
    (only,) = as_findings((made,), environment="x", fill=FILL, users={})
    command, step = only.fix
    assert command == "kubectl -n kube-system edit configmap aws-auth"
    assert step
    assert only.fix == LINT_FIXES[code](Commands(only.difference, FILL))


def test_nodes_that_are_too_new_cannot_be_brought_down():
    made = Lint(
        code="NODE026",
        kind="nodegroup",
        resource="workers",
        path=("version",),
        actual={"nodes": "1.31", "control plane": "1.30"},
        detail="x",
    )
    (only,) = as_findings((made,), environment="x", fill=FILL, users={})
    assert only.fix == (CODES["NODE026"].fix,)


def test_an_entry_without_an_arn_has_no_command():
    made = Lint(code="ACCESS007", kind="access-entry", resource="unnamed", detail="x")
    (only,) = as_findings((made,), environment="x", fill=FILL, users={})
    assert only.fix == (CODES["ACCESS007"].fix,)
