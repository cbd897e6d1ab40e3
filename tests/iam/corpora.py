"""The three corpora of IAM documents, which are not part of the project."""

import json
import os
from pathlib import Path

import pytest

from driftaudit.model import Json

PLACE = Path(
    os.environ.get("DRIFTAUDIT_CORPORA") or Path(__file__).parents[2].parent / "shared" / "data"
)


def corpus(name: str) -> list[Json]:
    """The cases of a corpus; none where it is not there."""
    path = PLACE / name
    return json.loads(path.read_text()) if path.is_file() else []


def needs(cases: list[Json]) -> pytest.MarkDecorator:
    """Skips a test whose corpus is not there, with a reason."""
    return pytest.mark.skipif(
        not cases, reason=f"the corpora are not in {PLACE}; DRIFTAUDIT_CORPORA names their place"
    )
