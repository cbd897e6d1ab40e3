"""The command lines that inputs mean: whatever they hold, each is one argument."""

from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.cli.main import cli
from driftaudit.github.arguments import FORMATS, SUFFIXES, Step, steps_of
from driftaudit.github.inputs import Inputs
from driftaudit.render import RENDERERS

FOLDER = Path("folder")
HOSTILE = "--output=html=x; $(touch pwned) `a` \n::error::"


def lines(**inputs):
    groups = inputs.pop("groups", ())
    return [each.arguments for each in steps_of(Inputs(**inputs), FOLDER, groups)]


def outputs(name):
    return tuple(
        f"--output={form}=folder/{name}.{end}"
        for form, end in zip(FORMATS, ("json", "sarif", "html", "md"), strict=True)
    )


def test_formats_are_those_that_there_are():
    assert set(FORMATS) == set(SUFFIXES)
    assert {form: RENDERERS[form].suffix for form in FORMATS} == SUFFIXES


def test_a_check_has_all_that_was_asked_for():
    (line,) = lines(
        environments=("prod-us", "-x"),
        group="prod",
        config="a.yaml",
        fail_on="high",
        offline=True,
        max_age="6h",
        allow_partial=True,
    )
    assert line == (
        *("--config=a.yaml", "check", "--format=table", *outputs("check")),
        *("--fail-on=high", "--offline", "--max-age=6h", "--allow-partial", "--group=prod"),
        *("--", "prod-us", "-x"),
    )


def test_a_gate_lints_first_and_is_offline_anyway():
    lint, gate = lines(
        command="gate", offline=True, max_age="24h", base="main", plans=("a=b", "c=d")
    )
    assert lint == ("baseline", "lint")
    assert gate == (
        *("gate", "--format=table", *outputs("gate")),
        *("--max-age=24h", "--base=main", "--plan=a=b", "--plan=c=d"),
    )


def test_a_snapshot_makes_no_report():
    (step,) = steps_of(Inputs(command="snapshot", group="prod"), FOLDER, ())
    assert step == Step(name="snapshot", arguments=("snapshot", "--group=prod"))
    assert step.file("json") is None


def test_a_comparison_of_nothing_named_is_one_of_each_group():
    first, second = lines(command="compare", groups=("prod", "a/b c"), offline=True)
    assert first[:3] == ("compare", "--group=prod", "--format=table")
    assert outputs("compare-prod")[0] in first
    assert outputs("compare-a-b-c")[0] in second
    assert second[-1] == "--offline"
    assert lines(command="compare") == []
    (named,) = lines(command="compare", environments=("a", "b"), groups=("prod",))
    assert named[-3:] == ("--", "a", "b")


def parsed(line):
    """The command's parameters as click reads them; nothing is run."""
    context = cli.make_context("driftaudit", list(line))
    name, command, rest = cli.resolve_command(context, [*context._protected_args, *context.args])
    return command.make_context(name, rest, parent=context).params


@pytest.mark.parametrize("command", ["check", "compare"])
@given(texts=st.lists(st.text(min_size=1, max_size=20) | st.just(HOSTILE), min_size=1, max_size=3))
def test_no_input_becomes_an_option(command, texts):
    (line,) = lines(command=command, environments=tuple(texts), group=texts[0], config=texts[0])
    params = parsed(line)
    assert params.get("references", params.get("environments")) == tuple(texts)
    assert params["group"] == texts[0]
    assert len(params["output"]) == len(FORMATS)


def test_the_severity_is_checked_by_the_command():
    (line,) = lines(fail_on="x --allow-partial")
    with pytest.raises(click.BadParameter, match="x --allow-partial"):
        parsed(line)
