import json
import subprocess
from pathlib import Path

import pytest

from driftaudit.errors import RevisionError
from driftaudit.revision import base_of, files_at, top_of


class Repository:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "--quiet")

    def git(self, *arguments):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.invalid")
        start = ("-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ("git", *who, *start, *arguments),
            cwd=self.root,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, **files):
        for name, text in files.items():
            path = self.root / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    root = tmp_path / "work"
    root.mkdir()
    return Repository(root)


def test_the_root_of_a_work_tree(repository):
    repository.commit(baselines__prod="a")
    assert top_of(repository.root / "baselines") == repository.root


def test_no_work_tree(tmp_path):
    with pytest.raises(RevisionError, match="not a git repository"):
        top_of(tmp_path)


def test_no_git(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(repository.root))
    with pytest.raises(RevisionError, match=r"git cannot be called[\s\S]*install git"):
        top_of(repository.root)


def test_the_base_is_where_the_branch_left(repository):
    start = repository.commit(a="1")
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(a="2")
    repository.git("checkout", "--quiet", "main")
    repository.commit(b="meanwhile")
    repository.git("checkout", "--quiet", "topic")
    assert base_of(repository.root, "main", {}) == start
    assert base_of(repository.root, None, {}) == start


def test_a_pull_requests_base_comes_first(repository, tmp_path):
    first = repository.commit(a="1")
    repository.commit(a="2")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": first}}}))
    assert base_of(repository.root, None, {"GITHUB_EVENT_PATH": str(event)}) == first


@pytest.mark.parametrize(
    "text",
    ["no JSON", "[]", "{}", '{"pull_request": null}', '{"pull_request": {"base": {"sha": 1}}}'],
)
def test_another_event_is_none_of_a_pull_request(repository, tmp_path, text):
    start = repository.commit(a="1")
    event = tmp_path / "event.json"
    event.write_text(text)
    assert base_of(repository.root, None, {"GITHUB_EVENT_PATH": str(event)}) == start
    assert base_of(repository.root, None, {"GITHUB_EVENT_PATH": str(tmp_path / "none")}) == start


def test_the_branch_that_github_names(repository):
    start = repository.commit(a="1")
    repository.git("update-ref", "refs/remotes/origin/release", start)
    repository.git("branch", "--move", "topic")
    repository.commit(a="2")
    assert base_of(repository.root, None, {"GITHUB_BASE_REF": "release"}) == start


def test_no_base(repository):
    repository.commit(a="1")
    repository.git("branch", "--move", "topic")
    with pytest.raises(RevisionError, match="no base to compare with") as caught:
        base_of(repository.root, None, {})
    assert "--base" in str(caught.value)
    with pytest.raises(RevisionError, match="git knows none of --help"):
        base_of(repository.root, "--help", {})


def test_no_commit_in_common(repository):
    first = repository.commit(a="1")
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit(a="2")
    with pytest.raises(RevisionError, match="no commit in common"):
        base_of(repository.root, first, {})


def test_the_files_of_a_commit(repository):
    first = repository.commit(a="1", baselines__prod="old", other="x")
    repository.commit(a="2", baselines__prod="new", baselines__dev="new")
    with files_at(repository.root, first, (Path("a"), Path("baselines"))) as folder:
        found = {
            str(each.relative_to(folder)): each.read_text()
            for each in folder.rglob("*")
            if each.is_file()
        }
    assert found == {"a": "1", "baselines/prod": "old"}
    assert not folder.exists()


def test_nothing_was_there_then(repository):
    first = repository.commit(a="1")
    with files_at(repository.root, first, (Path("baselines"),)) as folder:
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", [":(top)a", "*", "-x", "ü [1]"])
def test_a_name_is_taken_for_a_name(repository, name):
    (repository.root / name).write_text("it")
    first = repository.commit(a="1")
    with files_at(repository.root, first, (Path(name),)) as folder:
        assert [each.name for each in folder.iterdir()] == [name]
