"""Names that contain, equal or look like others: an error with its line, or a rule that holds."""

from pathlib import Path

import msgspec
import pytest

from driftaudit.config import Config, load, select
from driftaudit.errors import ConfigError
from driftaudit.model import Identity
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.snapshot import normalize
from tests.normalize import stack

ODD = ("eks", "iam", "us-east-1", "aws", "node", "system", "kube", "a", "cluster", "ec2")


def config(tmp_path: Path, environments: dict[str, str]) -> Config:
    path = tmp_path / "driftaudit.yaml"
    lines = [f"  {name}: {{{fields}}}" for name, fields in environments.items()]
    path.write_text("\n".join(["version: 1", "environments:", *lines, ""]))
    return load(path)


def fields(number: int, cluster: str, more: str = "") -> str:
    return f'account: "{number:012}", region: us-east-1, cluster: {cluster}{more}'


def test_environments_whose_names_begin_others_are_told_apart(tmp_path: Path) -> None:
    names = ("a", "us", "prod", "prod-us")
    made = config(tmp_path, {name: fields(at, name) for at, name in enumerate(names)})
    assert made.names == names
    for name in names:
        (only,) = select(made, (name,), None)
        assert only.environment.name == only.environment.cluster == name
    assert [each.environment.name for each in select(made, ("prod*",), None)] == ["prod", "prod-us"]


@pytest.mark.parametrize("cluster", ODD)
def test_a_cluster_named_like_something_of_awss_loads_and_loses_nothing(
    tmp_path: Path, cluster: str
) -> None:
    (target,) = config(tmp_path, {"x": fields(1, cluster)}).targets
    assert target.environment.cluster == cluster
    place = stack.Place("222222222222", "us-east-1", "aws", cluster, 0xA7)
    made, plain = stack.snapshot(place), stack.snapshot(stack.US)
    assert ("cluster", "${cluster}") in {(each.kind, each.name) for each in made.resources}
    # Nothing is merged with anything: as many of every kind, each under a name of its own.
    names = [(each.kind, each.name) for each in made.resources]
    assert len(set(names)) == len(names) == len(plain.resources)
    filled = Portable(place.identity).fill
    roles = {filled(each.name) for each in made.resources if each.kind == "iam-role"}
    assert f"{cluster}-node" in roles


def test_one_cluster_is_not_two_environments(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the same cluster"):
        config(tmp_path, {"a": fields(1, "prod"), "b": fields(1, "prod")})


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('""', "vars.v: empty"),
        ('" "', "vars.v: empty"),
        ('"a$b"', "vars.v: a var has no '$'"),
        ('"x{"', "vars.v: a var has no '$'"),
    ],
)
def test_a_var_that_cannot_be_replaced_is_an_error(
    tmp_path: Path, written: str, problem: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, {"a": fields(1, "prod", f", vars: {{v: {written}}}")})
    assert f":3: environments.a.{problem}" in str(caught.value)


@pytest.mark.parametrize(
    ("values", "real", "portable"),
    [
        # One that contains another: the longest wins, and the other is found beside it.
        ({"long": "blue-green", "short": "blue"}, "blue-green blue", "${long} ${short}"),
        ({"host": "us.acme.example", "domain": "acme.example"}, "x.us.acme.example", "x.${host}"),
        # One that equals the account, the cluster or the region: AWS's own word stands for both.
        ({"id": "222222222222"}, "222222222222", "${account}"),
        ({"name": "acme"}, "acme-x", "${cluster}-x"),
        ({"home": "us-east-1"}, "us-east-1", "${region}"),
        # One that is another environment's account or region.
        ({"peer": "333333333333"}, "arn:aws:iam::333333333333:root 333333333333",
         "arn:${partition}:iam::333333333333:root ${peer}"),
        ({"dr": "us-west-2"}, "us-west-2", "${dr}"),
        # Two that are equal: the first by name stands for both.
        ({"b": "same", "a": "same"}, "same", "${a}"),
    ],
)  # fmt: skip
def test_vars_that_contain_or_equal_another(
    values: dict[str, str], real: str, portable: str
) -> None:
    identity = Identity(
        account="222222222222", region="us-east-1", partition="aws", cluster="acme", vars=values
    )
    made = Portable(identity)
    assert made.text(real) == portable
    assert made.fill(portable) == real


def test_two_roles_never_get_one_name() -> None:
    """Names that a placeholder makes alike are spelled apart; what is alike all the same, too."""
    place = stack.US
    lookalike = stack.role(place, "x", stack.trust(place, "ec2"))
    twins = [
        lookalike | {"RoleName": name, "Arn": f"arn:aws:iam::{place.account}:role/{path}{name}"}
        for name, path in (
            ("acme-us-x", ""),
            ("${cluster}-x", ""),
            ("$${cluster}-x", ""),
            ("acme-us-x", "path/"),
        )
    ]
    reading = stack.reading(iam_role=tuple(twins))
    reading = msgspec.structs.replace(reading, role_patterns=("*",))
    made = normalize(reading, captured_at=stack.AT, tool=stack.TOOL)
    names = sorted(each.name for each in made.resources if each.kind == "iam-role")
    assert len(set(names)) == 4
    assert {"${cluster}-x", "$${cluster}-x", "$$${cluster}-x", "${cluster}-x (2)"} == set(names)
