"""The codes of lints: what is wrong with one environment whatever it is held against."""

from typing import Final

from driftaudit.judge.code import EKS_GUIDE, IAM_GUIDE, Code

_MAP: Final = EKS_GUIDE + "auth-configmap.html"
_TROUBLES: Final = EKS_GUIDE + "security_iam_troubleshoot.html"
_AUTHENTICATOR: Final = (
    "https://github.com/kubernetes-sigs/aws-iam-authenticator#full-configuration-format"
)
_ENTRIES: Final = EKS_GUIDE + "access-entries.html"
_IRSA: Final = EKS_GUIDE + "associate-service-account-role.html"
_CNI_ISSUE: Final = "https://github.com/aws/amazon-vpc-cni-k8s/issues/2272"

LINT_CODES: Final = (
    Code(
        "AUTH005",
        "high",
        "role ARN with a path in aws-auth",
        "the ARN that the authenticator gets from STS has no path, so the entry never matches: "
        "the role's holders are locked out, and nodes of the role cannot join",
        "Write the role's ARN without its path.",
        _TROUBLES,
    ),
    Code(
        "AUTH006",
        "high",
        "instance profile in aws-auth",
        "nobody ever has the ARN of an instance profile: nodes of its role cannot join",
        "Write the ARN of the role that is in the instance profile.",
        _TROUBLES,
    ),
    Code(
        "AUTH007",
        "medium",
        "entry of aws-auth shadowed by a later one",
        "of two entries for one principal only the last counts, so the groups of the first are "
        "not given",
        "Make one entry of them, with all groups that are wanted.",
        _AUTHENTICATOR,
    ),
    Code(
        "AUTH008",
        "high",
        "several groups run into one in aws-auth",
        "Kubernetes knows no group of that name, so the principal gets no rights by it; a node "
        "without system:bootstrappers and system:nodes cannot join",
        "Put each group on a line of its own, indented alike.",
        _MAP,
    ),
    Code(
        "AUTH009",
        "high",
        "section of aws-auth in the wrong case",
        "mapRoles, mapUsers and mapAccounts are read in this spelling only: nobody is mapped by "
        "a section in another",
        "Rename the key to mapRoles, mapUsers or mapAccounts.",
        _AUTHENTICATOR,
    ),
    Code(
        "AUTH010",
        "high",
        "account id of aws-auth without its twelve digits",
        "account ids are compared as text; one whose leading zero was lost matches nobody",
        "Write the account id with all twelve digits, in quotes.",
        _AUTHENTICATOR,
    ),
    Code(
        "AUTH011",
        "high",
        "part of aws-auth is dropped as broken",
        "the authenticator logs an error and maps nobody by it; who was mapped before is locked "
        "out, nodes included",
        "Repair the section or entry, and look at the authenticator's log in CloudWatch.",
        _MAP,
    ),
    Code(
        "AUTH012",
        "info",
        "account id of aws-auth without quotes",
        "to YAML it is a number: a tool that reads the section and writes it back may lose its "
        "leading zeros, and with them the match",
        "Write the account id in quotes.",
        _AUTHENTICATOR,
    ),
    Code(
        "ACCESS007",
        "high",
        "stale access entry: the role was created again",
        "an entry holds for the role it was made for, not for a later one of the same name: the "
        "role's holders are locked out, and nodes of the role cannot join",
        "Delete the access entry and create it again.",
        _ENTRIES,
    ),
    Code(
        "ACCESS008",
        "medium",
        "stale access entry: the role does not exist",
        "nobody can use the entry, and it will not hold for a new role of that name either",
        "Delete the access entry.",
        _ENTRIES,
    ),
    Code(
        "IAM019",
        "high",
        "trust policy names a deleted principal",
        "IAM shows the id of a role or user that was deleted; one created again under its name "
        "may not assume the role, though the policy was written for it",
        "Write the ARN of the principal again, or take it out.",
        IAM_GUIDE + "reference_policies_elements_principal.html",
    ),
    Code(
        "IAM020",
        "medium",
        "copy of an older AWS-managed policy",
        "AWS adds actions to its policies when EKS needs them, and copies do not get them: new "
        "versions of addons or of EKS fail here and work elsewhere",
        "Attach the AWS-managed policy in its place, or add the missing actions.",
        EKS_GUIDE + "security-iam-awsmanpol.html",
    ),
    Code(
        "IAM021",
        "medium",
        "IRSA trust policy without an audience",
        "a token that the cluster made for something else than AWS is taken as well",
        "Add the condition that :aud is sts.amazonaws.com.",
        _IRSA,
    ),
    Code(
        "IAM022",
        "medium",
        "IRSA trust policy for more than one service account",
        "whoever may create a pod or a service account that matches gets the role's rights",
        "Name the service account, with StringEquals on :sub.",
        _IRSA,
    ),
    Code(
        "ADDON007",
        "high",
        "addon configuration is not what runs",
        "EKS shows the configuration that it was given; nodes run with the other value, and the "
        "next update of the addon changes it without notice",
        "Update the addon with the configuration that is wanted, resolving conflicts by OVERWRITE.",
        _CNI_ISSUE,
    ),
    Code(
        "ADDON008",
        "medium",
        "addon version is not what runs",
        "the workload was changed past EKS: what is supported and patched is another version",
        "Update the addon to the version that is wanted, resolving conflicts by OVERWRITE.",
        EKS_GUIDE + "updating-an-add-on.html",
    ),
    Code(
        "NODE025",
        "medium",
        "launch template used as $Latest",
        "whoever publishes a version changes the next node, which then differs from the last",
        "Set the version of the launch template on the node group to a number.",
        EKS_GUIDE + "launch-templates.html",
    ),
    Code(
        "NODE026",
        "high",
        "node group too old or too new for the control plane",
        "kubelets outside the supported skew may fail to join or to run pods, and EKS refuses to "
        "update the control plane",
        "Update whichever is behind to the version of the other.",
        "https://kubernetes.io/releases/version-skew-policy/#kubelet",
    ),
    Code(
        "NODE027",
        "medium",
        "Amazon Linux 2 nodes that cannot follow",
        "there are no AL2 AMIs from Kubernetes 1.33 on: the nodes stay where they are, unpatched, "
        "until they are too old to join",
        "Move to a node group of AL2023 or Bottlerocket.",
        EKS_GUIDE + "eks-ami-deprecation-faqs.html",
    ),
)
