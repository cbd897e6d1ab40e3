"""How bad it is that somebody gains or loses access."""

import pytest

from driftaudit.judge.severity_access import access_severity
from driftaudit.model import Impact

BOB = "arn:${partition}:iam::${account}:role/bob"


@pytest.mark.parametrize(
    ("gained", "lost", "severity"),
    [
        ((), (), None),
        (("group system:masters",), (), "critical"),
        ((f"{BOB}: group system:masters",), (), "critical"),
        (("policy AmazonEKSClusterAdminPolicy (cluster)",), (), "critical"),
        (("policy AmazonEKSClusterAdminPolicy (namespaces a)",), (), "high"),
        (("policy AmazonEKSAdminPolicy (cluster)",), (), "high"),
        (("policy AmazonEKSViewPolicy (cluster)",), (), "medium"),
        (("group viewers",), (), "high"),
        (("joins as node",), (), "high"),
        (("username bob",), ("username al",), "medium"),
        (("may sign in, without any group or policy",), (), "medium"),
        ((), ("group system:masters",), "high"),
        ((), ("joins as node",), "critical"),
        ((), (f"{BOB}: joins as Windows node",), "critical"),
        ((), ("policy AmazonEKSViewPolicy (cluster)",), "medium"),
        (("username bob",), ("group a",), "high"),
        (("kube-system/aws-node takes role x",), (), "medium"),
        (("any service account of the cluster takes role x",), (), "high"),
        ((), ("kube-system/aws-node can no longer take role x: its trust wants sub y",), "high"),
    ],
)
def test_the_worst_of_all_that_is_gained_and_lost(gained, lost, severity):
    assert access_severity(Impact(access_gained=gained, access_lost=lost)) == severity
