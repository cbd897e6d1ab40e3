"""Container images by repository and tag, wherever a region pulls them from."""

import re
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.portable import Portable

_ECR = re.compile(
    r"(?P<account>[0-9]{12})\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.[a-z0-9.-]+/(?P<path>.+)"
)

EKS_REGISTRIES: Final = frozenset(
    {
        *("602401143452", "877085696533", "800184023465", "533267051163", "900889452093"),
        *("296578399912", "491585149902", "151610086707", "333609536671", "121268973566"),
        *("761377655185", "900612956339", "590381155156", "455263428931", "066635153087"),
        *("759879836304", "558608220178", "730335286997", "918309763551", "961992271922"),
        *("151742754352", "013241004608", "608367168043", "725322719131", "187977181151"),
        *("249663109785", "676585237158"),
    }
)
"""Accounts of EKS's own registries, one or more a region (EKS user guide, add-ons-images)."""


def portable_image(value: Json, portable: Portable) -> Json:
    """`eks-registry/amazon-k8s-cni:v1.18.1` for EKS's own registries; others as portable text."""
    found = _ECR.fullmatch(value) if isinstance(value, str) else None
    if found and found["account"] in EKS_REGISTRIES:
        return f"eks-registry/{found['path']}"
    return portable.value(value)
