"""What a plan begins to use enters the environment, what it stops using leaves."""

import base64
import json

from driftaudit.compare.pair import compare
from driftaudit.compare.side import Side
from driftaudit.model import UNKNOWN
from driftaudit.plan.project import Choices
from tests.normalize import stack
from tests.normalize.stack import US
from tests.plan.cases import CLUSTER, ENTRY, GROUP, MANAGED, OWN_GROUP, attachment, document, rule
from tests.plan.made import BASE, change, projected, refers, written

ROLE = {
    "name": f"{CLUSTER}-late",
    "arn": US.role("late"),
    "path": "/",
    "assume_role_policy": json.dumps(document("x")),
}
CA = base64.b64encode(US.hex.encode()).decode()
SCRIPT = base64.b64decode(stack.template(US)["LaunchTemplateData"]["UserData"])
TEMPLATE = {
    "id": US.id("lt"),
    "name": f"{CLUSTER}-workers",
    "latest_version": US.number,
    "default_version": US.number,
    "image_id": f"ami-0{US.hex}",
    "instance_type": "m5.large",
    "user_data": base64.b64encode(SCRIPT).decode(),
    "vpc_security_group_ids": [US.id("sg", "nodes"), US.id("sg", "extra")],
    "block_device_mappings": [
        {
            "device_name": "/dev/xvda",
            "ebs": [{"volume_size": 50, "kms_key_id": stack.key(US), "iops": 0, "encrypted": ""}],
        }
    ],
    "network_interfaces": [
        {
            "device_index": 0,
            "security_groups": [US.id("sg", "nodes")],
            "subnet_id": US.id("subnet", "a"),
        }
    ],
    "tag_specifications": [{"resource_type": "instance", "tags": {"c": CLUSTER}}],
    "metadata_options": [{"http_tokens": "required", "http_put_response_hop_limit": 2}],
}


def found(projection, kind):
    return {each.name: each for each in projection.snapshot.resources if each.kind == kind}


def listed(projection):
    return [(each.address, each.kind) for each in projection.unmapped]


def test_a_role_that_the_plan_knows_enters_with_all_that_is_attached() -> None:
    attached = attachment("late", MANAGED + "X")
    inline = {"role": f"{CLUSTER}-late", "name": "own", "policy": json.dumps(document("y"))}
    projection = projected(
        change("aws_iam_role", ROLE, ROLE),
        change("aws_iam_role_policy_attachment", attached, attached),
        change("aws_iam_role_policy", inline, inline),
        change("aws_eks_access_entry", None, ENTRY | {"principal_arn": US.role("late")}),
    )
    role = found(projection, "iam-role")["${cluster}-late"]
    assert role.attributes["AttachedManagedPolicies"] == {"arn:${partition}:iam::aws:policy/X": {}}
    assert list(role.attributes["RolePolicyList"]) == ["own"]
    assert role.used_by == ("access-entry/arn:${partition}:iam::${account}:role/${cluster}-late",)
    assert projection.unmapped == ()


def test_a_role_that_nobody_knows_leaves_a_gap() -> None:
    projection = projected(
        change("aws_eks_node_group", GROUP, GROUP | {"node_role_arn": US.role("stranger")})
    )
    assert listed(projection) == [(US.role("stranger"), "iam-role")]
    (gap,) = projection.snapshot.gaps
    assert "nodegroup/workers will use it" in gap.message


def test_a_role_of_another_account_is_nobodys_gap() -> None:
    other = "arn:aws:iam::999999999999:role/x"
    projection = projected(change("aws_eks_access_entry", None, ENTRY | {"principal_arn": other}))
    assert projection.unmapped == ()


def test_a_new_role_that_nothing_uses_is_listed() -> None:
    projection = projected(
        change("aws_iam_role", None, ROLE),
        change("aws_iam_role_policy_attachment", None, attachment("late", MANAGED + "X")),
    )
    assert listed(projection) == [
        ("aws_iam_role.this", ""),
        ("aws_iam_role_policy_attachment.this", ""),
    ]
    assert projection.touched == ()


def test_a_new_role_that_the_configuration_selects_enters() -> None:
    choices = Choices(role_patterns=(f"{CLUSTER}-l*",))
    projection = projected(change("aws_iam_role", None, ROLE), choices=choices)
    assert found(projection, "iam-role")["${cluster}-late"].used_by == ()
    assert projection.unmapped == ()


