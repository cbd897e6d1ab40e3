"""The built-in documents are AWS's own."""

import json
from typing import Final

import pytest

from driftaudit.iam import managed
from driftaudit.model import Identity
from driftaudit.normalize.documents import canonical
from driftaudit.normalize.portable import Portable
from tests.iam.aws_managed import aws_managed

AWS = Portable(Identity(account="111122223333", region="eu-west-1", partition="aws", cluster="c1"))

DIFFERENT: Final[frozenset[str]] = frozenset()
"""Policies of which moto's copy is another version than ours, each for a reason."""


@pytest.mark.parametrize("arn", sorted(managed.MANAGED))
def test_a_document_is_the_one_that_aws_publishes(arn: str) -> None:
    name = arn.rpartition("/")[2]
    ours, theirs = managed.MANAGED[arn], aws_managed()[name]
    written = json.dumps(ours.document).replace("${partition}", "aws")
    same = canonical(written, AWS) == canonical(theirs["Document"], AWS)
    assert same == (arn not in DIFFERENT)
    assert arn == f"arn:${{partition}}:iam::aws:policy{theirs['Path']}{name}"
    assert (ours.version, ours.updated) == (theirs["DefaultVersionId"], theirs["UpdateDate"][:10])


def test_no_document_names_a_partition() -> None:
    assert all("arn:aws" not in repr(each.document) for each in managed.MANAGED.values())


@pytest.mark.parametrize(
    ("arn", "is_known"),
    [
        (f"{managed.PREFIX}AmazonEKS_CNI_Policy", True),
        (f"{managed.PREFIX}AmazonEBSCSIDriverPolicy", False),
        ("arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy", False),
        ("", False),
    ],
)
def test_a_policy_is_known_by_its_whole_portable_arn(arn: str, *, is_known: bool) -> None:
    assert (managed.document(arn) is not None) == is_known
