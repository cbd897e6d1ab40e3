"""Files that are there as a whole or not at all: whoever reads one never sees half of it."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Write the text (UTF-8) to the file; folders above it are made, links to it followed.

    Until it is complete the old content stays. Raises OSError where it cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8")  # a pipe or a device is no file to replace
        return
    file = Path(os.path.realpath(path))
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        _swap(file, text)
    except OSError as error:
        if not (file.exists() and error.errno in _IN_PLACE):
            raise
        file.write_text(text, encoding="utf-8")


_IN_PLACE = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY})
"""A folder that takes no new file, or a file that is mounted by itself, may yet be written to."""


def _swap(file: Path, text: str) -> None:
    new = file.with_name(f".{file.name[:200]}.{os.getpid()}.new")
    try:
        new.write_text(text, encoding="utf-8")
        if file.exists():
            shutil.copymode(file, new)
        new.replace(file)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise
