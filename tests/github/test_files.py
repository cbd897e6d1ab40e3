"""Outputs and summaries: what is written is what is read, and nothing else is."""

import os
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.github.files import append_summary, room, write_outputs
from tests.github.outputs import outputs_in

HOSTILE = "a\nresult<<x\nclean\nx\nresult=clean\n"
values = st.text(st.characters(exclude_categories=("Cs",)), max_size=40) | st.just(HOSTILE)


@given(st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,9}", fullmatch=True), values, max_size=4))
def test_outputs_are_read_as_they_were_meant(outputs):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "output"
        write_outputs(path, outputs)
        assert outputs_in(path) == outputs


def test_an_output_cannot_foresee_its_delimiter(tmp_path):
    path = tmp_path / "output"
    write_outputs(path, {"a": "x"})
    write_outputs(path, {"a": "x"})
    first, second = re.findall(r"<<(\S+)", path.read_text())
    assert first != second
    assert len(first) > 32


def test_what_others_wrote_stays(tmp_path):
    path = tmp_path / "output"
    path.write_text("other=1")  # no end of line
    write_outputs(path, {"result": HOSTILE})
    assert outputs_in(path) == {"other": "1", "result": HOSTILE}


def test_a_lone_surrogate_costs_no_output(tmp_path):
    write_outputs(tmp_path / "o", {"a": "\ud800", "b": "c"})
    assert outputs_in(tmp_path / "o") == {"a": "?", "b": "c"}


def test_outputs_that_cannot_be_written_are_an_error(tmp_path):
    with pytest.raises(OSError, match=os.strerror(21)):
        write_outputs(tmp_path, {"a": "b"})


def test_a_summary_is_added_to_within_its_room(tmp_path):
    path = tmp_path / "summary"
    whole = room(path)
    assert whole <= 1024 * 1024
    append_summary(path, "## ümlaut\n")
    append_summary(path, "more")
    assert path.read_text() == "## ümlaut\n\nmore\n\n"
    assert room(path) == whole - path.stat().st_size
    path.write_text("of others")
    append_summary(path, "ours")
    assert path.read_text() == "of others\nours\n\n"
