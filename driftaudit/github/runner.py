"""What GitHub's runner tells a step: its files, where the API is, and what started the run.

Variables by their names in GitHub's documentation ("Store information in variables"). Nothing is
taken for granted: each may be missing, outside of GitHub all of them are.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from driftaudit.errors import GithubError
from driftaudit.model import Json, Record

API: Final = "https://api.github.com"
SERVER: Final = "https://github.com"
_REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
_PULL: Final = re.compile(r"refs/pull/(\d+)/(?:merge|head)", re.ASCII)


class Runner(Record, frozen=True, kw_only=True):
    """One step's surroundings; empty or None is what the runner did not say.

    `pull_request` is the number of the pull request that the run is about.
    """

    output: Path | None = None
    summary: Path | None = None
    temp: Path | None = None
    api: str = API
    server: str = SERVER
    repository: str = ""
    run_id: str = ""
    pull_request: int | None = None

    @property
    def link(self) -> str:
        """Where a person finds the run and its artifacts; empty outside of one."""
        if not (self.repository and self.run_id):
            return ""
        return f"{self.server}/{self.repository}/actions/runs/{self.run_id}"

    def path(self, rest: str) -> str:
        """A path of the API below the repository.

        Raises:
            GithubError: the runner named no repository.
        """
        if not _REPOSITORY.fullmatch(self.repository):
            raise GithubError(
                f"GITHUB_REPOSITORY is {self.repository!r}: expected OWNER/NAME\n"
                "next: run this in a GitHub workflow"
            )
        return f"/repos/{self.repository}/{rest}"


def runner_of(environ: Mapping[str, str]) -> Runner:
    """The runner that these variables describe; an event that cannot be read tells nothing."""
    return Runner(
        output=_file(environ, "GITHUB_OUTPUT"),
        summary=_file(environ, "GITHUB_STEP_SUMMARY"),
        temp=_file(environ, "RUNNER_TEMP"),
        api=(environ.get("GITHUB_API_URL") or API).rstrip("/"),
        server=(environ.get("GITHUB_SERVER_URL") or SERVER).rstrip("/"),
        repository=environ.get("GITHUB_REPOSITORY", ""),
        run_id=environ.get("GITHUB_RUN_ID", ""),
        pull_request=_pull_request(environ),
    )


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def _pull_request(environ: Mapping[str, str]) -> int | None:
    """By the event: a pull request, a comment on one, a run that followed one; else by the ref."""
    event = _event(environ.get("GITHUB_EVENT_PATH", ""))
    issue = _inside(event, "issue")
    runs = _inside(event, "workflow_run", "pull_requests")
    found = (
        _inside(event, "pull_request", "number"),
        _inside(issue, "number") if _inside(issue, "pull_request") else None,
        _inside(runs[0], "number") if isinstance(runs, list) and len(runs) == 1 else None,
    )
    numbers = (each for each in found if isinstance(each, int) and each is not True and each > 0)
    ref = _PULL.fullmatch(environ.get("GITHUB_REF", ""))
    return next(numbers, int(ref[1]) if ref else None)


def _event(path: str) -> Json:
    try:
        return msgspec.json.decode(Path(path).read_bytes()) if path else None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _inside(document: Json, *keys: str) -> Json:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document
