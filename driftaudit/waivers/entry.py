"""One entry of the waiver file held against what a waiver must say: a waiver, or what is wrong."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from types import MappingProxyType
from typing import Final, TypeGuard

from driftaudit.judge.codes import CODES
from driftaudit.judge.selector import Selector, code_problem, kind_problem
from driftaudit.judge.waivers import (
    WAIVER_CODES,
    FiledWaiver,
    InvalidWaiver,
    WaiverEntry,
)
from driftaudit.model import Json, Waiver
from driftaudit.names import did_you_mean
from driftaudit.yaml_source import YamlPath, YamlSource, dotted

Problem = tuple[YamlPath, str]
"""Where in an entry something is wrong, and what to write instead."""

_FIELDS: Final = WaiverEntry.__struct_fields__
_LISTS: Final = ("environments", "path")
_NUMBERS: Final = frozenset({"int", "float"})
_MEANS: Final = ("fingerprint", "code", "kind", "resource")


def filed(source: YamlSource, path: YamlPath, entry: Json) -> FiledWaiver | InvalidWaiver:
    """The waiver at a path of a file, or why it is none; dates are held against no clock."""
    texts = _texts(source, path, entry) if isinstance(entry, dict) else {}
    problems = list(_problems(texts)) if isinstance(entry, dict) else [((), _NO_MAP)]
    if problems:
        line = source.line((*path, *problems[0][0]))
        message = "; ".join(_named(where, text) for where, text in problems)
        return InvalidWaiver(where=f"{source.origin}:{line}", message=message, entry=entry)
    created = texts.get("created")
    return FiledWaiver(
        where=f"{source.origin}:{source.line(path)}",
        entry=entry,
        fingerprint=texts.get("fingerprint", ""),
        selector=_selector(texts),
        value=texts.get("value", "").removeprefix("sha256:"),
        waiver=Waiver(
            reason=texts["reason"].strip(),
            expires=texts["expires"],
            owner=texts.get("owner", ""),
            ticket=texts.get("ticket", ""),
        ),
        created=date.fromisoformat(created) if created else None,
        expires=date.fromisoformat(texts["expires"]),
    )


_NO_MAP: Final = "expected a map with a fingerprint, or a code, kind or resource"


def _texts(source: YamlSource, path: YamlPath, entry: dict[str, Json]) -> dict[str, Json]:
    """The fields with numbers as they were written: a fingerprint may be digits alone."""
    texts = {}
    for name, value in entry.items():
        raw = source.raw((*path, name))
        texts[name] = raw.text if raw and raw.tag in _NUMBERS else value
    return texts


def _selector(texts: dict[str, Json]) -> Selector:
    path = texts.get("path", ())
    return Selector(
        code=texts.get("code", ""),
        environments=tuple(texts.get("environments", ())),
        kind=texts.get("kind", ""),
        resource=texts.get("resource", ""),
        path=path if isinstance(path, str) else tuple(path),
    )


def _problems(texts: dict[str, Json]) -> Iterator[Problem]:
    """Everything that keeps an entry from counting, in the order of its fields."""
    for name, value in texts.items():
        if name not in _FIELDS:
            yield (name,), f"unknown field{did_you_mean(name, _FIELDS)}"
        elif name in _LISTS and not (name == "path" and isinstance(value, str)):
            yield from _list_problems(name, value)
        elif not isinstance(value, str):
            yield (name,), f"expected text, not {_shown(value)}"
        elif not value.strip():
            yield (name,), "empty: " + _EMPTY.get(name, "give it a value, or leave it out")
        elif problem := _CHECKS.get(name, _fine)(value):
            yield (name,), problem
    yield from _missing(texts)


def _list_problems(name: str, value: Json) -> Iterator[Problem]:
    if not isinstance(value, list) or not value:
        text = "a list of keys, or text with dots between them" if name == "path" else "a list"
        yield (name,), f"expected {text}, not {_shown(value)}"
        return
    for place, each in enumerate(value):
        if not isinstance(each, str):
            yield (name, place), f"expected text, in quotes, not {_shown(each)}"


def _missing(texts: dict[str, Json]) -> Iterator[Problem]:
    if not any(name in texts for name in _MEANS):
        yield (), "says nothing of what it waives; give a fingerprint, or a code, kind or resource"
    elif not any(_narrows(name, texts[name]) for name in _MEANS if name in texts):
        yield ("resource",), "is every resource; give a fingerprint, or a code, kind or name"
    for name, text in _EMPTY.items():
        if name not in texts:
            yield (), f"{name} is missing: {text}"
    created, expires = texts.get("created"), texts.get("expires")
    if _is_day(created) and _is_day(expires) and created > expires:
        yield ("expires",), f"{expires} is before it was created, on {created}"


_EMPTY: Final = MappingProxyType(
    {
        "reason": "say why this is accepted",
        "expires": "say until when, as YYYY-MM-DD, at most 365 days ahead",
    }
)
"""What a waiver must have, and what to write there."""


def _narrows(name: str, value: Json) -> bool:
    return name != "resource" or not isinstance(value, str) or bool(value.strip("*?"))


def _code_problem(code: str) -> str:
    if code in WAIVER_CODES:
        return f"{code} is about waivers, and cannot be waived"
    return code_problem(code, CODES)


def _fingerprint_problem(fingerprint: str) -> str:
    if re.fullmatch("[0-9a-f]{16}", fingerprint):
        return ""
    return f"{fingerprint!r} is no fingerprint, which is 16 of 0-9 and a-f"


def _value_problem(value: str) -> str:
    if re.fullmatch("sha256:[0-9a-f]{16,64}", value):
        return ""
    return f"{value!r} is no digest: sha256: and 16 of 0-9 and a-f"


def _day_problem(day: str) -> str:
    return "" if _is_day(day) else f"{day!r} is no date, which looks like 2026-12-24"


def _is_day(text: Json) -> TypeGuard[str]:
    """Whether a text is a date that there is; other forms of ISO 8601 are not ours."""
    if not isinstance(text, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _fine(_text: str) -> str:
    return ""


_CHECKS: Final[MappingProxyType[str, Callable[[str], str]]] = MappingProxyType(
    {
        "fingerprint": _fingerprint_problem,
        "code": _code_problem,
        "kind": kind_problem,
        "value": _value_problem,
        "created": _day_problem,
        "expires": _day_problem,
    }
)


def _named(where: YamlPath, text: str) -> str:
    """The text with the field that it is about before it."""
    return f"{dotted(where)}: {text}" if where else text


def _shown(value: Json) -> str:
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list" if value else "an empty list"
    return "nothing" if value is None else f"{value!r}"
