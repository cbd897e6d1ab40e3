"""One mistake in the waiver file does not void the rest; what is added keeps all that was there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.errors import BaselineError
from driftaudit.judge.ready_made import entry_for, entry_text, ready_made
from driftaudit.judge.waive import apply
from driftaudit.judge.waivers import WaiverEntry, WaiverFile
from driftaudit.waivers.file import HEADER, add, load
from driftaudit.yaml_source import parse
from tests.judge.waivers import TODAY, finding, scope

ENTRY = WaiverEntry(code="ADDON003", reason="known", expires="2026-12-01")
GOOD = "{code: ADDON003, reason: known, expires: 2026-12-01}"


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "waivers.yaml"
        path.write_bytes(text.encode())
        return path

    return write


def test_no_file_is_an_empty_one(tmp_path: Path):
    path = tmp_path / "waivers.yaml"
    assert load(path) == WaiverFile(origin=str(path))


@pytest.mark.parametrize("text", ["", "# none yet\n", "version: 1\n", HEADER])
def test_a_file_without_waivers(write, text):
    path = write(text)
    assert load(path) == WaiverFile(origin=str(path))


def test_what_is_invalid_does_not_void_the_others(write):
    path = write(f"version: 1\nwaivers:\n- {GOOD}\n- {{code: 1}}\n- {{kind: addon, reason: x}}\n")
    loaded = load(path)
    assert [each.where for each in loaded.waivers] == [f"{path}:3"]
    assert [each.where for each in loaded.invalid] == [f"{path}:4", f"{path}:5"]
    assert loaded.invalid[0].entry == {"code": 1}


def test_written_twice_it_is_one(write):
    other = "{kind: addon, reason: x, expires: 2026-12-01}"
    loaded = load(write(f"version: 1\nwaivers: [\n{GOOD},\n{other},\n{GOOD},\n1,\n1]\n"))
    assert [each.line for each in loaded.waivers] == [3, 4]
    assert [each.line for each in loaded.invalid] == [6]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("waivers: [", ":2:1: while parsing a flow node"),
        ("version: 1\nversion: 1\n", ":2:1: version: written twice"),
        ("- a\n", ":1: not a waiver file: expected a map with version and waivers"),
        ("version: 1\nwaiver: []\n", ":2: waiver: unknown field, did you mean 'waivers'?"),
        ("waivers: []\n", ":1: version: expected version: 1, the only one"),
        ("version: 2\n", ":1: version: expected version: 1, the only one"),
        ("version: true\n", ":1: version: expected version: 1, the only one"),
        ("version: 1\nwaivers: {a: 1}\n", ":2: waivers: expected a list, each waiver starting"),
    ],
)
def test_what_is_no_waiver_file_is_refused_with_its_line(write, text, message):
    path = write(text)
    with pytest.raises(BaselineError) as caught:
        load(path)
    assert f"{path}{message}" in str(caught.value)


def test_a_file_that_cannot_be_read_is_not_taken_for_none(tmp_path: Path):
    with pytest.raises(BaselineError, match="cannot be read"):
        load(tmp_path)


BLOCK = """\
# head
version: 1   # the first
waivers:     # ours
# one
- code: EKS001
  reason: |
    # not a comment
      deep
  expires: 2026-12-01   # soon

# at the end
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", HEADER + entry_text(ENTRY)),
        ("\n", HEADER + entry_text(ENTRY)),
        ("# mine\n", "# mine\nversion: 1\nwaivers:\n" + entry_text(ENTRY)),
        ("version: 1", "version: 1\nwaivers:\n" + entry_text(ENTRY)),
        ("version: 1\nwaivers: []  # no\n", "version: 1\nwaivers:  # no\n" + entry_text(ENTRY)),
        ("version: 1\nwaivers: null\n", "version: 1\nwaivers:\n" + entry_text(ENTRY)),
        ("waivers: ~\nversion: 1\n", "waivers:\n" + entry_text(ENTRY) + "version: 1\n"),
        (BLOCK, BLOCK.replace("\n\n", f"\n{entry_text(ENTRY, '')}\n")),
        (
            f"waivers:\n    - {GOOD}\n# end\nversion: 1\n",
            f"waivers:\n    - {GOOD}\n{entry_text(ENTRY, '    ')}# end\nversion: 1\n",
        ),
        (
            f"version: 1\r\nwaivers:\r\n- {GOOD}",
            f"version: 1\r\nwaivers:\r\n- {GOOD}\r\n" + entry_text(ENTRY, "").replace("\n", "\r\n"),
        ),
    ],
)
def test_an_entry_is_added_and_all_else_kept(before, after):
    assert add(before, ENTRY) == after


@pytest.mark.parametrize(
    "text",
    [
        f"version: 1\nwaivers: [{GOOD}]\n",
        f"{{version: 1, waivers: [{GOOD}]}}\n",
        '{"version": 1, "waivers": []}\n',
        "version: 1\nwaivers: [\n]\n",
        f"version: 1\nwaivers:\n-\n  {GOOD}\n",
    ],
)
def test_a_list_that_has_no_lines_to_add_to_is_left_alone(text):
    with pytest.raises(BaselineError, match="write each waiver on lines of its own"):
        add(text, ENTRY)


def test_nothing_is_added_to_what_is_no_waiver_file():
    with pytest.raises(BaselineError, match="not a waiver file"):
        add("- a\n", ENTRY)


def test_nothing_is_added_that_would_not_count():
    with pytest.raises(BaselineError, match="would not count: reason: empty: say why"):
        add("", entry_for(finding(), today=TODAY))


def test_what_is_ready_made_counts_once_the_reason_is_said(write):
    text = HEADER + ready_made(finding(), TODAY)
    assert load(write(text)).invalid[0].message == "reason: empty: say why this is accepted"
    loaded = load(write(text.replace('reason: ""', "reason: known")))
    waived = apply((finding(), finding("prod-us")), loaded, today=TODAY, scope=scope())
    assert [bool(each.waiver) for each in waived.findings] == [True, False]
    assert waived.meta == ()


def test_what_is_added_is_applied(write):
    one, two = finding(), finding(resource="vpc-cni", path=(), expected={}, actual=None)
    text = ""
    for each in (one, two):
        text = add(text, entry_for(each, today=TODAY, reason="known", owner="me", ticket="1"))
    loaded = load(write(text))
    waived = apply((one, two, finding("prod-us")), loaded, today=TODAY, scope=scope())
    assert [bool(each.waiver) for each in waived.findings] == [True, True, False]
    assert (loaded.invalid, waived.meta) == ((), ())


comments = st.text("# -:ab\n", max_size=12).map(
    lambda text: "".join(f"# {line}\n" for line in text.split("\n"))
)


@given(comments, comments, comments, st.sampled_from(["", "  ", "      "]), st.booleans())
def test_no_comment_is_lost_whatever_the_layout(head, middle, tail, indent, last):
    rest = "" if last else "version: 1\n"
    item = entry_text(WaiverEntry(code="EKS001", reason="x", expires="2026-12-01"), indent)
    text = ("version: 1\n" if last else "") + f"{head}waivers:\n{middle}{item}{tail}{rest}"
    grown = add(text, ENTRY)
    data = parse(grown, "f").data["waivers"]
    assert [each["code"] for each in data] == ["EKS001", "ADDON003"]
    kept = grown.replace(entry_text(ENTRY, indent), "", 1)
    assert kept == text
