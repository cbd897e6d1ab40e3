from pathlib import Path

import pytest
from msgspec import structs

from driftaudit.cli.fitting import fitting
from driftaudit.config import load
from driftaudit.subject import Unread
from tests.gate.made import snapshot

CONFIGURED = """\
environments:
  prod-us:
    account: "{account}"
    region: {region}
    cluster: {cluster}
    group: now
    vars: {vars}
"""


def configured(folder: Path, **other: str):
    own = snapshot().environment
    values = {"account": own.account, "region": own.region, "cluster": own.cluster, "vars": "{}"}
    path = folder / "driftaudit.yaml"
    path.write_text(f"version: 1\n{CONFIGURED.format(**values | other)}")
    return load(path).targets[0]


def taken_with(**own: str):
    taken = snapshot()
    return structs.replace(taken, identity=structs.replace(taken.identity, vars=own))


@pytest.mark.parametrize("own", [{}, {"domain": "acme.test"}])
def test_a_snapshot_that_fits_is_the_environment_as_it_is_configured(tmp_path, own):
    target = configured(tmp_path, vars=str(own))
    found = fitting(target, taken_with(**own))
    assert found == structs.replace(taken_with(**own), environment=target.environment)
    assert found.environment.group == "now"


@pytest.mark.parametrize(
    ("then", "now", "names"),
    [
        ({"domain": "a"}, {"domain": "b"}, "domain"),
        ({"domain": "a"}, {}, "domain"),
        ({}, {"domain": "a"}, "domain"),
        ({"b": "1", "c": "2", "a": "3"}, {"b": "1", "c": "3", "d": "4"}, "a, c, d"),
    ],
)
def test_one_that_was_taken_with_other_vars_tells_nothing(tmp_path, then, now, names):
    found = fitting(configured(tmp_path, vars=str(now)), taken_with(**then))
    assert isinstance(found, Unread)
    (gap,) = found.gaps
    assert (gap.code, gap.needs) == ("OtherVars", "driftaudit snapshot prod-us")
    assert f"was taken with other vars ({names}): take one" in gap.message


@pytest.mark.parametrize(
    "other", [{"account": "999999999999"}, {"region": "eu-west-1"}, {"cluster": "another"}]
)
def test_one_of_another_cluster_tells_nothing(tmp_path, other):
    found = fitting(configured(tmp_path, **other), snapshot())
    assert isinstance(found, Unread)
    assert found.gaps[0].code == "OtherCluster"
    assert next(iter(other.values())) in found.gaps[0].message


def test_what_is_not_read_says_still_why(tmp_path):
    target = configured(tmp_path, vars="{domain: a}")
    unread = Unread(environment=snapshot().environment, gaps=())
    assert fitting(target, unread) == Unread(environment=target.environment, gaps=())
