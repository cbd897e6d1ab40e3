from functools import partial
from typing import Any

import pytest

from driftaudit.collect.access import access_entries, pod_identities
from driftaudit.collect.failures import ReadError
from tests.collect.scripted import Scripted, collected

ADMIN = "arn:aws:iam::222222222222:role/admin"
POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"


def cluster(mode: str | None) -> dict[str, Any]:
    return {"accessConfig": {"authenticationMode": mode}} if mode else {}


def entries(**changes: Any) -> Scripted:
    answers = {
        "eks_ListAccessEntries": {"accessEntries": [ADMIN]},
        "eks_DescribeAccessEntry": {"accessEntry": {"principalArn": ADMIN, "type": "STANDARD"}},
        "eks_ListAssociatedAccessPolicies": {
            "clusterName": "acme",
            "associatedAccessPolicies": [
                {"policyArn": POLICY, "accessScope": {"type": "cluster", "namespaces": []}}
            ],
        },
    }
    return Scripted(**(answers | changes))


def test_an_entry_has_its_policies_with_it() -> None:
    shapes, _ = collected(entries(), partial(access_entries, cluster=cluster("API")))
    (entry,) = shapes["access-entry"]
    assert entry["principalArn"] == ADMIN
    assert [each["policyArn"] for each in entry["associatedAccessPolicies"]] == [POLICY]


def test_config_map_mode_has_no_entries_and_asks_for_none() -> None:
    aws = entries()
    shapes, own = collected(aws, partial(access_entries, cluster=cluster("CONFIG_MAP")))
    assert shapes == {"access-entry": ()}
    assert (aws.asked, own.reads) == ([], [])


@pytest.mark.parametrize("config", [{}, {"accessConfig": None}, {"accessConfig": {}}])
def test_a_cluster_that_names_no_mode_is_asked_and_may_have_none(config: dict[str, Any]) -> None:
    shapes, own = collected(entries(), partial(access_entries, cluster=config))
    assert [each["principalArn"] for each in shapes["access-entry"]] == [ADMIN]
    aws = entries(eks_ListAccessEntries=("InvalidRequestException", "no entries here"))
    shapes, own = collected(aws, partial(access_entries, cluster=config))
    assert shapes == {"access-entry": ()}
    assert [read.gap for read in own.reads] == [None]


@pytest.mark.parametrize("mode", ["API", "API_AND_CONFIG_MAP"])
def test_any_other_mode_asks(mode: str) -> None:
    aws = entries(eks_ListAccessEntries=("InvalidRequestException", "no entries here"))
    error, own = collected(aws, partial(access_entries, cluster=cluster(mode)))
    assert isinstance(error, ReadError)
    assert [read.gap.code for read in own.reads if read.gap] == ["InvalidRequestException"]


def test_every_pod_identity_is_described_since_the_list_lacks_the_role() -> None:
    association = {
        "associationId": "a-1",
        "namespace": "kube-system",
        "serviceAccount": "aws-node",
        "roleArn": ADMIN,
    }
    listed = {each: association[each] for each in ("associationId", "namespace", "serviceAccount")}
    aws = Scripted(
        eks_ListPodIdentityAssociations={"associations": [listed]},
        eks_DescribePodIdentityAssociation={"association": association},
    )
    shapes, _ = collected(aws, pod_identities)
    assert shapes == {"pod-identity": (association,)}
    assert aws.asked[1][1] == {"clusterName": "acme", "associationId": "a-1"}
