"""What was there before a change: a commit's files, read out of git into a folder of their own.

Calls the program `git`, and writes nothing but that folder.
"""

import io
import json
import os
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from driftaudit.errors import RevisionError

_BASES: Final = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_NEXT: Final = (
    "next: name the commit that the change starts from with --base, and fetch it"
    " (actions/checkout: fetch-depth: 0)"
)


def top_of(folder: Path) -> Path:
    """The root of the git work tree that a folder is in.

    Raises:
        RevisionError: it is in none.
    """
    return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel")).rstrip("\n"))


def base_of(folder: Path, named: str | None, environ: Mapping[str, str]) -> str:
    """The commit at which the change at hand leaves the branch that it is to go into.

    `named`, else the pull request's base as GitHub tells it (`GITHUB_EVENT_PATH`,
    `GITHUB_BASE_REF`), else the default branch.

    Raises:
        RevisionError: there is no such commit, or nothing that it has in common with HEAD.
    """
    candidates = [named] if named else [*_told_by_github(environ), *_BASES]
    for each in candidates:
        commit = _commit(folder, each)
        if commit:
            break
    else:
        tried = ", ".join(candidates)
        raise RevisionError(f"no base to compare with: git knows none of {tried}\n{_NEXT}")
    try:
        return _git(folder, "merge-base", commit, "HEAD").decode().strip()
    except RevisionError as error:
        raise RevisionError(
            f"{candidates[0]} and HEAD have no commit in common, or the history is cut short\n"
            f"{_NEXT}"
        ) from error


def _told_by_github(environ: Mapping[str, str]) -> Iterator[str]:
    path = environ.get("GITHUB_EVENT_PATH")
    if path:
        yield from _base_of_event(Path(path))
    if environ.get("GITHUB_BASE_REF"):
        yield f"origin/{environ['GITHUB_BASE_REF']}"


def _base_of_event(path: Path) -> Iterator[str]:
    try:
        event = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    for key in ("pull_request", "base", "sha"):
        event = event.get(key) if isinstance(event, dict) else None
    if isinstance(event, str):
        yield event


def _commit(folder: Path, name: str) -> str:
    """The commit that a name means, empty where there is none; a name is never an option."""
    try:
        what = f"{name}^{{commit}}"
        text = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", what)
    except RevisionError:
        return ""
    return text.decode().strip()


@contextmanager
def files_at(root: Path, commit: str, paths: tuple[Path, ...]) -> Iterator[Path]:
    """A folder with these files and folders (relative to the root) as they were at a commit.

    What was not there then is not there. The folder goes when the context ends.
    """
    with TemporaryDirectory(prefix="driftaudit-base-") as folder:
        listed = _git(
            root,
            "--literal-pathspecs",
            "ls-tree",
            "-r",
            "-z",
            "--name-only",
            commit,
            "--",
            *(path.as_posix() for path in paths),
        )
        if listed:
            archive = _git(
                root,
                "--literal-pathspecs",
                "archive",
                "--format=tar",
                commit,
                "--",
                *(os.fsdecode(each) for each in listed.split(b"\0") if each),
            )
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                tar.extractall(folder, filter="data")
        yield Path(folder)


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(("git", *arguments), cwd=folder, capture_output=True, check=False)
    except OSError as error:
        raise RevisionError(f"git cannot be called: {error.strerror}\nnext: install git") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or f"git {arguments[0]} failed"
        raise RevisionError(f"{said}\n{_NEXT}")
    return done.stdout
