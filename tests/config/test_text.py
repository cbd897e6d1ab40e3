"""What `driftaudit init` writes is a driftaudit.yaml that loads."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from driftaudit.config import Kubernetes, Target, load
from driftaudit.config.text import example, render
from driftaudit.model import Environment


def test_the_example_loads(tmp_path: Path) -> None:
    path = tmp_path / "driftaudit.yaml"
    path.write_text(example())
    assert load(path).names == ("prod-us", "prod-de")


def test_what_is_commented_out_in_the_example_loads_too(tmp_path: Path) -> None:
    path = tmp_path / "driftaudit.yaml"
    text = re.sub(r"(?m)^    # kubernetes: false.*$", "", example())
    path.write_text(re.sub(r"(?m)^(    |)# ?(?=    |  |[a-z_]+:)", r"\1", text))
    loaded = load(path)
    assert loaded.targets[1].profile == "prod-de"
    assert loaded.targets[1].kubernetes
    assert loaded.targets[0].role_patterns == ("acme-prod-us-*",)
    assert loaded.targets[0].redact_patterns == ("*-pin",)
    assert loaded.targets[0].redact_exceptions == ("tokenBucket",)


word = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True).map(lambda text: text + "x")
digits = st.text("0123456789", min_size=12, max_size=12)
value = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1).filter(
    lambda text: "${" not in text
)
absolute = word.map("/files/{}".format)
kubernetes = st.one_of(
    st.none(),
    st.builds(
        Kubernetes,
        server=word.map("https://{}:6443".format),
        ca_file=st.none() | absolute,
        token_file=st.none() | absolute,
    ),
    st.builds(Kubernetes, kubeconfig=absolute, context=st.none() | value),
)


@st.composite
def targets(draw: st.DrawFn) -> Target:
    account, group, name = draw(digits), draw(st.none() | word), draw(word)
    role = draw(st.none() | word.map(f"arn:aws:iam::{account}:role/{{}}".format))
    reached = draw(kubernetes)
    return Target(
        environment=Environment(
            name=name,
            account=account,
            region=draw(st.sampled_from(["us-east-1", "us-gov-west-1", "eusc-de-east-1"])),
            cluster=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)),
            group=group,
        ),
        vars=draw(st.dictionaries(st.from_regex(r"x_[0-9]{1,8}", fullmatch=True), word)),
        baseline=draw(st.just(group or name) | word),
        role=role,
        profile=draw(st.none() | value),
        external_id=draw(st.none() | value) if role else None,
        kubernetes=reached,
        kubernetes_audited=reached is not None or draw(st.booleans()),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(targets(), min_size=1, unique_by=lambda each: each.environment.name))
def test_rendered_targets_load_back(tmp_path: Path, made: list[Target]) -> None:
    clusters = {(t.environment.account, t.environment.cluster) for t in made}
    path = tmp_path / "driftaudit.yaml"
    path.write_text(render(tuple(made)))
    if len(clusters) == len(made):
        assert load(path).targets == tuple(made)


def test_accounts_are_in_quotes_and_names_plain() -> None:
    environment = Environment(
        name="prod-us", account="022222222222", region="us-east-1", cluster="acme-prod-us"
    )
    text = render((Target(environment=environment, baseline="prod-us"),))
    assert '    account: "022222222222"\n    region: us-east-1\n    cluster: acme-prod-us\n' in text


@pytest.mark.parametrize("name", ["true", "1e3", "null", "no", "2026-11-22x"])
def test_names_stay_text(name: str, tmp_path: Path) -> None:
    environment = Environment(name=name, account="0" * 12, region="us-east-1", cluster="c")
    path = tmp_path / "driftaudit.yaml"
    path.write_text(render((Target(environment=environment, baseline=name),)))
    assert load(path).names == (name,)
