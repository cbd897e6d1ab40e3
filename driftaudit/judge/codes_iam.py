"""The codes of IAM: roles, customer-managed policies and the cluster's OIDC provider."""

from typing import Final

from driftaudit.judge.code import EKS_GUIDE, IAM_GUIDE, Code

IAM_CODES: Final = (
    Code(
        "IAM001",
        "high",
        "attached policy missing",
        "what uses the role loses what the policy allows; on a node, cluster or vpc-cni role new "
        "nodes get no pod network, cannot register, or cannot pull images",
        "Attach the policy, or accept the baseline if it was taken away on purpose.",
        EKS_GUIDE + "create-node-role.html",
    ),
    Code(
        "IAM002",
        "medium",
        "policy attached that is not expected",
        "the role may do more than its peers; a policy attached by hand is not drift to "
        "`terraform plan`, and nobody reviewed it",
        "Detach the policy, or accept it into the baseline if every environment should have it.",
        "https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3717",
    ),
    Code(
        "IAM003",
        "high",
        "inline policy missing",
        "what uses the role loses what the inline policy allows",
        "Put the inline policy back.",
        IAM_GUIDE + "access_policies_managed-vs-inline.html",
    ),
    Code(
        "IAM004",
        "medium",
        "inline policy that is not expected",
        "the role may do more, or with a Deny less, than its peers, and an inline policy is seen "
        "in no list of policies",
        "Delete the inline policy, or accept it into the baseline.",
        IAM_GUIDE + "access_policies_managed-vs-inline.html",
    ),
    Code(
        "IAM005",
        "high",
        "inline policy differs",
        "what uses the role may do something else here than in its peers",
        "Write the expected document into the inline policy.",
        IAM_GUIDE + "access_policies_managed-vs-inline.html",
    ),
    Code(
        "IAM006",
        "high",
        "trust policy differs",
        "who may take the role has changed: a wrong service, `sub` or `aud` means that nodes, "
        "addons or pods get no credentials at all; a wider one lets others take it",
        "Write the expected trust policy into the role.",
        EKS_GUIDE + "associate-service-account-role.html",
    ),
    Code(
        "IAM007",
        "high",
        "permissions boundary differs",
        "a boundary takes away what the policies allow without a trace in them; one that is gone "
        "lets the role do more than was agreed",
        "Set the expected boundary, or remove the one that is not expected.",
        IAM_GUIDE + "access_policies_boundaries.html",
    ),
    Code(
        "IAM008",
        "high",
        "role missing, or not used here",
        "what uses the role in its peers has no role, or another one, here",
        "Create the role, or point what should use it at it.",
        EKS_GUIDE + "security-iam.html",
    ),
    Code(
        "IAM009",
        "medium",
        "role that is not expected",
        "something in this environment acts with a role that its peers do not have",
        "Find what uses it (`used by`); remove it, or accept it into the baseline.",
        EKS_GUIDE + "security-iam.html",
    ),
    Code(
        "IAM010",
        "high",
        "customer-managed policy missing",
        "roles that should carry the policy do not, and lose what it allows",
        "Create the policy and attach it to the role.",
        IAM_GUIDE + "access_policies_managed-vs-inline.html",
    ),
    Code(
        "IAM011",
        "medium",
        "customer-managed policy that is not expected",
        "a role here carries a policy that its peers do not have",
        "Detach it from the role, or accept it into the baseline.",
        IAM_GUIDE + "access_policies_managed-vs-inline.html",
    ),
    Code(
        "IAM012",
        "high",
        "customer-managed policy differs",
        "one name, another document: roles with this policy may do something else here; a copy of "
        "an AWS-managed policy silently lacks what AWS added since",
        "Publish the expected document as the policy's default version.",
        IAM_GUIDE + "access_policies_managed-versioning.html",
    ),
    Code(
        "IAM013",
        "critical",
        "OIDC provider missing",
        "no service account of the cluster can take an IAM role: vpc-cni, the EBS driver and every "
        "workload with such a role get AccessDenied or InvalidIdentityToken",
        "Create the IAM OIDC provider of the cluster's issuer.",
        EKS_GUIDE + "enable-iam-roles-for-service-accounts.html",
    ),
    Code(
        "IAM014",
        "low",
        "OIDC provider that is not expected",
        "service accounts of this cluster can take roles, where those of its peers cannot",
        "Delete the provider if no role trusts it, or accept it into the baseline.",
        EKS_GUIDE + "enable-iam-roles-for-service-accounts.html",
    ),
    Code(
        "IAM015",
        "high",
        "OIDC provider differs",
        "without the audience sts.amazonaws.com no service account can take a role",
        "Set the expected audiences of the provider.",
        EKS_GUIDE + "enable-iam-roles-for-service-accounts.html",
    ),
    Code(
        "IAM016",
        "low",
        "maximum session duration differs",
        "sessions of the role end sooner or later than elsewhere",
        "Set the expected duration.",
        IAM_GUIDE + "id_roles_update-role-settings.html",
    ),
    Code(
        "IAM017",
        "high",
        "instance profile differs",
        "nodes take their role through an instance profile; without it they have no credentials "
        "and cannot join",
        "Put the role into the expected instance profile.",
        IAM_GUIDE + "id_roles_use_switch-role-ec2_instance-profiles.html",
    ),
    Code(
        "IAM018",
        "medium",
        "path of the role differs",
        "an aws-auth entry whose role ARN has a path never matches, so the role's holders are "
        "locked out",
        "Create the role again under the expected path; a path cannot be changed.",
        EKS_GUIDE + "auth-configmap.html",
    ),
    Code(
        "IAM023",
        "info",
        "same permissions, written another way",
        "the role may do exactly the same by other policies; whoever changes one of them next may "
        "overlook it here",
        "Nothing to do; write it as elsewhere, or accept it, to have it alike.",
        IAM_GUIDE + "access_policies_managed-vs-inline.html",
    ),
    Code(
        "IAM097",
        "low",
        "IAM tag differs",
        "tags decide costs, ownership, and access where policies have tag conditions",
        "Set the expected tags.",
        IAM_GUIDE + "id_tags.html",
    ),
    Code(
        "IAM098",
        "info",
        "IAM description differs",
        "only people read a description",
        "Set the expected description, or ignore it.",
        IAM_GUIDE + "id_roles_update-role-settings.html",
    ),
    Code(
        "IAM099",
        "medium",
        "other IAM setting differs",
        "IAM decides whether nodes join and pods get credentials; this setting has no rule yet",
        "Compare it with a peer, then set it or accept it.",
        IAM_GUIDE + "introduction.html",
    ),
)
