"""The IAM actions that reading an environment takes, and nothing beyond.

`docs/reader-policy.json`, doctor and a test of the calls that are really made follow from it.
"""

from typing import Final

ACTIONS: Final = (
    "ec2:DescribeImages",
    "ec2:DescribeLaunchTemplateVersions",
    "ec2:DescribeManagedPrefixLists",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "eks:DescribeAccessEntry",
    "eks:DescribeAddon",
    "eks:DescribeCluster",
    "eks:DescribeFargateProfile",
    "eks:DescribeNodegroup",
    "eks:DescribePodIdentityAssociation",
    "eks:ListAccessEntries",
    "eks:ListAddons",
    "eks:ListAssociatedAccessPolicies",
    "eks:ListClusters",
    "eks:ListFargateProfiles",
    "eks:ListNodegroups",
    "eks:ListPodIdentityAssociations",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetOpenIDConnectProvider",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "kms:ListAliases",
)
"""`eks:ListClusters` is for `init --discover` alone; GetCallerIdentity takes no permission."""


def policy(actions: tuple[str, ...]) -> dict[str, object]:
    """An identity policy that allows the actions, on every resource: most of them take no other."""
    statement = {"Sid": "DriftauditReads", "Effect": "Allow", "Action": sorted(actions)}
    return {"Version": "2012-10-17", "Statement": [statement | {"Resource": "*"}]}
