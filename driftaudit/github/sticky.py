"""How a comment or an issue of ours is known again: by a hidden first line, and who wrote it.

Anyone may write that line into a comment of theirs, and whoever wrote a comment may change it
back: a text of ours in it could be made to say anything. So it must be a bot's, as those are that
a workflow's token writes. Where another token is used, a person's, GitHub says whose it is; a
workflow's own token may not ask (`GET /user` is 403).
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from driftaudit.errors import GithubError
from driftaudit.github.api import Api
from driftaudit.model import Json
from driftaudit.render.markdown import COMMENT

MAX_KEY: Final = 200

WORKFLOWS: Final = "github-actions[bot]"
"""Who writes with a workflow's own token. No person's name can have brackets."""


def marker(what: str, key: str) -> str:
    """The hidden line that tells one text of ours from another; the key may be any text."""
    # A comment of HTML ends at `-->`, and may hold no `--` before it.
    name = quote(key, safe=" ", errors="replace").replace("--", "%2D%2D")
    if len(name) > MAX_KEY:
        digest = hashlib.sha256(key.encode(errors="replace")).hexdigest()
        name = f"{name[: MAX_KEY - len(digest)].rstrip('-')}~{digest}"
    return f"<!-- driftaudit {what}: {name} -->"


def marked(mark: str, text: str, foot: str = "") -> str:
    """The text below its marker, within the length of a comment."""
    end = f"\n\n{foot}\n" if foot else ""
    body = f"{mark}\n{text.rstrip()}{end}"
    return body if len(body) <= COMMENT else body[: COMMENT - len(end)] + end


def room(mark: str, foot: str = "") -> int:
    """The characters that `marked` leaves to a text."""
    return COMMENT - len(mark) - len(foot) - len("\n\n\n\n")


def ours(api: Api, items: Iterable[Json], mark: str) -> Iterator[Json]:
    """Those of comments or issues that begin with the marker and were written with such a token.

    First those of workflows, then those of other bots, then those of whose token this is.

    Raises:
        GithubError: the items could not be read.
    """
    bots, people = [], []
    for item in items:
        if not _is_marked(item, mark):
            continue
        login = _login_of(item)
        if login in {None, WORKFLOWS}:
            yield item
        elif login.endswith("[bot]") or item["user"].get("type") == "Bot":
            bots.append(item)
        else:
            people.append(item)
    yield from bots
    login = _own_login(api) if people else None
    yield from (each for each in people if login and _login_of(each) == login)


def _login_of(item: Json) -> Json:
    """Who wrote it; None where nobody is named, as of accounts that are gone."""
    user = item.get("user")
    return str(user.get("login")) if isinstance(user, dict) else None


def _is_marked(item: Json, mark: str) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("body"), str):
        return False
    return str(item["body"]).partition("\n")[0].strip() == mark


def _own_login(api: Api) -> str | None:
    """Whose token it is; None where the token may not ask, as a workflow's own may not."""
    try:
        user = api.get("/user")
    except GithubError:
        return None
    login = user.get("login") if isinstance(user, dict) else None
    return login if isinstance(login, str) else None
