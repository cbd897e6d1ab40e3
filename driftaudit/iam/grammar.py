"""Which JSON is an IAM policy, by IAM's own grammar, and what it says.

IAM user guide, "Grammar of the IAM JSON policy language", for identity policies and for trust and
resource policies alike. Where IAM refuses a document whose meaning is nevertheless clear (`allow`
in lower case, a bare account id as principal, a principal that names nobody), it is read, with a
note.
"""

from functools import lru_cache
from typing import Final

import msgspec

from driftaudit.iam.documents import Document, Element, Invalid, Statement
from driftaudit.iam.grammar_tests import PolicyError, strings, tests
from driftaudit.iam.paths import Path, action_path, element_paths, is_loose
from driftaudit.iam.policy_text import LARGEST_COMPACT, TOO_LARGE, NotJsonError, is_shallow, read
from driftaudit.iam.principals import TYPES, deleted, everyone, principal_paths
from driftaudit.iam.symbols import encode, has_reserved
from driftaudit.model import Json

_DOCUMENT: Final = frozenset({"Version", "Id", "Statement"})
_VERSIONS: Final = ("2008-10-17", "2012-10-17")
_PAIRS: Final = (
    ("Action", "NotAction"),
    ("Resource", "NotResource"),
    ("Principal", "NotPrincipal"),
)
_COLONS: Final = 5
_MOST_SHORT: Final = 1000
_STATEMENT: Final = frozenset({"Sid", "Effect", "Condition", *(x for pair in _PAIRS for x in pair)})


def parse(document: Json | str) -> Document | Invalid:
    """The parsed document, or why it is none.

    JSON text (URL-encoded too) and JSON objects are read. Equal documents give one `Document`.
    """
    value = document
    if isinstance(document, str):
        try:
            value = read(document)
        except NotJsonError as error:
            return Invalid(reason=str(error))
    if not is_shallow(value):
        return Invalid(reason="it is nested too deeply")
    try:
        text = msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError):
        return Invalid(reason="it holds what no JSON can say")
    if len(text) > LARGEST_COMPACT:
        return Invalid(reason=TOO_LARGE)
    if not text.isascii() and has_reserved(text.decode()):
        return Invalid(reason="it has characters of Unicode's private use area")
    return _parsed(text)


@lru_cache(maxsize=4096)
def _parsed(text: bytes) -> Document | Invalid:
    value = msgspec.json.decode(text)
    try:
        return _document(value)
    except PolicyError as error:
        return Invalid(reason=str(error))


def _document(value: Json) -> Document:
    if not isinstance(value, dict) or not value:
        raise PolicyError("it is no JSON object with a Statement")
    _known(value, _DOCUMENT, "the document")
    version = value.get("Version", _VERSIONS[0])
    if version not in _VERSIONS:
        raise PolicyError(f"Version is {version!r}, not one of {' or '.join(_VERSIONS)}")
    if not isinstance(value.get("Id", ""), str):
        raise PolicyError("Id is no string")
    if "Statement" not in value:
        raise PolicyError("it has no Statement")
    listed = value["Statement"] if isinstance(value["Statement"], list) else [value["Statement"]]
    if not listed:
        raise PolicyError("its Statement is an empty list")
    reader = _Reader(variables=version == _VERSIONS[1])
    statements = tuple(reader.statement(at, each) for at, each in enumerate(listed, 1))
    with_principals = {each.principals is not None for each in statements}
    if len(with_principals) > 1:
        raise PolicyError("some of its statements name a principal and some do not")
    return Document(
        statements=statements,
        has_principals=with_principals == {True},
        spelled=reader.spelled,
        notes=tuple(dict.fromkeys(reader.notes)),
    )


def _known(value: dict[str, Json], names: frozenset[str], where: str) -> None:
    unknown = sorted(set(value) - names)
    if unknown:
        raise PolicyError(f"{where} has an unknown element {unknown[0]!r}")


