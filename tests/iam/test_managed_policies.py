"""Every policy that AWS manages means the same however it is written, and less with an action less.

1,582 documents, ten rewrites each: none may be told apart. In chunks, so that workers share them.
Each run takes some of the ten, in turn from policy to policy; with DRIFTAUDIT_ALL_REWRITES=1 all.
"""

import os
from collections.abc import Iterator

import pytest

from driftaudit.iam import compare_documents
from driftaudit.iam.verdict import Comparison
from driftaudit.model import Json
from tests.iam.aws_managed import aws_managed
from tests.iam.rewrites import less_one_action, rewritten

CHUNKS = 8
REWRITES = 10
IN_A_RUN = REWRITES if os.environ.get("DRIFTAUDIT_ALL_REWRITES") else 2
NOTHING_TO_MISS = 12
"""Policies that only deny, or whose Denies speak of everything that they allow."""

in_chunks = pytest.mark.parametrize("chunk", range(CHUNKS))


def policies(chunk: int) -> Iterator[tuple[str, Json]]:
    for name in sorted(aws_managed())[chunk::CHUNKS]:
        yield name, aws_managed()[name]["Document"]


def rewrites(number: int, document: Json) -> Iterator[tuple[int | None, Json]]:
    """The document itself, and its rewrites of this run by their seeds."""
    yield None, document
    for turn in range(IN_A_RUN):
        seed = (number * IN_A_RUN + turn) % REWRITES
        yield seed, rewritten(document, seed)


def is_same(found: Comparison) -> bool:
    return found.verdict == "equivalent" and found.exact


@in_chunks
def test_a_policy_is_equivalent_to_itself_and_to_ten_rewrites(chunk: int) -> None:
    different = [
        (name, seed)
        for number, (name, document) in enumerate(policies(chunk))
        for seed, written in rewrites(number, document)
        if not is_same(compare_documents(document, written))
    ]
    assert different == []


@in_chunks
def test_a_policy_is_more_than_itself_less_one_action(chunk: int) -> None:
    pairs = [(name, each, less_one_action(each, 1)) for name, each in policies(chunk)]
    kept = [
        name
        for name, document, less in pairs
        if less is not None and compare_documents(document, less).verdict != "less"
    ]
    assert kept == []


def test_nearly_every_policy_has_an_action_to_miss() -> None:
    documents = [each["Document"] for each in aws_managed().values()]
    assert len(documents) > 1500
    assert sum(less_one_action(each, 1) is None for each in documents) <= NOTHING_TO_MISS
