"""Node groups that the next node, or the control plane, leaves behind."""

import pytest

from tests.lint.made import said
from tests.normalize import stack
from tests.normalize.stack import US


def nodes(control_plane="1.30", **changes):
    return stack.snapshot(
        cluster=(stack.cluster(US) | {"version": control_plane},),
        nodegroup=(stack.nodegroup(US) | changes,),
    )


def template(version):
    used = {"id": US.id("lt"), "name": "x"} | ({"version": version} if version else {})
    return nodes(launchTemplate=used)


def test_the_latest_template():
    (only,) = said("NODE025", template("$Latest"))
    assert (only.resource, only.path) == ("workers", ("launchTemplate", "version"))
    assert only.source.startswith("arn:aws:eks:")


@pytest.mark.parametrize("version", ["3", "$Default", None, "$latest-ish"])
def test_a_template_of_a_fixed_version(version):
    assert said("NODE025", template(version)) == ()


def test_a_group_without_a_template():
    assert said("NODE025", nodes(launchTemplate=None)) == ()


def test_every_group_that_takes_the_latest():
    used = {"launchTemplate": {"id": "lt-1", "name": "x", "version": "$Latest"}}
    group = stack.nodegroup(US)
    others = (group | {"nodegroupName": "b"} | used, group | {"nodegroupName": "c"} | used)
    found = said("NODE025", stack.snapshot(nodegroup=(group, *others)))
    assert [each.resource for each in found] == ["b", "c"]


@pytest.mark.parametrize(
    ("control_plane", "version", "what"),
    [
        ("1.32", "1.28", "4 minors behind"),
        ("1.27", "1.24", "3 minors behind"),
        ("1.30", "1.31", "newer than"),
    ],
)
def test_too_old_or_too_new(control_plane, version, what):
    (only,) = said("NODE026", nodes(control_plane, version=version))
    assert what in only.detail


@pytest.mark.parametrize(
    ("control_plane", "version"),
    [
        ("1.30", "1.30"),
        ("1.31", "1.28"),
        ("1.27", "1.25"),
        ("1.30", None),
        ("soon", "1.20"),
        ("1.30", "2.1"),
    ],
)
def test_nodes_that_fit(control_plane, version):
    assert said("NODE026", nodes(control_plane, version=version)) == ()


def test_nodes_of_an_image_that_eks_does_not_know():
    assert said("NODE026", nodes("1.34", version="1.29", amiType="CUSTOM")) == ()


@pytest.mark.parametrize(
    ("control_plane", "image"),
    [("1.33", "AL2_x86_64"), ("1.34", "AL2_ARM_64"), ("1.33", "AL2_x86_64_GPU")],
)
def test_amazon_linux_2(control_plane, image):
    (only,) = said("NODE027", nodes(control_plane, amiType=image))
    assert (only.path, only.actual) == (("amiType",), image)


@pytest.mark.parametrize(
    ("control_plane", "image"),
    [
        ("1.32", "AL2_x86_64"),
        ("1.33", "AL2023_x86_64_STANDARD"),
        ("1.33", "CUSTOM"),
        ("1.33", None),
    ],
)
def test_images_that_go_on(control_plane, image):
    assert said("NODE027", nodes(control_plane, amiType=image)) == ()
