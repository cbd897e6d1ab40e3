"""Logins and reads against an embedded AWS, and every way in which they fail."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from driftaudit.collect.ask import Ask
from driftaudit.collect.aws import READ_ONLY, Aws, Caller, Login, Sessions, log_in
from driftaudit.collect.failures import ReadError
from driftaudit.demo.settings import variables
from tests.faulty_aws import Faults, faults
from tests.ministack_server import client

pytestmark = pytest.mark.xdist_group("aws")

ACCOUNT = "820000000001"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/reader"


@pytest.fixture(scope="module")
def proxy(ministack: str) -> Iterator[Faults]:
    iam = client(ministack, "iam", ACCOUNT)
    trust = {"Version": "2012-10-17", "Statement": []}
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(trust))
    with faults(ministack) as running:
        yield running


@pytest.fixture
def faulty(proxy: Faults) -> Faults:
    proxy.set()
    return proxy


@pytest.fixture
def aws(faulty: Faults, monkeypatch: pytest.MonkeyPatch) -> Faults:
    """The settings of a caller of ACCOUNT, each call tried once; a test may patch them further."""
    settings = {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_MAX_ATTEMPTS": "1"}
    for name, value in (variables(faulty.url) | settings).items():
        monkeypatch.setenv(name, value)
    return faulty


def login(**fields: str) -> Login:
    return Login(
        **{"profile": None, "role": None, "external_id": None} | fields, region="us-east-1"
    )


def entered(**fields: str) -> Caller:
    return log_in(login(**fields), Sessions(2))


def refused(**fields: str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        entered(**fields)
    return caught.value


def reader() -> Aws:
    return Aws(entered(), "us-east-1", Sessions(2))


def failed(ask: Ask, **params: Any) -> ReadError:
    with pytest.raises(ReadError) as caught:
        reader().read(ask, params)
    return caught.value


LIST = Ask(action="eks:ListClusters", expects=("clusters",))


@pytest.mark.usefixtures("aws")
def test_the_default_chain() -> None:
    assert entered().account == ACCOUNT


@pytest.mark.usefixtures("aws")
def test_a_profile_of_the_users_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile other]\naws_access_key_id=820000000002\naws_secret_access_key=x\n"
        "[profile chained]\nrole_arn=" + ROLE + "\nsource_profile=other\n"
        "[profile looped]\nrole_arn=" + ROLE + "\nsource_profile=gone\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    assert entered(profile="other").account == "820000000002"
    chained = entered(profile="chained")
    assert (chained.account, bool(chained.token)) == (ACCOUNT, True)
    assert refused(profile="looped").code == "InvalidConfigError"
    missing = refused(profile="gone")
    assert (missing.operation, missing.code) == ("sts:GetCallerIdentity", "ProfileNotFound")
    assert "valid credentials" in missing.gap("*").needs


@pytest.mark.usefixtures("aws")
def test_a_role_that_a_profile_itself_may_not_assume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faulty: Faults
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile other]\naws_access_key_id=820000000002\naws_secret_access_key=x\n"
        "[profile chained]\nrole_arn=" + ROLE + "\nsource_profile=other\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    faulty.deny("sts:AssumeRole")
    assert refused(profile="chained").code == "AccessDenied"
    asked_twice = refused(profile="chained", role=ROLE)
    assert asked_twice.operation == "sts:AssumeRole"
    assert "the role of chained" in asked_twice.gap("*").needs


@pytest.mark.usefixtures("aws")
def test_a_role_with_its_external_id(faulty: Faults) -> None:
    denied = {"code": "AccessDenied", "status": 403, "message": "external id"}
    rule = {"service": "sts", "operation": "AssumeRole", "error": denied}
    faulty.set(rule | {"body": "ExternalId != 'agreed'"})
    assert entered(role=ROLE, external_id="agreed").account == ACCOUNT
    error = refused(role=ROLE)
    assert (error.operation, error.code) == ("sts:AssumeRole", "AccessDenied")
    assert error.gap("*").needs == f"sts:AssumeRole on {ROLE}, and that role's trust in the caller"
    assert refused(role=ROLE, external_id="guessed").message == "external id"


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("settings", "code", "said"),
    [
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "NoCredentialsError", "chain"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "PartialCredentialsError", "missing"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "EndpointConnectionError", "127.0.0.1:1"),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "InvalidSettings", "Invalid endpoint: nonsense"),
        ({"AWS_MAX_ATTEMPTS": "x"}, "InvalidSettings", "'x'"),
        ({"AWS_SESSION_TOKEN": "hush\nhush"}, "InvalidCredentials", "line break"),
        ({"AWS_PROFILE": "gone"}, "ProfileNotFound", "gone"),
    ],
    ids=str,
)
@pytest.mark.parametrize("role", [None, ROLE])
def test_settings_that_lead_nowhere(
    settings: dict[str, str],
    code: str,
    said: str,
    role: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
        if not value:
            monkeypatch.delenv(name)
    error = refused(role=role) if role else refused()
    assert error.code == code
    assert said in error.message
    assert "hush" not in error.message
    assert error.operation == ("sts:AssumeRole" if role else "sts:GetCallerIdentity")


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("credential_process = echo nothing", "Expecting value"),
        ("credential_process = /no/such/program", "No such file"),
        ("web_identity_token_file = /no/such/token\nrole_arn = " + ROLE, "No such file"),
    ],
)
def test_a_profile_whose_credentials_cannot_be_had(
    line: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    keys = "aws_access_key_id = 1\naws_secret_access_key = x\n"
    config.write_text(f"[profile a]\n{line}\n[profile b]\n{keys}")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    error = refused(profile="a")
    assert error.code == "InvalidSettings"
    assert said in error.message


@pytest.mark.usefixtures("aws")
def test_an_mfa_code_that_nobody_types_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def asking(_self: Sessions, _profile: str | None) -> None:
        raise EOFError

    monkeypatch.setattr(Sessions, "credentials", asking)
    error = refused()
    assert (error.code, error.message) == ("InvalidSettings", "asks for an MFA code")


@pytest.mark.usefixtures("aws")
def test_an_endpoint_of_one_service_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_EKS", "nonsense")
    error = failed(LIST)
    assert (error.operation, error.code) == ("eks:ListClusters", "InvalidSettings")


@pytest.mark.usefixtures("aws")
def test_an_endpoint_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    own = reader()
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    with pytest.raises(ReadError) as caught:
        own.read(LIST, {})
    assert caught.value.code == "EndpointConnectionError"
    assert caught.value.gap("*").needs == "a network path to http://127.0.0.1:1"


def test_what_is_no_read_is_refused_before_it_is_sent(aws: Faults) -> None:
    own = reader()
    aws.set({"service": "*", "latency": 0})
    sent = len(aws.fired())
    for action in (
        "eks:DeleteCluster",
        "eks:UpdateClusterConfig",
        "iam:CreateRole",
        "iam:AttachRolePolicy",
        "ec2:RunInstances",
        "sts:AssumeRoleWithSAML",
        "eks:Getaway",
    ):
        with pytest.raises(ValueError, match="is not a read"):
            own.read(Ask(action=action, expects=()), {})
    assert len(aws.fired()) == sent
    own.read(LIST, {})
    assert len(aws.fired()) == sent + 1
    for name in ("DescribeCluster", "GetPolicy", "ListAliases", "AssumeRole"):
        assert READ_ONLY.fullmatch(name)


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        ({"error": {"code": "AccessDeniedException", "status": 403}}, {"AccessDeniedException"}),
        ({"error": {"code": "ExpiredTokenException", "status": 403}}, {"ExpiredTokenException"}),
        ({"error": {"code": "ServerException", "status": 500}}, {"ServerException"}),
        ({"response": {"truncate_frac": 0}}, {"MalformedAnswer", "ResponseParserError"}),
        ({"response": {"truncate_frac": 0.5}}, {"MalformedAnswer", "ResponseParserError"}),
        ({"reset": True}, {"ConnectionClosedError"}),
    ],
)
def test_a_read_that_fails_says_how(fault: dict[str, Any], codes: set[str], aws: Faults) -> None:
    aws.set({"service": "eks", "operation": "ListClusters"} | fault)
    error = failed(LIST)
    assert error.operation == "eks:ListClusters"
    assert error.code in codes
    assert error.message


def test_secrets_of_a_broken_answer_are_not_told(aws: Faults) -> None:
    aws.set(
        {"service": "sts", "operation": "AssumeRole", "response": {"truncate_frac": 0.6}},
    )
    error = refused(role=ROLE)
    assert error.code == "ResponseParserError"
    assert "Secret" not in f"{error} {error.message}"
    assert "<" not in error.message


def test_an_answer_that_lacks_what_is_needed(aws: Faults) -> None:
    error = failed(Ask(action="eks:ListClusters", expects=("clusters", "stars", "moons")))
    assert (error.code, error.message) == ("MalformedAnswer", "the answer has no stars, moons")


class _Answering(Sessions):
    """Every call is answered 200 with one body, and never leaves the process."""

    def __init__(self, body: bytes) -> None:
        super().__init__(1)
        self._body = body

    def client(self, profile: str | None, service: str, region: str, **credentials: Any) -> Any:
        made = super().client(profile, service, region, **credentials)
        made.meta.events.register("before-send", self._answer)
        return made

    def _answer(self, **_: Any) -> AWSResponse:
        raw = SimpleNamespace(stream=lambda: iter([self._body]))
        return AWSResponse("http://127.0.0.1/", 200, {}, raw)


PAGE = b"<html><body>Please log in</body></html>"


@pytest.mark.parametrize(
    ("action", "expects", "body"),
    [
        ("sts:GetCallerIdentity", "Account", PAGE),
        ("iam:GetAccountAuthorizationDetails", "Policies", PAGE),
        ("ec2:DescribeVpcs", "Vpcs", PAGE),
        ("eks:ListClusters", "clusters", PAGE),
        ("eks:DescribeCluster", "cluster", b'{"cluster": "x"}'),
        ("eks:DescribeCluster", "cluster", b'{"cluster": {"createdAt": "x"}}'),
        ("eks:DescribeCluster", "cluster", b'{"cluster": {}}'),
        ("eks:DescribeCluster", "cluster", b'{"cluster": null}'),
        ("eks:DescribeCluster", "cluster", b"[]"),
    ],
)
def test_an_answer_of_another_shape_is_a_failed_read(
    action: str, expects: str, body: bytes
) -> None:
    caller = Caller(account=ACCOUNT, access_key="k", secret_key="s", token=None)
    own = Aws(caller, "us-east-1", _Answering(body))
    params = {"name": "x"} if action == "eks:DescribeCluster" else {}
    with pytest.raises(ReadError) as caught:
        own.read(Ask(action=action, expects=(expects,)), params)
    assert caught.value.code in {"MalformedAnswer", "ResponseParserError"}
    assert "log in" not in caught.value.message


def test_a_list_may_be_empty() -> None:
    caller = Caller(account=ACCOUNT, access_key="k", secret_key="s", token=None)
    own = Aws(caller, "us-east-1", _Answering(b'{"clusters": []}'))
    assert own.read(LIST, {}) == {"clusters": []}


def test_half_a_character_in_an_answer_is_its_escape() -> None:
    caller = Caller(account=ACCOUNT, access_key="k", secret_key="s", token=None)
    own = Aws(caller, "us-east-1", _Answering(b'{"clusters": ["a\\ud800"]}'))
    assert own.read(LIST, {}) == {"clusters": ["a\\ud800"]}


def test_all_pages_are_read(aws: Faults, ministack: str) -> None:
    iam = client(ministack, "iam", "820000000003")
    for number in range(7):
        iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument="{}")
    credentials = {"access_key": "820000000003", "secret_key": "x", "token": None}
    own = Aws(Caller(account="820000000003", **credentials), "us-east-1", Sessions(2))
    ask = Ask(action="iam:GetAccountAuthorizationDetails", expects=("RoleDetailList",))
    found = own.read(ask, {"Filter": ["Role"]})
    assert len(found["RoleDetailList"]) == 7
    assert "ResponseMetadata" not in found
    assert isinstance(found["RoleDetailList"][0]["CreateDate"], str)
    json.dumps(found)


@pytest.mark.parametrize(
    ("variables_", "mode", "attempts"),
    [
        ({}, "adaptive", 6),
        ({"AWS_RETRY_MODE": "standard"}, "standard", 6),
        ({"AWS_MAX_ATTEMPTS": "2"}, "adaptive", 2),
    ],
)
def test_retries_are_adaptive_unless_the_user_says_otherwise(
    variables_: dict[str, str], mode: str, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables_.items():
        monkeypatch.setenv(name, value)
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
    made = Sessions(3).client(None, "sts", "us-east-1", **keys)
    config = made.meta.config
    assert config.retries["mode"] == mode
    assert config.retries["total_max_attempts"] == attempts
    assert config.max_pool_connections == 3
