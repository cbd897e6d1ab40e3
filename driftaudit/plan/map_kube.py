"""Kubernetes' Terraform resources as the objects that the API server answers."""

from collections.abc import Iterator

from driftaudit.model import Json
from driftaudit.normalize.odd import mapping, string
from driftaudit.plan.convert import block
from driftaudit.plan.part import Part

Values = dict[str, Json]


def config_map(values: Values) -> Iterator[Part]:
    """The ConfigMap `aws-auth`; others are nobody's concern, but for `amazon-vpc-cni`."""
    metadata = mapping(block(values.get("metadata")))
    if metadata.get("namespace") == "kube-system" and metadata.get("name") == "aws-auth":
        shape = {"metadata": {"name": "aws-auth"}, "data": values.get("data")}
        yield Part(kind="aws-auth", key="aws-auth", shape=shape, whole=True)


def service_account(values: Values) -> Iterator[Part]:
    """A service account, which is audited where it has an IAM role."""
    metadata = mapping(block(values.get("metadata")))
    namespace, name = string(metadata.get("namespace")) or "default", metadata.get("name")
    shape = {
        "metadata": {
            "namespace": namespace,
            "name": name,
            "annotations": metadata.get("annotations"),
        }
    }
    yield Part(kind="service-account", key=f"{namespace}/{name}", shape=shape, whole=True)
