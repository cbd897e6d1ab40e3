"""Collection as a whole: the demo's fleet in the embedded AWS, as it is and as it fails."""

from collections.abc import Iterator

import pytest

from driftaudit.collect.permissions import ACTIONS
from driftaudit.collect.run import collect
from driftaudit.config import Target, load
from driftaudit.demo.settings import environment, variables
from driftaudit.model import Reading
from tests.faulty_aws import Faults, faults
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("clean-fleet")


@pytest.fixture(scope="module")
def faulty(clean_fleet: SeededFleet) -> Iterator[Faults]:
    with faults(clean_fleet.endpoint) as proxy:
        yield proxy


@pytest.fixture
def targets(clean_fleet: SeededFleet) -> tuple[Target, ...]:
    return load(clean_fleet.config).targets


def read(endpoint: str, targets: tuple[Target, ...]) -> tuple[Reading, ...]:
    """Each call tried twice; the adaptive mode would wait for seconds after a throttled one."""
    settings = {"AWS_MAX_ATTEMPTS": "2", "AWS_RETRY_MODE": "standard"}
    with environment(variables(endpoint) | settings):
        return collect(targets)


def test_every_environment_is_read_whole(
    clean_fleet: SeededFleet, targets: tuple[Target, ...]
) -> None:
    told: list[str] = []
    with environment(variables(clean_fleet.endpoint)):
        readings = collect(
            targets, concurrency=3, on_read=lambda each: told.append(each.environment.name)
        )
    names = [target.environment.name for target in targets]
    assert [each.environment.name for each in readings] == names
    assert sorted(told) == sorted(names)
    for each in readings:
        assert each.gaps == ()
        # The embedded AWS has no Fargate; nothing else is left out.
        assert list(each.not_audited) == ["fargate-profile"]
        assert each.identity.partition == "aws"
        assert each.identity.oidc
        for shape in ("nodegroup", "addon", "iam-role", "subnet", "route-table", "configmap"):
            assert each.shapes[shape], shape


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("eks:ListNodegroups", {"nodegroup"}),
        ("eks:DescribeNodegroup", {"nodegroup"}),
        ("eks:ListAddons", {"addon"}),
        ("eks:DescribeAddon", {"addon"}),
        ("eks:ListAccessEntries", {"access-entry"}),
        ("eks:DescribeAccessEntry", {"access-entry"}),
        ("eks:ListAssociatedAccessPolicies", {"access-entry"}),
        ("eks:ListPodIdentityAssociations", {"pod-identity"}),
        ("eks:DescribePodIdentityAssociation", {"pod-identity"}),
        ("iam:GetAccountAuthorizationDetails", {"iam-role", "iam-policy"}),
        ("iam:GetPolicy", {"managed-policy"}),
        ("iam:GetPolicyVersion", {"managed-policy"}),
        ("iam:GetOpenIDConnectProvider", {"oidc-provider"}),
        ("ec2:DescribeSubnets", {"subnet"}),
        ("ec2:DescribeRouteTables", {"route-table"}),
        ("ec2:DescribeVpcs", {"vpc"}),
        ("ec2:DescribeSecurityGroups", {"security-group"}),
        ("eks:DescribeCluster", {"*"}),
        ("sts:AssumeRole", {"*"}),
    ],
)
def test_one_read_denied_is_one_gap_and_the_rest_is_read(
    action: str, kinds: set[str], faulty: Faults, targets: tuple[Target, ...]
) -> None:
    faulty.deny(action)
    (reading,) = read(faulty.url, targets[:1])
    assert {gap.kind for gap in reading.gaps} == kinds
    for gap in reading.gaps:
        assert gap.operation == action
        assert gap.code in {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}
        assert action in gap.needs
    assert not kinds & set(reading.shapes)
    if kinds != {"*"}:
        assert reading.shapes["cluster"]


def test_a_throttled_read_is_tried_again(faulty: Faults, targets: tuple[Target, ...]) -> None:
    throttled = {"code": "ThrottlingException", "status": 400}
    faulty.set({"service": "eks", "operation": "ListAddons", "error": throttled, "times": 1})
    (reading,) = read(faulty.url, targets[:1])
    assert reading.gaps == ()
    assert reading.shapes["addon"]


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        (
            {"error": {"code": "ThrottlingException", "status": 400}},
            {"ThrottlingException"},
        ),
        ({"error": {"code": "ServerException", "status": 500}}, {"ServerException"}),
        ({"reset": True}, {"ConnectionClosedError", "ConnectionError"}),
        ({"response": {"truncate_frac": 0.5}}, {"MalformedAnswer", "ResponseParserError"}),
    ],
)
def test_a_read_that_keeps_failing_is_a_gap(
    fault: dict[str, object], codes: set[str], faulty: Faults, targets: tuple[Target, ...]
) -> None:
    faulty.set({"service": "eks", "operation": "ListAddons"} | fault)
    (reading,) = read(faulty.url, targets[:1])
    assert {gap.kind for gap in reading.gaps} == {"addon"}
    assert {gap.code for gap in reading.gaps} <= codes
    assert "addon" not in reading.shapes


def test_one_account_that_cannot_be_entered_leaves_the_others(
    faulty: Faults, targets: tuple[Target, ...]
) -> None:
    error = {"code": "AccessDenied", "status": 403, "message": "no such role"}
    lost = targets[2].environment.account
    body = f"contains(RoleArn, '{lost}')"
    faulty.set({"service": "sts", "operation": "AssumeRole", "body": body, "error": error})
    readings = read(faulty.url, targets)
    assert [each.environment.name for each in readings if each.gaps] == [
        targets[2].environment.name
    ]
    (gap,) = readings[2].gaps
    assert gap.kind == "*"
    assert f"arn:aws:iam::{lost}:role/driftaudit-reader" in gap.needs


def test_only_reads_are_sent_and_each_is_in_the_reader_s_policy(
    faulty: Faults, targets: tuple[Target, ...]
) -> None:
    """Every request is let through by a rule that only writes it down."""
    faulty.set({"service": "*", "latency": 0})
    readings = read(faulty.url, targets)
    assert all(each.gaps == () for each in readings)
    seen = {f"{each['service']}:{each['operation']}" for each in faulty.fired()}
    assert len(seen) > 15
    assert {action for action in seen if not action.startswith("sts:")} <= set(ACTIONS)
    assert {action for action in seen if action.startswith("sts:")} == {"sts:AssumeRole"}
    for action in seen:
        assert action.split(":")[1].startswith(("Get", "List", "Describe", "AssumeRole"))
