import msgspec
import pytest

from driftaudit.effects.spelling import spelled_report
from driftaudit.iam.names import Names
from driftaudit.model import Impact, Witness
from tests.render.sample import REPORT, finding

NAMES = Names({"sqs": ("SendMessage",)}, complete=True)
LOW, RIGHT = (
    Witness(action=f"sqs:{name}", resource="*") for name in ("sendmessage", "SendMessage")
)


def report(*impacts):
    findings = tuple(finding(str(at), impact=impact) for at, impact in enumerate(impacts))
    return msgspec.structs.replace(REPORT, findings=findings)


@pytest.mark.parametrize("field", ["gained", "lost", "denied"])
def test_every_witness_is_spelled(field):
    before = report(None, Impact(notes=("x",)), Impact(**{field: (LOW,)}))
    after = spelled_report(before, lambda: NAMES)
    assert [each.impact for each in after.findings] == [
        None,
        Impact(notes=("x",)),
        Impact(**{field: (RIGHT,)}),
    ]


def test_names_are_not_asked_for_where_nothing_is_named():
    def never():
        raise AssertionError

    plain = report(None, Impact(access_gained=("group a",)))
    assert spelled_report(plain, never) is plain
