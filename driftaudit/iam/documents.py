"""What a parsed IAM document is: statements over paths and tests of condition keys."""

from typing import Literal

from driftaudit.iam.paths import Path
from driftaudit.model import Record

Quantifier = Literal["", "ForAllValues", "ForAnyValue"]


class Element(Record, frozen=True, kw_only=True):
    """An `Action`, `Resource` or `Principal`; `negated` where it is `NotAction` and so on."""

    paths: tuple[Path, ...]
    negated: bool = False


class Test(Record, frozen=True, kw_only=True):
    """One operator on one condition key: it holds, or does not, for the values of a request.

    `operator` is in lower case, without quantifier and `IfExists`; `key` in lower case; `values`
    are patterns (`symbols.encode`), sorted.
    """

    __test__ = False

    key: str
    operator: str
    values: tuple[str, ...]
    quantifier: Quantifier = ""
    if_exists: bool = False


class Statement(Record, frozen=True, kw_only=True):
    """One statement; `resources` is None in trust policies, `principals` in identity policies."""

    allow: bool
    actions: Element
    resources: Element | None = None
    principals: Element | None = None
    tests: frozenset[Test] = frozenset()


class Document(Record, frozen=True, kw_only=True, eq=False):
    """A valid document. Two are told apart by identity: `parse` gives equal ones once.

    `spelled` maps actions in lower case to the document's own spelling. `notes` say what IAM
    itself would frown upon, though its meaning is clear.
    """

    statements: tuple[Statement, ...]
    has_principals: bool
    spelled: dict[str, str] = {}
    notes: tuple[str, ...] = ()


class Invalid(Record, frozen=True, kw_only=True):
    """What is no policy, and why."""

    reason: str
