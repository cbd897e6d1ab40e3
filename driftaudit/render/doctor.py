"""What doctor found, for people: per environment what can be read, what cannot, what to grant."""

import json
from collections.abc import Iterable, Iterator

from driftaudit.model import EVERY_KIND, Gap, Json, Reading, Record
from driftaudit.render.text import clean, plural


class Examination(Record, frozen=True, kw_only=True):
    """One environment's reading and what would close its gaps."""

    reading: Reading
    iam_policy: Json | None
    rbac_rules: tuple[Json, ...]


def doctor(examinations: Iterable[Examination]) -> str:
    """The result in one line, then one block an environment, those that need something first."""
    ordered = sorted(examinations, key=lambda each: not each.reading.gaps)
    readable = sum(not each.reading.gaps for each in ordered)
    of = plural(len(ordered), "environment")
    lines = [f"result: {readable} of {of} can be read in full"]
    lines += [line for each in ordered for line in ("", *_block(each))]
    return "\n".join(lines) + "\n"


def _block(examination: Examination) -> Iterator[str]:
    reading = examination.reading
    own = reading.environment
    fine = len({read.operation for read in reading.reads if read.gap is None})
    work = "1 read works" if fine == 1 else f"{fine} reads work"
    state = "ok" if not reading.gaps else _state(reading)
    yield f"{own.name}  {own.region}  {own.account}  {own.cluster}: {state}, {work}"
    for kind, why in reading.not_audited.items():
        yield clean(f"  not audited: {kind} ({why})")
    for (code, message, needs), failed in _by_cause(reading.gaps):
        yield from (f"  FAILS  {operation}  ({', '.join(kinds)})" for operation, kinds in failed)
        yield clean(f"         {code}: {message}")
        yield clean(f"         needs: {needs}")
    if examination.iam_policy:
        yield "  add to the reader's IAM policy:"
        yield from _indented(examination.iam_policy)
    for rule in examination.rbac_rules:
        place = rule["namespace"] or "all namespaces (a ClusterRole)"
        yield f"  add to the Kubernetes rules of group driftaudit:readers, in {place}:"
        yield from _indented({key: rule[key] for key in rule if key != "namespace"})


def _state(reading: Reading) -> str:
    lost = any(gap.kind == EVERY_KIND for gap in reading.gaps)
    return "NOTHING can be read" if lost else "INCOMPLETE"


def _by_cause(
    gaps: tuple[Gap, ...],
) -> Iterator[tuple[tuple[str, str, str], list[tuple[str, list[str]]]]]:
    """Each code, message and need once, with the operations that it failed and what they lose."""
    causes: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for gap in gaps:
        failed = causes.setdefault((gap.code, gap.message, gap.needs), {})
        kinds = failed.setdefault(gap.operation, [])
        kind = "everything" if gap.kind == EVERY_KIND else gap.kind
        if kind not in kinds:
            kinds.append(kind)
    yield from ((cause, list(failed.items())) for cause, failed in causes.items())


def _indented(value: Json) -> Iterator[str]:
    yield from (f"    {line}" for line in json.dumps(value, indent=2).splitlines())
