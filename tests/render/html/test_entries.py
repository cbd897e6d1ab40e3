from driftaudit.model import Impact, Waiver, Witness
from driftaudit.render.html.entries import entries_of
from tests.render.sample import REPORT, finding


def entries(*findings):
    return entries_of(findings)


def test_every_finding_is_in_exactly_one_entry():
    found = [each for entry in entries_of(REPORT.findings) for each in entry.members]
    assert sorted(found, key=repr) == sorted(REPORT.findings, key=repr)


def test_what_is_alike_in_two_environments_is_one_entry():
    (entry,) = entries(
        finding("b", environment="prod-uk", fix=("aws b",), source="arn:b"),
        finding("a", environment="prod-de", fix=("aws a",), source="arn:a"),
    )
    assert entry.environments == ("prod-de", "prod-uk")
    assert [each.fix for each in entry.members] == [("aws a",), ("aws b",)]


def test_what_a_row_says_for_all_is_so_for_all():
    waiver = Waiver(reason="known", expires="2026-12-04")
    other = (
        {"actual": {"a": 1}},
        {"severity": "low"},
        {"impact": Impact(need="vpc-cni needs it")},
        {"waiver": waiver},
        {"used_by": ("addon/vpc-cni",)},
        {"reference": "baseline:nonprod"},
    )
    for fields in other:
        assert len(entries(finding("a"), finding("b", environment="prod-uk", **fields))) == 2


def test_the_worst_comes_first_then_the_widest_and_waived_ones_last():
    waiver = Waiver(reason="known", expires="2026-12-04")
    shown = entries(
        finding("a", waiver=waiver),
        finding("b", severity="low", resource="one"),
        finding("c", severity="low", resource="two"),
        finding("d", severity="low", resource="two", environment="prod-uk"),
        finding("e", severity="high", kind="unheard-of"),
    )
    assert [each.finding.fingerprint[0] for each in shown] == ["e", "c", "b", "a"]


def test_the_order_of_findings_does_not_matter():
    forwards, backwards = entries_of(REPORT.findings), entries_of(REPORT.findings[::-1])
    assert [each.members for each in backwards] == [each.members for each in forwards]


def test_a_row_says_its_effect_else_its_change():
    lost = tuple(Witness(action="s3:Get", resource=f"arn:{each}") for each in range(5))
    (effect,) = entries(finding("a", impact=Impact(lost=lost)))
    assert effect.brief[0].startswith("loses s3:Get on arn:0")
    assert len(effect.impact) == 4
    assert effect.brief == effect.impact
    need = Impact(lost=lost, need="vpc-cni needs it")
    (longer,) = entries(finding("a", impact=need))
    assert longer.brief == (*longer.impact[:3], "… 2 more")
    (change,) = entries(finding("a", expected="v1", actual="v1\u200b"))
    assert change.brief == ("v1 → v1\\u200b",)
