"""An outcome told: the comment, the issue, the chat; hostile names stay text."""

import pytest
from msgspec import structs

from driftaudit.errors import GithubError
from driftaudit.github import tell
from driftaudit.github.arguments import Step
from driftaudit.github.outcome import Outcome
from driftaudit.render.markdown import COMMENT
from tests.github.stand_in import FORK, REPOSITORY, Fault
from tests.render.sample import REPORT

STEP = Step(name="check", arguments=())
DRIFT = Outcome(step=STEP, status=1, report=REPORT)
CLEAN = Outcome(step=STEP, status=0, report=structs.replace(REPORT, result="clean", findings=()))
ERROR = Outcome(step=STEP, status=2, said="driftaudit: no such file")
LIST = f"/repos/{REPOSITORY}/issues/7/comments"


@pytest.fixture
def known(runner, environ):
    return {"runner": runner, "environ": environ}


def test_a_comment_says_what_the_report_says(github, known):
    assert tell.comment(DRIFT, key="a", **known) == "comment on pull request 7: created"
    assert tell.comment(CLEAN, key="a", **known) == "comment on pull request 7: updated"
    (comment,) = github.comments[7]
    assert comment["body"].startswith("<!-- driftaudit comment: a -->\n## driftaudit: ")
    assert "/acme/fleet/actions/runs/42" in comment["body"]


def test_an_error_does_not_leave_an_old_verdict_standing(github, known):
    tell.comment(CLEAN, key="a", **known)
    tell.comment(ERROR, key="a", **known)
    (comment,) = github.comments[7]
    assert "nothing could be judged" in comment["body"]


def test_a_long_report_is_cut_to_a_comment(github, known):
    many = tuple(
        structs.replace(each, fingerprint=f"{number:016x}", resource=f"{each.resource}-{number}")
        for number in range(60)
        for each in REPORT.findings
    )
    tell.comment(
        structs.replace(DRIFT, report=structs.replace(REPORT, findings=many)), key="a", **known
    )
    (comment,) = github.comments[7]
    assert COMMENT // 2 < len(comment["body"]) <= COMMENT
    assert "Not shown here" in comment["body"]


def test_without_a_pull_request_there_is_no_comment(github, known):
    runner = structs.replace(known["runner"], pull_request=None)
    said = tell.comment(DRIFT, key="a", runner=runner, environ=known["environ"])
    assert said == "no comment: the run is about no pull request"
    assert github.requests == []


def test_an_issue_is_kept_and_closed(github, known):
    more = known | {"key": "a", "label": "drift"}
    assert tell.issue(DRIFT, **more) == "issue: opened"
    (issue,) = github.issues
    assert issue["title"].startswith("driftaudit: drift in ")
    assert issue["body"].startswith("<!-- driftaudit issue: a -->\n")
    assert tell.FOOT in issue["body"]
    assert tell.issue(ERROR, **more) == "issue: edited"
    assert issue["title"] == "driftaudit check: nothing could be judged (exit status 2)"
    assert tell.issue(CLEAN, **more) == "issue: closed"
    (word,) = github.comments[1]
    assert word["body"].startswith("Clean: ")
    assert "/actions/runs/42)" in word["body"]


def test_a_chat_is_told(github, known):
    url = f"{github.url}/hook/SECRET"
    assert tell.notify(DRIFT, url=url, **known) == "webhook: posted"
    named = structs.replace(ERROR, step=Step(name="compare <!channel>", arguments=()))
    tell.notify(named, url=url, **known)
    report, error = github.posted
    assert report["text"].startswith("driftaudit: drift in ")
    assert error["text"].startswith("driftaudit compare &lt;!channel&gt;: nothing could be judged")
    assert error["text"].endswith("/actions/runs/42")


def test_a_refusal_says_what_stands(github, known):
    github.faults.append(Fault("POST", LIST, *FORK))
    with pytest.raises(GithubError) as caught:
        tell.comment(DRIFT, key="a", **known)
    assert tell.is_refusal(caught.value)
    said = tell.in_vain("comment", caught.value)
    assert "Resource not accessible by integration" in said
    assert "exit status stand" in said
    assert tell.in_vain("comment", GithubError("x")) == "comment: x"
