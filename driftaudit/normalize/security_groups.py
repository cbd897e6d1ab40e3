"""Security groups that the cluster and its nodes use: by name, with readable rules."""

from collections.abc import Iterator
from functools import partial

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.context import Context
from driftaudit.normalize.fields import Described, fields
from driftaudit.normalize.labels import portable_tags
from driftaudit.normalize.odd import at, mapping, mappings, string, strings
from driftaudit.normalize.replace import described
from driftaudit.normalize.thing import Thing, make_thing

_PROTOCOLS = {"-1": "all", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}


def security_groups(context: Context) -> Iterator[Thing]:
    """The groups in use; groups that only a rule names are not audited themselves."""
    for group_id, users in sorted(_used(context).items()):
        shape = context.groups.shape(group_id)
        if shape is None:
            continue
        prepared = shape | {
            path: Described(value=_rules(shape.get(path), way, context, group_id))
            for path, way in (("IpPermissions", "from"), ("IpPermissionsEgress", "to"))
        }
        name = context.groups.name(group_id)
        prepared = described(prepared, "Tags", partial(_tags, context, name, shape))
        made = fields("security-group", prepared, context.portable)
        used_by = tuple(sorted(users))
        yield make_thing("security-group", name, made, source=group_id, used_by=used_by)


def _used(context: Context) -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    network = mapping(context.cluster.get("resourcesVpcConfig"))
    _add(used, [network.get("clusterSecurityGroupId")], "cluster")
    _add(used, network.get("securityGroupIds"), "cluster")
    for each in context.shapes("nodegroup"):
        name = context.portable.text(string(each.get("nodegroupName")))
        _add(used, at(each, "remoteAccess", "sourceSecurityGroups"), f"nodegroup/{name}")
    for each in context.shapes("launch-template"):
        name = context.portable.text(string(each.get("LaunchTemplateName")))
        data = mapping(each.get("LaunchTemplateData"))
        _add(used, data.get("SecurityGroupIds"), f"launch-template/{name}")
        for interface in mappings(data.get("NetworkInterfaces")):
            _add(used, interface.get("Groups"), f"launch-template/{name}")
    return used


def _tags(context: Context, name: str, shape: dict[str, Json], value: Json) -> dict[str, str]:
    """The tags; one that repeats the group's name repeats its portable name.

    EKS tags a cluster's own group with its name, generated number and all (EKS user guide,
    security group requirements).
    """
    written = context.portable.text(string(shape.get("GroupName")))
    found = portable_tags(value, context.portable)
    return {key: name if each == written else each for key, each in found.items()}


def _add(used: dict[str, set[str]], ids: Json, user: str) -> None:
    for group_id in strings(ids):
        used.setdefault(group_id, set()).add(user)


def _rules(value: Json, way: str, context: Context, group_id: str) -> dict[str, Json]:
    """`{"tcp 443 from sg ${cluster}-nodes": {"Description": …}}`; each peer is a rule.

    Unknown as a whole where a rule names a prefix list and these were not read: a rule is known
    by what it lets through, and could be any of the reference's.
    """
    named = any(mappings(each.get("PrefixListIds")) for each in mappings(value))
    if named and not context.prefix_lists.was_read:
        return {UNKNOWN: "prefix lists could not be read"}
    rules: dict[str, Json] = {}
    for permission in mappings(value):
        head = f"{_ports(permission)} {way}"
        for peer, description in sorted(_peers(permission, context, group_id)):
            text = context.portable.text(description)
            _put(rules, f"{head} {peer}", {"Description": text} if text else {})
    return rules


def _put(rules: dict[str, Json], rule: str, value: Json) -> None:
    """Two rules that read alike (two groups of one name) stay two."""
    number, key = 1, rule
    while key in rules:
        number += 1
        key = f"{rule} x{number}"
    rules[key] = value


def _peers(
    permission: dict[str, Json], context: Context, group_id: str
) -> Iterator[tuple[str, str]]:
    for each in mappings(permission.get("UserIdGroupPairs")):
        yield context.groups.peer(each, group_id), string(each.get("Description"))
    for each in mappings(permission.get("PrefixListIds")):
        name = context.prefix_lists.name(string(each.get("PrefixListId")))
        yield name, string(each.get("Description"))
    for source, field in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")):
        for each in mappings(permission.get(source)):
            yield context.portable.text(string(each.get(field))), string(each.get("Description"))


def _ports(permission: dict[str, Json]) -> str:
    """`tcp 443`, `udp 1025-65535`, `icmp 3/4`, `all`; a protocol of all ports is named alone."""
    written = str(permission.get("IpProtocol"))
    protocol = _PROTOCOLS.get(written, written)
    first, last = permission.get("FromPort"), permission.get("ToPort")
    if protocol == "all" or first is None or first == -1:
        return protocol
    if protocol.startswith("icmp"):
        return f"{protocol} {first}" if last in (None, -1) else f"{protocol} {first}/{last}"
    if (first, last) == (0, 65535):
        return protocol
    return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"
