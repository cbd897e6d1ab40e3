"""A healthy default difference; each test changes what it is about."""

from driftaudit.model import Difference

ROLE = "arn:aws:iam::111111111111:role/eks/acme-us-node"
VALUES = {
    "${account}": "111111111111",
    "${cluster}": "acme-us",
    "${region}": "us-east-1",
    "${partition}": "aws",
    "${oidc}": "oidc.eks.us-east-1.amazonaws.com/id/ABC",
}


def fill(text):
    for placeholder, value in VALUES.items():
        text = text.replace(placeholder, value)
    return text


def difference(kind="iam-role", path=(), change=None, expected=None, actual=None, **fields):
    if change is None:
        change = "missing" if actual is None else "unexpected" if expected is None else "changed"
    base = {"resource": "${cluster}-node"} | fields
    return Difference(
        kind=kind, path=tuple(path), change=change, expected=expected, actual=actual, **base
    )
