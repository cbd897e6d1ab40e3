import ast
import json
import re
from pathlib import Path

from driftaudit.collect.permissions import ACTIONS, policy

ROOT = Path(__file__).parents[2]
ACTION = re.compile(r"(ec2|eks|iam|kms|s3|ssm|cloudtrail):[A-Z][A-Za-z0-9]+")


def asked() -> set[str]:
    """Every IAM action that a collector names in its code, but for the list itself."""
    modules = [
        path
        for path in (ROOT / "driftaudit" / "collect").rglob("*.py")
        if path.name != "permissions.py"
    ]
    return {
        node.value
        for path in modules
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ACTION.fullmatch(node.value)
        and not node.value.endswith(":Describe")  # a prefix that is taken off
    }


def test_the_list_has_exactly_what_collectors_ask_for() -> None:
    assert asked() == set(ACTIONS)


def test_the_documented_policy_allows_exactly_the_list() -> None:
    written = json.loads((ROOT / "docs" / "reader-policy.json").read_text())
    assert written == policy(ACTIONS)
    assert written["Statement"][0]["Action"] == sorted(ACTIONS)
