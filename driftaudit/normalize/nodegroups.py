"""Managed node groups and Fargate profiles: where pods run."""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.context import Context
from driftaudit.normalize.fields import as_set, fields
from driftaudit.normalize.labels import portable_tags
from driftaudit.normalize.launch_templates import template_name
from driftaudit.normalize.odd import mapping, mappings, string
from driftaudit.normalize.replace import described
from driftaudit.normalize.thing import Thing, make_thing


def nodegroups(context: Context) -> Iterator[Thing]:
    """The managed node groups by name."""
    for shape in context.shapes("nodegroup"):
        made = fields("nodegroup", _nodegroup(shape, context), context.portable)
        used = mapping(shape.get("launchTemplate"))
        if used.get("version"):
            made.facts["launchTemplate.version"] = used["version"]
        name = context.portable.text(string(shape.get("nodegroupName")))
        yield make_thing("nodegroup", name, made, source=string(shape.get("nodegroupArn")))


def _nodegroup(shape: dict[str, Json], context: Context) -> dict[str, Json]:
    """The release of a custom image is its id (EKS API reference): described as images are.

    The version of a launch template is a fact: its content is a resource of its own.
    """
    ways = (
        ("subnets", context.subnets.describe),
        ("remoteAccess.sourceSecurityGroups", context.groups.describe),
        ("taints", lambda value: _taints(value, context)),
        ("launchTemplate", lambda value: _template(value, context)),
        ("tags", lambda value: portable_tags(value, context.portable)),
    )
    for path, describe in ways:
        shape = described(shape, path, describe)
    if string(shape.get("releaseVersion")).startswith("ami-"):
        shape = described(shape, "releaseVersion", context.images.describe)
    return shape


def _taints(value: Json, context: Context) -> Json:
    """`{"key:effect": value}`; a taint without a value has an empty one."""
    return {
        context.portable.text(f"{string(each.get('key'))}:{string(each.get('effect'))}"): (
            context.portable.text(string(each.get("value")))
        )
        for each in mappings(value)
    }


def _template(value: Json, context: Context) -> Json:
    used = mapping(value)
    rest = {key: each for key, each in used.items() if key not in ("id", "name", "version")}
    return {"name": template_name(context, used)} | context.portable.value(rest) if used else None


def fargate_profiles(context: Context) -> Iterator[Thing]:
    """The Fargate profiles by name; selectors as a map, so that one more is one difference."""
    for shape in context.shapes("fargate-profile"):
        name = context.portable.text(string(shape.get("fargateProfileName")))
        ways = (
            ("subnets", context.subnets.describe),
            ("selectors", lambda value: _selectors(value, context)),
            ("tags", lambda value: portable_tags(value, context.portable)),
        )
        prepared = shape
        for path, describe in ways:
            prepared = described(prepared, path, describe)
        made = fields("fargate-profile", prepared, context.portable)
        yield make_thing(
            "fargate-profile", name, made, source=string(shape.get("fargateProfileArn"))
        )


def _selectors(value: Json, context: Context) -> Json:
    """`{"NAMESPACE KEY=VALUE …": {}}`."""
    texts = []
    for each in mappings(value):
        labels = mapping(each.get("labels"))
        pairs = [f"{key}={labels[key]}" for key in sorted(labels)]
        texts.append(context.portable.text(" ".join([string(each.get("namespace")), *pairs])))
    return {string(text): {} for text in as_set(list(texts))}
