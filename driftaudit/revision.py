"""What was there before a change: a commit's files, read out of git into a folder of their own.

Calls the program `git`, and writes nothing but that folder. `git archive` is not used: attributes
of the repository (`export-ignore`) would leave files out, and what is left out is no expectation.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from driftaudit.errors import RevisionError

_BASES: Final = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_MERGE: Final = re.compile(r"refs/pull/[0-9]+/merge")
_LINK: Final = "120000"
_SUBMODULE: Final = "160000"
_MAX_LINKS: Final = 40
_ELSEWHERE: Final = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"}
)
"""What a hook sets for the repository that it runs in: relative, and not always ours."""
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

    `named`, a branch also as `origin` has it; else what GitHub tells of a pull request or merge
    queue (the first parent of the merge commit that it checks out, `GITHUB_EVENT_PATH`,
    `GITHUB_BASE_REF`); else the default branch.

    Raises:
        RevisionError: there is no such commit, or nothing that it has in common with HEAD, or it
            is HEAD and GitHub says that there is a change.
    """
    told = () if named else tuple(_told_by_github(folder, environ))
    candidates = (named, f"origin/{named}") if named else told or _BASES
    for each in candidates:
        commit = _commit(folder, each)
        if commit:
            break
    else:
        tried = ", ".join(candidates)
        raise RevisionError(f"no base to compare with: git knows none of {tried}\n{_NEXT}")
    try:
        found = _git(folder, "merge-base", commit, "HEAD").decode().strip()
    except RevisionError as error:
        raise RevisionError(
            f"{each} and HEAD have no commit in common, or the history is cut short\n{_NEXT}"
        ) from error
    if told and found == _commit(folder, "HEAD"):
        raise RevisionError(
            f"HEAD holds nothing that {each} does not: the change is not checked out\n"
            "next: check out the pull request (actions/checkout: ref)"
        )
    return found


def _told_by_github(folder: Path, environ: Mapping[str, str]) -> Iterator[str]:
    """The first parent of GitHub's merge commit is newer than what the event tells of the base."""
    merge = _MERGE.fullmatch(environ.get("GITHUB_REF", ""))
    if merge and environ.get("GITHUB_SHA") == _commit(folder, "HEAD") and _commit(folder, "HEAD^2"):
        yield "HEAD^1"
    path = environ.get("GITHUB_EVENT_PATH")
    if path:
        yield from _base_of_event(Path(path))
    if environ.get("GITHUB_BASE_REF"):
        yield f"origin/{environ['GITHUB_BASE_REF']}"
        yield f"refs/heads/{environ['GITHUB_BASE_REF']}"


def _base_of_event(path: Path) -> Iterator[str]:
    try:
        event = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return
    for keys in (("pull_request", "base", "sha"), ("merge_group", "base_sha")):
        found = event
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, str):
            yield found


def _commit(folder: Path, name: str) -> str:
    """The commit that a name means, empty where there is none; a name is never an option."""
    try:
        what = f"{name}^{{commit}}"
        text = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", what)
    except RevisionError:
        return ""
    return text.decode().strip()


def paths_named(root: Path, commit: str, name: str) -> tuple[Path, ...]:
    """Every file of that name in a commit, relative to the root, in order."""
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit)
    paths = (Path(os.fsdecode(each)) for each in listed.split(b"\0") if each)
    return tuple(sorted(path for path in paths if path.name == name))


@contextmanager
def files_at(root: Path, commit: str, paths: tuple[Path, ...]) -> Iterator[Path]:
    """A folder with these files and folders (relative to the root) as they were at a commit.

    With what links among them lead to. What was not there then is not there. The folder goes when
    the context ends.

    Raises:
        RevisionError: something of it was in a submodule, or a link out of the repository.
    """
    with TemporaryDirectory(prefix="driftaudit-base-") as folder:
        tree = _Tree(root, commit)
        for path in paths:
            tree.take(path)
        tree.write(Path(folder))
        yield Path(folder)


class _Entry(NamedTuple):
    """One thing in a commit's tree."""

    mode: str
    name: str
    path: Path


class _Tree:
    """Files and links of a commit, taken one by one and written together."""

    def __init__(self, root: Path, commit: str) -> None:
        self._root = root
        self._commit = commit
        self._files: dict[Path, str] = {}
        self._links: dict[Path, str] = {}
        self._followed = 0

    def take(self, path: Path) -> None:
        """Take a file, a folder, and what links lead to; nothing where nothing was."""
        for part in (*reversed(path.parents), path):
            for entry in self._listed(part) if part.parts else ():
                if entry.mode == _LINK:
                    self._follow(entry, path.relative_to(part))
                    return
        for entry in self._listed(path, "-r"):
            if entry.mode == _LINK:
                self._follow(entry, Path())
            else:
                self._files[entry.path] = entry.name

    def write(self, folder: Path) -> None:
        """Write what was taken into a folder."""
        for path, name in self._files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(_git(self._root, "cat-file", "blob", name))
        for path, target in self._links.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).symlink_to(target)

    def _follow(self, link: _Entry, rest: Path) -> None:
        self._followed += 1
        target = os.fsdecode(_git(self._root, "cat-file", "blob", link.name))
        self._links[link.path] = target
        found = Path(os.path.normpath(link.path.parent / target / rest))
        outside = found.is_absolute() or found.parts[:1] == ("..",)
        if outside or self._followed > _MAX_LINKS:
            why = "leads out of the repository" if outside else "is one link too many"
            raise RevisionError(f"{link.path} at {self._commit[:12]} {why}: {target}")
        self.take(found)

    def _listed(self, path: Path, *options: str) -> Iterator[_Entry]:
        listed = _git(
            self._root,
            "--literal-pathspecs",
            "ls-tree",
            "-z",
            "--full-tree",
            *options,
            self._commit,
            "--",
            *(each for each in (path.as_posix(),) if path.parts),
        )
        for each in filter(None, listed.split(b"\0")):
            told, _, name = each.partition(b"\t")
            mode, _, blob = told.decode().split(" ")
            entry = _Entry(mode, blob, Path(os.fsdecode(name)))
            if mode == _SUBMODULE:
                raise RevisionError(
                    f"{entry.path} is a submodule: git cannot tell here what was in it\n"
                    "next: keep the configuration and its baselines in one repository"
                )
            yield entry


def _git(folder: Path, *arguments: str) -> bytes:
    environ = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    command = ("git", *arguments)
    try:
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=False)
    except OSError as error:
        raise RevisionError(f"git cannot be called: {error.strerror}\nnext: install git") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip() or f"git {arguments[0]} failed"
        raise RevisionError(f"{said}\n{_NEXT}")
    return done.stdout
