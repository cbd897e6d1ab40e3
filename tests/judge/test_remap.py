"""The first rule that matches says how bad a finding is, and changes nothing else."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.judge.remap import SeverityRule, remap
from driftaudit.judge.selector import Selector
from driftaudit.model import SEVERITIES
from tests.judge.waivers import finding


def rule(severity, **selector):
    return SeverityRule(selector=Selector(**selector), severity=severity)


def severities(findings, *rules):
    return [each.severity for each in remap(findings, rules)]


ALL = (
    finding("staging", severity="critical"),
    finding("prod-de"),
    finding("prod-de", kind="nodegroup", path=("tags", "a"), code="NODE097", severity="low"),
)


def test_without_rules_all_stays():
    assert remap(ALL, ()) == ALL


def test_by_code_environment_kind_and_path():
    by = {"code": "ADDON003", "environments": ("stag*",), "kind": "addon", "path": "addonVersion"}
    assert severities(ALL, rule("info", **by)) == ["info", "medium", "low"]
    assert severities(ALL, rule("high", kind="nodegroup", path="tags")) == [
        *("critical", "medium", "high")
    ]
    assert severities(ALL, rule("high", code="ADDON003")) == ["high", "high", "low"]


def test_the_first_rule_that_matches_wins():
    narrow, wide = rule("low", environments=("prod-de",)), rule("info", kind="addon")
    assert severities(ALL, narrow, wide) == ["info", "low", "low"]
    assert severities(ALL, wide, narrow) == ["info", "info", "low"]


rules = st.lists(
    st.builds(
        rule,
        st.sampled_from(SEVERITIES),
        code=st.sampled_from(["", "ADDON003", "NODE097"]),
        environments=st.sampled_from([(), ("prod-*",), ("staging",)]),
        path=st.sampled_from(["addonVersion", ("tags",), ()]),
    ),
    max_size=4,
).map(tuple)


@given(rules)
def test_nothing_but_the_severity_changes(chosen):
    for before, after in zip(ALL, remap(ALL, chosen), strict=True):
        assert msgspec.structs.replace(after, severity=before.severity) == before


@given(rules)
def test_to_remap_twice_is_to_remap_once(chosen):
    assert remap(remap(ALL, chosen), chosen) == remap(ALL, chosen)
