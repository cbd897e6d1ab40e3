"""The severities of driftaudit.yaml become rules; what can never match is an error at its line."""

from pathlib import Path

import pytest

from driftaudit.config import load
from driftaudit.errors import ConfigError
from driftaudit.judge.remap import SeverityRule, remap
from driftaudit.judge.selector import Selector
from tests.judge.waivers import finding

HEAD = """\
version: 1
environments:
  prod-de: {account: "222222222222", region: us-east-1, cluster: acme}
severity:
"""


@pytest.fixture
def config(tmp_path: Path):
    def config(entries: str):
        path = tmp_path / "driftaudit.yaml"
        path.write_text(HEAD + entries)
        return load(path)

    return config


def test_rules_in_the_order_of_the_file(config):
    rules = config("""\
  - {code: ADDON003, environments: [prod-*], kind: addon, path: addonVersion, severity: info}
  - {resource: "${cluster}-node", path: [tags, team], severity: critical}
  - {environments: [prod-de], severity: low}
""").severity
    assert rules == (
        SeverityRule(
            selector=Selector(
                code="ADDON003", environments=("prod-*",), kind="addon", path="addonVersion"
            ),
            severity="info",
        ),
        SeverityRule(
            selector=Selector(resource="${cluster}-node", path=("tags", "team")),
            severity="critical",
        ),
        SeverityRule(selector=Selector(environments=("prod-de",)), severity="low"),
    )
    assert [each.severity for each in remap((finding(), finding("staging")), rules)] == [
        *("info", "medium")
    ]


@pytest.mark.parametrize("entries", ["", "  []"])
def test_no_rules(config, entries):
    assert config(entries).severity == ()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{code: ADON003, severity: info}", "code: unknown code 'ADON003', did you mean 'ADDON"),
        ("{kind: adon, severity: info}", "kind: unknown kind 'adon', did you mean 'addon'?"),
        (
            "{environments: [prd-de], severity: info}",
            "environments[0]: no environment has the name 'prd-de', did you mean 'prod-de'?",
        ),
        (
            "{environments: [prod-de, dev-*], severity: info}",
            "environments[1]: no environment matches 'dev-*'; known: prod-de",
        ),
        ("{code: IAM001, severity: hihg}", "severity: 'hihg' is none of critical, high, medium"),
        ("{code: IAM001, severity: none}", "severity: 'none' is none of critical, high, medium"),
        ("{code: IAM001}", "the field 'severity' is missing; it says how bad the findings are"),
        ("{severity: info}", "is true of every finding; say of which, by code, kind, path or env"),
        ("{cod: IAM001, severity: info}", "cod: unknown field, did you mean 'code'?"),
        ('{code: "", severity: info}', "code: empty; give it a value, or leave it out"),
        ('{path: " ", severity: info}', "path: empty; give it a value, or leave it out"),
        ("{path: [], severity: info}", "path: empty; give it a value, or leave it out"),
        ("{environments: [], severity: info}", "environments: empty; give it a value, or leave"),
        ("{path: 5, severity: info}", "path: expected text or a list, not the int 5"),
        ("IAM001", "expected a map, not 'IAM001'"),
    ],
)
def test_what_can_never_match_is_an_error_at_its_line(config, entry, message):
    with pytest.raises(ConfigError) as caught:
        config(f"  - {{code: IAM001, severity: info}}\n  - {entry}\n")
    place = "severity[1]"
    first = str(caught.value).splitlines()[0]
    assert f"driftaudit.yaml:6: {place}" in first
    assert message in first


def test_not_a_list(config):
    with pytest.raises(ConfigError, match="severity: expected a list, not a map"):
        config("  IAM001: info\n")
