from typing import Any

import pytest

from driftaudit.judge.foreign import NOBODY, Neighbour, Neighbourhood
from driftaudit.judge.judge import judge
from driftaudit.model import Difference, Environment, Identity, Impact


def neighbour(name: str, account: str, cluster: str, *, read: bool = True) -> Neighbour:
    environment = Environment(name=name, account=account, region="us-east-1", cluster=cluster)
    identity = Identity(
        account=account,
        region="us-east-1",
        partition="aws",
        cluster=cluster,
        oidc=f"oidc.eks.us-east-1.amazonaws.com/id/{name.upper()}",
        vpc=f"vpc-{name}",
    )
    return Neighbour(environment=environment, identity=identity if read else None)


FLEET = Neighbourhood(
    (
        neighbour("prod-us", "222222222222", "acme-prod-us"),
        neighbour("prod", "333333333333", "acme-prod"),
        neighbour("us", "444444444444", "us"),
        neighbour("lost", "555555555555", "acme-lost", read=False),
        neighbour("blue", "666666666666", "acme-blue"),
        neighbour("green", "666666666666", "acme-green"),
    )
)


def difference(actual: Any, expected: Any = None, **changes: Any) -> Difference:
    place = {"kind": "addon", "resource": "vpc-cni", "path": ("x",), "change": "changed"}
    return Difference(**(place | changes), expected=expected, actual=actual)


@pytest.mark.parametrize(
    ("actual", "named"),
    [
        ("arn:aws:iam::222222222222:role/x", ("prod-us",)),
        ({"a": ["x", {"arn:aws:iam::222222222222:role/x": 1}]}, ("prod-us",)),
        ("oidc.eks.us-east-1.amazonaws.com/id/PROD-US:sub", ("prod-us",)),
        ("vpc-prod-us", ("prod-us",)),
        ("acme-prod-us-node", ("prod-us",)),
        ("acme-prod-node", ("prod",)),
        ("acme-lost-node and 222222222222", ("lost", "prod-us")),
        ("arn:aws:eks:us-east-1:1:cluster/us", ("us",)),
        ("kubernetes.io/cluster/us", ("us",)),
        ("666666666666", ("green",)),
        # These name nobody: words, other numbers, and what only contains a name.
        ("us", ()),
        ("prod", ()),
        ("us-east-1", ()),
        ("2222222222223", ()),
        ("macme-prod-us", ()),
        ("arn:aws:eks:us-east-1:1:cluster/us-2", ()),
        ("${account}", ()),
        (7, ()),
        (None, ()),
    ],
)
def test_named_by(actual: Any, named: tuple[str, ...]) -> None:
    assert FLEET.named_by(difference(actual), "blue") == named


def test_what_the_reference_names_as_well_is_no_news() -> None:
    shared = "arn:aws:iam::222222222222:role/shared"
    assert FLEET.named_by(difference([shared, "x"], [shared]), "prod") == ()


def test_an_unexpected_thing_may_be_named_after_a_neighbour() -> None:
    arn = "arn:aws:iam::222222222222:role/x"
    found = difference({}, kind="aws-auth", resource=arn, path=(), change="unexpected")
    assert FLEET.named_by(found, "prod") == ("prod-us",)


def test_what_is_missing_names_nobody() -> None:
    found = difference(None, "222222222222", change="missing")
    assert FLEET.named_by(found, "prod") == ()


def test_where_nobody_is_known_nobody_is_named() -> None:
    assert NOBODY.named_by(difference("222222222222"), "prod") == ()


def judged(actual: str, **changes: Any) -> Any:
    (finding,) = judge(
        (difference(actual, "x", **changes),),
        environment="prod",
        reference="baseline:prod",
        fill=str,
        users={},
        neighbourhood=FLEET,
    )
    return finding


def test_a_reference_to_another_environment_has_a_code_of_its_own_and_says_to_which() -> None:
    finding = judged("arn:aws:iam::222222222222:role/x", path=("tags", "owner"))
    assert (finding.code, finding.severity) == ("META002", "high")
    assert finding.impact == Impact(refers_to=("prod-us",))


def test_it_is_no_milder_than_the_difference_would_be() -> None:
    used = {"kind": "iam-role", "resource": "n", "used_by": ("nodegroup/workers",)}
    finding = judged("222222222222", path=("AssumeRolePolicyDocument", "Statement"), **used)
    assert (finding.code, finding.severity) == ("META002", "critical")


def test_any_other_difference_keeps_its_code() -> None:
    finding = judged("v1.18.1", path=("addonVersion",))
    assert (finding.code, finding.impact) == ("ADDON003", None)
