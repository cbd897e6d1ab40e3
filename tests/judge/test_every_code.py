"""Every code of the table is given by something: a rule, a lint or a waiver; none is only written.

What gives which code is made here from the tables themselves, so a code that is added without
anything that gives it fails by its own name.
"""

import itertools

import pytest

from driftaudit.judge.codes import CODES
from driftaudit.judge.judge import judge
from driftaudit.judge.rules import FOREIGN, NO_RULES, RENAMED, RULES, code_of
from driftaudit.judge.waive import apply
from driftaudit.judge.waivers import EXPIRED, INVALID, TOO_LONG, UNUSED, InvalidWaiver
from driftaudit.lint.findings import as_findings
from driftaudit.lint.lints import LINTS, lint
from driftaudit.model import KINDS, NAME_FIELDS
from driftaudit.normalize.portable import Portable
from tests.judge.difference import difference, fill
from tests.judge.test_foreign import judged
from tests.judge.waivers import TODAY, file, filed, scope
from tests.lint.made import NODE, NODE_RIGHTS, auth, entry
from tests.lint.test_lints import ROTTEN
from tests.lint.test_managed_copies import CNI, allows, with_role
from tests.normalize.stack import US

ROWS = [(kind, rule) for kind in KINDS for rule in RULES[kind]]
FUSED = auth(mapRoles=entry(NODE, NODE_RIGHTS % "'system:bootstrappers - system:nodes'"))
COPIED = with_role(inline={"mine": allows(*CNI.first)})
DRIFTS = {
    NO_RULES: difference("volcano", ("x",), expected=1, actual=2),
    RENAMED: difference(
        "iam-role", (NAME_FIELDS["iam-role"],), expected="${cluster}-a", actual="${cluster}-b"
    ),
}
WAIVERS = {
    EXPIRED: file(filed(expires="2026-11-01", kind="addon")),
    INVALID: file(invalid=[InvalidWaiver(where="waivers.yaml:7", message="no", entry={})]),
    TOO_LONG: file(filed(expires="2036-01-01", kind="addon")),
    UNUSED: file(filed(kind="cluster")),
}
"""The codes of waivers, and for each a file that earns nothing else."""


def row_difference(kind, rule):
    """The difference that the row is written for: at its path, in the way that it says."""
    values = {"missing": ({"a": 1}, None), "unexpected": (None, {"a": 1})}
    expected, actual = values.get(rule.change, (1, 2))
    if rule.only_order:
        expected, actual = ["a", "b"], ["b", "a"]
    path = tuple("something-new" if part == "*" else part for part in rule.path)
    return difference(kind, path, expected=expected, actual=actual)


def code_judged(found):
    (finding,) = judge((found,), environment="x", reference="y", fill=fill, users={})
    return finding.code


def linted():
    """The codes of the lint findings of environments in which something is wrong."""
    place = {"environment": "x", "fill": Portable(US.identity).fill, "users": {}}
    found = (as_findings(lint(each), **place) for each in (ROTTEN, FUSED, COPIED))
    return {each.code for each in itertools.chain.from_iterable(found)}


def told(waivers):
    return [each.code for each in apply((), waivers, today=TODAY, scope=scope()).meta]


def produced():
    """Every code that something has given, by the ways in which findings come to be."""
    foreign = judged("arn:aws:iam::222222222222:role/x")
    return {
        *(code_judged(row_difference(kind, rule)) for kind, rule in ROWS),
        *map(code_judged, DRIFTS.values()),
        foreign.code,
        *linted(),
        *itertools.chain.from_iterable(map(told, WAIVERS.values())),
    }


PRODUCED = produced()


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_given_by_something(code):
    assert code in PRODUCED


def test_nothing_gives_a_code_that_is_not_in_the_table():
    assert set(CODES) >= PRODUCED


@pytest.mark.parametrize(("kind", "rule"), ROWS, ids=lambda each: getattr(each, "code", each))
def test_no_row_of_a_kind_is_hidden_by_one_before_it(kind, rule):
    found = row_difference(kind, rule)
    assert code_of(found) == code_judged(found) == rule.code


@pytest.mark.parametrize("code", DRIFTS)
def test_what_no_row_is_for(code):
    assert code_judged(DRIFTS[code]) == code


def test_a_reference_to_another_environment():
    assert judged("arn:aws:iam::222222222222:role/x").code == FOREIGN


def test_every_lint_finds_something():
    assert linted() == set(LINTS)


@pytest.mark.parametrize("code", WAIVERS)
def test_a_waiver_that_does_not_count(code):
    assert told(WAIVERS[code]) == [code]
