import pytest

from driftaudit.collect.failures import NotOfferedError, ReadError, failure

AWS = "https://eks.us-east-1.amazonaws.com"
EMULATOR = "http://127.0.0.1:4566"


def error(code: str, message: str = "no", operation: str = "eks:ListAddons") -> ReadError:
    return failure(operation, code, message, resource="acme", endpoint=AWS)


@pytest.mark.parametrize(
    ("code", "operation", "needs"),
    [
        ("AccessDenied", "iam:GetPolicy", "iam:GetPolicy"),
        ("AccessDeniedException", "eks:ListAddons", "eks:ListAddons"),
        ("UnauthorizedOperation", "ec2:DescribeVpcs", "ec2:DescribeVpcs"),
        ("AccessDenied", "sts:AssumeRole", "sts:AssumeRole on acme, and that role's trust"),
        ("ExpiredToken", "sts:GetCallerIdentity", "valid credentials"),
        ("ExpiredTokenException", "eks:ListAddons", "valid credentials"),
        ("UnrecognizedClientException", "eks:ListAddons", "a region that is enabled"),
        ("NoCredentialsError", "sts:GetCallerIdentity", "valid credentials"),
        ("ProfileNotFound", "sts:GetCallerIdentity", "valid credentials"),
        ("ThrottlingException", "eks:ListAddons", "--concurrency"),
        ("RequestLimitExceeded", "ec2:DescribeVpcs", "--concurrency"),
        ("EndpointConnectionError", "eks:ListAddons", f"a network path to {AWS}"),
        ("ReadTimeoutError", "eks:ListAddons", f"a network path to {AWS}"),
        ("ResourceNotFoundException", "eks:DescribeCluster", "the cluster's own name"),
        ("ServerException", "eks:ListAddons", "see the message"),
    ],
)
def test_a_gap_says_what_would_fix_it(code: str, operation: str, needs: str) -> None:
    gap = error(code, operation=operation).gap("addon")
    assert needs in gap.needs
    assert (gap.kind, gap.operation, gap.code, gap.message) == ("addon", operation, code, "no")


def test_half_a_character_in_a_message_is_its_escape() -> None:
    assert error("Odd\udc80", "no \ud800").gap("addon").message == "no \\ud800"
    assert error("Odd\udc80").code == "Odd\\udc80"


def test_without_an_endpoint_the_network_is_named_all_the_same() -> None:
    lost = failure("sts:AssumeRole", "ConnectTimeoutError", "no", resource="", endpoint="")
    assert lost.gap("*").needs == "a network path to AWS"


@pytest.mark.parametrize(
    ("message", "status"),
    [("No route for GET /x", 400), ("Unknown operation", 400), ("whatever", 501)],
)
def test_only_an_emulator_does_not_offer_an_operation(message: str, status: int) -> None:
    asked = {"resource": "acme", "status": status}
    code = "InvalidRequestException"
    lacking = failure("eks:X", code, message, endpoint=EMULATOR, **asked)
    assert isinstance(lacking, NotOfferedError)
    for real in (AWS, "https://eks.cn-north-1.amazonaws.com.cn", "https://eks.eu.api.aws", ""):
        refused = failure("eks:X", code, message, endpoint=real, **asked)
        assert not isinstance(refused, NotOfferedError)


def test_a_host_that_only_looks_like_aws_is_an_emulator() -> None:
    for host in ("http://amazonaws.com.evil.example", "http://notamazonaws.com", EMULATOR):
        lacking = failure("eks:X", "X", "No route for GET", resource="", endpoint=host)
        assert isinstance(lacking, NotOfferedError), host


def test_an_emulator_that_refuses_leaves_a_gap() -> None:
    refused = failure("eks:X", "AccessDenied", "not you", resource="", endpoint=EMULATOR)
    assert not isinstance(refused, NotOfferedError)
