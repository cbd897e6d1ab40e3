"""What is in no environment is a file's, in every format that has headings."""

import pytest

from driftaudit.render.github import github
from driftaudit.render.grouping import held_against, whose
from driftaudit.render.markdown import markdown
from driftaudit.render.slack import webhook_payload
from driftaudit.render.table import table
from tests.render.sample import EXPIRED, environment, finding, report

FORMATS = {
    "table": (table, " vs {}"),
    "markdown": (markdown, " against `{}`"),
    "github": (github, ", against {}"),
    "slack": (lambda shown: webhook_payload(shown, link="https://ci.example/1"), " against {}"),
}
OURS = finding("1", environment="a")


@pytest.mark.parametrize(("shown", "against"), FORMATS.values(), ids=FORMATS)
def test_a_file_is_named_once_and_an_environment_with_its_reference(shown, against):
    both = shown(report([environment("a")], [EXPIRED, OURS]))
    assert EXPIRED.reference in both
    assert against.format(EXPIRED.reference) not in both
    assert against.format(OURS.reference) in both


def test_both_are_told_together():
    ours = (EXPIRED.environment,), EXPIRED.reference
    assert (whose(*ours), held_against(*ours)) == ((EXPIRED.reference,), "")
    theirs = ("a", "b"), "baseline:prod"
    assert (whose(*theirs), held_against(*theirs)) == theirs
