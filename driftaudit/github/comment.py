"""One comment on a pull request, kept up to date: never a second one for the same key."""

from typing import Literal

from driftaudit.github.api import Api
from driftaudit.github.runner import Runner
from driftaudit.github.sticky import ours
from driftaudit.model import Json

Done = Literal["created", "updated", "unchanged"]


def keep_comment(api: Api, runner: Runner, number: int, *, mark: str, body: str) -> Done:
    """Make the comment with this marker say `body`, which begins with it.

    Raises:
        GithubError: it does not; `ApiError.refused` where the token may only read.
    """
    place = runner.path(f"issues/{number}/comments")

    def found() -> Json:
        return next(ours(api, api.pages(place), mark), None)

    comment = found()
    if comment is None:
        api.create(place, {"body": body}, done=lambda: found() is not None)
        return "created"
    if comment["body"].rstrip() == body.rstrip():
        return "unchanged"
    api.patch(runner.path(f"issues/comments/{comment['id']}"), {"body": body})
    return "updated"
