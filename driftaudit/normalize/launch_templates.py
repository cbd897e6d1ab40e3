"""Launch templates by name and content: the number of a version says nothing by itself."""

import base64
import binascii
import hashlib
import ipaddress
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.context import Context
from driftaudit.normalize.fields import fields
from driftaudit.normalize.labels import portable_tags
from driftaudit.normalize.odd import at, mapping, mappings, string
from driftaudit.normalize.replace import described
from driftaudit.normalize.thing import Thing, make_thing

_GENERATED = re.compile(r"eks-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_USER_DATA_LIMIT: Final = 1 << 20
_DATA = "LaunchTemplateData"
_MIME = re.compile(r"(?:MIME-Version|Content-Type):", re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary="?([^"\s;]{1,70})')


def launch_templates(context: Context) -> Iterator[Thing]:
    """The versions in use; used in two versions, a template is two: `NAME (nodegroup/workers)`."""
    versions: dict[tuple[str, str], set[str]] = {}
    for shape in context.shapes("launch-template"):
        versions.setdefault(_identity(shape), set()).add(str(shape.get("VersionNumber")))
    for shape in context.shapes("launch-template"):
        users = _users(context, shape)
        name = template_name(context, shape)
        if len(versions[_identity(shape)]) > 1:
            name = f"{name} ({', '.join(users)})"
        made = fields("launch-template", _prepared(shape, context), context.portable)
        source = f"{string(shape.get('LaunchTemplateId'))}:{shape.get('VersionNumber')}"
        yield make_thing("launch-template", name, made, source=source, used_by=users)


def template_name(context: Context, template: dict[str, Json]) -> str:
    """The portable name of a template, from a version of it or from a node group that uses it.

    EKS's own `eks-UUID` is named for the node groups that it was made for.
    """
    name = string(template.get("LaunchTemplateName")) or string(template.get("name"))
    wanted = string(template.get("LaunchTemplateId")) or string(template.get("id"))
    if not name:
        known = context.shapes("launch-template")
        found = (each for each in known if wanted and each.get("LaunchTemplateId") == wanted)
        name = string(mapping(next(found, None)).get("LaunchTemplateName"))
    if _GENERATED.fullmatch(name):
        groups = sorted(
            context.portable.text(string(each.get("nodegroupName")))
            for each in context.shapes("nodegroup")
            if wanted and mapping(each.get("launchTemplate")).get("id") == wanted
        )
        return "eks-<generated>" + (f" {', '.join(groups)}" if groups else "")
    return context.portable.text(name) or "not found"


def _identity(shape: dict[str, Json]) -> tuple[str, str]:
    return string(shape.get("LaunchTemplateId")), string(shape.get("LaunchTemplateName"))


def _users(context: Context, shape: dict[str, Json]) -> tuple[str, ...]:
    """The node groups that use this version: as a number, or as `$Latest` or `$Default`."""
    asked = {str(shape.get("VersionNumber")), string(shape.get("RequestedVersion"))}
    users = set()
    for each in context.shapes("nodegroup"):
        used = mapping(each.get("launchTemplate"))
        same = string(used.get("id")) or string(used.get("name"))
        version = string(used.get("version")) or "$Default"
        if same and same in _identity(shape) and version in asked:
            users.add(f"nodegroup/{context.portable.text(string(each.get('nodegroupName')))}")
    return tuple(sorted(users))


def _prepared(shape: dict[str, Json], context: Context) -> dict[str, Json]:
    ways = (
        (f"{_DATA}.BlockDeviceMappings[].Ebs.KmsKeyId", context.keys.describe),
        (f"{_DATA}.NetworkInterfaces[].Groups", context.groups.describe),
        (f"{_DATA}.NetworkInterfaces[].SubnetId", lambda value: context.subnets.describe([value])),
        (f"{_DATA}.SecurityGroupIds", context.groups.describe),
        (f"{_DATA}.ImageId", context.images.describe),
        (f"{_DATA}.UserData", lambda value: user_data(value, context)),
        (f"{_DATA}.TagSpecifications", lambda value: _tags(value, context)),
    )
    for path, describe in ways:
        shape = described(shape, path, describe)
    data = mapping(shape.get(_DATA))
    devices = data.get("BlockDeviceMappings")
    if mappings(devices):
        shape = shape | {_DATA: data | {"BlockDeviceMappings": _keyed(devices, "DeviceName")}}
    return shape


def _keyed(value: Json, key: str) -> Json:
    """A list of objects as a map by one of their fields."""
    return {
        string(each.get(key)): {name: each[name] for name in each if name != key}
        for each in mappings(value)
    }


def _tags(value: Json, context: Context) -> Json:
    return {
        string(each.get("ResourceType")): portable_tags(each.get("Tags"), context.portable)
        for each in mappings(value)
    }


def user_data(value: Json, context: Context) -> Json:
    """User data (base64, perhaps gzip) as a digest of its portable text; never the text itself."""
    try:
        raw = base64.b64decode(string(value), validate=True)
    except (binascii.Error, ValueError):
        raw = string(value).encode(errors="surrogatepass")
    if raw[:2] == b"\x1f\x8b":
        raw = _unzipped(raw)
    with suppress(UnicodeDecodeError):
        raw = context.portable.text(_without_chance(raw.decode(), context)).encode()
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def _without_chance(text: str, context: Context) -> str:
    """The text without what AWS or a tool made up: the service network, the boundary of MIME.

    AWS takes one of two networks for a cluster's services, and its DNS is at the tenth address
    (EKS user guide); a network of one's own is a setting of the cluster, and told there.
    """
    network = string(at(context.cluster, "kubernetesNetworkConfig", "serviceIpv4Cidr"))
    with suppress(ValueError):
        dns = str(ipaddress.IPv4Network(network).network_address + 10)
        for own, word in ((network, "network"), (dns, "dns")):
            text = re.sub(rf"(?<![\d.]){re.escape(own)}(?![\d.])", f"<service {word}>", text)
    boundary = _BOUNDARY.search(text) if _MIME.match(text) else None
    return text.replace(boundary[1], "<boundary>") if boundary else text


def _unzipped(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(raw, _USER_DATA_LIMIT)
    except zlib.error:
        return raw
