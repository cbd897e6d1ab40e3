"""What a change leaves in doubt that is not laid over a snapshot: the kinds that it may alter.

To call everything doubtful would make each plan undecided, to call nothing so would hide a grant
in a stack of CloudFormation. So this looks at as much of a change as tells what it is about.
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.odd import mapping, mappings, string, strings, tags
from driftaudit.plan.convert import block

Values = dict[str, Json]

_BY_TYPE: Final = (
    ("aws_iam_role", "iam-role"),
    ("aws_iam_policy", "iam-policy"),
    ("aws_iam_instance_profile", "iam-role"),
    ("aws_iam_openid_connect_provider", "oidc-provider"),
    ("aws_eks_cluster", "cluster"),
    ("aws_eks_node_group", "nodegroup"),
    ("aws_eks_addon", "addon"),
    ("aws_eks_access", "access-entry"),
    ("aws_eks_pod_identity", "pod-identity"),
    ("aws_eks_fargate", "fargate-profile"),
    ("aws_eks_identity_provider_config", ""),
    ("aws_eks_", "cluster"),
    ("aws_launch_template", "launch-template"),
    ("aws_security_group", "security-group"),
    ("aws_default_security_group", "security-group"),
    ("aws_vpc_security_group", "security-group"),
)
"""What a Terraform type begins with → the kind; the first one counts."""

_BY_CLOUDFORMATION: Final = (
    ("iamoidcprovider", "oidc-provider"),
    ("iamrole", "iam-role"),
    ("iaminstanceprofile", "iam-role"),
    ("iammanagedpolicy", "iam-role"),
    ("iampolicy", "iam-role"),
    ("eksnodegroup", "nodegroup"),
    ("eksaddon", "addon"),
    ("eksaccessentry", "access-entry"),
    ("ekspodidentityassociation", "pod-identity"),
    ("eksfargateprofile", "fargate-profile"),
    ("ekscluster", "cluster"),
    ("ec2launchtemplate", "launch-template"),
    ("ec2securitygroup", "security-group"),
    ("ec2subnetroutetable", "route-table"),
)
"""As before, of `AWS::SERVICE::TYPE` without colons; a managed policy names roles itself."""

_OF_TEMPLATE: Final = re.compile(r"AWS::(\w+)::(\w+)")
_STACK: Final = ("template_body", "template_url", "parameters", "capabilities")
_EVERYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})
_WORKLOADS: Final = ("aws-node", "kube-proxy", "coredns", "aws-vpc-cni", "amazon-vpc-cni")
_ROLE: Final = re.compile(r"arn:[\w-]+:iam::\d*:role/[\w+=,.@/-]+|role-arn")


def doubts(type_: str, before: Values | None, after: Values | None) -> tuple[str, ...]:
    """The kinds that a change of this type may alter, each once; none where it cannot matter.

    Of what describes others (subnets, routes, aliases) that which changes the description, of
    Kubernetes what bears the name of something audited, of CloudFormation what the template has.
    Where neither value is known, the type alone tells.
    """
    return tuple(dict.fromkeys(filter(None, _kinds(type_, before, after))))


def _kinds(type_: str, before: Values | None, after: Values | None) -> Iterator[str]:
    old, new = mapping(before), mapping(after)
    was = before is not None
    if type_ in ("aws_subnet", "aws_default_subnet"):
        yield "subnet" if was and _subnet(old) != _subnet(new) else ""
    elif type_ in ("aws_route", "aws_route_table", "aws_default_route_table"):
        known = was or bool(new.get("route_table_id"))
        yield "route-table" if known and _ways_out(before) != _ways_out(after) else ""
    elif type_ in ("aws_route_table_association", "aws_main_route_table_association"):
        known = was or bool(new.get("subnet_id") or new.get("vpc_id"))
        yield "route-table" if known else ""
    elif type_ == "aws_kms_alias":
        yield "kms-alias" if was or new.get("target_key_id") else ""
    elif type_ == "aws_ec2_tag":
        yield from _of_tag(new or old)
    elif type_.startswith("aws_cloudformation_stack"):
        yield from _of_stack(old, new)
    elif type_ == "aws_cloudcontrolapi_resource":
        yield _squeezed(string((new or old).get("type_name")).removeprefix("AWS::"))
    elif type_.startswith("awscc_"):
        yield _squeezed(type_.removeprefix("awscc_"))
    elif type_.startswith(("kubernetes_", "kubectl_", "helm_")):
        yield from _of_kubernetes(type_, old, new)
    else:
        yield next((kind for head, kind in _BY_TYPE if type_.startswith(head)), "")


def _subnet(values: Values) -> tuple[str, str]:
    """What a subnet is described by."""
    own = tags(values.get("tags_all")) or tags(values.get("tags"))
    return string(values.get("availability_zone")), own.get("Name", "")


def _ways_out(values: Values | None) -> list[str]:
    """The default routes to internet gateways, which make subnets public."""
    if values is None:
        return []
    if not {"route_table_id", "route"} & values.keys():
        return ["not known yet"]
    routes = mappings(values["route"]) if "route" in values else [values]
    return sorted(_gateway(each) for each in routes if _is_default(each) and _gateway(each))


def _is_default(route: Values) -> bool:
    ends = (
        "destination_cidr_block",
        "destination_ipv6_cidr_block",
        "cidr_block",
        "ipv6_cidr_block",
    )
    return any(string(route.get(end)) in _EVERYWHERE for end in ends)


def _gateway(route: Values) -> str:
    """Terraform leaves out what is not known yet, and tells what is not there as null."""
    if "gateway_id" not in route:
        return "not known yet"
    found = string(route["gateway_id"])
    return found if found.startswith("igw-") else ""


def _of_tag(values: Values) -> Iterator[str]:
    whose = string(values.get("resource_id"))
    if whose.startswith("subnet-") and values.get("key") == "Name":
        yield "subnet"
    if whose.startswith("sg-"):
        yield "security-group"


def _of_stack(before: Values, after: Values) -> Iterator[str]:
    """What either template has; without one to be read, what the stack is allowed to make."""
    if [before.get(key) for key in _STACK] == [after.get(key) for key in _STACK]:
        return
    for values in filter(None, (before, after)):
        template = string(values.get("template_body"))
        yield from (_squeezed("".join(found)) for found in _OF_TEMPLATE.findall(template))
        if not template and any("IAM" in each for each in strings(values.get("capabilities"))):
            yield "iam-role"


def _squeezed(type_: str) -> str:
    bare = type_.replace("_", "").replace(":", "").lower()
    return next((kind for head, kind in _BY_CLOUDFORMATION if bare.startswith(head)), "")


def _of_kubernetes(type_: str, before: Values, after: Values) -> Iterator[str]:
    for values in [each for each in (before, after) if each] or [{}]:
        manifest = mapping(values.get("manifest"))
        metadata = mapping(manifest.get("metadata") or block(values.get("metadata")))
        named = {string(metadata.get("name")), string(values.get("name"))}
        named.add(string(values.get("chart")).rpartition("/")[2])
        written = string(values.get("yaml_body"))
        if "aws-auth" in named or "aws-auth" in written:
            yield "aws-auth"
        if any(each in named or each in written for each in _WORKLOADS):
            yield "workload"
        is_account = manifest.get("kind") == "ServiceAccount" or "ServiceAccount" in written
        if is_account or "service_account" in type_:
            yield "service-account"
    if type_ == "helm_release" and _roles(before) != _roles(after):
        yield "service-account"


def _roles(values: Values) -> list[str]:
    """The roles that a chart's values give to service accounts, by EKS's annotation."""
    found = set(_ROLE.findall(json.dumps(values)))
    return sorted(found) if "role-arn" in found else []
