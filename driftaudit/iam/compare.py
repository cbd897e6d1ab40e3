"""What B allows, seen from A: the verdict over two documents or two roles, with its witnesses."""

import json
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from driftaudit.iam.budget import Budget, ExhaustedError
from driftaudit.iam.cells import Found, differences
from driftaudit.iam.documents import Document, Invalid
from driftaudit.iam.evaluate import Evaluator, Request
from driftaudit.iam.grammar import parse
from driftaudit.iam.naming import Naming
from driftaudit.iam.policy_text import TOO_LARGE, NotJsonError, folded, read
from driftaudit.iam.sides import Side, side_of, side_of_role
from driftaudit.iam.verdict import Comparison, Permissions, Verdict, Witness
from driftaudit.model import Json

MOST_WITNESSES: Final = 200
"""How many witnesses a comparison shows in each direction."""

_UNITS: Final = 60_000
_MOST_CHECKS: Final = 1_000_000
"""How many patterns and statements, together, witnesses may be held against to check them."""


def compare_documents(a: Json, b: Json) -> Comparison:
    """What document B allows, seen from document A; JSON text or objects.

    Invalid documents are compared as they are written: alike but for order they are `equivalent`,
    else `invalid`; notes say why. What is not even JSON is always `invalid`.
    """
    one, other = parse(a), parse(b)
    if isinstance(one, Invalid) or isinstance(other, Invalid):
        return _of_invalid(a, b, one, other)
    notes = _labelled(one.notes, other.notes)
    if one is other:
        return Comparison(verdict="equivalent", notes=notes)
    if one.has_principals != other.has_principals:
        notes += ("only one of the two names principals: the other is read as naming everyone",)
    return _compared(side_of(one), side_of(other), Evaluator(one), Evaluator(other), notes)


def _labelled(one: Iterable[str], other: Iterable[str]) -> tuple[str, ...]:
    """Notes about either side; those that both have are told once."""
    a, b = tuple(one), tuple(other)
    if a == b:
        return a
    return (*(f"A: {each}" for each in a), *(f"B: {each}" for each in b))


def _of_invalid(a: Json, b: Json, one: Document | Invalid, other: Document | Invalid) -> Comparison:
    reasons = [[each.reason] if isinstance(each, Invalid) else [] for each in (one, other)]
    notes = tuple(f"invalid: {each}" for each in _labelled(*reasons))
    if [TOO_LARGE] in reasons:
        same = type(a) is type(b) and a == b
    else:
        same = isinstance(one, Invalid) and isinstance(other, Invalid) and _raw(a, b)
    return Comparison(verdict="equivalent" if same else "invalid", notes=notes)


def _raw(a: Json, b: Json) -> bool:
    """Whether two documents are written alike, up to order, blanks and what says nothing."""
    try:
        one, other = (read(each) if isinstance(each, str) else each for each in (a, b))
        return json.dumps(folded(one)) == json.dumps(folded(other))
    except (NotJsonError, RecursionError, TypeError):
        return False


def compare_permissions(a: Permissions, b: Permissions) -> Comparison:
    """What a role of permissions B may do, seen from one of permissions A."""
    one, unread = _role(a)
    other, unread_there = _role(b)
    notes = tuple(f"not known: {each}" for each in _labelled(unread, unread_there))
    if (unread or unread_there) and unread == unread_there and _written_alike(one, other):
        return Comparison(verdict="equivalent", notes=notes)
    made = _compared(one, other, Evaluator(a), Evaluator(b), notes)
    if not unread and not unread_there:
        return made
    return replace(made, verdict=_verdict(made.gained, made.lost, exact=False), exact=False)


