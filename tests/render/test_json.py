import json as stdlib
from pathlib import Path

import msgspec

from driftaudit.render.json import json
from driftaudit.report import Report
from tests.render.sample import REPORT

GOLDEN = Path(__file__).parent / "golden"


def test_golden():
    assert json(REPORT) == (GOLDEN / "report.json").read_text()


def test_it_reads_back_as_the_same_report():
    assert msgspec.json.decode(json(REPORT), type=Report) == REPORT


def test_the_contracts_fields_are_there():
    shown = stdlib.loads(json(REPORT))
    assert shown["schema"] == "driftaudit.report/v1"
    assert list(shown["findings"][0]) == [
        *("fingerprint", "code", "title", "severity", "environment", "kind", "resource", "path"),
        *("change", "expected", "actual", "reference", "impact", "why", "fix", "waiver", "also_in"),
        *("used_by", "source", "location"),
    ]


def test_the_order_in_which_maps_were_made_does_not_show():
    swapped = msgspec.structs.replace(
        REPORT,
        summary=msgspec.structs.replace(
            REPORT.summary, by_severity=dict(reversed(REPORT.summary.by_severity.items()))
        ),
    )
    assert json(swapped) == json(REPORT)
