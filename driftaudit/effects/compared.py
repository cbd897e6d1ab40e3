"""Two policy documents or two roles side by side: all that `driftaudit iam diff` says. Pure."""

from typing import Final

from msgspec import structs

from driftaudit.effects.parties import Document, Party, Role
from driftaudit.iam import Invalid, compare_documents, compare_permissions, parse
from driftaudit.iam.evaluate import Evaluator, Request
from driftaudit.iam.names import Names, Proves, known_actions, of_today, spelled
from driftaudit.iam.verdict import Comparison, Permissions
from driftaudit.iam_diff import IamDiff, NamedWitness, TrustDiff
from driftaudit.model import Json, Record, Tool, Witness

MOST_NAMED: Final = 20
"""How many of today's actions a pattern is shown with."""

_MOST_ASKED: Final = 10_000
"""How many of today's actions are looked into in all; of more than these nothing is said."""


class Named(Record, frozen=True, kw_only=True):
    """One of the two, and how it was named."""

    label: str
    party: Party


def compared(a: Named, b: Named, names: Names, tool: Tool) -> IamDiff:
    """What B allows, seen from A; of two roles also who may take them.

    Of a role and a document, the role stands for what its policies allow; for its trust policy
    where the document is one: where it names principals.
    """
    one, other = _held_against(a.party, b.party), _held_against(b.party, a.party)
    found = _compare(one, other)
    sides = _permissions(one), _permissions(other)
    gained, lost, denied, notes = _said(found, names, *sides)
    return IamDiff(
        tool=tool,
        a=a.label,
        b=b.label,
        verdict=found.verdict,
        exact=found.exact,
        gained=gained,
        lost=lost,
        denied=denied,
        notes=notes,
        trust=_trust(one, other, names),
    )


def _held_against(party: Party, other: Party) -> Party:
    """What of a party is compared with the other one."""
    if not isinstance(party, Role) or not isinstance(other, Document):
        return party
    parsed = parse(other.document)
    if isinstance(parsed, Invalid) or not parsed.has_principals:
        return party
    return Document(document=party.trust, known=party.trust is not None)


def _compare(a: Party, b: Party) -> Comparison:
    unknown = [
        f"the document of {which} is not known"
        for which, each in (("A", a), ("B", b))
        if isinstance(each, Document) and not each.known
    ]
    if unknown:
        return Comparison(verdict="equivalent", exact=False, notes=tuple(unknown))
    if isinstance(a, Document) and isinstance(b, Document):
        return _of_policies(a.document, compare_documents(a.document, b.document))
    found = compare_permissions(*(sides := (_permissions(a), _permissions(b))))
    unread = sorted({name for each in sides for name in each.unknown})
    if not unread:
        return found
    own = tuple(each for each in found.notes if not any(name in each for name in unread))
    notes = tuple(f"what {name} allows is not known" for name in unread)
    return structs.replace(found, exact=False, notes=(*notes, *own))


def _of_policies(a: Json, found: Comparison) -> Comparison:
    """The comparison; two that are the same but no policies (both empty, say) are invalid."""
    no_policy = found.verdict == "equivalent" and isinstance(parse(a), Invalid)
    return structs.replace(found, verdict="invalid") if no_policy else found


def _trust(a: Party, b: Party, names: Names) -> TrustDiff | None:
    if not isinstance(a, Role) or not isinstance(b, Role):
        return None
    unknown = [which for which, each in (("A", a), ("B", b)) if each.trust is None]
    if unknown:
        notes = tuple(f"the trust policy of {which} is not known" for which in unknown)
        return TrustDiff(verdict="equivalent", exact=False, notes=notes)
    found = _of_policies(a.trust, compare_documents(a.trust, b.trust))
    sides = (Permissions(policies=(each.trust,)) for each in (a, b))
    gained, lost, denied, notes = _said(found, names, *sides)
    return TrustDiff(
        verdict=found.verdict,
        exact=found.exact,
        gained=gained,
        lost=lost,
        denied=denied,
        notes=notes,
    )


_Said = tuple[
    tuple[NamedWitness, ...], tuple[NamedWitness, ...], tuple[NamedWitness, ...], tuple[str, ...]
]


def _said(found: Comparison, names: Names, a: Permissions, b: Permissions) -> _Said:
    """Witnesses gained, lost and denied with the names of today's actions, and the notes."""
    one, other = Evaluator(a), Evaluator(b)

    def gained(witness: Witness) -> bool:
        request = Request(witness)
        return other.allows(request) and not one.allows(request)

    def lost(witness: Witness) -> bool:
        request = Request(witness)
        return one.allows(request) and not other.allows(request)

    told = spelled(found, names)
    can_say = _is_askable((*told.gained, *told.lost), names)
    today = of_today(told, names, gained, lost) if can_say else ""
    return (
        _named(told.gained, names, gained if can_say else None),
        _named(told.lost, names, lost if can_say else None),
        _named(told.denied, names, lost if can_say else None),
        (*([today] if today else []), *told.notes),
    )


def _is_askable(witnesses: tuple[Witness, ...], names: Names) -> bool:
    """Whether all actions that the witnesses' patterns stand for can be asked about in time."""
    asked = 0
    for each in witnesses if names.complete else ():
        asked += len(names.matching(each.action))
        if asked > _MOST_ASKED:
            return False
    return names.complete


def _named(
    witnesses: tuple[Witness, ...], names: Names, proves: Proves | None
) -> tuple[NamedWitness, ...]:
    made = []
    for each in witnesses:
        actions = known_actions(each, names, proves) if proves else None
        made.append(
            NamedWitness(
                **structs.asdict(each),
                actions=(actions or ())[:MOST_NAMED],
                action_count=None if actions is None else len(actions),
            )
        )
    return tuple(made)


def _permissions(party: Party) -> Permissions:
    if isinstance(party, Role):
        return party.permissions
    return Permissions(policies=(party.document,))
