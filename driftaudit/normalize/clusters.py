"""The cluster itself: one resource named `${cluster}`."""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.context import Context
from driftaudit.normalize.fields import fields
from driftaudit.normalize.labels import portable_tags
from driftaudit.normalize.odd import at, mapping, mappings, string, strings
from driftaudit.normalize.replace import described
from driftaudit.normalize.thing import Thing, make_thing


def clusters(context: Context) -> Iterator[Thing]:
    """The cluster, with its network described and its logging as one map."""
    for shape in context.shapes("cluster"):
        made = fields("cluster", _prepared(shape, context), context.portable)
        name = context.portable.text(string(shape.get("name")))
        yield make_thing("cluster", name, made, source=string(shape.get("arn")))


def _prepared(shape: dict[str, Json], context: Context) -> dict[str, Json]:
    ways = (
        ("resourcesVpcConfig.subnetIds", context.subnets.describe),
        ("resourcesVpcConfig.securityGroupIds", context.groups.describe),
        ("resourcesVpcConfig.clusterSecurityGroupId", context.groups.describe),
        ("resourcesVpcConfig.vpcId", lambda _: "${vpc}"),
        ("logging", _logging),
        ("encryptionConfig", lambda value: _encryption(value, context)),
        ("tags", lambda value: portable_tags(value, context.portable)),
    )
    for path, describe in ways:
        shape = described(shape, path, describe)
    return _public_access(shape)


def _public_access(shape: dict[str, Json]) -> dict[str, Json]:
    """Who may reach the public endpoint matters only where there is one (EKS API reference)."""
    network = mapping(shape.get("resourcesVpcConfig"))
    public = network.get("endpointPublicAccess") is not False
    cidrs = network.get("publicAccessCidrs") or ["0.0.0.0/0"]
    return shape | {
        "resourcesVpcConfig": network | {"publicAccessCidrs": cidrs if public else None}
    }


def _logging(value: Json) -> Json:
    """The enabled types as `{type: true}`: over all entries, the API may give several."""
    entries = mappings(at(value, "clusterLogging"))
    enabled = {
        kind for each in entries if each.get("enabled") for kind in strings(each.get("types"))
    }
    return dict.fromkeys(sorted(enabled), True)


def _encryption(value: Json, context: Context) -> Json:
    """Encrypted resource → its key by alias: `{"secrets": {"keyArn": "alias/${cluster}"}}`."""
    made = {}
    for each in mappings(value):
        provider = mapping(each.get("provider"))
        rest = {key: context.portable.value(provider[key]) for key in provider if key != "keyArn"}
        for resource in strings(each.get("resources")):
            made[resource] = rest | {"keyArn": context.keys.describe(provider.get("keyArn"))}
    return made
