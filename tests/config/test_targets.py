"""Environments are chosen by name, glob and group, and a slip is never an empty choice."""

from pathlib import Path

import pytest

from driftaudit.config.targets import Config, Target, select
from driftaudit.errors import ConfigError
from driftaudit.model import Environment


def config(**groups: str | None) -> Config:
    return Config(
        path=Path("driftaudit.yaml"),
        store="s",
        baselines=Path("b"),
        fail_on="low",
        targets=tuple(
            Target(
                environment=Environment(
                    name=name.replace("_", "-"), account="1", region="r", cluster="c", group=group
                ),
                baseline="b",
            )
            for name, group in groups.items()
        ),
    )


FLEET = config(prod_us="prod", prod_de="prod", staging="nonprod", lab=None)


@pytest.mark.parametrize(
    ("patterns", "group", "names"),
    [
        ((), None, "prod-us prod-de staging lab"),
        (("lab", "prod-us"), None, "prod-us lab"),
        (("prod-*", "prod-us"), None, "prod-us prod-de"),
        ((), "prod", "prod-us prod-de"),
        (("*-us", "staging"), "prod", "prod-us"),
    ],
)
def test_select(patterns: tuple[str, ...], group: str | None, names: str) -> None:
    chosen = select(FLEET, patterns, group)
    assert [target.environment.name for target in chosen] == names.split()


@pytest.mark.parametrize(
    ("fleet", "patterns", "group", "message"),
    [
        (FLEET, ("prod-su",), None, "has the name 'prod-su', did you mean 'prod-us'?"),
        (FLEET, ("lab", "dev-*"), None, "no environment matches 'dev-*'"),
        (FLEET, ("PROD-US",), None, "did you mean 'prod-us'?"),
        (FLEET, (), "prd", "no environment has the group 'prd', did you mean 'prod'?"),
        (FLEET, ("lab",), "prod", "group 'prod' has no environment 'lab'"),
        (config(lab=None), (), "prod", "no environment has a group"),
    ],
)
def test_what_selects_nothing(
    fleet: Config, patterns: tuple[str, ...], group: str | None, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        select(fleet, patterns, group)
    assert message in str(caught.value)
    assert "\nnext: " in str(caught.value)
