"""Every family of kinds, in one place: to add a kind is to add a line here."""

from collections.abc import Callable, Iterable
from typing import Final

from driftaudit.normalize.access import access_entries, pod_identities
from driftaudit.normalize.addons import addons
from driftaudit.normalize.aws_auth import aws_auth
from driftaudit.normalize.clusters import clusters
from driftaudit.normalize.context import Context
from driftaudit.normalize.iam import iam_policies, iam_roles, oidc_providers
from driftaudit.normalize.kube import service_accounts, workloads
from driftaudit.normalize.launch_templates import launch_templates
from driftaudit.normalize.nodegroups import fargate_profiles, nodegroups
from driftaudit.normalize.security_groups import security_groups
from driftaudit.normalize.thing import Thing

FAMILIES: Final[dict[str, Callable[[Context], Iterable[Thing]]]] = {
    "cluster": clusters,
    "addon": addons,
    "nodegroup": nodegroups,
    "fargate-profile": fargate_profiles,
    "access-entry": access_entries,
    "aws-auth": aws_auth,
    "pod-identity": pod_identities,
    "iam-role": iam_roles,
    "iam-policy": iam_policies,
    "oidc-provider": oidc_providers,
    "launch-template": launch_templates,
    "security-group": security_groups,
    "workload": workloads,
    "service-account": service_accounts,
}
"""Kind → what makes its resources; complete over `model.KINDS`."""
