import pytest
from msgspec import structs

from driftaudit.assemble import Stamp
from driftaudit.audit import Audited, check, compare_pair, severity_reaches
from driftaudit.compare.side import Side
from driftaudit.model import (
    SEVERITIES,
    Difference,
    Environment,
    Finding,
    Gap,
    Identity,
    Snapshot,
    Tool,
    Waiver,
    make_resource,
)
from driftaudit.subject import Unread

STAMP = Stamp(
    tool=Tool(name="driftaudit", version="0"), generated_at="2026-11-22T11:00:00Z", command="check"
)
CNI = "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy"
GAP = Gap(kind="workload", operation="get daemonsets", code="Forbidden", message="", needs="get")
DEAD = Gap(kind="*", operation="sts:AssumeRole", code="AccessDenied", message="", needs="trust")
TAG = make_resource("cluster", "${cluster}", {"tags": {"team": "a"}})


def environment(name="us"):
    return Environment(name=name, account="1" * 12, region="us-east-1", cluster=f"acme-{name}")


def snapshot(*resources, name="us", **fields):
    return Snapshot(
        environment=environment(name),
        identity=Identity(
            account="1" * 12, region="us-east-1", partition="aws", cluster=f"acme-{name}"
        ),
        captured_at="2026-11-22T10:50:00.000000Z",
        tool=STAMP.tool,
        resources=resources,
        **fields,
    )


def role(*policies):
    attached = {"AttachedManagedPolicies": {arn: {} for arn in policies}} if policies else {}
    return make_resource(
        "iam-role",
        "${cluster}-node",
        {"Path": "/"} | attached,
        used_by=("nodegroup/workers",),
        source="arn:aws:iam::111111111111:role/acme-us-node",
    )


def side(*resources, **fields):
    known = {(each.kind, each.name): each for each in resources}
    return Side(label="baseline:prod", resources=known, **fields)


def audited(subject, reference):
    return Audited(subject=subject, reference=reference)


def checked(*subjects, fail_on="low"):
    return check(subjects, stamp=STAMP, fail_on=fail_on)


def test_what_is_as_expected_is_clean():
    report = checked(audited(snapshot(role(CNI)), side(role(CNI))))
    assert report.result == "clean"
    assert report.findings == ()
    (one,) = report.environments
    assert (one.name, one.status, one.reference) == ("us", "ok", "baseline:prod")
    assert report.summary.by_environment == {"us": 0}


def test_a_detached_policy_is_drift_with_a_command_that_can_be_run():
    report = checked(audited(snapshot(role()), side(role(CNI))))
    (found,) = report.findings
    assert report.result == "drift"
    assert (found.code, found.severity) == ("IAM001", "critical")
    assert found.path == ("AttachedManagedPolicies", CNI)
    assert found.title == "attached policy missing"
    assert found.fix == (
        (
            "aws iam attach-role-policy --role-name acme-us-node"
            " --policy-arn arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
        ),
    )
    assert report.summary.by_severity == dict.fromkeys(SEVERITIES, 0) | {"critical": 1}


def test_a_policy_is_judged_by_what_uses_the_role_that_carries_it():
    old = make_resource(
        "iam-policy", "p", {"Document": {"a": 1}}, used_by=("iam-role/${cluster}-node",)
    )
    new = make_resource(
        "iam-policy", "p", {"Document": {"a": 2}}, used_by=("iam-role/${cluster}-node",)
    )
    report = checked(audited(snapshot(role(), new), side(role(), old)))
    assert [(each.code, each.severity) for each in report.findings] == [("IAM012", "critical")]


@pytest.mark.parametrize(
    ("expected", "gaps", "codes"),
    [
        ((role(),), (), ["IAM008"]),
        ((), (), ["ACCESS008"]),
        # Whether the role is gone is not known.
        ((role(),), (structs.replace(GAP, kind="nodegroup"),), []),
    ],
)
def test_that_a_role_is_gone_is_told_once(expected, gaps, codes):
    entry = make_resource(
        "access-entry",
        "arn:${partition}:iam::${account}:role/${cluster}-node",
        {"type": "EC2_LINUX"},
        source="arn:aws:iam::111111111111:role/acme-us-node",
    )
    subject = snapshot(TAG, entry, gaps=gaps)
    accepted = structs.replace(entry, source="")  # a baseline has no ARNs
    report = checked(audited(subject, side(TAG, accepted, *expected)))
    assert [each.code for each in report.findings] == codes


