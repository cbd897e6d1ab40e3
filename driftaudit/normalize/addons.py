"""EKS add-ons by name."""

from collections.abc import Iterator

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.context import Context
from driftaudit.normalize.fields import fields
from driftaudit.normalize.kubernetes_yaml import NotYamlError, parse
from driftaudit.normalize.labels import portable_tags
from driftaudit.normalize.odd import string, strings
from driftaudit.normalize.replace import described
from driftaudit.normalize.thing import Thing, make_thing


def addons(context: Context) -> Iterator[Thing]:
    """The add-ons; their configuration parsed, their pod identities by service account."""
    for shape in context.shapes("addon"):
        name = string(shape.get("addonName"))
        prepared = described(shape, "configurationValues", lambda it: configuration(it, context))
        prepared = described(prepared, "podIdentityAssociations", lambda it: _accounts(it, context))
        prepared = described(prepared, "tags", lambda it: portable_tags(it, context.portable))
        made = fields("addon", prepared, context.portable)
        yield make_thing("addon", name, made, source=string(shape.get("addonArn")))


def configuration(value: Json, context: Context) -> Json:
    """Configuration values (JSON or YAML text) as the value that they mean.

    Text that is neither stays text (redacted whole if it speaks of secrets): EKS may read more than
    we do, and a change must be seen.
    """
    if not isinstance(value, str):
        return context.portable.value(value)
    try:
        return context.portable.value(parse(value))
    except NotYamlError:
        return context.redact.unparsed(context.portable.text(value))


def _accounts(value: Json, context: Context) -> Json:
    """The associations of an add-on as `namespace/serviceAccount`, found by their ids."""
    associations = strings(value)
    if not associations:
        return None
    if not context.was_read("pod-identity"):
        return {UNKNOWN: "pod identity associations could not be read"}
    known = {string(each.get("associationId")): each for each in context.shapes("pod-identity")}
    names = []
    for each in associations:
        found = known.get(each.rpartition("/")[2])
        name = f"{found.get('namespace')}/{found.get('serviceAccount')}" if found else "not found"
        names.append(context.portable.text(name))
    return sorted(names)
