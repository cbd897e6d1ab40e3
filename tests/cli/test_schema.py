import json

import pytest

from driftaudit.cli.main import run
from driftaudit.schemas import SCHEMAS


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_printed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", name]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["title"] == SCHEMAS[name][0]
    assert document["$schema"].endswith("2020-12/schema")


def test_any_other_name_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "reprt"]) == 2
    told = capsys.readouterr().err
    assert all(repr(name) in told for name in SCHEMAS)
