"""A launch template of Terraform's is the version that EC2 would answer."""

import pytest

from driftaudit.model import UNKNOWN
from driftaudit.plan.foretell import BY_AWS, LATER, later
from driftaudit.plan.map_launch_template import launch_template


def data(**values):
    """What EC2 keeps of a template with these arguments."""
    (part,) = launch_template({"id": "lt-1", "name": "x", "latest_version": 3} | values)
    assert (part.kind, part.key, part.whole) == ("launch-template", "lt-1", True)
    assert part.shape["VersionNumber"] == 3
    return part.shape["LaunchTemplateData"]


def test_what_is_not_given_is_not_there() -> None:
    empty = dict.fromkeys(("image_id", "key_name", "user_data", "ebs_optimized"), "")
    lists = {"monitoring": [], "placement": [], "network_interfaces": []}
    assert data(**empty, **lists, disable_api_stop=False) == {}


GIVEN = {
    "plain arguments": (
        {"image_id": "ami-1", "instance_type": "m5.large", "key_name": "k", "ram_disk_id": "ari-1"},
        {"ImageId": "ami-1", "InstanceType": "m5.large", "KeyName": "k", "RamDiskId": "ari-1"},
    ),
    "booleans": (
        {"ebs_optimized": "true", "disable_api_stop": True, "disable_api_termination": True},
        {"EbsOptimized": True, "DisableApiStop": True, "DisableApiTermination": True},
    ),
    "groups": (
        {"vpc_security_group_ids": ["sg-1"], "security_group_names": ["old"]},
        {"SecurityGroupIds": ["sg-1"], "SecurityGroups": ["old"]},
    ),
    "disks": (
        {
            "block_device_mappings": [
                {
                    "device_name": "/dev/xvda",
                    "no_device": "",
                    "ebs": [
                        {
                            "encrypted": "true",
                            "delete_on_termination": "false",
                            "volume_size": 50,
                            "volume_type": "gp3",
                            "iops": 0,
                            "throughput": 0,
                            "kms_key_id": "",
                        }
                    ],
                }
            ]
        },
        {
            "BlockDeviceMappings": [
                {
                    "DeviceName": "/dev/xvda",
                    "Ebs": {
                        "Encrypted": True,
                        "DeleteOnTermination": False,
                        "VolumeSize": 50,
                        "VolumeType": "gp3",
                    },
                }
            ]
        },
    ),
    "network interfaces": (
        {
            "network_interfaces": [
                {
                    "device_index": 0,
                    "network_card_index": 0,
                    "associate_public_ip_address": "false",
                    "security_groups": ["sg-1"],
                    "ipv4_addresses": ["10.0.0.1"],
                    "ipv4_address_count": 0,
                    "subnet_id": "subnet-1",
                }
            ]
        },
        {
            "NetworkInterfaces": [
                {
                    "DeviceIndex": 0,
                    "AssociatePublicIpAddress": False,
                    "Groups": ["sg-1"],
                    "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.1"}],
                    "SubnetId": "subnet-1",
                }
            ]
        },
    ),
    "metadata": (
        {
            "metadata_options": [
                {
                    "http_endpoint": "enabled",
                    "http_tokens": "required",
                    "http_put_response_hop_limit": 2,
                    "http_protocol_ipv6": "",
                    "instance_metadata_tags": "",
                }
            ]
        },
        {
            "MetadataOptions": {
                "HttpEndpoint": "enabled",
                "HttpTokens": "required",
                "HttpPutResponseHopLimit": 2,
            }
        },
    ),
    "blocks in blocks": (
        {
            "instance_market_options": [
                {"market_type": "spot", "spot_options": [{"max_price": "1"}]}
            ],
            "iam_instance_profile": [{"arn": "", "name": "nodes"}],
            "monitoring": [{"enabled": False}],
            "cpu_options": [{"core_count": 0, "amd_sev_snp": "enabled"}],
        },
        {
            "InstanceMarketOptions": {"MarketType": "spot", "SpotOptions": {"MaxPrice": "1"}},
            "IamInstanceProfile": {"Name": "nodes"},
            "Monitoring": {"Enabled": False},
            "CpuOptions": {"AmdSevSnp": "enabled"},
        },
    ),
    "what instances must have": (
        {
            "instance_requirements": [
                {
                    "memory_mib": [{"min": 1024, "max": None}],
                    "vcpu_count": [{"min": 2, "max": 8}],
                    "memory_gib_per_vcpu": [],
                    "allowed_instance_types": ["m5.*"],
                }
            ]
        },
        {
            "InstanceRequirements": {
                "MemoryMiB": {"Min": 1024},
                "VCpuCount": {"Min": 2, "Max": 8},
                "AllowedInstanceTypes": ["m5.*"],
            }
        },
    ),
    "tags of what is launched": (
        {"tag_specifications": [{"resource_type": "instance", "tags": {"b": "2", "a": "1"}}]},
        {
            "TagSpecifications": [
                {
                    "ResourceType": "instance",
                    "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
                }
            ]
        },
    ),
    "licences": (
        {"license_specification": [{"license_configuration_arn": "arn:x"}]},
        {"LicenseSpecifications": [{"LicenseConfigurationArn": "arn:x"}]},
    ),
}


@pytest.mark.parametrize("case", GIVEN)
def test_what_is_given_is_kept_as_it_is_given(case: str) -> None:
    values, expected = GIVEN[case]
    assert data(**values) == expected


def test_what_aws_would_fill_in_is_absent_and_what_is_configured_is_unknown() -> None:
    made = data(
        metadata_options=later(BY_AWS),
        user_data=later(LATER),
        tag_specifications=later(LATER),
        block_device_mappings=[
            {"device_name": "/dev/xvda", "ebs": [{"volume_size": later(BY_AWS), "iops": 3000}]}
        ],
    )
    assert made == {
        "UserData": {UNKNOWN: LATER},
        "TagSpecifications": {UNKNOWN: LATER},
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Iops": 3000}}],
    }
