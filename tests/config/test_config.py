"""driftaudit.yaml is found, filled in and checked; each mistake has its line and its way out."""

import re
from pathlib import Path

import pytest

from driftaudit.config import Config, Kubernetes, Target, find, load
from driftaudit.errors import ConfigError
from driftaudit.model import Environment
from driftaudit.names import name_problem

ONE = 'account: "222222222222", region: us-east-1, cluster: acme'


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "driftaudit.yaml"
        path.write_text(text)
        return path

    return write


def config(write, environments: str, more: str = "") -> Config:
    return load(write(f"version: 1\n{more}\nenvironments:\n{environments}"))


def test_the_whole_contract(write, tmp_path: Path) -> None:
    path = write("""\
version: 1
store: snapshots
baselines: ../baselines
fail_on: high
defaults:
  role: arn:aws:iam::${account}:role/driftaudit-${name}
  cluster: ${tier}-${name}
  region: us-east-1
  vars: {tier: gold, domain: "${name}.example"}
  external_id: ${group}-${region}
environments:
  prod-us:
    account: "022222222222"
    group: prod
    vars: {domain: us.acme.example}
    kubernetes: {server: "https://${cluster}.example:6443", ca_file: ca.pem, token_file: /token}
  prod-de:
    account: "333333333333"
    region: eu-central-1
    group: prod
    baseline: special
    role: null
    profile: de
    kubernetes: {kubeconfig: kube/config, context: "${cluster}"}
  dev:
    account: "444444444444"
    cluster: dev
    role: ~
    vars: ~
    external_id: ~
    kubernetes: false
collect:
  roles: ["${cluster}-*", "shared"]
  redact: ["*-pin", "${cluster}-x"]
  redact_not: [tokenBucket]
""")
    assert load(path) == Config(
        path=path,
        store=str(tmp_path / "snapshots"),
        baselines=tmp_path / "../baselines",
        fail_on="high",
        targets=(
            Target(
                environment=Environment(
                    name="prod-us",
                    account="022222222222",
                    region="us-east-1",
                    cluster="gold-prod-us",
                    group="prod",
                ),
                vars={"tier": "gold", "domain": "us.acme.example"},
                baseline="prod",
                production=True,
                role="arn:aws:iam::022222222222:role/driftaudit-prod-us",
                external_id="prod-us-east-1",
                kubernetes=Kubernetes(
                    server="https://gold-prod-us.example:6443",
                    ca_file=str(tmp_path / "ca.pem"),
                    token_file="/token",
                ),
                role_patterns=("gold-prod-us-*", "shared"),
                redact_patterns=("*-pin", "gold-prod-us-x"),
                redact_exceptions=("tokenBucket",),
            ),
            Target(
                environment=Environment(
                    name="prod-de",
                    account="333333333333",
                    region="eu-central-1",
                    cluster="gold-prod-de",
                    group="prod",
                ),
                vars={"tier": "gold", "domain": "prod-de.example"},
                baseline="special",
                production=True,
                profile="de",
                kubernetes=Kubernetes(
                    kubeconfig=str(tmp_path / "kube/config"), context="gold-prod-de"
                ),
                role_patterns=("gold-prod-de-*", "shared"),
                redact_patterns=("*-pin", "gold-prod-de-x"),
                redact_exceptions=("tokenBucket",),
            ),
            Target(
                environment=Environment(
                    name="dev", account="444444444444", region="us-east-1", cluster="dev"
                ),
                baseline="dev",
                kubernetes_audited=False,
                role_patterns=("dev-*", "shared"),
                redact_patterns=("*-pin", "dev-x"),
                redact_exceptions=("tokenBucket",),
            ),
        ),
    )


def test_the_least_that_is_needed(write, tmp_path: Path) -> None:
    loaded = config(write, f"  a: {{{ONE}}}", "defaults:\ncollect:")
    assert (loaded.store, loaded.baselines, loaded.fail_on) == (
        str(tmp_path / ".driftaudit/snapshots"),
        tmp_path / "baselines",
        "low",
    )
    assert loaded.targets[0].role_patterns == ()
    assert loaded.targets[0].redact_patterns == loaded.targets[0].redact_exceptions == ()
    assert loaded.names == ("a",)


