from driftaudit.assemble import Stamp
from driftaudit.fleet import compare_fleet
from driftaudit.model import Environment, Gap, Identity, Snapshot, Tool, make_resource
from driftaudit.render.table import table
from driftaudit.report import Report
from driftaudit.subject import Unread

TOOL = Tool(name="driftaudit", version="1.0.0")
STAMP = Stamp(tool=TOOL, generated_at="2026-11-22T10:50:00.000000Z", command="compare")
CNI = "arn:${partition}:iam::aws:policy/AmazonEKS_CNI_Policy"


def environment(name: str) -> Environment:
    return Environment(name=name, account="2" * 12, region="us-east-1", cluster=f"acme-{name}")


def snapshot(name: str, *, gaps: tuple[Gap, ...] = (), **changes: object) -> Snapshot:
    own = environment(name)
    addon = {"addonVersion": "v1.11.1"} | changes
    role = {"AttachedManagedPolicies": {} if changes.get("bare") else {CNI: {}}}
    addon.pop("bare", None)
    return Snapshot(
        environment=own,
        identity=Identity(
            account=own.account, region=own.region, partition="aws", cluster=own.cluster
        ),
        captured_at="2026-11-22T10:50:00.000000Z",
        tool=TOOL,
        gaps=gaps,
        resources=(
            make_resource("addon", "coredns", addon),
            make_resource("addon", "vpc-cni", {"addonVersion": "v1.18.1-eksbuild.1"}),
            make_resource("iam-role", "${cluster}-vpc-cni", role, used_by=("addon/vpc-cni",)),
        ),
    )


def lost(name: str) -> Unread:
    gap = Gap(kind="*", operation="sts:AssumeRole", code="AccessDenied", message="no", needs="it")
    return Unread(environment=environment(name), gaps=(gap,))


def fleet(*subjects: Snapshot | Unread, against_consensus: bool = False) -> Report:
    return compare_fleet(
        subjects,
        name="prod",
        stamp=STAMP,
        fail_on="low",
        against_consensus=against_consensus,
    )


FIVE = (
    *(snapshot(f"prod-{each}") for each in ("us", "uk", "ca")),
    snapshot("prod-de", addonVersion="v1.10.1"),
    snapshot("prod-au", bare=True),
)


def test_the_matrix_names_who_is_odd_and_what_most_have() -> None:
    report = fleet(*FIVE)
    version, policy = report.matrix
    assert (version.path, version.consensus, version.outliers) == (
        ("addonVersion",),
        "v1.11.1",
        ("prod-de",),
    )
    assert policy.path == ("AttachedManagedPolicies", CNI)
    assert (policy.consensus, policy.outliers, policy.split) == ({}, ("prod-au",), False)
    assert (report.result, report.findings) == ("clean", ())


def test_against_the_consensus_the_odd_ones_are_findings() -> None:
    report = fleet(*FIVE, against_consensus=True)
    assert [(each.environment, each.code, each.change) for each in report.findings] == [
        ("prod-au", "IAM001", "missing"),
        ("prod-de", "ADDON003", "changed"),
    ]
    assert report.result == "drift"
    assert {each.reference for each in report.findings} == {"fleet:prod"}
    assert report.findings[0].severity == "critical"


def test_a_split_blames_nobody() -> None:
    report = fleet(
        *(snapshot(name) for name in "ab"),
        *(snapshot(name, addonVersion="v2") for name in "cd"),
        against_consensus=True,
    )
    (row,) = report.matrix
    assert (row.split, row.outliers, row.consensus) == (True, (), None)
    assert (report.findings, report.result) == ((), "clean")
    assert "split" in table(report)


def test_who_could_not_be_read_is_unread_and_the_report_incomplete() -> None:
    report = fleet(*FIVE, lost("prod-br"))
    assert report.result == "incomplete"
    assert all(row.unread == ("prod-br",) for row in report.matrix)
    assert [row.outliers for row in report.matrix] == [("prod-de",), ("prod-au",)]
    text = table(report)
    assert "?" in text
    assert "incomplete (1 environment)" in text


def test_a_fleet_that_is_alike_says_so() -> None:
    text = table(fleet(snapshot("a"), snapshot("b"), snapshot("c")))
    assert text.startswith("prod: 3 environments, no difference, all alike\n")
    assert text.endswith("result: clean\n")


def test_columns_where_they_fit_and_lines_a_value_where_not() -> None:
    narrow = table(fleet(*FIVE))
    header = narrow.splitlines()[2]
    assert header.split() == ["au", "ca", "de", "uk", "us", "most"]
    assert "odd one out: prod-au (1), prod-de (1)" in narrow
    many = [snapshot(f"prod-{number:02}") for number in range(20)]
    wide = table(fleet(*many, snapshot("prod-odd", addonVersion="v1.10.1")))
    assert "B ! v1.10.1  1: prod-odd" in wide
    assert all(len(line) <= 100 for line in (narrow + wide).splitlines())


def test_a_thing_that_one_alone_has_is_unexpected_and_a_lacking_one_missing() -> None:
    extra = make_resource("nodegroup", "spot", {"capacityType": "SPOT"})
    more = snapshot("d")
    more = Snapshot(
        **{name: getattr(more, name) for name in more.__struct_fields__}
        | {"resources": (*more.resources, extra)}
    )
    less = snapshot("e")
    less = Snapshot(
        **{name: getattr(less, name) for name in less.__struct_fields__}
        | {"resources": less.resources[:2]}
    )
    whole = [snapshot(name) for name in "abc"]
    report = fleet(*whole, more, less, against_consensus=True)
    assert [(each.environment, each.kind, each.change) for each in report.findings] == [
        ("d", "nodegroup", "unexpected"),
        ("e", "iam-role", "missing"),
    ]
