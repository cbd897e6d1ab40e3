import msgspec
import pytest

from driftaudit.assemble import reported_findings, status_of
from driftaudit.judge.codes import CODES
from driftaudit.model import KINDS, Difference, Finding, Gap


def finding(environment="us", **fields):
    base = {"kind": "addon", "resource": "coredns", "path": ("addonVersion",), "change": "changed"}
    return Finding(
        fingerprint="0" * 16,
        code="ADDON003",
        severity="medium",
        environment=environment,
        difference=Difference(**base | {"expected": "v1", "actual": "v2"} | fields),
        reference="baseline:prod",
    )


def gap(kind):
    return Gap(kind=kind, operation="x:Y", code="z", message="", needs="")


@pytest.mark.parametrize(
    ("kinds", "status"), [((), "ok"), (("addon",), "partial"), (("addon", "*"), "error")]
)
def test_status_follows_from_the_gaps(kinds, status):
    assert status_of(tuple(map(gap, kinds))) == status


@pytest.mark.parametrize(
    "other",
    [
        finding("de", actual="v3"),
        finding("de", expected="v0"),
        finding("de", resource="vpc-cni"),
        finding("de", path=("x",)),
        msgspec.structs.replace(finding("de"), reference="baseline:other"),
    ],
)
def test_only_the_very_same_difference_is_also_elsewhere(other):
    assert [each.also_in for each in reported_findings((finding("us"), other))] == [(), ()]
    same = reported_findings((finding("us"), finding("de"), finding("ca")))
    assert [(each.environment, each.also_in) for each in same] == [
        ("ca", ("de", "us")),
        ("de", ("ca", "us")),
        ("us", ("ca", "de")),
    ]


def test_findings_come_by_environment_kind_resource_and_path():
    kinds = ("volcano", *reversed(KINDS))
    found = reported_findings(finding(kind=kind) for kind in kinds)
    assert [each.kind for each in found] == [*KINDS, "volcano"]


def test_title_and_why_are_the_codes():
    (found,) = reported_findings((finding(),))
    assert (found.title, found.why) == (CODES["ADDON003"].title, CODES["ADDON003"].why)
