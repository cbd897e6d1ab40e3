"""What is not laid over a snapshot is in doubt where it may matter, and nowhere else."""

import json

import pytest

from driftaudit.model import KINDS
from driftaudit.plan.doubts import doubts

IGW = {"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
NAT = IGW | {"gateway_id": "", "nat_gateway_id": "nat-1"}
PEER = IGW | {"destination_cidr_block": "10.0.0.0/8"}
TABLE = {"id": "rtb-1", "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}]}
NEW = {key: each for key, each in IGW.items() if key != "route_table_id"}
LATER = {key: each for key, each in IGW.items() if key != "gateway_id"}
ADMIN = {"template_body": json.dumps({"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy"}}})}
QUEUE = {"template_body": "Resources: {Q: {Type: AWS::SQS::Queue}}"}
URL = {"template_url": "https://x/y", "capabilities": ["CAPABILITY_NAMED_IAM"]}
ROLE_ARN = "serviceAccount:\n  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::1:role/"


def chart(name, role="", **more):
    return {"name": name, "chart": name, "values": [ROLE_ARN + role] if role else []} | more


CASES = [
    ("aws_subnet", None, {"tags": {"Name": "a"}}, ""),
    ("aws_subnet", {"tags": {"Name": "a"}}, {"tags": {"Name": "a", "karpenter": "1"}}, ""),
    ("aws_subnet", {"tags_all": {"Name": "a"}}, {"tags_all": {"Name": "b"}}, "subnet"),
    ("aws_subnet", {"availability_zone": "a"}, {"availability_zone": "b"}, "subnet"),
    ("aws_subnet", {"tags": {"Name": "a"}}, None, "subnet"),
    ("aws_route", None, IGW, "route-table"),
    ("aws_route", IGW, None, "route-table"),
    ("aws_route", None, LATER, "route-table"),
    ("aws_route", None, NEW, ""),
    ("aws_route", None, NAT, ""),
    ("aws_route", NAT, IGW, "route-table"),
    ("aws_route", None, PEER, ""),
    ("aws_route", PEER, None, ""),
    ("aws_route_table", None, TABLE, ""),
    ("aws_route_table", TABLE, TABLE | {"tags": {"a": "b"}}, ""),
    ("aws_route_table", TABLE | {"route": []}, TABLE, "route-table"),
    ("aws_route_table", TABLE, {"id": "rtb-1"}, "route-table"),
    ("aws_route_table_association", None, {"subnet_id": "subnet-1"}, "route-table"),
    ("aws_route_table_association", None, {"route_table_id": "rtb-1"}, ""),
    ("aws_route_table_association", {"subnet_id": "subnet-1"}, None, "route-table"),
    ("aws_main_route_table_association", None, {"vpc_id": "vpc-1"}, "route-table"),
    ("aws_kms_alias", None, {"name": "alias/a", "target_key_id": "k"}, "kms-alias"),
    ("aws_kms_alias", None, {"name": "alias/a"}, ""),
    ("aws_kms_alias", {"name": "alias/a"}, None, "kms-alias"),
    ("aws_ec2_tag", None, {"resource_id": "subnet-1", "key": "Name"}, "subnet"),
    ("aws_ec2_tag", None, {"resource_id": "subnet-1", "key": "x"}, ""),
    ("aws_ec2_tag", {"resource_id": "sg-1", "key": "x"}, None, "security-group"),
    ("aws_cloudformation_stack", None, ADMIN, "iam-role"),
    ("aws_cloudformation_stack", ADMIN, None, "iam-role"),
    ("aws_cloudformation_stack", ADMIN, ADMIN | {"tags": {"a": "b"}}, ""),
    ("aws_cloudformation_stack", None, QUEUE, ""),
    ("aws_cloudformation_stack", None, URL, "iam-role"),
    ("aws_cloudformation_stack", None, {"template_url": "https://x/y"}, ""),
    ("aws_cloudcontrolapi_resource", None, {"type_name": "AWS::EKS::Addon"}, "addon"),
    ("aws_cloudcontrolapi_resource", None, {"type_name": "AWS::SQS::Queue"}, ""),
    ("awscc_eks_access_entry", None, {}, "access-entry"),
    ("awscc_eks_pod_identity_association", None, {}, "pod-identity"),
    ("awscc_ec2_security_group_ingress", None, {}, "security-group"),
    ("awscc_iam_oidc_provider", None, {}, "oidc-provider"),
    ("awscc_s3_bucket", None, {}, ""),
    ("helm_release", chart("aws-vpc-cni"), chart("aws-vpc-cni", version="2"), "workload"),
    ("helm_release", None, chart("x", chart="oci://registry/charts/coredns"), "workload"),
    ("helm_release", None, chart("lb", "lb"), "service-account"),
    ("helm_release", chart("lb", "lb"), chart("lb", "lb", version="2"), ""),
    ("helm_release", chart("lb", "lb"), chart("lb", "admin"), "service-account"),
    ("helm_release", None, chart("shop"), ""),
    ("kubernetes_env", None, {"metadata": [{"name": "aws-node"}]}, "workload"),
    ("kubernetes_service_account_wonder", None, None, "service-account"),
    ("aws_route53_zone", None, {"name": "x"}, ""),
    ("aws_eks_addon", None, None, "addon"),
]


@pytest.mark.parametrize(("type_", "before", "after", "kind"), CASES)
def test_what_a_change_leaves_in_doubt(type_, before, after, kind) -> None:
    assert doubts(type_, before, after) == ((kind,) if kind else ())
    assert not kind or kind in (*KINDS, "subnet", "route-table", "kms-alias")


def test_each_kind_once_and_all_of_them() -> None:
    role, addon = "AWS::IAM::Role", "AWS::EKS::Addon"
    before, after = ({"template_body": f"{each} {each}"} for each in (role, addon))
    assert doubts("aws_cloudformation_stack", before, after) == ("iam-role", "addon")
