import json
import subprocess
from pathlib import Path

import pytest

from driftaudit.errors import RevisionError
from driftaudit.revision import base_of, files_at, paths_named, top_of


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
    assert base_of(repository.root, "release", {}) == start
    repository.git("update-ref", "-d", "refs/remotes/origin/release")
    repository.git("branch", "release", start)
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


def read_at(repository, commit, *paths):
    """The text of every file that is found, links followed, by its path."""
    with files_at(repository.root, commit, tuple(map(Path, paths))) as folder:
        return {
            str(path.relative_to(folder)): path.read_text()
            for each in paths
            for path in [folder / each, *(folder / each).rglob("*")]
            if path.is_file()
        }


def test_attributes_of_the_repository_leave_nothing_out(repository):
    text = "baselines export-ignore\na export-subst\n"
    (repository.root / ".gitattributes").write_text(text)
    first = repository.commit(a="$Format:%H$", baselines__prod="old")
    found = read_at(repository, first, "a", "baselines")
    assert found == {"a": "$Format:%H$", "baselines/prod": "old"}


@pytest.mark.parametrize(
    ("link", "target", "asked"),
    [
        ("baselines", "real/expected", "baselines"),
        ("work", "real", "work/expected"),
        ("real/expected/more.yaml", "../../shared.yaml", "real/expected"),
        ("own.yaml", "shared.yaml", "own.yaml"),
    ],
    ids=["folder", "folder above", "file inside", "file"],
)
def test_links_are_followed(repository, link, target, asked):
    (repository.root / "real/expected").mkdir(parents=True)
    (repository.root / link).symlink_to(target)
    files = {"real/expected/prod.yaml": "old", "shared.yaml": "shared"}
    for name, text in files.items():
        (repository.root / name).write_text(text)
    first = repository.commit()
    found = read_at(repository, first, asked)
    assert found
    assert set(found.values()) <= {"old", "shared"}
    assert ("shared" in found.values()) == ("shared" in target)


@pytest.mark.parametrize("target", ["/etc", "../elsewhere", "again/x"])
def test_links_that_lead_nowhere_are_refused(repository, target):
    (repository.root / "again").symlink_to(target)
    first = repository.commit(a="1")
    with pytest.raises(RevisionError, match=r"again at .*: "):
        read_at(repository, first, "again/b")


@pytest.mark.parametrize("asked", ["sub", "sub/baselines", "."])
def test_a_submodule_is_refused(repository, asked):
    commit = repository.commit(a="1")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    repository.git("commit", "--quiet", "--message", "x")
    with pytest.raises(RevisionError, match="sub is a submodule"):
        read_at(repository, "HEAD", asked)


def test_the_whole_tree(repository):
    first = repository.commit(a="1", b__c="2")
    assert read_at(repository, first, ".") == {"a": "1", "b/c": "2"}


def test_files_of_a_name(repository):
    first = repository.commit(deep__er__own="1", own="2", owner="3")
    assert paths_named(repository.root, first, "own") == (Path("deep/er/own"), Path("own"))


def test_what_a_hook_sets_is_another_repositorys(repository, tmp_path, monkeypatch):
    first = repository.commit(a="1")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert top_of(repository.root) == repository.root
    assert read_at(repository, first, "a") == {"a": "1"}


def test_a_work_tree_beside_the_repository(repository):
    first = repository.commit(a="1")
    beside = repository.root.parent / "beside it"
    repository.git("worktree", "add", "--quiet", "--detach", str(beside))
    assert top_of(beside) == beside
    assert base_of(beside, "main", {}) == first


def merged(repository):
    """Base, its next commit, and a merge of that with a branch, as GitHub checks it out."""
    stale = repository.commit(a="1")
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(a="2")
    repository.git("checkout", "--quiet", "main")
    newer = repository.commit(b="meanwhile")
    repository.git("checkout", "--quiet", "--detach")
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "topic")
    return stale, newer, repository.git("rev-parse", "HEAD")


def test_of_githubs_merge_commit_the_first_parent_is_the_base(repository, tmp_path):
    stale, newer, head = merged(repository)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": stale}}}))
    told = {"GITHUB_EVENT_PATH": str(event), "GITHUB_SHA": head}
    assert base_of(repository.root, None, told) == stale
    assert base_of(repository.root, None, told | {"GITHUB_REF": "refs/pull/7/merge"}) == newer
    assert base_of(repository.root, None, told | {"GITHUB_REF": "refs/heads/x"}) == stale


def test_a_merge_queue(repository, tmp_path):
    stale, _, _ = merged(repository)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"merge_group": {"base_sha": stale}}))
    assert base_of(repository.root, None, {"GITHUB_EVENT_PATH": str(event)}) == stale


def test_what_github_tells_is_not_replaced_by_another_branch(repository):
    repository.commit(a="1")
    with pytest.raises(RevisionError, match="git knows none of origin/release"):
        base_of(repository.root, None, {"GITHUB_BASE_REF": "release"})


def test_a_pull_request_that_is_not_checked_out(repository, tmp_path):
    head = repository.commit(a="1")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": head}}}))
    with pytest.raises(RevisionError, match="the change is not checked out"):
        base_of(repository.root, None, {"GITHUB_EVENT_PATH": str(event)})


def test_a_history_that_is_cut_short(repository, tmp_path):
    repository.commit(a="1")
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(a="2")
    repository.git("checkout", "--quiet", "main")
    main = repository.commit(b="meanwhile")
    shallow = tmp_path / "shallow"
    url = f"file://{repository.root}"
    repository.git("clone", "--quiet", "--depth=1", "--no-single-branch", url, str(shallow))
    repository.git("-C", str(shallow), "checkout", "--quiet", "topic")
    with pytest.raises(RevisionError, match="the history is cut short"):
        base_of(shallow, main, {})
