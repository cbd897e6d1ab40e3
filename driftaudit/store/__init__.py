"""Where snapshots are kept: one file a snapshot, whole or not there, and never overwritten."""

import errno
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from driftaudit.errors import StoreError
from driftaudit.model import Snapshot
from driftaudit.store.snapshot_file import decode, encode
from driftaudit.store.stored import already, file_name, moments, not_found, pick, verified

_NO_LINKS: Final = frozenset(
    (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
)


class Store(Protocol):
    """Keeps snapshots by environment and moment. Every method raises StoreError."""

    def save(self, snapshot: Snapshot) -> str:
        """Keeps a snapshot and says where; refuses a second one of the same moment."""

    def newest(self, environment: str, not_after: datetime | None = None) -> Snapshot:
        """The newest snapshot, or the newest that is not younger than a moment."""

    def list(self, environment: str) -> tuple[str, ...]:
        """The moments (`captured_at`) of an environment's snapshots, oldest first."""


def open_store(location: str, base: Path) -> Store:
    """The store at a location: `s3://bucket/prefix`, or a folder, relative to `base`."""
    if location.startswith("s3://"):
        from driftaudit.store.s3 import open_s3  # boto3 is slow to import

        return open_s3(location)
    return DirectoryStore(base / location)


class DirectoryStore:
    """Snapshots in a folder: `ROOT/ENVIRONMENT/2026-11-22T105000.000000Z.json`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def save(self, snapshot: Snapshot) -> str:
        """Writes a snapshot so that readers see all of it or nothing, also after a crash."""
        environment = snapshot.environment.name
        path = self._folder(environment) / file_name(snapshot)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, encode(snapshot))
        except FileExistsError as caught:
            if path.parent.is_dir():
                raise StoreError(already(environment, snapshot.captured_at, path)) from caught
            raise StoreError(_failed(environment, path.parent, caught, "written")) from caught
        except OSError as caught:
            raise StoreError(_failed(environment, path.parent, caught, "written")) from caught
        return str(path)

    def newest(self, environment: str, not_after: datetime | None = None) -> Snapshot:
        """The newest snapshot, or the newest that is not younger than a moment."""
        found = self._found(environment)
        name = pick(found, not_after)
        if name is None:
            raise StoreError(not_found(environment, self._folder(environment), found, not_after))
        path = self._folder(environment) / name
        try:
            data = path.read_bytes()
        except OSError as caught:
            raise StoreError(_failed(environment, path, caught, "read")) from caught
        return verified(decode(data, str(path)), environment, name, path)

    def list(self, environment: str) -> tuple[str, ...]:
        """The moments (`captured_at`) of an environment's snapshots, oldest first."""
        return tuple(self._found(environment).values())

    def _found(self, environment: str) -> dict[str, str]:
        """Moments by file name, oldest first; what is not a whole snapshot's name is left out."""
        folder = self._folder(environment)
        try:
            with os.scandir(folder) as entries:
                # Size last: temporary files of other writers vanish at any moment.
                names = [
                    entry.name
                    for entry in entries
                    if entry.name.endswith(".json") and entry.stat().st_size
                ]
        except FileNotFoundError:
            return {}
        except OSError as caught:
            raise StoreError(_failed(environment, folder, caught, "read")) from caught
        return moments(names)

    def _folder(self, environment: str) -> Path:
        return self.root / environment


def _write(path: Path, data: bytes) -> None:
    """Publishes data under a name that must be free; FileExistsError where it is not.

    A link, unlike a rename, never replaces. The temporary name starts with a dot and does not
    end in `.json`: what a killed writer leaves behind is no snapshot.
    """
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _publish(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # Some network file systems cannot sync a folder; the file itself is safe by then.
        with suppress(OSError):
            os.fsync(folder)
    finally:
        os.close(folder)


def _publish(temporary: Path, path: Path) -> None:
    try:
        path.hardlink_to(temporary)
    except OSError as caught:
        if caught.errno not in _NO_LINKS:
            raise
        # No links here: the empty file reserves the name, and readers take it for nothing.
        path.open("xb").close()
        temporary.replace(path)


def _failed(environment: str, place: Path, caught: OSError, what: str) -> str:
    return (
        f"{environment}: the store {place} cannot be {what}: {caught.strerror or caught}\n"
        "next: correct `store:` in driftaudit.yaml, or the rights of the folder"
    )
