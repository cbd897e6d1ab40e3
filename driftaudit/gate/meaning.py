"""Question 2: what does the change mean? IAM by its effect, everything else by its values.

What lets someone do more is to be agreed on by more than a green review of YAML: it blocks until
it is allowed, by `--allow-more` or by a waiver that the change itself brings.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from driftaudit.compare.side import Side
from driftaudit.findings import differences
from driftaudit.gate.opened import grants, opened, place_words
from driftaudit.gate.taking import taken, takes_another
from driftaudit.gate.target import Target
from driftaudit.gate.words import lines_of
from driftaudit.judge.foreign import Neighbourhood
from driftaudit.judge.terms import Terms, agreed
from driftaudit.model import Finding, Json, Snapshot, digest_of
from driftaudit.render.text import listed, plural
from driftaudit.report import GateAnswer, GateStatus, ReportedFinding
from driftaudit.subject import Audited

QUESTION = "what does the change mean?"

_GRAVE: Final = frozenset({"critical", "high"})
_NAMED: Final = 3
"""How many settings are told by name in the sentence itself."""

_POLICIES: Final = frozenset({("AttachedManagedPolicies",), ("RolePolicyList",)})


def changes(
    touched: Iterable[Target], around: Neighbourhood, facts: Mapping[str, Json], terms: Terms
) -> tuple[Finding, ...]:
    """What is expected, or planned, to be different from now on: one finding a path."""
    found = (one for each in touched for one in _of_target(each, around, facts))
    unique = {(each.fingerprint, digest_of(each.difference.actual)): each for each in found}
    return agreed(tuple(unique.values()), terms)


def _of_target(
    target: Target, around: Neighbourhood, facts: Mapping[str, Json]
) -> Iterator[Finding]:
    if target.before:
        before = target.users_known(target.before)
        after = Audited(subject=target.as_expected(target.then), reference=before)
        yield from differences(after, around, facts)
    if target.planned and isinstance(target.snapshot, Snapshot):
        side = Side.of_snapshot(target.snapshot)
        planned = Audited(subject=target.planned.snapshot, reference=side)
        yield from differences(planned, around, facts)


def answer(
    touched: tuple[Target, ...],
    found: tuple[ReportedFinding, ...],
    less: tuple[str, ...] = (),
    void: tuple[str, ...] = (),
    *,
    allow_more: bool,
) -> GateAnswer:
    """Blocked where someone may do more and nobody agreed; unknown where that cannot be told.

    `less` are lines about what is looked at less from now on, `void` about waivers that count for
    nothing: both a warning.
    """
    known = taken(touched)
    told = [(each, widens(each) or takes_another(each, known)) for each in found]
    wider, others = ([each for each, more in told if more is wanted] for wanted in (True, False))
    unclear = [each for each in others if _unclear(each)]
    details = (
        *less,
        *void,
        *lines_of((*wider, *others)),
        *_notes(touched),
    )
    if not allow_more and (more := _more(touched, wider)):
        where = sorted({name for name, _ in more})
        things = sorted({thing for _, thing in more})
        text = (
            f"it lets someone do more: {listed(things)} in {listed(where)}"
            f"{_rights(found)}; allow it with --allow-more, or waive it in this change"
        )
        return _made("blocked", text, details, where)
    if where := _places(unclear):
        return _made("unknown", _said(found, "not all of it can be decided"), details, where)
    if where := sorted(each.name for each in touched if _unread(each)):
        text = f"what it does to {listed(where)} cannot be told: nothing is known of what is there"
        return _made("unknown", text, details, where)
    if where := sorted(each.name for each in touched if _undecided(each)):
        text = _said(found, "parts of the plan are not known yet, or could not be laid over it")
        return _made("unknown", text, details, where)
    grave = any(each.severity in _GRAVE and not each.waiver for each in found)
    warnings = (
        "it lets someone do more, as allowed" if wider else "",
        "less is looked at from now on" if less else "",
        "not all its waivers count" if void else "",
        "not all of it is harmless" if grave else "",
    )
    warning = next(filter(None, warnings), "")
    return _made("warning" if warning else "ok", _said(found, warning), details, ())


def _more(touched: tuple[Target, ...], wider: list[ReportedFinding]) -> tuple[tuple[str, str], ...]:
    """Each environment and the thing there that lets someone do more, and that nobody waived."""
    found = ((e.environment, e.kind, e.resource) for e in wider if not e.waiver)
    places = (
        (each.name, *place[:2]) for each in touched for place in opened(each) if grants(place)
    )
    return tuple((name, f"{kind} {resource}") for name, kind, resource in (*found, *places))


def _unread(target: Target) -> bool:
    """Whether it is planned or configured otherwise, and nothing tells what it is now."""
    return target.reconfigured and not isinstance(target.snapshot, Snapshot)


def _undecided(target: Target) -> bool:
    """Whether a plan could not be laid over all of it, or leaves open who may do what."""
    unknown = target.planned.unknown if target.planned else ()
    plan_is_partial = target.plan_is_partial or (target.planned is not None and target.blind)
    return plan_is_partial or any(map(grants, unknown))


def _places(findings: Iterable[ReportedFinding]) -> list[str]:
    return sorted({each.environment for each in findings})


def _said(found: tuple[ReportedFinding, ...], more: str) -> str:
    places = sorted({(each.kind, each.resource, each.path) for each in found})
    text = "no setting is changed"
    if places:
        named = f" ({listed(map(place_words, places))})" if len(places) <= _NAMED else ""
        text = f"{plural(len(places), 'setting')} will be different{named}{_rights(found)}"
    return f"{text}; {more}" if more else text


def _rights(found: tuple[ReportedFinding, ...]) -> str:
    """What becomes of permissions beside what is told anyway; empty where nothing does."""
    impacts = [each.impact for each in found if each.impact]
    less = any(each.lost or each.access_lost for each in impacts)
    more = any(each.gained or each.access_gained for each in impacts)
    if less:
        return "; someone may do less" + (", someone more" if more else "")
    return "; nobody may do less" if more and all(each.exact for each in impacts) else ""


def widens(finding: ReportedFinding) -> bool:
    """Whether someone may do more; a policy that comes and that nobody knows allows something."""
    impact = finding.impact
    if not impact:
        return False
    comes = finding.change == "unexpected" and finding.path[:1] in _POLICIES
    return bool(impact.gained or impact.access_gained or (comes and not impact.exact))


def _unclear(finding: ReportedFinding) -> bool:
    return bool(finding.waiver is None and finding.impact and not finding.impact.exact)


def _notes(touched: Iterable[Target]) -> Iterator[str]:
    for each in touched:
        yield from each.planned.notes if each.planned else ()


def _made(
    status: GateStatus, text: str, details: tuple[str, ...], where: Iterable[str]
) -> GateAnswer:
    return GateAnswer(
        id="meaning",
        question=QUESTION,
        status=status,
        answer=text,
        details=details,
        environments=tuple(where),
    )
