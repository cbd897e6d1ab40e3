"""A selector means what a person would say it means, and a misspelt one is found out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.judge.selector import (
    Selector,
    code_problem,
    environment_problems,
    kind_problem,
    named,
)
from tests.judge.waivers import finding

TAG = ("tags", "kubernetes.io/cluster/a")
IMAGE = ("containers", "aws-node", "image")


@pytest.mark.parametrize(
    "selector",
    [
        {},
        {"code": "ADDON003"},
        {"kind": "addon"},
        {"resource": "coredns"},
        {"resource": "core*"},
        {"resource": "cor?dns"},
        {"environments": ("staging", "prod-de")},
        {"environments": ("prod-*",)},
        {"environments": ("prod-[de][de]",)},
        {"path": "addonVersion"},
        {"path": ("addon*",)},
        {"code": "ADDON003", "kind": "addon", "resource": "coredns", "path": ("addonVersion",)},
    ],
)
def test_all_that_is_given_holds(selector):
    assert Selector(**selector).matches(finding())


@pytest.mark.parametrize(
    "selector",
    [
        {"code": "ADDON004"},
        {"kind": "cluster"},
        {"resource": "core"},
        {"resource": "CoreDNS"},
        {"environments": ("prod-us",)},
        {"environments": ("prod",)},
        {"path": "addon"},
        {"path": ("addonVersion", "x")},
        {"path": "addonVersion.x"},
        {"code": "ADDON003", "kind": "cluster"},
    ],
)
def test_one_that_does_not_hold_is_enough(selector):
    assert not Selector(**selector).matches(finding())


@pytest.mark.parametrize(
    ("written", "path", "holds"),
    [
        ("tags", TAG, True),
        ("tags.kubernetes.io/cluster/a", TAG, True),
        ("tags.kubernetes.io/*", TAG, True),
        ("tags.*", TAG, True),
        ("tags.kubernetes", TAG, False),
        ("*", TAG, True),
        ("*.*.*", TAG, True),
        ("*.*.*.*", TAG, False),
        (("tags", "kubernetes.io/*"), TAG, True),
        (("tags", "kubernetes", "io/*"), TAG, False),
        (("tags.kubernetes.io/cluster/a",), TAG, False),
        ("containers.*.image", IMAGE, True),
        ("containers.image", IMAGE, False),
        (("containers", "*", "image"), IMAGE, True),
        (("containers", "*", "env"), IMAGE, False),
        ("addonVersion", (), False),
        (("addonVersion",), (), False),
        ((), (), True),
    ],
)
def test_a_path_is_meant_with_all_below_it(written, path, holds):
    assert Selector(path=written).matches(finding(path=path)) is holds


def test_brackets_are_no_wildcards_in_names():
    assert Selector(resource="role/[a]*").matches(finding(resource="role/[a]b"))
    assert not Selector(resource="role/[a]").matches(finding(resource="role/a"))


keys = st.lists(st.sampled_from(["a", "b.c", "d.e.f", "*"]), min_size=1, max_size=4)


@given(keys)
def test_a_path_holds_for_itself_however_it_is_written(path):
    found = finding(path=tuple(path))
    assert Selector(path=tuple(path)).matches(found)
    assert Selector(path=".".join(path)).matches(found)


def test_the_more_is_asked_the_more_specific():
    ladder = [
        Selector(),
        Selector(resource="*"),
        Selector(resource="core*"),
        Selector(kind="addon"),
        Selector(code="ADDON003"),
        Selector(kind="addon", resource="*"),
        Selector(kind="addon", resource="coredns"),
        Selector(kind="addon", resource="coredns", path=("addonVersion",)),
        Selector(kind="addon", resource="coredns", path="addonVersion", environments=("a",)),
    ]
    ranks = [each.specificity for each in ladder]
    assert ranks == sorted(ranks)
    assert len({*ranks}) >= len(ranks) - 1  # `core*` is as long as nothing else here


def test_names_and_problems():
    known = ("prod-us", "prod-de", "staging")
    assert named(("prod-*", "staging"), known) == known
    assert named(("nobody",), known) == ()
    assert list(environment_problems(("prod-*", "stagin", "dev*"), known)) == [
        (1, "no environment has the name 'stagin', did you mean 'staging'?"),
        (2, "no environment matches 'dev*'; known: prod-de, prod-us, staging"),
    ]
    assert kind_problem("addon") == code_problem("IAM001", ("IAM001",)) == ""
    assert kind_problem("adon") == "unknown kind 'adon', did you mean 'addon'?"
    assert code_problem("iam001", ("IAM001", "EKS001")) == (
        "unknown code 'iam001', did you mean 'IAM001'?"
    )
