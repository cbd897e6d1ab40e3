"""The principals that the ConfigMap `aws-auth` maps, one resource each."""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.aws_auth_map import Mapped, read
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
    """Section → the entries that the authenticator drops, and why: `aws-auth/mapRoles`."""
    return {
        f"aws-auth/{section}": {"dropped": list(wrong)}
        for shape in context.shapes("configmap")
        if at(shape, "metadata", "name") == "aws-auth"
        for section, wrong in read(shape).dropped.items()
    }


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
