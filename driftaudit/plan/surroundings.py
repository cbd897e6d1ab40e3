"""The shapes that explain ids, from whatever a plan tells of subnets, groups, images and keys."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from driftaudit.model import Json, Reading, Snapshot
from driftaudit.normalize.odd import at, items, mapping, mappings, string
from driftaudit.normalize.portable import Portable
from driftaudit.plan.convert import block
from driftaudit.plan.world import World

_COUNTED: Final = re.compile(r" x[0-9]+$")

Told = tuple[str, Mapping[str, Json]]
"""A Terraform type and the values of one of it, managed or read."""


def world(
    snapshot: Snapshot,
    before: tuple[Told, ...],
    after: tuple[Told, ...],
    redact: tuple[tuple[str, ...], tuple[str, ...]],
) -> World:
    """The world in which the parts of a plan are normalized.

    Of `before`, what the snapshot has too explains it; `after` may have other ids by then.
    """
    everything = (*before, *after)
    portable = Portable(snapshot.identity)
    shapes: dict[str, tuple[Json, ...]] = {
        "subnet": tuple(_subnets(everything)),
        "route-table": (),
        "security-group": (
            *_stored_groups(snapshot, portable),
            *_groups(everything),
        ),
        "launch-template": (
            *_stored_templates(snapshot, portable),
            *_named(everything, "aws_launch_template", "LaunchTemplate"),
        ),
        "image": tuple(_images(everything)),
        "kms-alias": tuple(_aliases(everything)),
        "prefix-list": tuple(_prefix_lists(everything)),
        "cluster": tuple(_cluster(everything, snapshot)),
        "pod-identity": (),
    }
    reading = Reading(
        environment=snapshot.environment,
        identity=snapshot.identity,
        shapes=shapes,
        redact_patterns=redact[0],
        redact_exceptions=redact[1],
    )
    return World(reading, dict(_learned(before, snapshot)), frozenset(_words(snapshot)))


def _of(told: Iterable[Told], *types: str) -> Iterator[Mapping[str, Json]]:
    return (values for type_, values in told if type_ in types)


def _subnets(told: Iterable[Told]) -> Iterator[Json]:
    for each in _of(told, "aws_subnet", "aws_default_subnet"):
        yield {
            "SubnetId": each.get("id"),
            "AvailabilityZone": each.get("availability_zone"),
            "Tags": each.get("tags_all") or each.get("tags"),
        }


def _stored_groups(snapshot: Snapshot, portable: Portable) -> Iterator[Json]:
    for each in snapshot.resources:
        if each.kind == "security-group":
            yield {"GroupId": each.source, "GroupName": portable.fill(each.name)}


def _groups(told: Iterable[Told]) -> Iterator[Json]:
    for each in _of(told, "aws_security_group", "aws_default_security_group"):
        yield {"GroupId": each.get("id"), "GroupName": each.get("name")}


def _stored_templates(snapshot: Snapshot, portable: Portable) -> Iterator[Json]:
    for each in snapshot.resources:
        if each.kind == "launch-template":
            name = portable.fill(each.name.partition(" (nodegroup/")[0])
            template = each.source.partition(":")[0]
            yield {"LaunchTemplateId": template, "LaunchTemplateName": name}


def _named(told: Iterable[Told], type_: str, prefix: str) -> Iterator[Json]:
    for each in _of(told, type_):
        yield {f"{prefix}Id": each.get("id"), f"{prefix}Name": each.get("name")}


def _images(told: Iterable[Told]) -> Iterator[Json]:
    for each in _of(told, "aws_ami"):
        yield {
            "ImageId": each.get("image_id") or each.get("id"),
            "Name": each.get("name"),
            "OwnerId": each.get("owner_id"),
            "ImageOwnerAlias": each.get("image_owner_alias"),
        }


def _aliases(told: Iterable[Told]) -> Iterator[Json]:
    for each in _of(told, "aws_kms_alias"):
        yield {
            "AliasName": each.get("name"),
            "KeyArn": each.get("target_key_arn"),
            "TargetKeyId": each.get("target_key_id"),
        }


def _prefix_lists(told: Iterable[Told]) -> Iterator[Json]:
    for each in _of(told, "aws_ec2_managed_prefix_list", "aws_prefix_list"):
        owner = each.get("owner_id") or ""
        name = each.get("name")
        yield {"PrefixListId": each.get("id"), "PrefixListName": name, "OwnerId": owner}


def _cluster(told: Iterable[Told], snapshot: Snapshot) -> Iterator[Json]:
    for each in _of(told, "aws_eks_cluster"):
        if each.get("name") != snapshot.identity.cluster:
            continue
        network = mapping(block(each.get("kubernetes_network_config")))
        vpc = mapping(block(each.get("vpc_config")))
        yield {
            "endpoint": each.get("endpoint"),
            "certificateAuthority": block(each.get("certificate_authority")),
            "kubernetesNetworkConfig": {"serviceIpv4Cidr": network.get("service_ipv4_cidr")},
            "resourcesVpcConfig": {"clusterSecurityGroupId": vpc.get("cluster_security_group_id")},
        }
        return


def _learned(told: Iterable[Told], snapshot: Snapshot) -> Iterator[tuple[frozenset[str], Json]]:
    """What both have: the ids from the plan, their description from the snapshot."""
    portable = Portable(snapshot.identity)
    held = {(each.kind, each.name): each.attributes for each in snapshot.resources}
    versions = {
        each.source: each.attributes.get("LaunchTemplateData")
        for each in snapshot.resources
        if each.kind == "launch-template"
    }
    for type_, each in told:
        if type_ == "aws_launch_template":
            data = versions.get(f"{each.get('id')}:{each.get('latest_version')}")
            yield from _of_template(each, mapping(data))
        if type_ == "aws_eks_cluster" and each.get("name") == snapshot.identity.cluster:
            own = held.get(("cluster", portable.text(string(each.get("name")))), {})
            ids = at(block(each.get("vpc_config")), "subnet_ids")
            yield from _pair(ids, at(own, "resourcesVpcConfig", "subnetIds"))
            for config in mappings(each.get("encryption_config")):
                key = mapping(block(config.get("provider"))).get("key_arn")
                resources = map(string, items(config.get("resources")))
                said = (at(own, "encryptionConfig", name, "keyArn") for name in resources)
                yield from _pair([key], next(said, None))
        elif each.get("cluster_name") != snapshot.identity.cluster:
            continue
        elif type_ == "aws_eks_node_group":
            name = portable.text(string(each.get("node_group_name")))
            yield from _pair(
                each.get("subnet_ids"), held.get(("nodegroup", name), {}).get("subnets")
            )
        elif type_ == "aws_eks_fargate_profile":
            name = portable.text(string(each.get("fargate_profile_name")))
            own = held.get(("fargate-profile", name), {})
            yield from _pair(each.get("subnet_ids"), own.get("subnets"))


def _of_template(
    values: Mapping[str, Json], data: dict[str, Json]
) -> Iterator[tuple[frozenset[str], Json]]:
    """The image and the keys of a version that the snapshot holds as well."""
    yield from _pair([values.get("image_id")], data.get("ImageId"))
    for each in mappings(values.get("block_device_mappings")):
        key = mapping(block(each.get("ebs"))).get("kms_key_id")
        device = string(each.get("device_name"))
        yield from _pair([key], at(data, "BlockDeviceMappings", device, "Ebs", "KmsKeyId"))


def _pair(ids: Json, description: Json) -> Iterator[tuple[frozenset[str], Json]]:
    known = frozenset(filter(None, map(string, items(ids))))
    if known and description and (not isinstance(description, list) or len(description)):
        yield known, description


def _words(snapshot: Snapshot) -> Iterator[str]:
    """Every description of one subnet in the snapshot."""
    for each in snapshot.resources:
        for found in (
            at(each.attributes, "resourcesVpcConfig", "subnetIds"),
            each.attributes.get("subnets"),
        ):
            yield from (_COUNTED.sub("", string(word)) for word in items(found))
