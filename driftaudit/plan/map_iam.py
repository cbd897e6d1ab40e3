"""IAM's Terraform resources as pieces of what GetAccountAuthorizationDetails answers.

Only what that answer has: no description and no session duration of a role (IAM API reference,
RoleDetail).
"""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.odd import items, mapping, mappings, string
from driftaudit.plan.convert import generated, is_known, renamed, tags
from driftaudit.plan.foretell import BY_AWS, later
from driftaudit.plan.part import Part, first_unknown, why_unknown

Values = dict[str, Json]

_ROLE = {"arn": "Arn", "name": "RoleName", "assume_role_policy": "AssumeRolePolicyDocument"}


def role(values: Values) -> Iterator[Part]:
    """A role, with the policies that its own arguments give it."""
    shape = renamed(values, _ROLE | {"path": "Path"})
    boundary = values.get("permissions_boundary")
    if boundary:
        shape["PermissionsBoundary"] = {"PermissionsBoundaryArn": boundary}
    shape["Tags"] = tags(values)
    attached, inline = values.get("managed_policy_arns"), values.get("inline_policy")
    if why_unknown(attached) != BY_AWS:
        shape["AttachedManagedPolicies"] = _each(attached, "PolicyArn")
    if first_unknown(inline) != BY_AWS:
        shape["RolePolicyList"] = _inline(inline)
    yield Part(kind="iam-role", key=values.get("name"), shape=shape, whole=True)


def _each(value: Json, name: str) -> Json:
    return value if why_unknown(value) else [{name: each} for each in items(value)]


def _inline(value: Json) -> Json:
    if why_unknown(value):
        return value
    return [
        {"PolicyName": each.get("name"), "PolicyDocument": each.get("policy")}
        for each in mappings(value)
        if each.get("name")
    ]


def role_policy(values: Values) -> Iterator[Part]:
    """An inline policy of a role."""
    name = values.get("name")
    if not is_known(name):
        name = generated(values.get("name_prefix"))
    inline = {"PolicyName": name, "PolicyDocument": values.get("policy")}
    yield _of_role(values.get("role"), {"RolePolicyList": [inline]})


def role_policy_attachment(values: Values) -> Iterator[Part]:
    """A managed policy of a role."""
    attached = [{"PolicyArn": values.get("policy_arn")}]
    yield _of_role(values.get("role"), {"AttachedManagedPolicies": attached})


def policy_attachment(values: Values) -> Iterator[Part]:
    """A managed policy of several roles (and of users and groups, which nobody audits)."""
    roles = values.get("roles")
    for each in [roles] if why_unknown(roles) else items(roles):
        yield from role_policy_attachment({"role": each, "policy_arn": values.get("policy_arn")})


def attachments_exclusive(values: Values) -> Iterator[Part]:
    """All the managed policies of a role: the provider attaches these and detaches others."""
    attached = _each(values.get("policy_arns"), "PolicyArn")
    shape = {"AttachedManagedPolicies": attached}
    yield _of_role(values.get("role_name"), shape, only="AttachedManagedPolicies")


def policies_exclusive(values: Values) -> Iterator[Part]:
    """The names of all inline policies of a role: the provider deletes others, and adds none."""
    names = values.get("policy_names")
    shape = {"RolePolicyList": names if why_unknown(names) else _each(names, "PolicyName")}
    yield _of_role(values.get("role_name"), shape, only="RolePolicyList")


def instance_profile(values: Values) -> Iterator[Part]:
    """An instance profile is told with the role that it holds."""
    if values.get("role"):
        shape = {"InstanceProfileList": [{"InstanceProfileName": values.get("name")}]}
        yield _of_role(values.get("role"), shape)


def _of_role(name: Json, shape: Values, only: str = "") -> Part:
    return Part(kind="iam-role", key=name, shape=shape, only=only)


def policy(values: Values) -> Iterator[Part]:
    """A customer-managed policy, its document as the default version.

    The provider makes each new version the default. Whether IAM tells the description with
    the account's details is not documented in one way.
    """
    shape = renamed(values, {"arn": "Arn", "name": "PolicyName", "path": "Path"})
    document = values.get("policy")
    shape["PolicyVersionList"] = [{"IsDefaultVersion": True, "Document": document}]
    said = {"Document": document} if why_unknown(document) else {}
    if values.get("description"):
        said["Description"] = later("IAM may not tell it")
    said["Tags"] = later("IAM may not tell them") if tags(values) else None
    if why_unknown(document):
        del shape["PolicyVersionList"]
    yield Part(kind="iam-policy", key=values.get("arn"), shape=shape, whole=True, said=said)


def oidc_provider(values: Values) -> Iterator[Part]:
    """An OIDC provider, by its issuer; the provider's `url` has the scheme or not."""
    url = values.get("url")
    shape = {
        "Arn": values.get("arn"),
        "Url": url,
        "ClientIDList": values.get("client_id_list"),
        "Tags": tags(values),
    }
    key = url if why_unknown(url) else string(url).removeprefix("https://")
    yield Part(kind="oidc-provider", key=key, shape=mapping(shape), whole=True)
