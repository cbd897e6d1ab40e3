"""Service principals by one name in every partition, without calling equal what AWS does not.

In China some services are named with `.cn` and refused without: EKS creates no node group on a role
that trusts `ec2.amazonaws.com` there (awslabs/cdk-eks-blueprints#558, aws/aws-cdk#24709,
hashicorp/terraform-provider-aws#47141), EMR no cluster (aws/aws-cdk#31767). Others are refused
*with* it when a policy is written (terraform-aws-modules/terraform-aws-rds-proxy#32), so that where
`X.amazonaws.com.cn` stands, it is that service's name.
"""

from typing import Final

from driftaudit.normalize.portable import Portable

_ONLY_WITH_CN: Final = frozenset({"ec2.amazonaws.com", "elasticmapreduce.amazonaws.com"})


def service_name(principal: str, portable: Portable) -> str:
    """In China `ec2.amazonaws.com.cn` is `ec2.amazonaws.com`, the name in other partitions.

    What lacks its `.cn` there is kept apart: `ec2.amazonaws.com (without .cn)`.
    """
    if portable.partition != "aws-cn":
        return principal
    if principal in _ONLY_WITH_CN:
        return f"{principal} (without .cn)"
    return principal.removesuffix(".cn") if principal.endswith(".amazonaws.com.cn") else principal
