"""The demo's fleet in three partitions, with clusters named like regions and services: no finding.

The embedded AWS knows `arn:aws:` alone. So its fleet is read once, by the real collectors, and the
readings are rewritten as the other partitions would answer: pure data from there on.
"""

import itertools
import re
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from driftaudit.assemble import Stamp
from driftaudit.audit import check, compare_pair
from driftaudit.baselines import from_snapshots
from driftaudit.baselines import load as load_baseline
from driftaudit.collect.run import collect
from driftaudit.config import load
from driftaudit.demo.settings import environment, variables
from driftaudit.model import Environment, Identity, Reading, Snapshot, Tool
from driftaudit.normalize.snapshot import normalize
from driftaudit.subject import Audited
from tests.fleet import SeededFleet

pytestmark = [pytest.mark.enable_socket, pytest.mark.xdist_group("clean-fleet")]

TOOL = Tool(name="driftaudit", version="0")
AT = "2026-11-22T10:50:00.000000Z"
STAMP = Stamp(tool=TOOL, generated_at=AT, command="check")


class Site(NamedTuple):
    """Where an environment of the fleet is moved: `name` is that of environment and cluster."""

    name: str
    account: str
    region: str
    partition: str


SITES = (
    Site("us", "222222222222", "us-gov-west-1", "aws-us-gov"),
    Site("de", "333333333333", "eu-central-1", "aws"),
    Site("a", "444444444444", "cn-north-1", "aws-cn"),
    Site("eks", "555555555555", "cn-northwest-1", "aws-cn"),
    Site("prod", "666666666666", "us-east-1", "aws"),
    Site("prod-us", "777777777777", "us-gov-east-1", "aws-us-gov"),
)
ODD_NAMES = tuple(
    Site(name, "888888888888", region, partition)
    for name, (region, partition) in zip(
        (
            "us-east-1",
            "us-west-2",
            "iam",
            "cn-north-1",
            "system",
            "kube",
            "arn",
            "amazonaws",
            "com",
        ),
        itertools.cycle([("us-east-1", "aws"), ("cn-north-1", "aws-cn")]),
        strict=False,
    )
)


def moved(reading: Reading, site: Site, tier: str = "gold") -> Reading:
    """The reading of the same stack as it would be at another site, its cluster tagged so."""
    old = reading.environment
    hosts = re.compile(rf"({re.escape(site.region)})\.amazonaws\.com\b")

    def text(value: str) -> str:
        value = value.replace(old.cluster, site.name).replace(old.account, site.account)
        value = value.replace(old.region, site.region).replace("arn:aws:", f"arn:{site.partition}:")
        if site.partition == "aws-cn":
            value = hosts.sub(r"\1.amazonaws.com.cn", value)
            value = value.replace("ec2.amazonaws.com", "ec2.amazonaws.com.cn")
            value = value.replace("602401143452.dkr", "918309763551.dkr")
        return value

    def everywhere(value):
        if isinstance(value, str):
            return text(value)
        if isinstance(value, dict):
            return {text(key): everywhere(each) for key, each in value.items()}
        return [everywhere(each) for each in value] if isinstance(value, list) else value

    plain = msgspec.json.decode(msgspec.json.encode(reading.shapes))
    plain["cluster"][0]["tags"]["tier"] = tier
    own = reading.identity
    return msgspec.structs.replace(
        reading,
        environment=Environment(
            name=site.name, account=site.account, region=site.region, cluster=site.name
        ),
        identity=Identity(
            account=site.account,
            region=site.region,
            partition=site.partition,
            cluster=site.name,
            oidc=text(own.oidc or ""),
            vpc=own.vpc,
            vars=own.vars,
        ),
        shapes={source: tuple(everywhere(each)) for source, each in plain.items()},
    )


@pytest.fixture(scope="module")
def readings(clean_fleet: SeededFleet) -> tuple[Reading, ...]:
    with environment(variables(clean_fleet.endpoint)):
        found = collect(load(clean_fleet.config).targets)
    assert [each.gaps for each in found] == [()] * 6
    return tuple(each for each in found if each.environment.group == "prod")


@pytest.fixture(scope="module")
def fleet(readings: tuple[Reading, ...]) -> dict[str, Snapshot]:
    return {
        site.name: normalize(moved(reading, site), captured_at=AT, tool=TOOL)
        for site, reading in zip((*SITES, *ODD_NAMES), itertools.cycle(readings), strict=False)
    }


def seen(report):
    return [
        (each.environment, each.kind, each.resource, each.path, each.expected, each.actual)
        for each in report.findings
    ]


def test_the_fleet_is_in_three_partitions_and_six_accounts(fleet: dict[str, Snapshot]) -> None:
    six = [fleet[site.name] for site in SITES]
    assert {each.identity.partition for each in six} == {"aws", "aws-cn", "aws-us-gov"}
    assert len({each.identity.account for each in six}) == 6
    for each in six:
        text = msgspec.json.encode(
            [(one.source, one.attributes) for one in each.resources]
        ).decode()
        assert f"arn:{each.identity.partition}:iam::{each.identity.account}:role/" in text
        assert len(each.resources) == len(six[0].resources) > 20


@pytest.mark.parametrize("accepted", [site.name for site in SITES])
def test_check_finds_nothing_against_one_baseline(
    fleet: dict[str, Snapshot], accepted: str, tmp_path: Path
) -> None:
    path = tmp_path / "prod.yaml"
    path.write_text(from_snapshots("prod", (fleet[accepted],)).text)
    side = load_baseline(path).side()
    subjects = [Audited(subject=each, reference=side) for each in fleet.values()]
    known = [each.environment for each in fleet.values()]
    report = check(subjects, stamp=STAMP, fail_on="info", known=known)
    assert seen(report) == []
    assert report.result == "clean"


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.permutations([site.name for site in SITES], 2))
)
def test_compare_finds_nothing_in_any_pair(
    fleet: dict[str, Snapshot], one: str, other: str
) -> None:
    known = [each.environment for each in fleet.values()]
    report = compare_pair(
        fleet[one], fleet[other], label=one, stamp=STAMP, fail_on="info", known=known
    )
    assert seen(report) == []
    assert report.result == "clean"


@pytest.mark.parametrize("name", [site.name for site in ODD_NAMES])
def test_a_cluster_named_like_a_region_or_a_service(fleet: dict[str, Snapshot], name: str) -> None:
    report = compare_pair(fleet["de"], fleet[name], label="de", stamp=STAMP, fail_on="info")
    assert seen(report) == []


def test_a_value_that_is_by_chance_the_clusters_name_is_one_finding_and_nothing_merged(
    readings: tuple[Reading, ...],
) -> None:
    one, other = (
        normalize(moved(readings[0], site, tier="prod"), captured_at=AT, tool=TOOL)
        for site in (SITES[1], SITES[4])
    )
    report = compare_pair(one, other, label="de", stamp=STAMP, fail_on="info")
    assert [each[:4] for each in seen(report)] == [
        ("prod", "cluster", "${cluster}", ("tags", "tier"))
    ]
