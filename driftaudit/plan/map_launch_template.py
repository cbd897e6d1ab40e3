"""`aws_launch_template` as a version that DescribeLaunchTemplateVersions answers.

AWS keeps a template as it was given: what is left out there is absent, not unknown.
"""

from collections.abc import Iterator
from typing import Final

from driftaudit.model import Json
from driftaudit.normalize.odd import is_empty, items, mapping, mappings, tags
from driftaudit.plan.convert import block, boolean, objects, pascal, renamed
from driftaudit.plan.foretell import BY_AWS
from driftaudit.plan.part import Part, why_unknown

Values = dict[str, Json]

_PLAIN: Final = {
    "image_id": "ImageId",
    "instance_initiated_shutdown_behavior": "InstanceInitiatedShutdownBehavior",
    "instance_type": "InstanceType",
    "kernel_id": "KernelId",
    "key_name": "KeyName",
    "ram_disk_id": "RamDiskId",
    "security_group_names": "SecurityGroups",
    "user_data": "UserData",
    "vpc_security_group_ids": "SecurityGroupIds",
}
_BLOCKS: Final = (
    "capacity_reservation_specification",
    "cpu_options",
    "credit_specification",
    "enclave_options",
    "hibernation_options",
    "iam_instance_profile",
    "instance_market_options",
    "instance_requirements",
    "maintenance_options",
    "metadata_options",
    "monitoring",
    "placement",
    "private_dns_name_options",
)
_LISTS: Final = {
    "block_device_mappings": "BlockDeviceMappings",
    "elastic_gpu_specifications": "ElasticGpuSpecifications",
    "elastic_inference_accelerator": "ElasticInferenceAccelerators",
    "license_specification": "LicenseSpecifications",
    "network_interfaces": "NetworkInterfaces",
}
_SPELLED: Final = {
    "memory_mib": "MemoryMiB",
    "vcpu_count": "VCpuCount",
    "memory_gib_per_vcpu": "MemoryGiBPerVCpu",
    "accelerator_total_memory_mib": "AcceleratorTotalMemoryMiB",
    "total_local_storage_gb": "TotalLocalStorageGB",
    "security_groups": "Groups",
    "ipv4_address_count": "SecondaryPrivateIpAddressCount",
    "ipv4_addresses": "PrivateIpAddresses",
    "host_resource_group_arn": "HostResourceGroupArn",
}
_TEXT_BOOLEANS: Final = frozenset(
    {
        *("DeleteOnTermination", "Encrypted", "AssociatePublicIpAddress", "PrimaryIpv6"),
        *("AssociateCarrierIpAddress",),
    }
)


def launch_template(values: Values) -> Iterator[Part]:
    """A template in its latest version."""
    data: Values = renamed(values, _PLAIN)
    for name in ("disable_api_stop", "disable_api_termination", "ebs_optimized"):
        if (set_ := boolean(values.get(name))) is not None and set_ is not False:
            data[pascal(name)] = set_
    for name in _BLOCKS:
        data[pascal(name)] = block(_objects(values.get(name)))
    for name, member in _LISTS.items():
        data[member] = _objects(values.get(name))
    data["TagSpecifications"] = _tag_specifications(values.get("tag_specifications"))
    shape = {
        "LaunchTemplateId": values.get("id"),
        "LaunchTemplateName": values.get("name"),
        "VersionNumber": values.get("latest_version"),
        "DefaultVersion": values.get("default_version"),
        "LaunchTemplateData": _given(data),
    }
    yield Part(kind="launch-template", key=values.get("id"), shape=shape, whole=True)


def _objects(value: Json) -> Json:
    return _typed(objects(value, lambda name: _SPELLED.get(name, pascal(name))))


def _typed(value: Json) -> Json:
    """Booleans that Terraform keeps as text; numbers that are 0 where they are not set."""
    if isinstance(value, list):
        return [_typed(each) for each in value]
    if not isinstance(value, dict) or why_unknown(value) is not None:
        return value
    made = {}
    for key, each in value.items():
        typed = boolean(each) if key in _TEXT_BOOLEANS else _typed(each)
        if key == "PrivateIpAddresses":
            typed = [{"PrivateIpAddress": one} for one in items(each)]
        if typed is not None and not (typed == 0 and typed is not False and key in _UNSET_IS_0):
            made[key] = typed
    return made


_UNSET_IS_0: Final = frozenset(
    {
        *("Iops", "Throughput", "VolumeSize", "VolumeInitializationRate", "PartitionNumber"),
        *("CoreCount", "ThreadsPerCore", "HttpPutResponseHopLimit", "NetworkCardIndex"),
        *("SecondaryPrivateIpAddressCount", "Ipv4PrefixCount", "Ipv6PrefixCount"),
        *("Ipv6AddressCount", "BlockDurationMinutes"),
    }
)


def _tag_specifications(value: Json) -> Json:
    if why_unknown(value):
        return value
    return [
        {
            "ResourceType": each.get("resource_type"),
            "Tags": [
                {"Key": key, "Value": text} for key, text in sorted(tags(each.get("tags")).items())
            ],
        }
        for each in mappings(value)
    ]


def _given(value: Json) -> Json:
    """Without what Terraform knows only after apply since AWS could answer something there."""
    if isinstance(value, list):
        return [_given(each) for each in value]
    if not isinstance(value, dict) or why_unknown(value) is not None:
        return value
    return {
        key: _given(each)
        for key, each in mapping(value).items()
        if why_unknown(each) != BY_AWS and not is_empty(each)
    }
