"""Addons that do not run as EKS says."""

import json

import pytest

from tests.lint.made import said
from tests.normalize import stack
from tests.normalize.stack import US

EKS = f"602401143452.dkr.ecr.{US.region}.amazonaws.com"
LOG_FILE = {"AWS_VPC_K8S_CNI_LOG_FILE": "/host/aws-node.log"}


def env(variables):
    return [
        {"name": name} | (value if isinstance(value, dict) else {"value": value})
        for name, value in variables.items()
    ]


def cni(configuration, running, init=None, **changes):
    """The stack with this configuration of vpc-cni and these variables in its containers."""
    text = configuration if isinstance(configuration, str) else json.dumps(configuration)
    workload = stack.workload(US)
    pod = workload["spec"]["template"]["spec"]
    pod["containers"][0]["env"] = env(running)
    pod["initContainers"] = [{"name": "aws-vpc-cni-init", "image": "x", "env": env(init or {})}]
    addon = stack.addon(US) | {"configurationValues": text} | changes
    return stack.snapshot(addon=(addon,), workload=(workload,))


@pytest.mark.parametrize(
    ("configuration", "running", "path", "now"),
    [
        ({"env": {"A": "true"}}, {"A": "false"}, ("env", "A"), "false"),
        ("env:\n  A: 5\n  B: true\n", {"A": "6", "B": "true"}, ("env", "A"), "6"),
        ({"env": {"A": "1"}}, LOG_FILE, ("env", "A"), None),
        ({"env": {"A": "1"}}, {"A": ""}, ("env", "A"), ""),
    ],
)
def test_a_configuration_that_does_not_run(configuration, running, path, now):
    (only,) = said("ADDON007", cni(configuration, running))
    assert only.path == ("configurationValues", *path)
    assert only.actual["running"] == now
    shown = now or ("not set" if now is None else "empty")
    assert f"{shown} in the aws-node container" in only.detail


def test_the_init_container_has_its_own():
    configuration = {"init": {"env": {"A": "1"}}, "env": {"A": "2"}}
    (only,) = said("ADDON007", cni(configuration, {"A": "2"}, {"A": "0"}))
    assert only.path == ("configurationValues", "init", "env", "A")
    assert "aws-vpc-cni-init" in only.detail


@pytest.mark.parametrize(
    ("configuration", "running"),
    [
        ({"env": {"A": "true"}}, {"A": "true", "B": "1"}),
        ("env:\n  A: true\n  B: 1\n  C: false\n", {"A": "true", "B": "1", "C": "false"}),
        ({"env": {"A": "1"}}, {"A": {"valueFrom": {"fieldRef": {"fieldPath": "x"}}}}),
        ({"env": {"A": "1"}}, {"OTHER": "1"}),
        ({"env": {"A": "", "B": None}}, LOG_FILE),
        ({"env": {"A": ["1"]}}, {"A": "1"}),
        ({"env": "A=1"}, {"A": "2"}),
        ("A: [", {"A": "2"}),
        ({"env": {"DB_PASSWORD": "hunter2 hunter2"}}, {"DB_PASSWORD": "hunter3 hunter3"}),
        ({"other": {"A": "1"}}, {"A": "2"}),
    ],
)
def test_a_configuration_that_runs_or_cannot_be_compared(configuration, running):
    assert said("ADDON007", cni(configuration, running)) == ()


@pytest.mark.parametrize("status", ["UPDATING", "CREATING", "DELETING"])
def test_an_addon_that_is_being_changed(status):
    changing = cni({"env": {"A": "1"}}, {"A": "2"}, status=status, addonVersion="v1.20.0")
    assert said("ADDON007", changing) == said("ADDON008", changing) == ()


def test_environments_that_are_no_map():
    twice = cni({"env": {"A": "1"}}, {"A": "2"})
    assert len(said("ADDON007", twice)) == 1
    workload = stack.workload(US)
    workload["spec"]["template"]["spec"]["containers"][0]["env"] = [{"name": "A"}, {"name": "A"}]
    addon = stack.addon(US) | {"configurationValues": '{"env": {"A": "1"}}'}
    assert said("ADDON007", stack.snapshot(addon=(addon,), workload=(workload,))) == ()


def runs(addon, version, workload, image, **changes):
    """The stack with one addon of this version, whose workload runs this image."""
    shape = stack.workload(US)
    shape["metadata"] = {"name": workload, "namespace": "kube-system"}
    shape["spec"]["template"]["spec"]["containers"] = [{"name": workload, "image": image}]
    made = {"addonName": addon, "addonVersion": version, "status": "ACTIVE"} | changes
    return stack.snapshot(addon=(made,), workload=(shape,))


@pytest.mark.parametrize(
    ("addon", "version", "workload", "image"),
    [
        ("vpc-cni", "v1.18.1-eksbuild.1", "aws-node", f"{EKS}/amazon-k8s-cni:v1.16.0-eksbuild.1"),
        ("kube-proxy", "v1.30.0-eksbuild.3", "kube-proxy", f"{EKS}/eks/kube-proxy:v1.29.0-minimal"),
        ("coredns", "v1.11.1-eksbuild.9", "coredns", f"{EKS}/eks/coredns:v1.10.1-eksbuild.9"),
    ],
)
def test_another_version_runs(addon, version, workload, image):
    (only,) = said("ADDON008", runs(addon, version, workload, image))
    assert (only.resource, only.path) == (addon, ("addonVersion",))
    assert only.detail.startswith(f"EKS says {version}, but {workload} runs eks-registry/")


@pytest.mark.parametrize(
    ("addon", "version", "workload", "image"),
    [
        ("vpc-cni", "v1.18.1-eksbuild.1", "aws-node", f"{EKS}/amazon-k8s-cni:v1.18.1"),
        ("vpc-cni", "v1.18.1-eksbuild.3", "aws-node", f"{EKS}/amazon-k8s-cni:v1.18.1-eksbuild.1"),
        ("kube-proxy", "v1.30.0-eksbuild.3", "kube-proxy", f"{EKS}/eks/kube-proxy:v1.30.0-minimal"),
        ("vpc-cni", "v1.18.1", "aws-node", "mirror.example/amazon-k8s-cni:v1.16.0"),
        ("vpc-cni", "v1.18.1", "aws-node", f"{EKS}/amazon-k8s-cni@sha256:{'0' * 64}"),
        ("vpc-cni", "v1.18.1", "aws-node", f"{EKS}/amazon-k8s-cni:latest"),
        ("vpc-cni", "v1.18.1", "aws-node", f"{EKS}/other:v1.16.0"),
        ("coredns", "newest", "coredns", f"{EKS}/eks/coredns:v1.10.1"),
        ("ebs-csi", "v1.18.1", "ebs-csi", f"{EKS}/eks/ebs-csi:v1.10.1"),
    ],
)
def test_the_version_runs_or_cannot_be_told(addon, version, workload, image):
    assert said("ADDON008", runs(addon, version, workload, image)) == ()


def test_an_addon_that_was_told_which_image_to_run():
    chosen = {"configurationValues": '{"image": {"tag": "v1.16.0"}}'}
    image = f"{EKS}/amazon-k8s-cni:v1.16.0"
    assert said("ADDON008", runs("vpc-cni", "v1.18.1", "aws-node", image, **chosen)) == ()
