"""The public shape of a report, `driftaudit.report/v1`: what scripts read, apart from the model.

Changes that only add keep `v1`; anything else is `v2`. The field names are a contract.
"""

from typing import Final, Literal

from driftaudit.model import (
    Change,
    Gap,
    Impact,
    Json,
    Location,
    Record,
    Severity,
    Tool,
    Waiver,
)

Result = Literal["clean", "drift", "incomplete"]
Status = Literal["ok", "partial", "error"]

FLEET: Final = "fleet:"
"""How the reference of an environment begins where a fleet was compared with itself."""


class ReportedEnvironment(Record, frozen=True, kw_only=True):
    """One audited environment: how far it could be read, and what it was held against.

    `status` is `ok` when all was read, `partial` when there are gaps, `error` when nothing of it
    is known. `not_audited` maps kinds that were left out on purpose to the reason.
    """

    name: str
    account: str
    region: str
    cluster: str
    group: str | None
    status: Status
    captured_at: str | None
    reference: str
    gaps: tuple[Gap, ...] = ()
    not_audited: dict[str, str] = {}


class ReportedFinding(Record, frozen=True, kw_only=True):
    """One finding in one environment.

    `also_in` names the other environments with the very same difference. `path` is empty for the
    resource itself. `fix` are commands or steps in order; they are shown, never run. `location` is
    the line of the baseline, or of the configuration, that the finding stems from.
    """

    fingerprint: str
    code: str
    title: str
    severity: Severity
    environment: str
    kind: str
    resource: str
    path: tuple[str, ...]
    change: Change
    expected: Json
    actual: Json
    reference: str
    impact: Impact | None
    why: str
    fix: tuple[str, ...]
    waiver: Waiver | None
    also_in: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    source: str = ""
    location: Location | None = None


class MatrixValue(Record, frozen=True, kw_only=True):
    """One value and the environments that have it."""

    value: Json
    environments: tuple[str, ...]


class MatrixRow(Record, frozen=True, kw_only=True):
    """One path on which a fleet disagrees, the commonest value first.

    The value of an empty path, the resource itself, is true or null. `consensus` is what more than
    half of those have that could be read; without one it is null, `split` is true and nobody is an
    outlier. `unread` are those of which this is not known.
    """

    kind: str
    resource: str
    path: tuple[str, ...]
    values: tuple[MatrixValue, ...]
    consensus: Json
    outliers: tuple[str, ...]
    split: bool = False
    unread: tuple[str, ...] = ()


GateStatus = Literal["ok", "warning", "blocked", "unknown"]
GateVerdict = Literal["passed", "blocked", "unknown"]


class GateAnswer(Record, frozen=True, kw_only=True):
    """What the gate answers to one of its questions.

    `id` is `targets`, `meaning`, `fleet`, `breaks` or `blast`. `answer` is one sentence, `details`
    are what it rests on, one thing a line. `environments` are those that made it no `ok`.
    """

    id: str
    question: str
    status: GateStatus
    answer: str
    details: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


class Gate(Record, frozen=True, kw_only=True):
    """What a change of baselines, configuration or infrastructure would do, and whether it may.

    `verdict` is the worst of the answers: `blocked`, else `unknown` where something had to be
    known and is not, else `passed`. `reason` is the sentence of the first answer that is so.
    `touched` are the environments that the change is about. `changes` are what it expects to be
    different from now on, as findings of what is expected after it against what was before.
    `order` is the order in which to make it, one step a member, where that matters.
    """

    verdict: GateVerdict
    reason: str
    touched: tuple[str, ...]
    answers: tuple[GateAnswer, ...]
    changes: tuple[ReportedFinding, ...] = ()
    order: tuple[str, ...] = ()


class Summary(Record, frozen=True, kw_only=True):
    """Counts over all findings; waived ones are counted apart."""

    findings: int
    by_severity: dict[str, int]
    by_environment: dict[str, int]
    waived: int
    gaps: int


ReportSchema = Literal["driftaudit.report/v1"]


class Report(Record, frozen=True, kw_only=True):
    """What one command found."""

    schema: ReportSchema = "driftaudit.report/v1"
    tool: Tool
    generated_at: str
    command: str
    result: Result
    environments: tuple[ReportedEnvironment, ...]
    findings: tuple[ReportedFinding, ...]
    matrix: tuple[MatrixRow, ...] = ()
    gate: Gate | None = None
    summary: Summary
