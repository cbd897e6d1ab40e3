"""The JSON Schemas as files, for editors and for scripts: docs/schemas/NAME.json."""
# ruff: noqa: INP001 - a script, in no package

from pathlib import Path
from typing import Final

from driftaudit.schemas import SCHEMAS, schema

FOLDER: Final = Path(__file__).parent / "schemas"


def schema_files() -> dict[Path, str]:
    """What every file in docs/schemas is to hold."""
    return {FOLDER / f"{name}.json": schema(name) for name in SCHEMAS}


def write() -> None:
    """Write those files alone: `make docs` does it with all else."""
    FOLDER.mkdir(exist_ok=True)
    for path, text in schema_files().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
