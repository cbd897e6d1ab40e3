"""Four environments built from one stack, in other accounts, regions and partitions: pure data.

`found(edit, place)` is what a check says when one of them is changed: one line a finding,
`IAM002 unexpected iam-role ${cluster}-node > AttachedManagedPolicies > …`.
"""

from functools import cache

from driftaudit import audit
from driftaudit.assemble import Stamp
from driftaudit.baselines import from_snapshots
from driftaudit.judge.remap import SeverityRule
from driftaudit.judge.selector import Selector
from driftaudit.judge.terms import Terms
from driftaudit.model import Environment, Reading
from driftaudit.normalize.snapshot import normalize
from driftaudit.subject import Audited
from tests.mutations.edits import edited
from tests.mutations.shapes import shapes
from tests.normalize import stack
from tests.normalize.stack import AT, TOOL, Place

PLACES = (
    stack.US,
    stack.CN,
    stack.SHORT,
    Place("055555555555", "eu-central-1", "aws", "de", 0xD4),
)
STAMP = Stamp(tool=TOOL, generated_at=AT, command="check")


def reading(place, found, **more):
    """A reading of an environment, from its shapes."""
    return Reading(
        environment=Environment(
            name=f"prod-{place.cluster}",
            account=place.account,
            region=place.region,
            cluster=place.cluster,
        ),
        identity=place.identity,
        shapes=found,
        **more,
    )


def snapshot(place, found, **more):
    """The snapshot of shapes."""
    return normalize(reading(place, found, **more), captured_at=AT, tool=TOOL)


@cache
def clean(place):
    """The snapshot of an environment that nobody changed."""
    return snapshot(place, shapes(place))


@cache
def baseline():
    """What all clean environments agree on."""
    return from_snapshots("prod", tuple(map(clean, PLACES)))


def changed(change, place):
    """The snapshot of an environment after an edit."""
    return snapshot(place, edited(change, place, shapes(place)))


# The stack has a shadowed mapping and a template as $Latest, which are no differences.
LENIENT = Terms(
    severity=tuple(
        SeverityRule(selector=Selector(code=code), severity="info")
        for code in ("AUTH007", "NODE025")
    )
)


def check(subjects):
    """The report over snapshots held against the baseline."""
    side = baseline().baseline.side()
    audited = [Audited(subject=each, reference=side) for each in subjects]
    return audit.check(audited, stamp=STAMP, fail_on="low", terms=LENIENT)


def compare(reference, subject):
    """The report over one snapshot held against another."""
    label = reference.environment.name
    return audit.compare_pair(reference, subject, label=label, stamp=STAMP, fail_on="info")


def line(finding):
    """A finding in the words of the tables."""
    head = f"{finding.code} {finding.change} {finding.kind} {finding.resource}"
    return " > ".join((head, *finding.path))


def lines(report):
    """The differences of a report in the words of the tables, sorted; no lints."""
    return sorted(line(each) for each in report.findings if each.reference != "lint")


def found(report):
    """The differences of a report by environment: only those that have any, and no lints."""
    by_environment = {}
    for each in (each for each in report.findings if each.reference != "lint"):
        by_environment.setdefault(each.environment, []).append(line(each))
    return by_environment
