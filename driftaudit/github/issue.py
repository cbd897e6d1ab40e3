"""One issue for what a nightly audit finds, kept up to date: never one a night.

It is opened when there is something to do, edited while there is, closed with a word when there
no longer is, and opened again when it comes back.
"""

from collections.abc import Iterator
from typing import Literal

from driftaudit.github.api import Api
from driftaudit.github.runner import Runner
from driftaudit.github.sticky import ours
from driftaudit.model import Json, Record

Done = Literal["opened", "edited", "reopened", "unchanged", "closed", "nothing to close"]


class Wanted(Record, frozen=True, kw_only=True):
    """What the issue is to say; `body` begins with its marker."""

    title: str
    body: str


class Tracker:
    """The issues of the runner's repository that carry a label, and a marker of ours."""

    def __init__(self, api: Api, runner: Runner, *, mark: str, label: str) -> None:
        self._api = api
        self._runner = runner
        self._mark = mark
        self._label = label

    def keep(self, wanted: Wanted) -> Done:
        """Make the one issue open and say what is wanted.

        Raises:
            GithubError: it does not.
        """
        issue = self._found()
        if issue is None:
            body = {"title": wanted.title, "body": wanted.body, "labels": [self._label]}
            self._api.create(self._path("issues"), body, done=self._is_open)
            return "opened"
        now = (issue.get("state"), issue.get("title"), issue.get("body"))
        if now == ("open", wanted.title, wanted.body):
            return "unchanged"
        change = {"title": wanted.title, "body": wanted.body, "state": "open"}
        self._api.patch(self._path(f"issues/{issue['number']}"), change)
        return "edited" if issue.get("state") == "open" else "reopened"

    def close(self, word: str) -> Done:
        """Close the issue if it is open, and say why in a comment.

        Raises:
            GithubError: it stays open, or closed without the word.
        """
        issue = self._found()
        if issue is None or issue.get("state") != "open":
            return "nothing to close"
        path = self._path(f"issues/{issue['number']}")
        # Closed first: were the word said first and the closing refused, it would be every night.
        self._api.patch(path, {"state": "closed", "state_reason": "completed"})
        self._api.create(
            f"{path}/comments", {"body": word}, done=lambda: self._has_said(path, word)
        )
        return "closed"

    def _path(self, rest: str) -> str:
        return self._runner.path(rest)

    def _found(self) -> Json:
        """The open issue of ours, else the newest closed one.

        GitHub drops a label in silence where the token may not give it: so open issues without it
        count, too.
        """
        every = list(self._listed(labels=self._label, state="all"))
        every = every or list(self._listed(state="open"))
        return next(
            (each for each in every if each.get("state") == "open"), next(iter(every), None)
        )

    def _listed(self, **query: str) -> Iterator[Json]:
        found = self._api.pages(self._path("issues"), **query)
        # To the API a pull request is an issue.
        issues = (each for each in found if isinstance(each, dict) and "pull_request" not in each)
        return ours(self._api, issues, self._mark)

    def _is_open(self) -> bool:
        issue = self._found()
        return issue is not None and issue.get("state") == "open"

    def _has_said(self, path: str, word: str) -> bool:
        return any(each.get("body") == word for each in self._api.pages(f"{path}/comments"))
