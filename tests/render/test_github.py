import pytest
from hypothesis import given, settings

from driftaudit.model import Gap, Impact, Location
from driftaudit.render.github import KEPT, MAX_MESSAGE, github
from tests.render.hostile import texts
from tests.render.sample import HOSTILE, REPORT, environment, finding, report
from tests.render.sample_fleet import FLEET_REPORT, poisoned
from tests.render.sample_gate import GATE_REPORT

LEVELS = ("error", "warning", "notice")


def obeyed(text):
    """The commands of a log as the runner reads them: level, properties, message."""
    for line in text.split("\n"):
        assert "##[" not in line
        if not line.lstrip().startswith("::"):
            continue
        head, _, message = line.lstrip()[2:].partition("::")
        level, _, rest = head.partition(" ")
        pairs = (each.split("=", 1) for each in rest.split(",") if each)
        properties = {name: plain(value, ("%3A", ":"), ("%2C", ",")) for name, value in pairs}
        yield level, properties, plain(message)


def plain(text, *more):
    for code, letter in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(code, letter)
    return text


def test_levels_places_and_order():
    shown = list(obeyed(github(REPORT)))
    assert [level for level, _, _ in shown] == ["error"] * 5 + ["warning"] * 4 + ["notice"]
    titles = [properties["title"].split(" ")[0] for _, properties, _ in shown]
    assert titles[:5] == ["unread:", "IAM006", "IAM001", "AUTH003", "NODE001"]
    assert titles[5:] == ["incomplete:", "ADDON003", "IAM008", "EKS097", "EKS017"]
    assert shown[2][1]["file"] == "baselines/prod.yaml"
    assert shown[2][1]["line"] == "12"
    assert "file" not in shown[4][1], "no place is known"
    assert "staging" not in "".join(message for _, _, message in shown), "it is waived"


def test_a_message_says_where_what_and_what_to_do():
    message = next(text for _, told, text in obeyed(github(REPORT)) if "IAM001" in told["title"])
    assert message.splitlines()[0] == "critical in prod-de, against baseline:prod"
    assert "loses ec2:AssignIp and 2 more on *: AmazonEKS_CNI_Policy is not attached" in message
    assert "fix: aws iam attach-role-policy --role-name acme-prod-de-vpc-cni" in message
    assert message.endswith("driftaudit explain a100000000000000")


def test_hostile_text_comes_out_as_it_went_in():
    message = next(text for _, told, text in obeyed(github(REPORT)) if "IAM008" in told["title"])
    assert "<script>alert(1)</script> | `code` ``` ::error::x %0A ]]> <!-- @mention" in message
    odd = Location(file="a,b:c%\n=d.yaml", line=3)
    [(_, told, _)] = obeyed(github(report([environment("a")], [finding("1", location=odd)])))
    assert told["file"] == "a,b:c% =d.yaml"
    assert told["line"] == "3"


@settings(max_examples=40, deadline=None)
@given(texts)
def test_no_text_adds_a_command_or_a_property(text):
    for shown in (REPORT, FLEET_REPORT, GATE_REPORT):
        before, after = list(obeyed(github(shown))), list(obeyed(github(poisoned(shown, text))))
        assert [level for level, _, _ in after] == [level for level, _, _ in before]
        for (_, old, _), (_, new, message) in zip(before, after, strict=True):
            assert set(old) == set(new)
            assert len(message) <= MAX_MESSAGE


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        ("critical", "error"),
        ("high", "error"),
        ("medium", "warning"),
        ("low", "warning"),
        ("info", "notice"),
    ],
)
def test_of_many_the_worst_come_first_and_the_tenth_counts_the_rest(severity, level):
    found = [finding(f"{n:x}", resource=f"r{n}", severity=severity) for n in range(25)]
    shown = list(obeyed(github(report([environment("prod-de")], found))))
    assert len(shown) == 25
    rest = f"and 15 more {level}s in the log: GitHub shows 10 a step"
    told = [place for place, (_, _, message) in enumerate(shown) if message.endswith(rest)]
    assert told == [KEPT - 1]


def test_ten_are_all():
    found = [finding(f"{n:x}", resource=f"r{n}") for n in range(KEPT)]
    assert "more error" not in github(report([environment("prod-de")], found))


def test_many_gaps_do_not_hide_the_findings_and_none_is_left_out():
    def gap(n, kind):
        return Gap(kind=kind, operation=f"eks:{n}", code="Denied", message="", needs="")

    lost = [environment(f"l{n}", status="error", gaps=(gap(n, "*"),)) for n in range(9)]
    half = [environment(f"h{n}", status="partial", gaps=(gap(n, "addon"),)) for n in range(9)]
    shown = list(obeyed(github(report([*lost, *half], [finding("1")]))))
    assert [level for level, _, _ in shown] == ["error"] * 5 + ["warning"] * 4
    assert shown[3][2].startswith("l3, l4, l5, l6, l7, l8: nothing could be read")
    assert shown[8][2].startswith("h3, h4, h5, h6, h7, h8: 1 kind could not be read in full")


def test_a_long_message_loses_its_middle_and_not_what_counts_the_rest():
    impact = Impact(notes=tuple("n" * 900 for _ in range(5)), detail="d" * 900)
    fix = tuple(f"step {n} " + "x" * 600 for n in range(12))
    found = [finding(f"{n:x}", resource=f"r{n}", fix=fix, impact=impact) for n in range(11)]
    shown = list(obeyed(github(report([environment("prod-de")], found))))
    assert all(len(message) <= MAX_MESSAGE for _, _, message in shown)
    assert shown[9][2].endswith("and 1 more error in the log: GitHub shows 10 a step")
    assert shown[0][2].startswith("critical in prod-de")


def test_the_log_ends_with_the_result_and_a_clean_one_is_no_annotation():
    assert github(report([environment("a")], result="clean")) == (
        "a checked against baseline:prod: no difference\nresult: clean\n"
    )
    assert github(FLEET_REPORT).splitlines()[-1].endswith("result: incomplete (1 environment)")


def test_the_hostile_sample_is_hostile():
    assert "::error" in HOSTILE
    assert "%0A" in HOSTILE


def test_what_speaks_against_a_change_comes_first():
    shown = list(obeyed(github(GATE_REPORT)))
    titles = [(level, properties["title"]) for level, properties, _ in shown]
    assert titles[:2] == [
        ("error", "gate: blocked: what of targets?"),
        ("error", "gate: unknown: what of fleet?"),
    ]
    assert ("warning", "gate: warning: what of blast?") in titles
    assert "meaning" not in str(titles)
    assert github(GATE_REPORT).splitlines()[-1].startswith("gate: blocked: prod-de is not what")
