"""IAM: the roles that an environment uses, their customer-managed policies, the OIDC provider."""

from collections.abc import Iterator

from driftaudit.generated import stem
from driftaudit.model import Json
from driftaudit.normalize.context import Context
from driftaudit.normalize.documents import canonical
from driftaudit.normalize.fields import as_set, fields
from driftaudit.normalize.labels import portable_tags
from driftaudit.normalize.odd import at, mappings, string
from driftaudit.normalize.replace import described
from driftaudit.normalize.thing import Thing, make_thing


def iam_roles(context: Context) -> Iterator[Thing]:
    """The used roles by name, as a whole: trust, attached and inline policies, boundary, tags."""
    for arn, users in context.used.items():
        shape = context.roles.detail(arn)
        ways = (
            ("AssumeRolePolicyDocument", lambda it: canonical(it, context.portable)),
            ("AttachedManagedPolicies", lambda it: _attached(it, context)),
            ("RolePolicyList", lambda it: _inline(it, context)),
            ("InstanceProfileList", lambda it: _profiles(it, context)),
            ("Tags", lambda it: portable_tags(it, context.portable)),
        )
        for path, describe in ways:
            shape = described(shape, path, describe)
        made = fields("iam-role", shape, context.portable)
        name = context.portable.text(string(shape.get("RoleName")))
        yield make_thing("iam-role", name, made, source=arn, used_by=users)


def _attached(value: Json, context: Context) -> Json:
    """`{portable ARN: {}}`."""
    arns = {string(each.get("PolicyArn")) for each in mappings(value)}
    return {context.portable.text(arn): {} for arn in sorted(arns)}


def _inline(value: Json, context: Context) -> Json:
    """`{policy name: document}`."""
    return {
        context.portable.text(string(each.get("PolicyName"))): canonical(
            each.get("PolicyDocument"), context.portable
        )
        for each in mappings(value)
    }


def _profiles(value: Json, context: Context) -> Json:
    """The names of the instance profiles, generated suffixes left out.

    EKS makes an `eks-UUID` for a node group, Terraform and CloudFormation add their own.
    """
    names = [string(each.get("InstanceProfileName")) for each in mappings(value)]
    return as_set([_without_suffix(name, context) for name in names])


def _without_suffix(name: str, context: Context) -> str:
    kept = stem(name)
    if kept is None:
        return context.portable.text(name)
    # `eks-UUID` is EKS's own word, also where a cluster is named so.
    return f"{kept if kept == 'eks-' else context.portable.text(kept)}<generated>"


def iam_policies(context: Context) -> Iterator[Thing]:
    """The customer-managed policies that used roles have attached, or as a boundary."""
    users = _policy_users(context)
    for shape in context.shapes("iam-policy"):
        arn = string(shape.get("Arn"))
        if arn in users:
            prepared = described(shape, "Tags", lambda it: portable_tags(it, context.portable))
            made = fields("iam-policy", prepared, context.portable)
            made.attributes["Document"] = canonical(_default_document(shape), context.portable)
            name = context.portable.text(string(shape.get("PolicyName")))
            yield make_thing("iam-policy", name, made, source=arn, used_by=users[arn])


def _policy_users(context: Context) -> dict[str, tuple[str, ...]]:
    users: dict[str, set[str]] = {}
    for role in context.used:
        shape = context.roles.detail(role)
        attached = [
            each.get("PolicyArn") for each in mappings(shape.get("AttachedManagedPolicies"))
        ]
        boundary = at(shape, "PermissionsBoundary", "PermissionsBoundaryArn")
        name = context.portable.text(string(shape.get("RoleName")))
        for arn in map(string, (*attached, boundary)):
            users.setdefault(arn, set()).add(f"iam-role/{name}")
    return {arn: tuple(sorted(names)) for arn, names in users.items()}


def _default_document(shape: dict[str, Json]) -> Json:
    versions = mappings(shape.get("PolicyVersionList"))
    wanted = shape.get("DefaultVersionId")
    for each in versions:
        if each.get("IsDefaultVersion") is True or (wanted and each.get("VersionId") == wanted):
            return each.get("Document")
    return None


def oidc_providers(context: Context) -> Iterator[Thing]:
    """The OIDC provider of the cluster's issuer, named `${oidc}`."""
    for shape in context.shapes("oidc-provider"):
        arn = string(shape.get("Arn"))
        issuer = arn.partition(":oidc-provider/")[2] or string(shape.get("Url"))
        prepared = described(shape, "Tags", lambda it: portable_tags(it, context.portable))
        prepared = described(prepared, "Url", lambda it: _url(it, context))
        made = fields("oidc-provider", prepared, context.portable)
        name = context.portable.text(issuer.removeprefix("https://"))
        yield make_thing("oidc-provider", name, made, source=arn)


def _url(value: Json, context: Context) -> Json:
    """The issuer without its scheme: the API gives it either way."""
    return context.portable.text(string(value).removeprefix("https://"))
