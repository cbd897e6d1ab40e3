"""IAM documents by what they mean: another way to write the same is no difference.

Two documents are the same only where each can stand for the other in whatever company: one that
allows the same, and denies more, takes something away as soon as another policy allows it.
"""

from typing import Final

from driftaudit.compare.inside import has_unknown
from driftaudit.iam import Invalid, compare_documents, parse
from driftaudit.model import Json
from driftaudit.texts import texts

_REDACTED: Final = "<redacted "
_MOST_GIVEN_UP: Final = 2
"""Beyond this many, bad input would take seconds more for each of a role's documents."""

_EVERYTHING: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_EVERYONE: Final = {"Effect": "Allow", "Action": "*", "Principal": "*"}


def is_document(value: Json) -> bool:
    """Whether a value is meant as an IAM document, valid or not."""
    return isinstance(value, dict) and "Statement" in value


class _Patience:
    """How many more documents of one value may turn out to be too much work to compare."""

    def __init__(self) -> None:
        self.left = _MOST_GIVEN_UP


def same_meaning(one: Json, other: Json) -> bool:
    """Whether two documents allow the same and deny the same, exactly.

    False where that cannot be told: one is no valid policy, or part of it is unknown or redacted.
    """
    return _means_the_same(one, other, _Patience())


def _means_the_same(one: Json, other: Json, patience: _Patience) -> bool:
    if any(has_unknown(each) or _is_redacted(each) for each in (one, other)):
        return False
    return _is_same(one, other, patience) and denies_the_same(one, other)


def denies_the_same(one: Json, other: Json) -> bool:
    """Whether two documents take the same away from what everything else may allow."""
    if not any(map(has_deny, (one, other))):
        return True
    return _is_same(_beside_everything(one), _beside_everything(other), _Patience())


def has_deny(document: Json) -> bool:
    """Whether a document has a statement that may deny something."""
    return any(
        isinstance(each, dict) and each.get("Effect") == "Deny" for each in _statements(document)
    )


def as_meant(expected: Json, actual: Json) -> Json:
    """The actual value, with each document that means what the expected one does written as that.

    A value that holds no document is as it was. Of many documents that are too much work to
    compare only the first are tried: the others stay as they are written.
    """
    return _as_meant(expected, actual, _Patience())


def _as_meant(expected: Json, actual: Json, patience: _Patience) -> Json:
    if not (isinstance(expected, dict) and isinstance(actual, dict)) or expected == actual:
        return actual
    if is_document(expected) and is_document(actual):
        return expected if _means_the_same(expected, actual, patience) else actual
    # In order, whichever side a key came first on: who is tried does not depend on it.
    found = {key: _as_meant(expected.get(key), actual[key], patience) for key in sorted(actual)}
    return {key: found[key] for key in actual}


def _is_same(one: Json, other: Json, patience: _Patience) -> bool:
    if any(isinstance(parse(each), Invalid) for each in (one, other)):
        return False  # IAM would refuse it: what it means is not known, only how it is written
    if not patience.left:
        return False
    found = compare_documents(one, other)
    if not found.exact:
        patience.left -= 1
    return found.verdict == "equivalent" and found.exact


def _beside_everything(document: Json) -> Json:
    """The document where everything else is allowed: what is not, it denies."""
    own = _statements(document)
    trusts = any(isinstance(each, dict) and _PRINCIPALS & each.keys() for each in own)
    return {**document, "Statement": [*own, _EVERYONE if trusts else _EVERYTHING]}


_PRINCIPALS: Final = frozenset({"Principal", "NotPrincipal"})


def _statements(document: Json) -> list[Json]:
    found = document.get("Statement") if isinstance(document, dict) else None
    return list(found) if isinstance(found, list | tuple) else [found]


def _is_redacted(value: Json) -> bool:
    return any(_REDACTED in text for text in texts(value))
