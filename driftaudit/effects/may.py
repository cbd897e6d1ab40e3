"""Whether a request is allowed at all: as it is made, or under conditions that nobody knows here.

Where a policy asks for more than is known of a request (a network, a tag), it is not said to fail.
"""

from typing import Final, Literal

from driftaudit.compare.inside import has_unknown
from driftaudit.compare.matchers import has_matcher
from driftaudit.iam import Invalid, allows, compare_documents, compare_permissions, parse
from driftaudit.iam.verdict import Comparison, Permissions
from driftaudit.model import Json, Witness

May = Literal["yes", "perhaps", "no"]

_VERSION: Final = "2012-10-17"


def may_take(trust: Json, request: Witness) -> May:
    """Whether a trust policy lets the principal of a request in.

    `perhaps` where it depends on more than the request's own conditions, or where the document is
    left open, was not read, or is invalid.
    """
    if has_matcher(trust) or has_unknown(trust) or isinstance(parse(trust), Invalid):
        return "perhaps"
    if allows(trust, request):
        return "yes"
    kind, _, name = (request.principal or "").partition(":")
    denied = {
        "Effect": "Deny",
        "Action": request.action,
        "Principal": {kind: name},
        "Condition": {"StringEquals": {key: list(values or ()) for key, values in _known(request)}},
    }
    return _loses(compare_documents(trust, _with(trust, denied)))


def may_do(permissions: Permissions, action: str, resource: str) -> May:
    """Whether a role's policies allow an action on a resource, or else on any resource.

    `perhaps` where only on some, under conditions, or where not all of its policies are known.
    """
    if allows(permissions, Witness(action=action, resource=resource)):
        return "perhaps" if permissions.unknown else "yes"
    if permissions.unknown:
        return "perhaps"
    denied = {
        "Version": _VERSION,
        "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}],
    }
    without = Permissions(policies=(*permissions.policies, denied), boundary=permissions.boundary)
    return _loses(compare_permissions(permissions, without))


def _known(request: Witness) -> list[tuple[str, tuple[str, ...] | None]]:
    return [(key, values) for key, values in sorted(request.conditions.items()) if values]


def _loses(comparison: Comparison) -> May:
    """Whether a Deny of a request takes something away; if not, it was never allowed."""
    return "perhaps" if comparison.lost or not comparison.exact else "no"


def _with(document: Json, statement: Json) -> Json:
    found = document["Statement"]
    listed = found if isinstance(found, list | tuple) else [found]
    return {**document, "Statement": [*listed, statement]}
