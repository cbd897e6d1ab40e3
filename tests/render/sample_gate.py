"""A gate's rich report: an answer of each status, hostile details, drift of a target."""

import msgspec

from driftaudit.report import Gate, GateAnswer
from tests.render.sample import FINDINGS, HOSTILE, REPORT


def answer(id_, status, said, *details):
    return GateAnswer(
        id=id_, question=f"what of {id_}?", status=status, answer=said, details=details
    )


GATE = Gate(
    verdict="blocked",
    reason=f"prod-de is not what it was: {HOSTILE}",
    touched=("prod-de", "prod-us"),
    answers=(
        answer("targets", "blocked", f"prod-de is not what it was: {HOSTILE}", HOSTILE, "a"),
        answer("meaning", "ok", "role a gains s3:GetObject in 2 environments"),
        answer("fleet", "unknown", "prod-sg could not be read", f"eks:ListAddons {HOSTILE}"),
        answer("breaks", "ok", "nothing on the join path"),
        answer("blast", "warning", "2 production environments in one step", "one at a time"),
    ),
    changes=FINDINGS[:1],
    order=("staging", f"prod-us, then {HOSTILE}"),
)

GATE_REPORT = msgspec.structs.replace(REPORT, command="gate", gate=GATE)
