"""The principals that the ConfigMap `aws-auth` maps, one resource each."""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.aws_auth_map import SECTIONS, Mapped, read
from driftaudit.normalize.context import Context
from driftaudit.normalize.odd import at
from driftaudit.normalize.thing import Thing


def aws_auth(context: Context) -> Iterator[Thing]:
    """Principals by portable ARN, accounts by their id; what was dropped is a fact."""
    for shape in context.shapes("configmap"):
        if at(shape, "metadata", "name") == "aws-auth":
            found = read(shape)
            for entry in found.mapped:
                yield _thing(entry, context)


def aws_auth_facts(context: Context) -> dict[str, Json]:
    """What the authenticator leaves out of aws-auth, and why: facts by section.

    `aws-auth/mapRoles` → `{"dropped": […], "shadowed": [entry, …], "unquoted": […]}`, each where
    there is any; `aws-auth/data` → `{"ignored": […]}`, the keys that are sections but for their
    case.
    """
    facts: dict[str, dict[str, Json]] = {}
    for shape in context.shapes("configmap"):
        if at(shape, "metadata", "name") != "aws-auth":
            continue
        found = read(shape)
        for section, kind in SECTIONS.items():
            facts[f"aws-auth/{section}"] = {
                "dropped": list(found.dropped.get(section, ())),
                "shadowed": [_entry(each, context) for each in found.shadowed if each.type == kind],
                "unquoted": list(found.unquoted) if kind == "account" else [],
            }
        facts["aws-auth/data"] = {"ignored": list(found.ignored)}
    kept = {key: {name: each for name, each in facts[key].items() if each} for key in facts}
    return {key: value for key, value in kept.items() if value}


def _entry(entry: Mapped, context: Context) -> Json:
    thing = _thing(entry, context)
    return {"principal": thing.name} | thing.attributes


def _thing(entry: Mapped, context: Context) -> Thing:
    attributes: dict[str, Json] = {"type": entry.type}
    if entry.username:
        attributes["username"] = context.portable.text(entry.username)
    if entry.groups:
        attributes["groups"] = sorted(context.portable.text(each) for each in entry.groups)
    return Thing(
        kind="aws-auth",
        name=context.portable.text(_principal(entry, context)),
        attributes=attributes,
        source=entry.principal,
    )


def _principal(entry: Mapped, context: Context) -> str:
    """Role ARNs match in any case: the name is spelled as the role's own where it exists.

    An ARN with a path matches nothing, and stays as it is written.
    """
    if entry.type != "role":
        return entry.principal
    head, _, _ = entry.principal.rpartition("/")
    arn = context.roles.find(entry.principal)
    if not arn or not head.lower().endswith(":role"):
        return entry.principal
    return f"{arn.partition(':role/')[0]}:role/{arn.rpartition('/')[2]}"
