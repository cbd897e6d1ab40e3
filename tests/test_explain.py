from datetime import date

import pytest

from driftaudit.errors import UnknownReferenceError
from driftaudit.explain import explain, explain_finding
from driftaudit.judge.codes import CODES
from driftaudit.model import Difference, Finding, Impact, Witness


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code):
    shown = explain(code.lower())
    assert shown.startswith(f"{code}  {CODES[code].title}\n")
    assert CODES[code].reference in shown
    assert all(len(line) <= 100 or "https://" in line for line in shown.splitlines())


def test_an_unknown_code_names_the_nearest():
    with pytest.raises(UnknownReferenceError, match=r"no code is named 'IAM01', did you mean"):
        explain("IAM01")


def test_a_finding_says_what_it_does():
    lost = tuple(Witness(action=f"ec2:{each}", resource="*") for each in "ABC")
    path = ("AttachedManagedPolicies", "p")
    found = Finding(
        fingerprint="0" * 16,
        code="IAM001",
        severity="critical",
        environment="prod-de",
        difference=Difference(kind="iam-role", resource="r", path=path, change="missing"),
        reference="baseline:prod",
        impact=Impact(verdict="less", lost=lost, need="nodes stay NotReady"),
    )
    shown = explain_finding(found, date(2026, 11, 22)).splitlines()
    assert "effect    loses ec2:A and 2 more on *" in shown
    assert "          nodes stay NotReady" in shown
