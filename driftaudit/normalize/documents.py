"""IAM policy documents in one canonical form, whoever wrote them in whatever way.

Only spelling is evened out (IAM JSON policy grammar): scalar and list, order, duplicates, case of
actions, operators and keys, `Sid`, `Id`. What a document *means* is not decided here.
"""

import json
from typing import Final
from urllib.parse import unquote

from driftaudit.model import Json
from driftaudit.normalize.conditions import AmbiguousError, condition
from driftaudit.normalize.fields import as_set
from driftaudit.normalize.odd import is_empty
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.service_principals import service_name
from driftaudit.texts import is_unicode

_DOCUMENT: Final = frozenset({"Version", "Id", "Statement"})
_NAMES: Final = ("Action", "NotAction")
_RESOURCES: Final = ("Resource", "NotResource")
_PRINCIPALS: Final = ("Principal", "NotPrincipal")
_STATEMENT: Final = frozenset({"Sid", "Effect", "Condition", *_NAMES, *_RESOURCES, *_PRINCIPALS})


def canonical(document: Json, portable: Portable) -> Json:
    """The document in canonical form: objects with sorted lists, strings portable.

    JSON text (also URL-encoded, as IAM's raw API gives it) is parsed. What is no valid policy is
    kept as it is, made portable: a string stays a string.
    """
    parsed = _parsed(document)
    if not _is_policy(parsed):
        return portable.value(document)
    try:
        statements = [_statement(each, portable) for each in _listed(parsed["Statement"])]
    except AmbiguousError:
        return portable.value(document)
    return {"Version": parsed.get("Version") or "2008-10-17", "Statement": as_set(statements)}


def _parsed(document: Json) -> Json:
    if not isinstance(document, str):
        return document
    for text in (document, unquote(document)):
        try:
            found = json.loads(text)
            if "\\u" not in text or is_unicode(found):
                return found
        except (ValueError, RecursionError):
            continue
    return document


def _listed(value: Json) -> list[Json]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _is_policy(document: Json) -> bool:
    """Whether this is a document whose rewriting cannot change what it says."""
    if not isinstance(document, dict) or not set(document) <= _DOCUMENT:
        return False
    version = document.get("Version")
    if "Statement" not in document or not (version is None or isinstance(version, str)):
        return False
    return all(_is_statement(each) for each in _listed(document["Statement"]))


def _is_statement(statement: Json) -> bool:
    if not isinstance(statement, dict) or not set(statement) <= _STATEMENT:
        return False
    words = [statement[name] for name in (*_NAMES, *_RESOURCES) if name in statement]
    named = [statement[name] for name in _PRINCIPALS if name in statement]
    return (
        statement.get("Effect") in ("Allow", "Deny")
        and all(_are_strings(each) for each in words)
        and all(_is_principal(each) for each in named)
        and isinstance(statement.get("Condition") or {}, dict)
    )


def _are_strings(value: Json) -> bool:
    return all(isinstance(each, str) for each in _listed(value))


def _is_principal(value: Json) -> bool:
    if isinstance(value, dict):
        return all(_are_strings(each) for each in value.values())
    return bool(value == "*")


def _statement(statement: dict[str, Json], portable: Portable) -> Json:
    """Actions in lower case (they are read in any); resources as they are: they are not."""
    made: dict[str, Json] = {"Effect": statement["Effect"]}
    for name in _NAMES:
        if name in statement:
            made[name] = sorted({each.lower() for each in _listed(statement[name])})
    for name in _RESOURCES:
        if name in statement:
            made[name] = sorted({portable.text(each) for each in _listed(statement[name])})
    for name in _PRINCIPALS:
        if name in statement:
            made[name] = _principal(statement[name], portable)
    conditions = condition(statement.get("Condition") or {}, portable)
    if not is_empty(conditions):
        made["Condition"] = conditions
    return made


def _principal(principal: Json, portable: Portable) -> Json:
    """`"*"` is kept apart from `{"AWS": "*"}`: the first lets anonymous callers in."""
    if not isinstance(principal, dict):
        return principal
    return {
        kind: sorted({_one(kind, each, portable) for each in _listed(values)})
        for kind, values in sorted(principal.items())
    }


def _one(kind: str, value: str, portable: Portable) -> str:
    """One principal: an account id means its root; a service has one name in every partition."""
    if kind == "AWS" and value.isascii() and value.isdigit() and len(value) == 12:
        value = f"arn:{portable.partition}:iam::{value}:root"
    return portable.text(service_name(value, portable) if kind == "Service" else value)
