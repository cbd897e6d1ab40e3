"""The action's inputs: each is what was asked for, or an error that names it."""

import pytest

from driftaudit.errors import ConfigError
from driftaudit.github.inputs import PREFIX, Inputs, inputs_of


def given(**inputs):
    return {PREFIX + name.upper(): value for name, value in inputs.items()}


def test_nothing_asked_for_is_a_check_of_everything():
    assert inputs_of({}) == Inputs()
    empty = given(command=" ", environments="\n", offline="", fail_on="", key="", label="")
    assert inputs_of(empty) == Inputs()
    assert Inputs().key == "check"


def test_each_input_is_read():
    environ = given(
        command="check",
        environments="prod-us, prod-de\nstag*  ",
        group="prod",
        config="a/driftaudit.yaml",
        fail_on="high",
        offline="True",
        max_age="6h",
        allow_partial="true",
        comment="true",
        issue="true",
        label="ops",
        key="mine",
    )
    inputs = inputs_of(environ | {"DRIFTAUDIT_WEBHOOK_URL": " https://a.example/x\n"})
    assert inputs == Inputs(
        environments=("prod-us", "prod-de", "stag*"),
        group="prod",
        config="a/driftaudit.yaml",
        fail_on="high",
        offline=True,
        max_age="6h",
        allow_partial=True,
        comment=True,
        issue=True,
        label="ops",
        given_key="mine",
        webhook="https://a.example/x",
    )
    assert inputs.key == "mine"


def test_plans_are_one_a_line():
    inputs = inputs_of(
        given(command="gate", plan=" prod-us=a b.json\n\nprod-de=c.json\n", base="x")
    )
    assert inputs.plans == ("prod-us=a b.json", "prod-de=c.json")
    assert (inputs.base, inputs.offline) == ("x", False)


def test_what_was_asked_for_tells_audits_apart():
    keys = {
        inputs_of(given(**each)).key
        for each in (
            {},
            {"group": "prod"},
            {"environments": "prod"},
            {"environments": "prod-us"},
            {"command": "compare"},
            {"config": "b.yaml"},
        )
    }
    assert keys == {"check", "check prod", "check prod-us", "compare", "check b.yaml"}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (
            {"command": "demo"},
            "input command is 'demo': expected one of check, compare, gate, snap",
        ),
        ({"command": "check --fail-on none"}, "input command is"),
        ({"offline": "yes"}, "input offline is 'yes': expected true or false"),
        ({"comment": "1"}, "input comment is '1'"),
        ({"command": "snapshot", "offline": "true"}, "input offline means nothing to snapshot"),
        ({"command": "snapshot", "fail_on": "high"}, "input fail-on means nothing to snapshot"),
        ({"command": "gate", "group": "prod"}, "input group means nothing to gate"),
        ({"command": "check", "plan": "a=b"}, "input plan means nothing to check"),
        ({"command": "compare", "base": "main"}, "input base means nothing to compare"),
    ],
)
def test_what_cannot_be_meant_is_an_error(inputs, said):
    with pytest.raises(ConfigError, match=said):
        inputs_of(given(**inputs))


def test_an_input_that_is_off_is_none():
    assert inputs_of(given(command="snapshot", offline="false")).command == "snapshot"
    assert inputs_of(given(command="gate", offline="true")).offline
