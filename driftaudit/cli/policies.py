"""From the texts on a command line to the policies and roles that they name."""

import re
import sys
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

import click

from driftaudit.cli import capture, resolve
from driftaudit.cli.options import Supply
from driftaudit.cli.settings import Settings, now
from driftaudit.compare.side import Side
from driftaudit.effects.compared import Named
from driftaudit.effects.parties import IAM_KINDS, Document, Party, filled, party_of
from driftaudit.effects.permissions import managed_documents
from driftaudit.errors import DriftauditError, UnknownReferenceError
from driftaudit.model import Record, Snapshot
from driftaudit.normalize.portable import Portable
from driftaudit.references import BaselineRef

STDIN: Final = "-"
LARGEST: Final = 2_000_000
"""Bytes of a policy file; IAM takes 10 kB, and the longest of any service is 32 kB."""

_LONGEST: Final = 255
"""Characters of a name that messages repeat."""

_RESOURCE: Final = re.compile(rf"(.+?):({'|'.join(IAM_KINDS)})/(.+)", re.DOTALL)
_NEXT: Final = (
    "next: name a policy document in JSON, - for stdin, or ENV:iam-role/NAME, ENV:iam-policy/NAME"
)

Held: TypeAlias = Snapshot | Side
"""What a reference names: a snapshot, or the side that a baseline is."""


class InSnapshot(Record, frozen=True, kw_only=True):
    """A role or policy by its name, and the reference of what has it."""

    reference: str
    kind: str
    name: str


def pair_of(texts: tuple[str, str], settings: Settings, supply: Supply) -> tuple[Named, Named]:
    """The two that the texts name: files, stdin, or roles and policies out of snapshots.

    Of a file and a role the role gets its real names; two roles are compared with placeholders
    in the place of what is each environment's own.

    Raises:
        click.UsageError: stdin twice.
        DriftauditError: something named is not there, or cannot be read.
    """
    if texts == (STDIN, STDIN):
        raise click.UsageError("stdin can be read only once: name a file for the other one")
    places = [_in_snapshot(text) for text in texts]
    held = _held(tuple(each.reference for each in places if each), settings, supply)
    mixed = None in places
    a, b = (
        Named(label=text, party=_party(place, held, mixed=mixed) if place else _file(text))
        for text, place in zip(texts, places, strict=True)
    )
    return a, b


def _in_snapshot(text: str) -> InSnapshot | None:
    """What a text names, where it is no file."""
    found = None if _is_there(text) else _RESOURCE.fullmatch(text)
    return InSnapshot(reference=found[1], kind=found[2], name=found[3]) if found else None


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except OSError:  # longer than a name may be: a policy's own text, say
        return False


def _held(references: tuple[str, ...], settings: Settings, supply: Supply) -> dict[str, Held]:
    """What each reference names; live environments are read in one go, files need no config."""
    files = {each: resolve.snapshot_file(each) for each in references if _is_snapshot_file(each)}
    others = [each for each in dict.fromkeys(references) if each not in files]
    if not others:
        return dict(files)
    config, moment = settings.load(), now()
    parsed = {each: resolve.parsed(each, config, moment, supply) for each in others}
    read = [each for each, found in parsed.items() if not isinstance(found, BaselineRef)]
    subjects = resolve.subjects(settings, config, list(parsed.values()), supply)
    return {
        **files,
        **dict(zip(read, map(_snapshot, subjects), strict=True)),
        **{
            each: resolve.baseline(config, found)
            for each, found in parsed.items()
            if isinstance(found, BaselineRef)
        },
    }


def _is_snapshot_file(reference: str) -> bool:
    return reference.endswith(".json") and not reference.startswith(("plan:", "baseline:"))


def _snapshot(subject: capture.Subject) -> Snapshot:
    if isinstance(subject, Snapshot):
        return subject
    gap, name = subject.gaps[0], subject.environment.name
    raise DriftauditError(
        f"{name} could not be read: {gap.operation}: {gap.code}: {gap.message}\n"
        f"next: {gap.needs or f'driftaudit doctor {name}'}"
    )


def _party(place: InSnapshot, held: dict[str, Held], *, mixed: bool) -> Party:
    """A role or policy; documents of AWS's own policies are its snapshot's, then any other's."""
    own = held[place.reference]
    facts = [each.facts for each in (own, *held.values()) if isinstance(each, Snapshot)]
    documents = managed_documents(*facts)
    if isinstance(own, Side):
        return party_of(place.kind, place.name, own, documents)
    side = Side.of_snapshot(own, place.reference)
    found = party_of(place.kind, place.name, side, documents)
    return filled(found, Portable(own.identity).fill) if mixed else found


def _file(text: str) -> Document:
    """The document in a file or from stdin; what it says, the engine finds out."""
    try:
        if text == STDIN:
            return Document(document=_text(sys.stdin.buffer, "stdin"))
        with Path(text).open("rb") as file:
            return Document(document=_text(file, text))
    except OSError as error:
        why = error.strerror or str(error)
        named = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        raise UnknownReferenceError(f"{named}: cannot be read: {why}\n{_NEXT}") from error


def _text(file: BinaryIO, name: str) -> str:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise DriftauditError(
            f"{name}: more than {LARGEST:,} bytes, where no policy has more than 32 kB\n{_NEXT}"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DriftauditError(
            f"{name}: no text in UTF-8, so no policy document\n{_NEXT}"
        ) from error
