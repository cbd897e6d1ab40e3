from pathlib import Path

import yaml

from driftaudit.collect.kube.rights import WANTED, Requirement, requirements, wanted_reads
from driftaudit.model import KINDS

RBAC = Path(__file__).resolve().parents[3] / "docs" / "reader-rbac.yaml"
GROUP = {
    "apiGroup": "rbac.authorization.k8s.io",
    "kind": "Group",
    "name": "driftaudit:readers",
}


def documents():
    return list(yaml.safe_load_all(RBAC.read_text(encoding="utf-8")))


def test_the_docs_grant_exactly_what_is_read():
    granted = {
        Requirement(
            verb=verb,
            group=group,
            resource=resource,
            names=tuple(rule.get("resourceNames", ())),
            namespace=document["metadata"].get("namespace"),
        )
        for document in documents()
        for rule in document.get("rules", ())
        for verb in rule["verbs"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }
    assert granted == set(requirements())


def test_each_role_of_the_docs_is_bound_to_the_group():
    roles = {(one["kind"], one["metadata"].get("namespace")) for one in documents()}
    assert roles == {
        ("Role", "kube-system"),
        ("RoleBinding", "kube-system"),
        ("ClusterRole", None),
        ("ClusterRoleBinding", None),
    }
    for one in documents():
        if "roleRef" in one:
            assert one["subjects"] == [GROUP]
            assert one["roleRef"]["kind"] == one["kind"].removesuffix("Binding")
            assert one["roleRef"]["name"] == "driftaudit-reader"


def test_only_reads_are_wanted_and_only_of_known_kinds():
    assert {wanted.verb for wanted in WANTED} == {"get", "list"}
    assert {wanted.kind for wanted in WANTED} <= set(KINDS)


def test_operations_and_paths():
    assert [(wanted.operation, wanted.path) for wanted in WANTED] == [
        ("get configmaps/aws-auth", "/api/v1/namespaces/kube-system/configmaps/aws-auth"),
        (
            "get configmaps/amazon-vpc-cni",
            "/api/v1/namespaces/kube-system/configmaps/amazon-vpc-cni",
        ),
        ("get daemonsets/aws-node", "/apis/apps/v1/namespaces/kube-system/daemonsets/aws-node"),
        (
            "get daemonsets/kube-proxy",
            "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy",
        ),
        ("get deployments/coredns", "/apis/apps/v1/namespaces/kube-system/deployments/coredns"),
        ("list serviceaccounts", "/api/v1/serviceaccounts"),
    ]


def test_aws_auth_is_left_out_where_it_does_not_count():
    assert wanted_reads(aws_auth=True) == WANTED
    assert wanted_reads(aws_auth=False) == WANTED[1:]
