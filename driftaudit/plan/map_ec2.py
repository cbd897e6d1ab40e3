"""EC2's Terraform resources as pieces of what its Describe operations answer."""

from collections.abc import Iterator
from typing import Final

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.odd import items, mappings, string
from driftaudit.plan.convert import renamed, tags
from driftaudit.plan.foretell import BY_AWS, is_stand_in
from driftaudit.plan.part import Part, first_unknown, why_unknown

Values = dict[str, Json]
_SIDES: Final = {"ingress": "IpPermissions", "egress": "IpPermissionsEgress"}


def security_group(values: Values) -> Iterator[Part]:
    """A security group with the rules that stand in it.

    Where none do there are none: the provider takes away the one with which AWS begins.
    """
    names = {"id": "GroupId", "name": "GroupName", "description": "Description"}
    shape = renamed(values, names | {"owner_id": "OwnerId"})
    if why_unknown(shape.get("OwnerId")):
        shape["OwnerId"] = string(values.get("account"))
    for side, member in _SIDES.items():
        rules = values.get(side)
        if why_unknown(rules):
            shape |= {member: rules} if why_unknown(rules) != BY_AWS else {}
        else:
            own = {"security_group_id": values.get("id")}
            shape[member] = [_permission(each | own) for each in mappings(rules)]
    shape["Tags"] = tags(values)
    yield Part(kind="security-group", key=values.get("id"), shape=shape, whole=True)


def tag(values: Values) -> Iterator[Part]:
    """One tag of a security group; of what else is tagged so, nothing is audited by itself."""
    key = values.get("resource_id")
    is_new = is_stand_in(key) and "aws_security_group." in string(key)
    if is_new or string(key).startswith("sg-"):
        shape: Values = {"Tags": {string(values.get("key")): values.get("value")}}
        yield Part(kind="security-group", key=key, shape=shape)


def security_group_rule(values: Values) -> Iterator[Part]:
    """A rule with all of its peers."""
    source = values.get("source_security_group_id")
    groups = [source] if source and why_unknown(source) != BY_AWS else []
    rule = values | {"security_groups": groups}
    yield _rule(values, string(values.get("type")), _permission(rule))


def ingress_rule(values: Values) -> Iterator[Part]:
    """A rule of one peer that lets traffic in."""
    yield _rule(values, "ingress", _permission(_one_peer(values)))


def egress_rule(values: Values) -> Iterator[Part]:
    """A rule of one peer that lets traffic out."""
    yield _rule(values, "egress", _permission(_one_peer(values)))


def _rule(values: Values, side: str, permission: Json) -> Part:
    member = _SIDES.get(side, "IpPermissions")
    key = values.get("security_group_id")
    return Part(kind="security-group", key=key, shape={member: [permission]})


def _one_peer(values: Values) -> Values:
    """The arguments of a rule of one peer under the names of one with several."""
    lists = {
        "cidr_blocks": "cidr_ipv4",
        "ipv6_cidr_blocks": "cidr_ipv6",
        "prefix_list_ids": "prefix_list_id",
        "security_groups": "referenced_security_group_id",
    }
    return {
        "protocol": values.get("ip_protocol"),
        "from_port": values.get("from_port"),
        "to_port": values.get("to_port"),
        "description": values.get("description"),
        "security_group_id": values.get("security_group_id"),
        **{many: [values[one]] for many, one in lists.items() if values.get(one)},
    }


def _permission(rule: Values) -> Json:
    """One IpPermission; unknown as a whole where something in the rule is."""
    used = {key: rule.get(key) for key in (*_RANGES, *_PORTS, "security_groups", "description")}
    why = first_unknown(used)
    if why is not None:
        return {UNKNOWN: why}
    text = string(rule.get("description"))
    made = {name: rule.get(key) for key, name in _PORTS.items()}
    for key, (name, field) in _RANGES.items():
        made[name] = [{field: each, "Description": text} for each in items(rule.get(key))]
    groups = [_pair(string(each)) for each in items(rule.get("security_groups"))]
    if rule.get("self"):
        groups.append({"GroupId": rule.get("security_group_id") or "self"})
    made["UserIdGroupPairs"] = [each | {"Description": text} for each in groups]
    return made


_PORTS: Final = {"protocol": "IpProtocol", "from_port": "FromPort", "to_port": "ToPort"}
_RANGES: Final = {
    "cidr_blocks": ("IpRanges", "CidrIp"),
    "ipv6_cidr_blocks": ("Ipv6Ranges", "CidrIpv6"),
    "prefix_list_ids": ("PrefixListIds", "PrefixListId"),
}


def _pair(group: str) -> Values:
    """`ACCOUNT/sg-…` is a group of another account."""
    owner, _, group_id = group.rpartition("/")
    return {"GroupId": group_id} | ({"UserId": owner} if owner.isdigit() else {})