def _role(permissions: Permissions) -> tuple[Side, tuple[str, ...]]:
    """A role's side of the comparison, and what of it is not known."""
    names = [f"policy {each}" for each in sorted(set(permissions.unknown))]
    policies = []
    for at, each in enumerate(permissions.policies, 1):
        parsed = parse(each)
        if isinstance(parsed, Invalid):
            names.append(f"policy document {at} is invalid: {parsed.reason}")
        else:
            policies.append(parsed)
    boundary: tuple[Document, ...] | None = None
    if permissions.boundary is not None:
        parsed = parse(permissions.boundary)
        boundary = () if isinstance(parsed, Invalid) else (parsed,)
        if isinstance(parsed, Invalid):
            names.append(f"the boundary is invalid: {parsed.reason}")
    return side_of_role(tuple(policies), boundary), tuple(names)


def _written_alike(one: Side, other: Side) -> bool:
    """Whether two sides have the same statements in the same roles, in any order."""
    sides = [frozenset(zip(each.roles, each.statements, strict=True)) for each in (one, other)]
    return sides[0] == sides[1] and one.bounded == other.bounded


def _compared(
    a: Side,
    b: Side,
    one: Evaluator,
    other: Evaluator,
    notes: tuple[str, ...],
) -> Comparison:
    if a is b:
        return Comparison(verdict="equivalent", notes=notes)
    lost, denied, exact_lost, more = _witnesses(a, b, one, other)
    gained, _, exact_gained, other_more = _witnesses(b, a, other, one)
    exact = exact_lost and exact_gained
    if not exact and _written_alike(a, b):
        return Comparison(verdict="equivalent", notes=notes)
    verdict = _verdict(gained, lost, exact=exact)
    notes += tuple(dict.fromkeys((*more, *other_more)))
    if verdict == "equivalent":
        notes += _inert(a, b)
    return Comparison(
        verdict=verdict, exact=exact, gained=gained, lost=lost, denied=denied, notes=notes
    )


def _verdict(gained: tuple[Witness, ...], lost: tuple[Witness, ...], *, exact: bool) -> Verdict:
    """Never `equivalent` where something is not known: two sides that may differ either way."""
    if gained and lost:
        return "incomparable"
    if gained or lost:
        return "more" if gained else "less"
    return "equivalent" if exact else "incomparable"


def _inert(a: Side, b: Side) -> tuple[str, ...]:
    """What differs though it changes nothing now: it does once another policy allows more."""
    notes = []
    for role, name in (("deny", "Deny statements"), ("bound", "permissions boundaries")):
        found = [
            {each for each, other in zip(side.statements, side.roles, strict=True) if other == role}
            for side in (a, b)
        ]
        bounded = {side.bounded for side in (a, b)}
        if found[0] != found[1] or (role == "bound" and len(bounded) > 1):
            notes.append(f"the {name} differ, though that changes nothing here")
    return tuple(notes)


def _witnesses(
    mine: Side, theirs: Side, one: Evaluator, other: Evaluator
) -> tuple[tuple[Witness, ...], tuple[Witness, ...], bool, tuple[str, ...]]:
    """Checked witnesses of what only `mine` allows; the denied ones; exactness; notes."""
    found: list[Found] = []
    notes: list[str] = []
    try:
        found.extend(differences(mine, theirs, Budget(_UNITS)))
    except ExhaustedError as error:
        notes.append(f"not exact: {error}")
    exact = not notes
    named = Naming(mine, resources=mine.has_resources or theirs.has_resources)
    most = max(1, min(MOST_WITNESSES, _MOST_CHECKS // (1 + one.size + other.size)))
    chosen, more = named.choose(found, most)
    if more:
        notes.append(f"only {most} witnesses are shown")
    kept: list[Witness] = []
    denied: list[Witness] = []
    for witness, by_deny in chosen:
        request = Request(witness)
        if not one.allows(request) or other.allows(request):
            exact = False
            notes.append(f"not exact: {witness.action} could not be confirmed")
            continue
        kept.append(witness)
        if by_deny and other.denies(request):
            denied.append(witness)
    return tuple(kept), tuple(denied), exact, tuple(notes)
