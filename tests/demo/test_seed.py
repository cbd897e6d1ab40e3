"""Seeding creates what the fleet says, in each account, and touches nothing but loopback."""

from collections.abc import Callable
from typing import Any

import pytest

from driftaudit.demo import seed as seeding
from driftaudit.demo.fleet import SITES, Fleet
from driftaudit.demo.seed import require_loopback, seed
from driftaudit.errors import DemoError
from tests.fleet import SeededFleet

pytestmark = pytest.mark.xdist_group("drifted-fleet")

Service = Callable[[str], Any]
DE = Fleet().stacks()[2]


@pytest.fixture
def service(drifted_fleet: SeededFleet) -> Service:
    return lambda name: drifted_fleet.client(name, DE.site.name)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://eks.eu-central-1.amazonaws.com",
        "http://169.254.169.254",
        "http://10.0.0.1:4566",
        "http://localhost.acme.example:4566",
        "https://127.0.0.1:4566",
        "127.0.0.1:4566",
        "",
    ],
)
def test_any_other_endpoint_is_refused(endpoint: str) -> None:
    with pytest.raises(DemoError, match="on loopback only"):
        seed(endpoint, Fleet().stacks())


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4566", "http://[::1]:4566"])
def test_loopback_is_taken(endpoint: str) -> None:
    require_loopback(endpoint)


@pytest.mark.enable_socket
def test_the_cluster_stands_in_its_own_vpc(service: Service) -> None:
    cluster = service("eks").describe_cluster(name="acme-prod-de")["cluster"]
    assert cluster["status"] == "ACTIVE"
    assert cluster["accessConfig"]["authenticationMode"] == "API_AND_CONFIG_MAP"
    network = cluster["resourcesVpcConfig"]
    subnets = service("ec2").describe_subnets(SubnetIds=network["subnetIds"])["Subnets"]
    assert {each["VpcId"] for each in subnets} == {network["vpcId"]}
    assert {each["AvailabilityZone"] for each in subnets} == {"eu-central-1a", "eu-central-1b"}


@pytest.mark.enable_socket
def test_roles_trust_and_hold_what_the_stack_says(service: Service) -> None:
    found = service("iam").get_account_authorization_details()["RoleDetailList"]
    roles = {role["RoleName"].removeprefix("acme-prod-de-"): role for role in found}
    assert set(roles) == {*DE.roles, "driftaudit-reader"}
    for suffix, role in DE.roles.items():
        attached = [each["PolicyArn"] for each in roles[suffix]["AttachedManagedPolicies"]]
        assert attached == list(role.attached)
        assert {each["PolicyName"] for each in roles[suffix]["RolePolicyList"]} == set(role.inline)
    (statement,) = roles["vpc-cni"]["AssumeRolePolicyDocument"]["Statement"]
    provider = statement["Principal"]["Federated"]
    (known,) = service("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider == known["Arn"]
    assert "${oidc}" not in str(statement)


@pytest.mark.enable_socket
def test_eks_has_what_the_stack_says(service: Service) -> None:
    eks, cluster = service("eks"), "acme-prod-de"
    assert set(eks.list_nodegroups(clusterName=cluster)["nodegroups"]) == set(DE.nodegroups)
    assert set(eks.list_addons(clusterName=cluster)["addons"]) == set(DE.addons)
    entries = eks.list_access_entries(clusterName=cluster)["accessEntries"]
    assert set(entries) == set(DE.access_entries)
    (identity,) = eks.list_pod_identity_associations(clusterName=cluster)["associations"]
    assert (identity["namespace"], identity["serviceAccount"]) == ("kube-system", "autoscaler")
    group = eks.describe_nodegroup(clusterName=cluster, nodegroupName="workers")["nodegroup"]
    subnets = service("ec2").describe_subnets(SubnetIds=group["subnets"])["Subnets"]
    names = {tag["Value"] for each in subnets for tag in each["Tags"] if tag["Key"] == "Name"}
    assert names == {"acme-prod-de-private-a", "acme-prod-de-private-b"}


@pytest.mark.enable_socket
def test_every_account_has_its_cluster_and_no_other(drifted_fleet: SeededFleet) -> None:
    for site in SITES:
        eks = drifted_fleet.client("eks", site.name)
        assert eks.list_clusters()["clusters"] == [site.cluster]


class Slow:
    """An EKS whose cluster has these statuses in turn, the last of them for ever."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)

    def describe_cluster(self, name: str) -> Any:
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return {"cluster": {"name": name, "status": status}}


def test_a_cluster_is_waited_for() -> None:
    slow = Slow("CREATING", "CREATING", "ACTIVE")
    seeding._wait_until_active(slow, "acme-prod-de")
    assert slow.statuses == ["ACTIVE"]


def test_a_cluster_that_stays_inactive_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "ACTIVE_SECONDS", 0.0)
    with pytest.raises(DemoError, match="cluster acme-prod-de ACTIVE in time"):
        seeding._wait_until_active(Slow("CREATING"), "acme-prod-de")
