"""What runs in kube-system as it runs, and the service accounts that have an IAM role."""

from collections.abc import Iterator

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.container_images import portable_image
from driftaudit.normalize.context import Context
from driftaudit.normalize.fields import Fields, fields
from driftaudit.normalize.labels import portable_notes
from driftaudit.normalize.odd import at, mapping, mappings, string
from driftaudit.normalize.replace import described
from driftaudit.normalize.roles import ROLE_ANNOTATION
from driftaudit.normalize.thing import Thing, make_thing

_POD = "spec.template.spec"
_LISTS = ("containers", "initContainers")


def workloads(context: Context) -> Iterator[Thing]:
    """DaemonSets and Deployments by name; containers, variables and volumes as maps by name.

    How many replicas there are is the autoscaler's; that there is none is somebody's doing.
    """
    for shape in context.shapes("workload"):
        name = string(at(shape, "metadata", "name"))
        namespace = string(at(shape, "metadata", "namespace")) or "kube-system"
        made = fields("workload", _prepared(shape, context), context.portable)
        attributes: dict[str, Json] = {"kind": string(shape.get("kind"))}
        attributes |= _flat(made.attributes)
        if name == "aws-node":
            attributes |= _settings(context)
        if made.facts.get("spec.replicas") == 0:
            attributes["spec"] = mapping(attributes.get("spec")) | {"replicas": 0}
        yield make_thing(
            "workload",
            name if namespace == "kube-system" else f"{namespace}/{name}",
            Fields(attributes=attributes, facts=made.facts),
            source=f"{namespace}/{string(shape.get('kind'))}/{name}",
        )


def _settings(context: Context) -> dict[str, Json]:
    """The ConfigMap `amazon-vpc-cni`, which aws-node reads its settings from."""
    if not context.was_read("configmap"):
        return {"configMap": {UNKNOWN: "ConfigMaps could not be read"}}
    for shape in context.shapes("configmap"):
        if at(shape, "metadata", "name") == "amazon-vpc-cni" and mapping(shape.get("data")):
            return {"configMap": context.portable.value(shape["data"])}
    return {}


def _prepared(shape: dict[str, Json], context: Context) -> dict[str, Json]:
    for listed in _LISTS:
        shape = described(
            shape, f"{_POD}.{listed}[].image", lambda it: portable_image(it, context.portable)
        )
    for notes in ("labels", "annotations"):
        shape = described(
            shape,
            f"spec.template.metadata.{notes}",
            lambda it: portable_notes(it, context.portable),
        )
    return shape


def _flat(attributes: dict[str, Json]) -> dict[str, Json]:
    """The pod's own fields, labels and annotations at the top, the rest of the spec beside them.

    Containers, variables, ports and volumes become maps by name, so that paths are stable.
    """
    pod = at(attributes, "spec", "template", "spec")
    if not isinstance(pod, dict):
        return attributes
    spec = mapping(attributes.get("spec"))
    rest = {key: spec[key] for key in spec if key != "template"}
    template = mapping(spec.get("template"))
    others = {key: template[key] for key in template if key not in ("spec", "metadata")}
    return {
        **{key: attributes[key] for key in attributes if key != "spec"},
        **({"spec": rest} if rest else {}),
        **({"template": others} if others else {}),
        **mapping(template.get("metadata")),
        **_keyed_pod(pod),
    }


def _keyed_pod(pod: dict[str, Json]) -> dict[str, Json]:
    keyed = {name: _keyed(pod[name]) for name in (*_LISTS, "volumes") if name in pod}
    for name in _LISTS:
        if isinstance(keyed.get(name), dict):
            keyed[name] = {key: _container(each) for key, each in keyed[name].items()}
    return pod | keyed


def _container(container: dict[str, Json]) -> dict[str, Json]:
    lists = (("ports", "name"), ("volumeMounts", "mountPath"))
    made = container | {
        name: _keyed(container[name], key) for name, key in lists if name in container
    }
    if "env" in container:
        made["env"] = _env(container["env"])
    return made


def _env(value: Json) -> Json:
    """`{NAME: value}`; a variable from elsewhere keeps its `valueFrom`."""
    variables = _keyed(value)
    if not isinstance(variables, dict):
        return variables
    return {
        name: each.get("value", "") if set(each) <= {"value"} else each
        for name, each in variables.items()
    }


def _keyed(value: Json, key: str = "name") -> Json:
    """A list of named objects as a map by name; kept a list where a name is missing or twice."""
    entries = mappings(value)
    names = [string(each.get(key)) for each in entries]
    if len(set(names)) != len(value if isinstance(value, list) else ()) or not all(names):
        return value
    return {
        name: {field: each[field] for field in each if field != key}
        for name, each in zip(names, entries, strict=True)
    }


def service_accounts(context: Context) -> Iterator[Thing]:
    """The service accounts with an IAM role by `namespace/name`: what EKS reads of them."""
    for shape in context.shapes("service-account"):
        metadata = mapping(shape.get("metadata"))
        notes = mapping(metadata.get("annotations"))
        if not notes.get(ROLE_ANNOTATION):
            continue
        eks = {key: notes[key] for key in sorted(notes) if key.startswith("eks.amazonaws.com/")}
        name = f"{string(metadata.get('namespace'))}/{string(metadata.get('name'))}"
        made = Fields(attributes={"annotations": context.portable.value(eks)}, facts={})
        yield make_thing("service-account", context.portable.text(name), made, source=name)
