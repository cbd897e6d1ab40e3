"""`driftaudit demo` hands over to the demo; what that does is tested in tests/demo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from driftaudit.cli.main import run


def test_it_hands_over_what_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def demo(directory: Path, *, keep: bool, run: Callable[..., int], echo: Any) -> int:
        echo(f"{directory} {keep}")
        return run(["explain", "NONE001"])

    monkeypatch.setattr("driftaudit.demo.run.demo", demo)
    assert run(["demo", "--keep", "--directory", str(tmp_path)]) == 2
    assert capsys.readouterr().out == f"{tmp_path} True\n"


def test_a_folder_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert run(["demo", "--directory", str(tmp_path / "file")]) == 2
    assert run(["demo", "--directory", str(tmp_path / "file" / "below")]) == 2
    assert "choose another --directory" in capsys.readouterr().err
