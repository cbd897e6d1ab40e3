"""Unread is not absent: each read is taken away in turn, from either side."""

from typing import NamedTuple

import pytest

from driftaudit.model import KINDS, Gap, Read
from tests.mutations.cases import CASES
from tests.mutations.edits import both, edited
from tests.mutations.fleet import PLACES, check, clean, compare, found, lines, snapshot
from tests.mutations.shapes import shapes

US, CN = PLACES[:2]


class Loss(NamedTuple):
    """What is gone when a read fails: its gaps' kinds, shapes, and kinds that show nothing."""

    gaps: tuple[str, ...]
    shapes: tuple[str, ...]
    hidden: tuple[str, ...]
    empty: tuple[str, ...] = ()
    """Shapes that are empty for it: nothing named what there is to read."""


def own(kind):
    """A read without which its kind is unknown, and nothing else."""
    return Loss(gaps=(kind,), shapes=(kind,), hidden=(kind,))


def aside(source):
    """A read that only describes: its absence hides values, and no kind as a whole."""
    return Loss(gaps=(source,), shapes=(source,), hidden=())


LOSSES = {
    **{
        kind: own(kind)
        for kind in ("addon", "fargate-profile", "access-entry", "pod-identity", "workload")
    },
    **{kind: own(kind) for kind in ("oidc-provider", "security-group", "service-account")},
    "nodegroup": Loss(
        ("nodegroup",), ("nodegroup",), ("nodegroup", "launch-template"), ("launch-template",)
    ),
    "launch-template": Loss(
        ("launch-template",), ("launch-template",), ("launch-template",), ("image",)
    ),
    "iam": Loss(
        ("iam-role", "iam-policy"),
        ("iam-role", "iam-policy"),
        ("iam-role", "iam-policy"),
        ("managed-policy",),
    ),
    "configmap": Loss(("aws-auth", "workload"), ("configmap",), ("aws-auth", "workload")),
    "kubernetes": Loss(
        ("aws-auth", "workload", "service-account"),
        ("configmap", "workload", "service-account"),
        ("aws-auth", "workload", "service-account"),
    ),
    "subnet": Loss(("subnet",), ("subnet", "route-table", "vpc"), ()),
    **{
        source: aside(source)
        for source in ("route-table", "vpc", "kms-alias", "image", "prefix-list")
    },
    "managed-policy": aside("managed-policy"),
    "ec2": Loss(
        ("subnet", "security-group", "launch-template"),
        ("subnet", "route-table", "vpc", "security-group", "launch-template"),
        ("security-group", "launch-template"),
        ("image",),
    ),
}
PLANTED = {
    "cluster": "version",
    "addon": "a boolean",
    "nodegroup": "minimum",
    "fargate-profile": "selector added",
    "launch-template": "hop limit",
    "access-entry": "group added",
    "pod-identity": "session tags",
    "aws-auth": "group added",
    "iam-role": "inline resource",
    "iam-policy": "action",
    "oidc-provider": "audience added",
    "security-group": "rule of the cluster's group removed",
    "workload": "memory limit",
    "service-account": "token",
}
DRIFTS = [case for case in CASES if PLANTED[case.kind] == case.name]
every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


def lacking(loss, place, source):
    """The snapshot of an environment of which some was not read, as collect leaves it."""
    kept = {name: each for name, each in source.items() if name not in loss.shapes}
    reads = tuple(Read(kind=kind, operation="x:Read", gap=gap(kind)) for kind in loss.gaps)
    return snapshot(place, kept | dict.fromkeys(loss.empty, ()), reads=reads)


def gap(kind):
    return Gap(kind=kind, operation="x:Read", code="AccessDenied", message="no", needs="x:Read")


def planted(place):
    return edited(both(*(case.change for case in DRIFTS)), place, shapes(place))


def test_there_is_a_drift_of_every_kind():
    assert [case.kind for case in DRIFTS] == sorted(KINDS, key=[*PLANTED].index)
    report = check([snapshot(US, planted(US))])
    assert lines(report) == sorted(case.expected for case in DRIFTS)


@every_loss
def test_what_was_not_read_is_no_finding_and_not_clean(loss):
    subject = lacking(loss, US, shapes(US))
    report = check([subject, clean(CN)])
    assert (found(report), report.result) == ({}, "incomplete")
    statuses = {each.name: each.status for each in report.environments}
    assert statuses == {"prod-acme-us": "partial", "prod-acme-cn": "ok"}


@every_loss
def test_nor_is_it_where_the_reference_was_not_read(loss):
    reference = lacking(loss, CN, shapes(CN))
    report = compare(reference, clean(US))
    assert (found(report), report.result) == ({}, "incomplete")


@every_loss
def test_all_else_is_still_compared(loss):
    expected = sorted(case.expected for case in DRIFTS if case.kind not in loss.hidden)
    report = check([lacking(loss, US, planted(US))])
    assert (lines(report), report.result) == (expected, "drift")
    turned = compare(lacking(loss, CN, shapes(CN)), snapshot(US, planted(US)))
    assert lines(turned) == expected
