"""A comparison of policies in every format: the same words, nobody's text obeyed."""

import json
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from driftaudit.iam_diff import IamDiff, NamedWitness, TrustDiff
from driftaudit.model import Tool
from driftaudit.render.iam import FORMATS, LIMIT, rendered
from tests.render.hostile import FRAGMENTS

LOST: Final = NamedWitness(action="ec2:AssignPrivateIpAddresses", resource="*")
DENIED: Final = NamedWitness(action="s3:PutObject", resource="arn:aws:s3:::b/*")
PATTERN: Final = NamedWitness(
    action="s3:Get*",
    resource="*",
    conditions={"aws:SourceIp": ("10.0.0.1",), "aws:PrincipalTag/x": None},
    actions=("s3:GetA", "s3:GetB", "s3:GetC", "s3:GetD"),
    action_count=60,
)
FUTURE: Final = NamedWitness(action="x:New*", resource="*", action_count=0)
TAKER: Final = NamedWitness(action="sts:AssumeRole", principal="Service ec2.amazonaws.com")

DIFF: Final = IamDiff(
    tool=Tool(name="driftaudit", version="0"),
    a="a.json",
    b="prod-us:iam-role/${cluster}-node",
    verdict="incomparable",
    exact=True,
    lost=(LOST, DENIED),
    denied=(DENIED,),
    gained=(PATTERN, FUTURE),
    notes=("a note",),
    trust=TrustDiff(verdict="more", exact=True, gained=(TAKER,)),
)
TABLE: Final = """\
incomparable: B no longer allows
  ec2:AssignPrivateIpAddresses  on *
  s3:PutObject  on arn:aws:s3:::b/*
      an explicit Deny takes it away
B also allows
  s3:Get*  on * when aws:PrincipalTag/x is absent and aws:SourceIp is 10.0.0.1
      today s3:GetA, s3:GetB, s3:GetC and 57 more
  x:New*  on *
      today no action
Each allows something that the other does not. Exact.
note: a note

trust policy: more: B also allows
  sts:AssumeRole  for Service ec2.amazonaws.com
B allows all that A does. Exact.
"""


def test_the_table() -> None:
    assert rendered("table", DIFF, LIMIT) == TABLE


def test_the_markdown() -> None:
    shown = rendered("markdown", DIFF, LIMIT)
    assert shown.startswith("### IAM: incomparable\n\nA is `a.json`, B is ")
    assert "| `s3:PutObject` | `on arn:aws:s3:::b/*` | an explicit Deny takes it away |\n" in shown
    assert "#### Trust policy: more\n" in shown
    assert "* a note\n" in shown


def test_the_json_has_all_of_it() -> None:
    many = structs.replace(DIFF, gained=(PATTERN,) * 50)
    document = json.loads(rendered("json", many, LIMIT))
    assert list(document)[:7] == ["schema", "tool", "a", "b", "verdict", "exact", "gained"]
    assert len(document["gained"]) == 50
    assert document["lost"][0] == {
        "action": LOST.action,
        "resource": "*",
        "principal": None,
        "conditions": {},
        "actions": [],
        "action_count": None,
    }
    assert document["trust"]["gained"][0]["principal"] == TAKER.principal


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize(
    ("count", "shown"), [(LIMIT, LIMIT), (LIMIT + 1, LIMIT + 1), (LIMIT + 2, LIMIT)]
)
def test_what_is_cut_is_counted(form: str, count: int, shown: int) -> None:
    many = structs.replace(DIFF, gained=(), lost=(LOST,) * count, denied=(), trust=None)
    text = rendered(form, many, LIMIT)
    assert text.count(LOST.action) == shown
    assert (f"… {count - shown} more" in text) == (shown < count)
    assert rendered(form, many, None).count(LOST.action) == count


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"verdict": "equivalent"}, "A and B allow the same. Exact."),
        ({"verdict": "equivalent", "exact": False}, "no difference was found, but not all"),
        ({"verdict": "incomparable", "exact": False}, "not decided"),
        ({"verdict": "more", "exact": False, "gained": (LOST,)}, "Not exact: there may be more."),
        ({"verdict": "less", "lost": (LOST,)}, "B allows nothing that A does not. Exact."),
        ({"verdict": "invalid"}, "Nothing can be said of what is no valid policy."),
    ],
)
def test_what_is_not_exact_never_reads_as_equal(form: str, fields: dict, words: str) -> None:
    base = structs.replace(DIFF, gained=(), lost=(), denied=(), trust=None)
    shown = rendered(form, structs.replace(base, **fields), LIMIT)
    assert words in shown
    assert ("allow the same" in shown) == (words.startswith("A and B"))


@settings(max_examples=30)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=6).map("".join))
@example("::error::")
def test_nobodys_text_is_obeyed(text: str) -> None:
    witness = NamedWitness(action=text, resource=text, principal=text, conditions={text: (text,)})
    odd = structs.replace(DIFF, a=text, b=text, gained=(witness,), notes=(text,))
    table, markdown = (rendered(form, odd, LIMIT) for form in ("table", "markdown"))
    for shown in (table, markdown):
        assert not set(shown) & set("\x00\x1b\u202e\u2028\ufeff")
        assert not any(line.lstrip().startswith("::error") for line in shown.splitlines())
    assert "<script" not in markdown
    assert json.loads(rendered("json", odd, None))["a"] == text


def test_every_format_is_there() -> None:
    assert all(rendered(form, DIFF, None).endswith("\n") for form in FORMATS)