def test_the_same_difference_in_two_environments_names_the_other():
    report = checked(
        audited(snapshot(role(), name="us"), side(role(CNI))),
        audited(snapshot(role(), name="de"), side(role(CNI))),
        audited(snapshot(role(CNI), name="ca"), side(role(CNI))),
    )
    assert [(each.environment, each.also_in) for each in report.findings] == [
        ("de", ("us",)),
        ("us", ("de",)),
    ]
    assert [each.name for each in report.environments] == ["ca", "de", "us"]


@pytest.mark.parametrize(
    ("gaps", "status"), [((GAP,), "partial"), ((DEAD,), "error"), ((DEAD, GAP), "error")]
)
def test_a_gap_is_never_clean(gaps, status):
    report = checked(audited(snapshot(role(CNI), gaps=gaps), side(role(CNI))))
    assert report.result == "incomplete"
    assert report.environments[0].status == status
    assert report.environments[0].gaps == gaps
    assert report.summary.gaps == len(gaps)


def test_drift_outranks_a_gap():
    report = checked(audited(snapshot(role(), gaps=(GAP,)), side(role(CNI))))
    assert (report.result, report.environments[0].status) == ("drift", "partial")


def test_an_environment_that_could_not_be_read_is_incomplete_and_named():
    unread = Unread(environment=environment(), gaps=(DEAD,))
    report = checked(audited(unread, side(role(CNI))))
    (one,) = report.environments
    assert (report.result, one.status, one.captured_at) == ("incomplete", "error", None)
    assert report.findings == ()


def test_a_reference_that_was_half_read_is_incomplete_but_one_that_leaves_out_is_not():
    half = side(role(CNI), unread={"addon": "denied"})
    chosen = side(role(CNI), unread={"addon": "not ours"}, left_out=frozenset({"addon"}))
    assert checked(audited(snapshot(role(CNI)), half)).result == "incomplete"
    report = checked(audited(snapshot(role(CNI)), chosen))
    assert report.result == "clean"
    assert report.environments[0].not_audited == {"addon": "baseline:prod: not ours"}


@pytest.mark.parametrize(
    ("fail_on", "result"),
    [
        ("none", "clean"),
        ("high", "clean"),
        ("medium", "clean"),
        ("low", "drift"),
        ("info", "drift"),
    ],
)
def test_fail_on_is_the_least_severity_that_is_drift(fail_on, result):
    report = checked(
        audited(snapshot(TAG), side(make_resource("cluster", "${cluster}", {}))), fail_on=fail_on
    )
    assert [each.severity for each in report.findings] == ["low"]
    assert report.result == result


def test_a_waived_finding_does_not_make_a_run_fail():
    finding = Finding(
        fingerprint="0" * 16,
        code="IAM001",
        severity="critical",
        environment="us",
        difference=Difference(kind="iam-role", resource="r", path=(), change="missing"),
        reference="baseline:prod",
    )
    waived = Finding(
        **{
            field: getattr(finding, field)
            for field in finding.__struct_fields__
            if field != "waiver"
        },
        waiver=Waiver(reason="x", expires="2026-12-01"),
    )
    assert severity_reaches(finding, "low")
    assert not severity_reaches(waived, "low")


def test_order_of_subjects_does_not_matter():
    subjects = [audited(snapshot(role(), name=name), side(role(CNI))) for name in ("b", "a")]
    assert checked(*subjects) == checked(*reversed(subjects))


def pair(reference, subject):
    return compare_pair(reference, subject, label="us@24h", stamp=STAMP, fail_on="low")


def test_a_pair_lists_both_and_blames_the_subject():
    report = pair(snapshot(role(CNI), name="us"), snapshot(role(), name="de"))
    assert [(each.name, each.reference) for each in report.environments] == [
        ("de", "us@24h"),
        ("us", ""),
    ]
    assert [(each.environment, each.reference) for each in report.findings] == [("de", "us@24h")]


@pytest.mark.parametrize("unread_side", [0, 1])
def test_a_pair_with_an_unread_side_is_incomplete(unread_side):
    sides = [snapshot(role(CNI)), snapshot(name="de")]
    sides[unread_side] = Unread(environment=environment("xx"), gaps=(DEAD,))
    report = pair(*sides)
    assert (report.result, report.findings) == ("incomplete", ())
    assert {each.status for each in report.environments} == {"ok", "error"}