class _Reader:
    """Reads the statements of one document, and remembers spellings and notes."""

    def __init__(self, *, variables: bool) -> None:
        self._variables = variables
        self._short = 0
        self.spelled: dict[str, str] = {}
        self.notes: list[str] = []

    def statement(self, number: int, value: Json) -> Statement:
        """The parsed statement; `number` counts from 1. Raises PolicyError, which names it."""
        where = f"statement {number}"
        if isinstance(value, dict) and isinstance(value.get("Sid"), str) and value["Sid"]:
            where += f" ({value['Sid']})"
        try:
            return self._statement(where, value)
        except PolicyError as error:
            raise PolicyError(f"{where}: {error}") from None

    def _statement(self, where: str, value: Json) -> Statement:
        if not isinstance(value, dict) or not value:
            raise PolicyError("it is empty" if value in ({}, None) else "it is no JSON object")
        _known(value, _STATEMENT, "it")
        if not isinstance(value.get("Sid", ""), str):
            raise PolicyError("Sid is no string")
        for one, other in _PAIRS:
            if one in value and other in value:
                raise PolicyError(f"{one} and {other} stand together")
        if "Action" not in value and "NotAction" not in value:
            raise PolicyError("it has no Action")
        named = "Principal" in value or "NotPrincipal" in value
        if not named and "Resource" not in value and "NotResource" not in value:
            raise PolicyError("it has no Resource (nor a Principal, as trust policies have)")
        return Statement(
            allow=self._allows(where, value),
            actions=self._actions(value),
            resources=self._resources(value),
            principals=self._principals(where, value),
            tests=tests(value.get("Condition"), variables=self._variables),
        )

    def _allows(self, where: str, value: dict[str, Json]) -> bool:
        effect = value.get("Effect")
        if not isinstance(effect, str) or effect.capitalize() not in ("Allow", "Deny"):
            raise PolicyError(f"Effect is {effect!r}, not Allow or Deny")
        if effect not in ("Allow", "Deny"):
            self.notes.append(f"{where}: IAM refuses Effect {effect!r}, read as Allow or Deny")
        return effect.capitalize() == "Allow"

    def _actions(self, value: dict[str, Json]) -> Element:
        negated = "NotAction" in value
        listed = strings(value, "NotAction" if negated else "Action")
        paths: dict[Path, None] = {}
        for each in listed:
            low = each.lower()
            if (":" not in low and low.strip("*")) or low.startswith(":") or low.endswith(":"):
                raise PolicyError(f"action {each!r} does not read service:name")
            self.spelled.setdefault(low, each)
            paths[action_path(encode(low, variables=self._variables))] = None
        return Element(paths=tuple(sorted(paths)), negated=negated)

    def _resources(self, value: dict[str, Json]) -> Element | None:
        negated = "NotResource" in value
        if not negated and "Resource" not in value:
            return None
        listed = strings(value, "NotResource" if negated else "Resource")
        encoded = [encode(each, variables=self._variables) for each in listed]
        loose = next((each for each in encoded if is_loose(each)), None)
        if loose is not None:
            raise PolicyError(f"resource {loose[:40]!r} is no ARN")
        self._short += sum(x.count(":") < _COLONS and "*" in x.strip("*") for x in encoded)
        if self._short > _MOST_SHORT:
            raise PolicyError(f"more than {_MOST_SHORT:,} resources have too few colons for an ARN")
        paths = dict.fromkeys(path for each in encoded for path in element_paths(each))
        return Element(paths=tuple(sorted(paths)), negated=negated)

    def _principals(self, where: str, value: dict[str, Json]) -> Element | None:
        negated = "NotPrincipal" in value
        name = "NotPrincipal" if negated else "Principal"
        if name not in value:
            return None
        written = value[name]
        if written == "*":
            return Element(paths=(everyone(),), negated=negated)
        if isinstance(written, str):
            self.notes.append(f'{where}: IAM wants {name} {written!r} as {{"AWS": …}}')
            written = {"AWS": written}
        if not isinstance(written, dict):
            raise PolicyError(f"{name} is neither '*' nor an object")
        paths = dict.fromkeys(self._principal_paths(where, name, written))
        if not paths:
            self.notes.append(f"{where}: {name} names nobody")
        return Element(paths=tuple(sorted(paths)), negated=negated)

    def _principal_paths(self, where: str, name: str, written: dict[str, Json]) -> list[Path]:
        paths: list[Path] = []
        for kind in written:
            if kind not in TYPES:
                raise PolicyError(f"{name} has an unknown type {kind!r}")
            for each in strings(written, kind, may_be_empty=True):
                if kind == "AWS" and deleted(each):
                    self.notes.append(f"{where}: principal {each} was deleted")
                paths += principal_paths(kind, encode(each, variables=self._variables))
        return paths
