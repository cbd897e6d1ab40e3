"""--output: every format at once, files whole or not at all, one that fails leaves the others."""

import errno
import json
import os
import stat

import click
import msgspec
import pytest

from driftaudit.cli import outputs, whole_file
from driftaudit.cli.main import run
from driftaudit.render import RENDERERS
from driftaudit.render.json import json as as_json
from driftaudit.render.table import table
from driftaudit.report import Report
from tests.render import sample

REPORT = msgspec.json.decode(as_json(sample.REPORT), type=Report)  # with its maps in order


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """A folder with a saved report, in which commands run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.json").write_text(as_json(REPORT))
    return tmp_path


def asked(*words):
    return run(["report", "r.json", *(part for each in words for part in ("--output", each))])


def test_every_format_at_once(saved):
    words = [f"{name}=out/{name}.{each.suffix}" for name, each in RENDERERS.items()]
    assert asked(*words) == 1
    for name, each in RENDERERS.items():
        text = (saved / "out" / f"{name}.{each.suffix}").read_text(encoding="utf-8")
        assert text == (outputs.text_of(REPORT, name) if name == "table" else each(REPORT))
    assert sorted(each.name for each in (saved / "out").iterdir()) == sorted(
        f"{name}.{each.suffix}" for name, each in RENDERERS.items()
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("jsn=x",), "--output jsn=x: not FORMAT=PATH with a format of"),
        (("json",), "--output json: not FORMAT=PATH"),
        (("json=",), "--output json=: not FORMAT=PATH"),
        (("json=-",), "stdout is what --format is for"),
        (("json=a\0b",), "not a path"),
        (("json=x", "table=x"), "--output table=x: the file is named twice"),
        (("json=x", "table=./x"), "--output json=x: the file is named twice"),
        (("json=x", "table=sub/../x"), "the file is named twice"),
        (("json=x", "table=link"), "the file is named twice"),
        (("json=here/x", "table=x"), "the file is named twice"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_all_else_is_written(words, said, saved, capsys):
    (saved / "link").symlink_to("x")
    (saved / "here").symlink_to(".")
    before = {each.name for each in saved.iterdir()}
    assert asked(*words) == 2  # nothing could be written: refused before any work
    seen = capsys.readouterr()
    assert said in seen.err
    assert (seen.out, {each.name for each in saved.iterdir()}) == ("", before)
    assert asked(*words, "json=other.json", "sarif=other.sarif") == 2
    seen = capsys.readouterr()
    assert said in seen.err
    assert "result: drift" in seen.out
    new = {each.name for each in saved.iterdir()} - before
    assert new == {"other.json", "other.sarif"}
    assert json.loads((saved / "other.json").read_text())["result"] == "drift"


@pytest.mark.parametrize("words", [("json=x", "json=x"), ("jsn=x", "jsn=x")])
def test_the_same_mistake_twice_is_told_once(words, saved, capsys):
    assert asked(*words) == 2
    assert capsys.readouterr().err.count(f"--output {words[0]}: ") == 1


def test_what_cannot_be_written_is_told_and_all_else_is_written(saved, capsys):
    (saved / "file").write_text("")
    (saved / "folder").mkdir()
    lost = ("json=file/a.json", "table=folder", "json=" + "n" * 300)
    assert asked(lost[0], "json=a.json", lost[1], "table=b.txt", lost[2]) == 2
    seen = capsys.readouterr().err
    for each in lost:
        assert f"--output {each}: cannot be written: " in seen
    assert (saved / "a.json").read_text() == as_json(REPORT)
    assert (saved / "b.txt").read_text().rstrip().splitlines()[-1].startswith("result: drift")


def test_a_link_is_followed_and_stays_one(saved):
    (saved / "real").mkdir()
    (saved / "link").symlink_to("real/x.json")
    assert asked("json=link") == 1
    assert (saved / "link").is_symlink()
    assert (saved / "real" / "x.json").read_text() == as_json(REPORT)


def test_a_file_keeps_its_rights_and_its_old_content_until_the_new_one_is_whole(
    saved, monkeypatch, capsys
):
    file = saved / "a.json"
    file.write_text("old")
    file.chmod(0o640)
    assert asked("json=a.json") == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    file.write_text("old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(whole_file.shutil, "copymode", full)
    assert asked("json=a.json") == 2
    assert "a.json: cannot be written: No space left on device" in capsys.readouterr().err
    assert file.read_text() == "old"
    assert sorted(each.name for each in saved.iterdir()) == ["a.json", "r.json"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EBUSY])
def test_where_nothing_can_be_put_beside_it_a_file_is_written_in_place(saved, monkeypatch, number):
    file = saved / "a.json"
    file.write_text("old")

    def refused(*_):
        raise OSError(number, "refused")

    monkeypatch.setattr(whole_file.shutil, "copymode", refused)
    assert asked("json=a.json") == 1
    assert file.read_text() == as_json(REPORT)


def test_a_device_stays_a_device(saved):
    pipe = saved / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        whole_file.replace(pipe, "text\n")
        assert os.read(reader, 100) == b"text\n"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_stdout_gets_any_format_as_utf_8(saved, capfdbinary):
    for name, each in RENDERERS.items():
        assert run(["report", "r.json", "--format", name]) == 1
        shown = capfdbinary.readouterr().out.decode()
        assert shown == each(REPORT)


def test_a_check_of_outputs_passes_where_one_can_be_written():
    outputs.check(())
    outputs.check(("json=a", "jsn=b"))
    with pytest.raises(click.UsageError, match="jsn=b"):
        outputs.check(("jsn=b",))


@pytest.mark.parametrize(
    ("columns", "tty", "width"),
    [("80", True, 80), ("40", True, 60), ("200", True, 100), ("80", False, 100), ("x", True, 100)],
)
def test_a_table_is_no_wider_than_its_terminal(saved, monkeypatch, capsys, columns, tty, width):
    monkeypatch.setattr("sys.stdout.isatty", lambda: tty)
    monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((0, 0)))
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(["report", "r.json", "--all", "--output", "table=t.txt"]) == 1
    assert capsys.readouterr().out == table(REPORT, limit=None, width=width)
    assert (saved / "t.txt").read_text() == table(REPORT, limit=None)