def test_places(write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    loaded = config(write, f"  a: {{{ONE}}}", "store: s3://bucket/prefix\nbaselines: ~/b")
    assert loaded.store == "s3://bucket/prefix"
    assert loaded.baselines == Path("/home/me/b")
    assert config(write, f"  a: {{{ONE}}}", "store: ~nobody-here/b").store == str(
        tmp_path / "~nobody-here/b"
    )


def test_merge_keys_work(write) -> None:
    loaded = config(
        write,
        f"  a: &a {{{ONE}, group: prod}}\n  b: {{<<: *a, cluster: other}}",
    )
    assert [target.environment.cluster for target in loaded.targets] == ["acme", "other"]


def line(environment: str, text: str) -> tuple[str, ...]:
    """A mistake in one environment, `a`, in line 4."""
    return f"version: 1\n\nenvironments:\n  a: {{{environment}}}", ":4: environments.a", text


def default(text: str, message: str) -> tuple[str, ...]:
    """A mistake in the defaults, in line 2."""
    return f"version: 1\ndefaults: {{{text}}}\nenvironments:\n  a: {{{ONE}}}", ":2: def", message


def file(text: str, message: str) -> tuple[str, str]:
    """A mistake at the top of the file, in line 1."""
    return f"{text}\nenvironments:\n  a: {{{ONE}}}", message


def account(text: str) -> str:
    return f"account: {text}, region: us-east-1, cluster: acme"


KUBE = f"{ONE}, kubernetes: "
MISTAKES = {
    # the file
    "empty": ("", ":1: the file is empty; remove it, and `driftaudit init`"),
    "a list": ("- a", ":1: expected a map, not a list"),
    "text": ("hello", ":1: expected a map, not 'hello'"),
    "broken": ("version: [1", ":2:1: while parsing a flow sequence"),
    "no version": file("fail_on: low", ":1: the field 'version' is missing; write `version: 1`"),
    "version 2": file("version: 2", ":1: version: version 2 is not known to this driftaudit"),
    "version text": file('version: "1"', ":1: version: version '1' is not known"),
    "version true": file("version: true", ":1: version: version True is not known"),
    "no environments": ("version: 1", ":1: the field 'environments' is missing"),
    "environments empty": ("version: 1\nenvironments: {}", ":2: environments: names no environ"),
    "environments null": (
        "version: 1\nenvironments:",
        ":2: environments: expected a map, not noth",
    ),
    "environments list": (
        "version: 1\nenvironments: [a]",
        ":2: environments: expected a map, not a",
    ),
    "unknown field": file(
        "version: 1\nstroe: x", ":2: stroe: unknown field, did you mean 'store'?"
    ),
    "far field": file("version: 1\nx: x", ":2: x: unknown field; known: baselines, collect, def"),
    "fail_on": file("version: 1\nfail_on: hihg", ", none, did you mean 'high'?"),
    "fail_on list": file("version: 1\nfail_on: []", "fail_on: expected one of critical, high, med"),
    "store number": file("version: 1\nstore: 5", 'store: expected text, not the int 5; write "5"'),
    "store empty": file('version: 1\nstore: ""', ":2: store: empty; name a folder"),
    "store elsewhere": file(
        "version: 1\nstore: gs://b/c",
        ":2: store: 'gs://b/c' is no folder; name one, or s3://bucket",
    ),
    "store with a slash less": file("version: 1\nstore: s3:/b/c", "store: 's3:/b/c' is no folder"),
    "baselines elsewhere": file(
        "version: 1\nbaselines: s3://b/c", ":2: baselines: 's3://b/c' is no folder; name one\n"
    ),
    "baselines list": file(
        "version: 1\nbaselines: [x]", ":2: baselines: expected text, not a list"
    ),
    "roles text": file(
        "version: 1\ncollect: {roles: x}", "collect.roles: expected a list, not 'x'"
    ),
    "roles number": file("version: 1\ncollect: {roles: [x, 5]}", "collect.roles[1]: expected text"),
    "roles ${}": file('version: 1\ncollect: {roles: ["${clustr}"]}', "did you mean 'cluster'?"),
    "field twice": file("version: 1\nversion: 1", ":2:1: version: written twice, first in line 1"),
    # an environment
    "environment null": (
        "version: 1\nenvironments:\n  a:",
        "environments.a: expected a map, not n",
    ),
    "a field that is missing": line('account: "222222222222"', ": the field 'region' is missing"),
    "unknown": line(f"{ONE}, rgion: x", ".rgion: unknown field, did you mean 'region'?"),
    "account number": line(
        account("222222222222"), '.account: the number 222222222222 needs quotes, write account: "2'
    ),
    "account octal": line(account("012345670123"), 'write account: "012345670123"'),
    "account zero": line(account("012345678901"), 'write account: "012345678901"'),
    "account lost zeros": line(account("12345678901"), 'were lost, write account: "012345678901"'),
    "account _": line(account("222_222_222_222"), 'write account: "222222222222"'),
    "account float": line(
        account("2.2e+11"), ".account: an account is 12 digits in quotes, not 2."
    ),
    "account short": line(account('"222"'), "is 12 digits in quotes, not '222'"),
    "account dashes": line(account('"2222-2222-2222"'), 'did you mean "222222222222"?'),
    "region form": line('account: "222222222222", region: useast, cluster: a', "is no region"),
    "zone": line('account: "222222222222", region: us-east-1a, cluster: a', "region 'us-east-1'?"),
    "cluster form": line('account: "222222222222", region: us-east-1, cluster: a/b', "is no EKS"),
    "cluster arn": line(
        'account: "222222222222", region: us-east-1, cluster: "arn:aws:eks:r:2:cluster/acme"',
        ".cluster: expected the cluster's name, did you mean 'acme'?",
    ),
    "group": line(f"{ONE}, group: a@b", ".group: not a valid name"),
    "baseline": line(f"{ONE}, baseline: prod.yaml", ".baseline: not a valid name: it ends like a"),
    "role": line(f"{ONE}, role: reader", ".role: 'reader' is no role ARN"),
    "role elsewhere": line(
        f'{ONE}, role: "arn:aws:iam::333333333333:role/x"', "in account 333333333333 and the envir"
    ),
    "external id alone": line(f"{ONE}, external_id: x", ".external_id: only means something toget"),
    "empty text": line(f'{ONE}, profile: " "', ".profile: empty; give it a value, or leave it out"),
    "var reserved": line(f"{ONE}, vars: {{vpc: x}}", ".vars.vpc: ${vpc} already has a meaning"),
    "var reserved by AWS": line(f"{ONE}, vars: {{endpoint: x}}", "${endpoint} already has a"),
    "var like a placeholder": line(f'{ONE}, vars: {{a: "x{{y"}}', ".vars.a: a var has no '$', '{'"),
    "var of a secret": line(f"{ONE}, vars: {{db_password: x}}", ".db_password: looks like a sec"),
    "var is a secret": line(
        f'{ONE}, vars: {{a: "https://jo:hunter2@x"}}', ".vars.a: looks like a secret, and vars are"
    ),
    "var name": line(f"{ONE}, vars: {{a-b: x}}", ".vars.a-b: a var is named by letters, digits"),
    "var empty": line(f'{ONE}, vars: {{a: ""}}', ".vars.a: empty"),
    "var null": line(f"{ONE}, vars: {{a: }}", ".vars.a: expected text, not nothing"),
    "var number": line(f"{ONE}, vars: {{a: 1.10}}", 'not the float 1.10; write "1.10", in quotes'),
    "control": line(
        f'{ONE}, profile: "\\e[31m"', ".profile: has characters that cannot be printed"
    ),
    "var control": line(f'{ONE}, vars: {{a: "\\e[31m"}}', ".vars.a: has characters that cannot be"),
    "vars list": line(f"{ONE}, vars: [a]", ".vars: expected a map, not a list"),
    "kubernetes true": line(f"{KUBE}true", ".kubernetes: true is the default; leave it out"),
    "kubernetes text": line(f"{KUBE}x", ".kubernetes: expected a map or false, not 'x'"),
    "kubernetes empty": line(f"{KUBE}{{}}", ".kubernetes: empty; name `server` or `kubeconfig`"),
    "kubernetes mixed": line(f"{KUBE}{{server: x, context: y}}", "server and context exclude each"),
    "kubernetes ca": line(f"{KUBE}{{ca_file: x}}", ".kubernetes: ca_file needs `server` beside it"),
    "kubernetes context": line(f"{KUBE}{{context: x}}", "context needs `kubeconfig` beside it"),
    "kubernetes server": line(
        f"{KUBE}{{server: host}}", "server: 'host' is no server, which looks"
    ),
    "kubernetes field": line(
        f"{KUBE}{{sever: x}}", ".sever: unknown field, did you mean 'server'?"
    ),
    "redact everything not": (
        f'version: 1\ncollect: {{redact_not: ["*"]}}\nenvironments:\n  a: {{{ONE}}}',
        ":2: collect.redact_not[0]: '*' is every key: all secrets would be stored",
    ),
    "redact empty": (
        f'version: 1\ncollect: {{redact: [""]}}\nenvironments:\n  a: {{{ONE}}}',
        ":2: collect.redact[0]: empty",
    ),
    "redact text": (
        f"version: 1\ncollect: {{redact: pin}}\nenvironments:\n  a: {{{ONE}}}",
        "collect.redact: expected a list, not 'pin'",
    ),
    # names and placeholders
    "name": (f'version: 1\nenvironments:\n  "a@b": {{{ONE}}}', ":3: environments.'a@b': not a val"),
    "name like a file": (f"version: 1\nenvironments:\n  a.json: {{{ONE}}}", "ends like a file"),
    "name number": (f"version: 1\nenvironments:\n  2: {{{ONE}}}", ":3:3: the key '2' reads as int"),
    "name twice": (
        f"version: 1\nenvironments:\n  a: {{{ONE}}}\n  a: {{{ONE}}}",
        ":4:3: environments.a: written twice, first in line 3",
    ),
    "same cluster": (
        f"version: 1\nenvironments:\n  a: {{{ONE}}}\n  b: {{{ONE}}}",
        ":4: environments.b: the same cluster (acme in 222222222222, us-east-1) as 'a' in line 3",
    ),
    "${} misspelt": default('profile: "${acount}"', "defaults.profile: unknown ${acount}, did you"),
    "${} open": default('profile: "x${account"', "'${account' has no closing brace"),
    "${group}": default('profile: "${group}"', "the environment 'a' has no group"),
    "${} too early": default('vars: {x: "${cluster}"}', "${cluster} cannot be used here"),
    "defaults role": default("external_id: x", "defaults.external_id: only means something toge"),
    "defaults field": default(
        "acount: x", "defaults.acount: unknown field, did you mean 'account'?"
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_mistakes(write, mistake: tuple[str, ...]) -> None:
    text, *parts = mistake
    path = write(text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert [part for part in parts if part not in str(caught.value)] == []
    assert str(caught.value).startswith(f"{path}:")
    assert str(caught.value).splitlines()[-1].startswith("next: ")


def test_all_mistakes_at_once_in_the_order_of_the_file_and_each_once(write) -> None:
    path = write("""\
version: 1
defaults: {role: "arn:aws:iam::${acount}:role/x"}
environments:
  a: {account: "1", cluster: "${account}", region: "${x_1}", vars: {x_1: " "}}
  b: {account: "222222222222", region: us-east-1, cluster: b, group: "-"}
""")
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value).replace(str(path), "f").splitlines() == [
        "f:2: defaults.role: unknown ${acount}, did you mean 'account'?",
        "f:4: environments.a.account: an account is 12 digits in quotes, not '1'",
        "f:4: environments.a.region: unknown ${x_1}; known: account, cluster, group, name, region",
        "f:4: environments.a.vars.x_1: empty; give it a value, or leave it out",
        f"f:5: environments.b.group: {name_problem('-')}",
        "next: correct the file; `driftaudit schema config` prints every field it may have",
    ]


def test_a_file_of_another_kind_is_not_listed_whole(write) -> None:
    with pytest.raises(ConfigError, match="and 82 more problems"):
        load(write("\n".join(f"field{n}: x" for n in range(100))))


def test_find_looks_upwards(write, tmp_path: Path) -> None:
    path = write("")
    folder = tmp_path / "a/b"
    folder.mkdir(parents=True)
    assert find(folder, None) == path
    assert find(folder, "../../driftaudit.yaml").samefile(path)


@pytest.mark.parametrize("explicit", [None, "other.yaml", "."])
def test_find_says_how_to_make_one(tmp_path: Path, explicit: str | None) -> None:
    with pytest.raises(ConfigError, match="next: `driftaudit init` writes one, `-c FILE` names"):
        find(tmp_path, explicit)


def test_folders_that_may_not_be_looked_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_file", denied)
    with pytest.raises(ConfigError, match=r"no driftaudit\.yaml in .* or a folder above it"):
        find(tmp_path, None)


@pytest.mark.parametrize("store", ["c:/snapshots", "a/b:/c", "s3://bucket/c", "./gs:/x", "a:b"])
def test_what_only_looks_like_an_address_is_a_folder(store: str, tmp_path: Path) -> None:
    path = tmp_path / "driftaudit.yaml"
    path.write_text(
        f"version: 1\nstore: {store}\nenvironments:\n"
        '  a: {account: "111111111111", region: us-east-1, cluster: c}\n'
    )
    assert load(path).store.endswith(store.removeprefix("./"))


def test_a_folder_is_no_file_and_may_have_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        find(tmp_path, ".")
    file = tmp_path / "driftaudit.yaml"
    file.touch()
    with pytest.raises(ConfigError, match=f"a folder, not a file\nnext: -c {re.escape(str(file))}"):
        find(tmp_path, str(tmp_path))


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"x\.yaml: no such file\nnext: `driftaudit init`"):
        load(tmp_path / "x.yaml")