def test_a_policy_that_nobody_knows_leaves_a_gap() -> None:
    arn = f"arn:aws:iam::{US.account}:policy/stranger"
    projection = projected(
        change("aws_iam_role_policy_attachment", None, attachment("node", arn)),
    )
    assert listed(projection) == [(arn, "iam-policy")]


def test_what_the_configuration_redacts_is_redacted() -> None:
    choices = Choices(redact_patterns=("colour",), redact_exceptions=("password",))
    values = {
        "cluster_name": CLUSTER,
        "addon_name": "x",
        "configuration_values": json.dumps({"colour": "crimson", "password": "shown"}),
    }
    projection = projected(change("aws_eks_addon", None, values), choices=choices)
    made = found(projection, "addon")["x"].attributes["configurationValues"]
    assert made["colour"].startswith("<redacted")
    assert made["password"] == "shown"


def updated(version, **changes):
    """The template in a new version, and the node group that asks for this one."""
    before = GROUP | {"launch_template": [GROUP["launch_template"][0] | {"version": "161"}]}
    after = GROUP | {"launch_template": [GROUP["launch_template"][0] | {"version": version}]}
    unknown = {"launch_template": [{"version": True}]} if version is None else {}
    return projected(
        change(
            "aws_launch_template",
            TEMPLATE,
            TEMPLATE | {"latest_version": None} | changes,
            unknown={"latest_version": True},
        ),
        change("aws_eks_node_group", before, after, unknown=unknown, actions=["update"]),
        configuration=written(
            (
                "aws_eks_node_group",
                "this",
                {
                    "launch_template": [
                        {"version": refers("aws_launch_template.this.latest_version")}
                    ]
                },
            )
        ),
    )


def test_a_new_version_of_a_template_is_what_the_group_that_asks_for_it_has() -> None:
    for version in (None, "$Latest"):
        projection = updated(version, instance_type="m6i.large")
        template = stack.template(US)
        data = template["LaunchTemplateData"] | {"InstanceType": "m6i.large"}
        taken = stack.snapshot(US, launch_template=(template | {"LaunchTemplateData": data},))
        sides = Side.of_snapshot(taken), Side.of_snapshot(projection.snapshot)
        assert compare(*sides) == ()
        assert projection.unmapped == ()
        (role,) = found(projection, "launch-template").values()
        assert role.used_by == ("nodegroup/workers",)


def test_a_group_that_stays_with_its_version_keeps_it() -> None:
    projection = updated("161", instance_type="m6i.large")
    template = found(projection, "launch-template")["${cluster}-workers"]
    assert template.attributes["LaunchTemplateData"]["InstanceType"] == "m5.large"


def test_a_version_that_nobody_knows_leaves_a_gap() -> None:
    projection = updated("7", instance_type="m6i.large")
    assert (US.id("lt"), "launch-template") in listed(projection)


def test_two_versions_in_use_are_two() -> None:
    other = GROUP | {"node_group_name": "other"}
    latest = other | {"launch_template": [GROUP["launch_template"][0] | {"version": "$Latest"}]}
    projection = projected(
        change(
            "aws_launch_template",
            TEMPLATE,
            TEMPLATE | {"latest_version": None, "instance_type": "m6i.large"},
            unknown={"latest_version": True},
        ),
        change("aws_eks_node_group", None, latest),
    )
    assert sorted(found(projection, "launch-template")) == [
        "${cluster}-workers (nodegroup/other)",
        "${cluster}-workers (nodegroup/workers)",
    ]


