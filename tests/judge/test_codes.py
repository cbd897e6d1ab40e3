import re

import pytest

from driftaudit.judge.codes import CODES
from driftaudit.judge.fixes import FIXES
from driftaudit.judge.rules import FOREIGN, NO_RULES, RENAMED, RULES
from driftaudit.judge.waivers import WAIVER_CODES
from driftaudit.lint.lints import LINTS
from driftaudit.model import KINDS, SEVERITIES


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_a_code_says_all_that_a_report_needs(code):
    assert re.fullmatch(r"(IAM|EKS|ADDON|NODE|ACCESS|AUTH|NET|KUBE|META)\d{3}", code.id)
    assert code.severity in SEVERITIES
    assert code.title == code.title.strip(" .")
    assert len(code.title) <= 60
    assert len(code.why) >= 20
    assert not code.why.endswith(".")
    assert code.fix.endswith(".")
    assert code.reference.startswith(("https://", "docs/"))


def test_no_id_and_no_title_is_used_twice():
    from driftaudit.judge import (
        codes_access,
        codes_eks,
        codes_iam,
        codes_kube,
        codes_lint,
        codes_meta,
        codes_node,
    )

    tables = (codes_access, codes_eks, codes_iam, codes_kube, codes_lint, codes_meta, codes_node)
    rows = [
        code
        for table in tables
        for name, family in vars(table).items()
        if name.endswith("_CODES")
        for code in family
    ]
    assert len({code.id for code in rows}) == len(rows) == len(CODES)
    assert len({code.title for code in rows}) == len(rows)


def test_every_kind_has_rules_and_every_rule_a_code():
    assert set(RULES) == set(KINDS)
    used = (
        {rule.code for rules in RULES.values() for rule in rules}
        | set(LINTS)
        | {
            NO_RULES,
            RENAMED,
            FOREIGN,
            *WAIVER_CODES,
        }
    )
    assert used == set(CODES)


def test_fixes_are_for_codes_that_exist():
    assert set(FIXES) <= set(CODES)
