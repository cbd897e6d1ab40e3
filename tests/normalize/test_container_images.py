"""Images: the registry of a region is no difference, a registry of one's own is."""

import pytest

from driftaudit.normalize.container_images import portable_image
from driftaudit.normalize.portable import Portable
from tests.normalize import stack

CN = ".dkr.ecr.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize(
    ("place", "image", "portable"),
    [
        (
            stack.US,
            "602401143452.dkr.ecr.us-east-1.amazonaws.com/eks/coredns:v1",
            "eks-registry/eks/coredns:v1",
        ),
        (
            stack.US,
            "602401143452.dkr.ecr-fips.us-east-1.amazonaws.com/eks/coredns:v1",
            "eks-registry/eks/coredns:v1",
        ),
        (stack.CN, f"918309763551{CN}/eks/coredns:v1", "eks-registry/eks/coredns:v1"),
        (
            stack.CN,
            f"333333333333{CN}/eks/coredns:v1",
            "${account}.dkr.ecr.${region}.${dns_suffix}/eks/coredns:v1",
        ),
        (
            stack.US,
            "999999999999.dkr.ecr.us-east-1.amazonaws.com/coredns:v1",
            "999999999999.dkr.ecr.${region}.${dns_suffix}/coredns:v1",
        ),
        (stack.US, "registry.k8s.io/coredns/coredns:v1", "registry.k8s.io/coredns/coredns:v1"),
        (stack.US, None, None),
        (stack.US, ["x"], ["x"]),
    ],
)
def test_images(place, image, portable):
    assert portable_image(image, Portable(place.identity)) == portable