def test_a_new_template_and_a_new_group_enter_with_the_node_group() -> None:
    values = {key: TEMPLATE[key] for key in TEMPLATE if key not in ("id", "latest_version")}
    values |= {"name": f"{CLUSTER}-new", "vpc_security_group_ids": None, "image_id": "ami-0late"}
    own = {"name": f"{CLUSTER}-late", "description": "late", "tags": None}
    open_ = {"id": True, "owner_id": True, "ingress": True, "egress": True}
    projection = projected(
        change("aws_security_group", None, own, unknown=open_),
        change(
            "aws_vpc_security_group_ingress_rule",
            None,
            {key: each for key, each in rule(cidr_ipv4="10.0.0.0/8").items() if "group" not in key},
            unknown={"security_group_id": True},
        ),
        change(
            "aws_launch_template",
            None,
            values,
            unknown={"id": True, "latest_version": True, "vpc_security_group_ids": True},
        ),
        change(
            "aws_eks_node_group",
            None,
            GROUP | {"node_group_name": "new", "launch_template": [{}]},
            unknown={"launch_template": [{"id": True, "name": True, "version": True}]},
        ),
        configuration=written(
            (
                "aws_vpc_security_group_ingress_rule",
                "this",
                {"security_group_id": refers("aws_security_group.this.id")},
            ),
            (
                "aws_launch_template",
                "this",
                {"vpc_security_group_ids": refers("aws_security_group.this.id")},
            ),
            (
                "aws_eks_node_group",
                "this",
                {
                    "launch_template": [
                        {
                            "id": refers("aws_launch_template.this.id"),
                            "version": refers("aws_launch_template.this.latest_version"),
                        }
                    ]
                },
            ),
        ),
    )
    template = found(projection, "launch-template")["${cluster}-new"]
    assert template.attributes["LaunchTemplateData"]["SecurityGroupIds"] == ["${cluster}-late"]
    assert UNKNOWN in template.attributes["LaunchTemplateData"]["ImageId"]
    assert template.used_by == ("nodegroup/new",)
    assert template.source == ""
    group = found(projection, "security-group")["${cluster}-late"]
    assert group.attributes == {
        "Description": "late",
        "IpPermissions": {"tcp 10250 from 10.0.0.0/8": {}},
        "OwnerId": "${account}",
    }
    assert group.used_by == ("launch-template/${cluster}-new",)
    assert group.source == ""
    node_group = found(projection, "nodegroup")["new"]
    assert node_group.attributes["launchTemplate"] == {"name": "${cluster}-new"}
    assert projection.unmapped == ()


def test_a_group_that_the_cluster_stops_using_leaves() -> None:
    network = {
        "subnet_ids": [US.id("subnet", "a"), US.id("subnet", "b")],
        "security_group_ids": [US.id("sg", "extra")],
        "cluster_security_group_id": US.id("sg", "own"),
    }
    values = {"name": CLUSTER, "role_arn": US.role("cluster"), "vpc_config": [network]}
    projection = projected(
        change(
            "aws_eks_cluster",
            values,
            values | {"vpc_config": [network | {"security_group_ids": [US.id("sg", "stranger")]}]},
        ),
        change(
            "aws_security_group",
            stranger := OWN_GROUP | {"id": US.id("sg", "stranger"), "name": f"{CLUSTER}-stranger"},
            stranger,
        ),
    )
    groups = found(projection, "security-group")
    assert groups["${cluster}-stranger"].used_by == ("cluster",)
    assert groups["${cluster}-extra"].used_by == ("launch-template/${cluster}-workers",)
    cluster = found(projection, "cluster")["${cluster}"].attributes["resourcesVpcConfig"]
    assert cluster["securityGroupIds"] == ["${cluster}-stranger"]


def test_a_rule_that_names_what_nobody_knows_leaves_the_rules_unknown() -> None:
    projection = projected(
        change(
            "aws_vpc_security_group_ingress_rule",
            None,
            rule(referenced_security_group_id="sg-0unheard"),
        ),
        change("aws_vpc_security_group_egress_rule", None, rule(prefix_list_id="pl-0unheard")),
    )
    group = found(projection, "security-group")["${cluster}-extra"].attributes
    known = {each.name: each for each in BASE.resources if each.kind == "security-group"}
    for side in ("IpPermissions", "IpPermissionsEgress"):
        assert UNKNOWN in group[side]
        assert group[side].items() > known["${cluster}-extra"].attributes[side].items()


def test_a_rule_may_name_a_group_of_another_account_and_a_known_prefix_list() -> None:
    lists = {
        "mode": "data",
        "type": "aws_ec2_managed_prefix_list",
        "name": "s3",
        "values": {"id": "pl-1", "name": "com.amazonaws.us-east-1.s3", "owner_id": "AWS"},
    }
    projection = projected(
        change(
            "aws_security_group_rule",
            None,
            rule(
                type="ingress",
                protocol="tcp",
                source_security_group_id="999999999999/sg-9",
                prefix_list_ids=["pl-1"],
            ),
        ),
        prior_state={"values": {"root_module": {"resources": [lists]}}},
    )
    rules = found(projection, "security-group")["${cluster}-extra"].attributes["IpPermissions"]
    assert "tcp 10250 from sg sg-9 of 999999999999" in rules
    assert "tcp 10250 from pl com.amazonaws.${region}.s3" in rules
