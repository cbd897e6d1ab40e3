import pytest

from driftaudit.model import Gap, Identity, Read, Reading
from driftaudit.render.doctor import Examination, doctor
from tests.gate.made import environment

IDENTITY = Identity(account="1", region="us-east-1", partition="aws", cluster="c")


def examined(name, *operations, failing=()):
    denied = tuple(
        Read(
            kind="addon",
            operation=each,
            gap=Gap(kind="addon", operation=each, code="Denied", message="no", needs=each),
        )
        for each in failing
    )
    reads = tuple(Read(kind="cluster", operation=each) for each in operations)
    own = environment(name)
    reading = Reading(environment=own, identity=IDENTITY, shapes={}, reads=(*reads, *denied))
    return Examination(reading=reading, iam_policy=None, rbac_rules=())


@pytest.mark.parametrize(
    ("operations", "words"),
    [((), "0 reads work"), (("a",), "1 read works"), (("a", "a", "b"), "2 reads work")],
)
def test_operations_that_work_are_counted_once_each(operations, words):
    head = "prod-us  us-east-1  222222222222  c-prod-us: "
    assert doctor([examined("prod-us", *operations)]) == (
        f"result: 1 of 1 environment can be read in full\n\n{head}ok, {words}\n"
    )


def test_the_answer_is_first_and_what_needs_something_before_what_does_not():
    lines = doctor([examined("fine", "a"), examined("odd", "a", failing=("b",))]).splitlines()
    assert lines[:2] == ["result: 1 of 2 environments can be read in full", ""]
    assert [each.split()[0] for each in lines if ": " in each and each[0] != " "] == [
        "result:",
        "odd",
        "fine",
    ]
    assert "  FAILS  b  (addon)" in lines
