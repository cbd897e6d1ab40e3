import json

from hypothesis import given
from hypothesis import strategies as st

from driftaudit.collect.failures import DENIED
from driftaudit.collect.grants import iam_policy, rbac_rules
from driftaudit.collect.kube.rights import WANTED, requirements
from driftaudit.collect.permissions import ACTIONS
from driftaudit.model import Gap


def gap(operation: str, code: str = "AccessDenied") -> Gap:
    return Gap(kind="addon", operation=operation, code=code, message="", needs="")


@given(st.sets(st.sampled_from(ACTIONS), min_size=1), st.sampled_from(sorted(DENIED)))
def test_the_statement_allows_exactly_what_was_denied(denied: set[str], code: str) -> None:
    policy = json.loads(json.dumps(iam_policy(gap(each, code) for each in denied)))
    (statement,) = policy["Statement"]
    assert statement["Action"] == sorted(denied)
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")
    assert policy["Version"] == "2012-10-17"


def test_what_no_statement_of_the_reader_mends_gets_none() -> None:
    for other in (
        gap("sts:AssumeRole"),
        gap("eks:ListAddons", "ThrottlingException"),
        gap("eks:DescribeCluster", "ResourceNotFoundException"),
        gap("list serviceaccounts", "Forbidden"),
        gap("get configmaps/aws-auth", "AccessDenied"),
    ):
        assert iam_policy([other]) is None
    assert iam_policy([]) is None
    mixed = iam_policy([gap("sts:AssumeRole"), gap("kms:ListAliases"), gap("kms:ListAliases")])
    assert mixed
    assert mixed["Statement"][0]["Action"] == ["kms:ListAliases"]


@given(st.sets(st.sampled_from([each.operation for each in WANTED])))
def test_the_rules_allow_exactly_what_was_denied(denied: set[str]) -> None:
    rules = rbac_rules(gap(each, "Forbidden") for each in denied)
    allowed = {
        f"{verb} {resource}" + (f"/{name}" if name else "")
        for rule in rules
        for verb in rule["verbs"]
        for resource in rule["resources"]
        for name in rule.get("resourceNames", [""])
    }
    assert allowed == denied
    places = {(each.resource, each.namespace) for each in requirements()}
    assert {(rule["resources"][0], rule["namespace"]) for rule in rules} <= places


def test_only_what_kubernetes_forbade_is_a_rule() -> None:
    assert rbac_rules([gap("list serviceaccounts", "Unauthorized"), gap("eks:ListAddons")]) == ()
