"""Every single change of the matrix, and what it must give, by kind."""

from typing import NamedTuple

from tests.mutations import access_cases, eks_cases, iam_cases, kube_cases, node_cases


class Case(NamedTuple):
    """One change of one thing in one environment, and its one finding."""

    name: str
    change: object
    expected: str

    @property
    def kind(self):
        return self.expected.split()[2]


TABLES = {
    "cluster": eks_cases.CLUSTER,
    "addon": eks_cases.ADDON,
    "nodegroup": node_cases.NODEGROUP,
    "fargate-profile": node_cases.FARGATE,
    "launch-template": node_cases.TEMPLATE,
    "access-entry": access_cases.ENTRY,
    "pod-identity": access_cases.POD_IDENTITY,
    "aws-auth": access_cases.AWS_AUTH,
    "iam-role": (*iam_cases.TRUSTS, *iam_cases.ROLES),
    "iam-policy": iam_cases.POLICIES,
    "oidc-provider": iam_cases.PROVIDER,
    "security-group": kube_cases.GROUP,
    "workload": kube_cases.WORKLOAD,
    "service-account": kube_cases.ACCOUNT,
}
CASES = tuple(Case(*row) for table in TABLES.values() for row in table)
