"""An outcome told to people: in a pull request's comment, in the one issue, in a chat."""

from collections.abc import Mapping
from html import escape
from typing import Final

import msgspec

from driftaudit.errors import GithubError
from driftaudit.github import webhook
from driftaudit.github.api import ApiError, entered
from driftaudit.github.comment import keep_comment
from driftaudit.github.issue import Tracker, Wanted
from driftaudit.github.outcome import Outcome, headline_of, in_words
from driftaudit.github.runner import Runner
from driftaudit.github.sticky import marked, marker, room
from driftaudit.render.markdown.text import prose
from driftaudit.render.slack import webhook_payload
from driftaudit.render.text import is_link

FOOT: Final = (
    "---\n\ndriftaudit keeps this text: it is replaced while there is something to do, and the"
    " issue is closed when there is nothing left. Comments stay."
)


def comment(outcome: Outcome, *, key: str, runner: Runner, environ: Mapping[str, str]) -> str:
    """Keep the comment on the run's pull request; in a sentence what was done.

    Raises:
        GithubError: it was not taken.
    """
    if runner.pull_request is None:
        return "no comment: the run is about no pull request"
    mark = marker("comment", key)
    body = marked(mark, in_words(outcome, limit=room(mark), link=runner.link))
    with entered(runner.api, environ) as api:
        done = keep_comment(api, runner, runner.pull_request, mark=mark, body=body)
    return f"comment on pull request {runner.pull_request}: {done}"


def issue(
    outcome: Outcome, *, key: str, label: str, runner: Runner, environ: Mapping[str, str]
) -> str:
    """Keep the one issue: open while there is something to do; in a sentence what was done.

    Raises:
        GithubError: it was not taken.
    """
    mark = marker("issue", key)
    with entered(runner.api, environ) as api:
        tracker = Tracker(api, runner, mark=mark, label=label)
        if outcome.result == "clean":
            link = f" [The run]({runner.link})" if is_link(runner.link) else ""
            return f"issue: {tracker.close(f'Clean: {prose(headline_of(outcome))}.{link}')}"
        text = in_words(outcome, limit=room(mark, FOOT), link=runner.link)
        wanted = Wanted(title=headline_of(outcome), body=marked(mark, text, FOOT))
        return f"issue: {tracker.keep(wanted)}"


def notify(outcome: Outcome, *, url: str, runner: Runner, environ: Mapping[str, str]) -> str:
    """Post the outcome to a webhook; in a sentence that it was.

    Raises:
        GithubError: it was not taken; the message does not hold the address.
    """
    webhook.post(url, _payload(outcome, runner.link), environ)
    return "webhook: posted"


def _payload(outcome: Outcome, link: str) -> str:
    if outcome.report and not outcome.before:
        return webhook_payload(outcome.report, link=link)
    lines = [escape(headline_of(outcome), quote=False), link if is_link(link) else ""]
    return msgspec.json.encode({"text": "\n".join(filter(None, lines))}).decode()


def is_refusal(error: GithubError) -> bool:
    """Whether GitHub says that this token may not do this, as it says to that of a fork."""
    return isinstance(error, ApiError) and error.refused


def in_vain(what: str, error: GithubError) -> str:
    """What a person is told where something was not taken."""
    if not is_refusal(error):
        return f"{what}: {error}"
    return (
        f"{what}: the token may not do this ({error}). On a pull request from a fork it may only"
        " read; elsewhere the job's permissions say what it may. The step summary and the exit"
        " status stand."
    )
