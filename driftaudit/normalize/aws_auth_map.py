"""Reads the ConfigMap `aws-auth` as aws-iam-authenticator reads it.

Each section is a string that holds YAML; a broken section or entry is dropped and the rest kept;
of duplicates the last one wins (aws-iam-authenticator, pkg/mapper/configmap and pkg/config).
"""

from typing import Final, Literal

from driftaudit.model import Json, Record
from driftaudit.normalize.fields import as_set
from driftaudit.normalize.kubernetes_yaml import (
    NotYamlError,
    first_document,
    parse,
    unquoted_numbers,
)
from driftaudit.normalize.odd import at, items, mapping, string

Type = Literal["role", "user", "account"]

SECTIONS: Final[dict[str, Type]] = {
    "mapRoles": "role",
    "mapUsers": "user",
    "mapAccounts": "account",
}
"""Section (case-sensitive) → what it maps, in the order in which principals are looked up."""

_AFTER: Final = "what follows the first YAML document is dropped"

_EMPTY = frozenset({"", "``", "` `", '""', "''", "null", "~"})


class Mapped(Record, frozen=True):
    """One principal as the authenticator knows it; `principal` is an ARN or an account id."""

    type: Type
    principal: str
    username: str = ""
    groups: tuple[str, ...] = ()


class AwsAuth(Record, frozen=True):
    """What is mapped, and what was dropped: section → why, one line an entry.

    `shadowed` are the entries that a later one for the same principal replaces, `ignored` the
    keys that are a section's but for their case, `unquoted` the account ids that YAML takes for
    numbers: all in the order in which they are written.
    """

    mapped: tuple[Mapped, ...]
    dropped: dict[str, tuple[str, ...]]
    shadowed: tuple[Mapped, ...] = ()
    ignored: tuple[str, ...] = ()
    unquoted: tuple[str, ...] = ()


def read(configmap: Json) -> AwsAuth:
    """The principals that a ConfigMap maps; never raises, whatever people wrote."""
    mapped: dict[tuple[str, str], Mapped] = {}
    shadowed: list[Mapped] = []
    dropped: dict[str, tuple[str, ...]] = {}
    data = mapping(at(configmap, "data"))
    for section, kind in SECTIONS.items():
        entries, wrong = _section(data.get(section), kind)
        for entry in entries:
            before = mapped.get((kind, _key(entry)))
            shadowed += [before] if before else []
            mapped[kind, _key(entry)] = entry
        if wrong:
            dropped[section] = tuple(wrong)
    return AwsAuth(
        mapped=tuple(mapped[key] for key in sorted(mapped)),
        dropped=dropped,
        shadowed=tuple(shadowed),
        ignored=tuple(key for key in sorted(data) if data[key] and _is_misspelt(key)),
        unquoted=unquoted_numbers(string(data.get("mapAccounts"))),
    )


def _is_misspelt(key: str) -> bool:
    """Whether a key is a section's in another case, which is no section to the authenticator."""
    return key not in SECTIONS and key.lower() in {section.lower() for section in SECTIONS}


def _key(entry: Mapped) -> str:
    """Role ARNs are compared in lower case, users and accounts as they are written."""
    return entry.principal.lower() if entry.type == "role" else entry.principal


def _section(text: Json, kind: Type) -> tuple[list[Mapped], list[str]]:
    if text is None:
        return [], []
    if not isinstance(text, str):
        return [], ["the section is no string"]
    if text.strip() in _EMPTY:
        return [], []
    first, rest = first_document(text)
    try:
        parsed = parse(first, as_text=kind == "account")
    except NotYamlError as error:
        return [], [f"the section is {error}"]
    if parsed is not None and not isinstance(parsed, list):
        return [], ["the section is no list"]
    entries, wrong = _entries(parsed or [], kind)
    return entries, wrong + ([_AFTER] if _says_anything(rest) else [])


def _says_anything(text: str) -> bool:
    """Whether a text is more than blanks, comments and marks of documents."""
    lines = (line.strip() for line in text.splitlines())
    return any(line and not line.startswith("#") and line not in ("---", "...") for line in lines)


def _entries(parsed: list[Json], kind: Type) -> tuple[list[Mapped], list[str]]:
    kept: list[Mapped] = []
    wrong: list[str] = []
    for number, entry in enumerate(parsed, start=1):
        made = _account(entry) if kind == "account" else _principal(entry, kind)
        if isinstance(made, Mapped):
            kept.append(made)
        else:
            wrong.append(f"entry {number}: {made}")
    return kept, wrong


def _account(entry: Json) -> Mapped | str:
    """Account ids are read as written: as YAML numbers they would lose their leading zeros."""
    if not isinstance(entry, str) or not entry:
        return "no account id"
    return Mapped(type="account", principal=entry)


def _principal(entry: Json, kind: Type) -> Mapped | str:
    if not isinstance(entry, dict):
        return "no mapping"
    known = {key.lower(): value for key, value in entry.items()}
    principal = known.get(f"{kind}arn")
    if not isinstance(principal, str) or not principal:
        return f"no {kind}arn"
    groups = known.get("groups")
    if groups is not None and not isinstance(groups, list):
        return f"{principal}: groups are no list"
    if any(not isinstance(each, str) for each in items(groups)):
        return f"{principal}: a group is no string"
    username = known.get("username")
    if username is not None and not isinstance(username, str):
        return f"{principal}: username is no string"
    ordered = tuple(string(each) for each in as_set(items(groups)))
    return Mapped(type=kind, principal=principal, username=username or "", groups=ordered)
