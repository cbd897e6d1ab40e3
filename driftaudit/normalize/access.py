"""Who may do what in a cluster by EKS's own API: access entries and pod identities."""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.context import Context
from driftaudit.normalize.documents import canonical
from driftaudit.normalize.fields import fields
from driftaudit.normalize.labels import portable_tags
from driftaudit.normalize.odd import mapping, mappings, string, strings
from driftaudit.normalize.replace import described
from driftaudit.normalize.thing import Thing, make_thing

_TIMES = ("associatedAt", "modifiedAt")


def access_entries(context: Context) -> Iterator[Thing]:
    """The access entries by the portable ARN of their principal."""
    for shape in context.shapes("access-entry"):
        principal = string(shape.get("principalArn"))
        prepared = described(shape, "associatedAccessPolicies", lambda it: _policies(it, context))
        prepared = described(prepared, "tags", lambda it: portable_tags(it, context.portable))
        if shape.get("username") == default_username(principal):
            prepared = prepared | {"username": None}
        made = fields("access-entry", prepared, context.portable)
        name = context.portable.text(principal)
        yield make_thing("access-entry", name, made, source=principal)


def default_username(principal: str) -> str:
    """The username that EKS gives where none is named (EKS user guide, access entries).

    A role's is `arn:P:sts::A:assumed-role/NAME/{{SessionName}}`, its path left out; any other
    principal's is its ARN.
    """
    parts = principal.split(":", 5)
    if len(parts) == 6 and parts[5].startswith("role/"):
        role = parts[5].rpartition("/")[2]
        return f"arn:{parts[1]}:sts::{parts[4]}:assumed-role/{role}/{{{{SessionName}}}}"
    return principal


def _policies(value: Json, context: Context) -> Json:
    """Portable ARN of an access policy → where it holds: `{type, namespaces}`."""
    made = {}
    for each in mappings(value):
        scope = mapping(each.get("accessScope"))
        known = ("policyArn", "accessScope", *_TIMES)
        rest = {key: each[key] for key in each if key not in known}
        namespaces = sorted(set(strings(scope.get("namespaces"))))
        inner = {key: scope[key] for key in scope if key not in ("namespaces", "type")} | rest
        where = context.portable.value(inner)
        if scope.get("type"):  # a word of AWS's, also where a cluster is named `cluster`
            where["type"] = scope["type"]
        if namespaces:
            where["namespaces"] = [context.portable.text(name) for name in namespaces]
        made[context.portable.text(string(each.get("policyArn")))] = where
    return made


def pod_identities(context: Context) -> Iterator[Thing]:
    """The pod identity associations by `namespace/serviceAccount`."""
    for shape in context.shapes("pod-identity"):
        name = f"{string(shape.get('namespace'))}/{string(shape.get('serviceAccount'))}"
        prepared = described(shape, "tags", lambda it: portable_tags(it, context.portable))
        prepared = described(prepared, "policy", lambda it: canonical(it, context.portable))
        prepared = described(prepared, "ownerArn", lambda it: _owner(it, context))
        made = fields("pod-identity", prepared, context.portable)
        source = string(shape.get("associationArn"))
        yield make_thing("pod-identity", context.portable.text(name), made, source=source)


def _owner(value: Json, context: Context) -> Json:
    """The add-on that owns an association: `addon/vpc-cni`, without its generated id."""
    kind, _, rest = string(value).rpartition(":")[2].partition("/")
    parts = rest.split("/")
    return f"{kind}/{parts[1]}" if len(parts) > 1 else context.portable.value(value)
