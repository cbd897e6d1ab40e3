"""The Kubernetes objects of one environment of the demo's fleet, as its API server returns them."""

from typing import Final

from driftaudit.demo.stack import Stack
from driftaudit.model import Json

_ROLE: Final = "eks.amazonaws.com/role-arn"
_REGISTRY: Final = "602401143452.dkr.ecr.{region}.amazonaws.com/eks/{image}:{version}"


def objects(stack: Stack) -> tuple[Json, ...]:
    """What driftaudit reads of a cluster: aws-auth, the three workloads, service accounts."""
    return (
        _configmap("aws-auth", {"mapRoles": "".join(map(_mapping, stack.aws_auth))}),
        _configmap("amazon-vpc-cni", {"enable-network-policy-controller": "false"}),
        _daemonset(stack, "aws-node", _image(stack, "vpc-cni", "amazon-k8s-cni")),
        _daemonset(stack, "kube-proxy", _image(stack, "kube-proxy", "kube-proxy")),
        _deployment("coredns", _image(stack, "coredns", "coredns")),
        _service_account("aws-node", {_ROLE: stack.site.role_arn("vpc-cni")}),
        _service_account("autoscaler", {}),
        _service_account("coredns", {}),
        _service_account("kube-proxy", {}),
    )


def _metadata(name: str, annotations: dict[str, str] | None = None) -> dict[str, Json]:
    return {
        "name": name,
        "namespace": "kube-system",
        "uid": f"00000000-0000-4000-8000-{sum(name.encode()):012d}",
        "resourceVersion": "1",
        "creationTimestamp": "2026-01-01T00:00:00Z",
    } | ({"annotations": annotations} if annotations else {})


def _configmap(name: str, data: dict[str, str]) -> Json:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": _metadata(name), "data": data}


def _mapping(entry: dict[str, Json]) -> str:
    """One entry of mapRoles, in YAML as people write it."""
    groups = "".join(f"    - {group}\n" for group in entry["groups"])
    return f"- rolearn: {entry['rolearn']}\n  username: {entry['username']}\n  groups:\n{groups}"


def _service_account(name: str, annotations: dict[str, str]) -> Json:
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(name, annotations),
    }


def _image(stack: Stack, addon: str, image: str) -> str:
    return _REGISTRY.format(
        region=stack.site.region, image=image, version=stack.addons[addon]["addonVersion"]
    )


def _daemonset(stack: Stack, name: str, image: str) -> Json:
    environment = [{"name": "CLUSTER_NAME", "value": stack.site.cluster}]
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": _metadata(name),
        "spec": {
            "selector": {"matchLabels": {"k8s-app": name}},
            "template": _pods(name, image, environment),
        },
        "status": {"desiredNumberScheduled": 3, "numberReady": 3},
    }


def _deployment(name: str, image: str) -> Json:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _metadata(name),
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"k8s-app": name}},
            "template": _pods(name, image, []),
        },
        "status": {"replicas": 2, "readyReplicas": 2},
    }


def _pods(name: str, image: str, environment: list[Json]) -> Json:
    return {
        "metadata": {"labels": {"k8s-app": name}},
        "spec": {
            "serviceAccountName": name,
            "hostNetwork": name != "coredns",
            "containers": [{"name": name, "image": image, "env": environment}],
        },
    }
