import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.judge.codes import CODES
from driftaudit.judge.fixes import FIXES, fix
from driftaudit.judge.fixes_lint import LINT_FIXES
from driftaudit.judge.rules import code_of
from driftaudit.model import KINDS
from tests.judge.difference import ROLE, difference, fill

POLICY = "arn:${partition}:iam::${account}:policy/p"
ENTRY = {"kind": "access-entry", "resource": "arn:${partition}:iam::${account}:role/deploy"}
MAPPED = {"kind": "aws-auth", "resource": "arn:${partition}:iam::${account}:role/deploy"}
POD = {"kind": "pod-identity", "resource": "apps/web"}
ASSOCIATION = "arn:aws:eks:us-east-1:111111111111:podidentityassociation/acme-us/a-1"
DOCUMENT = {"Version": "2012-10-17", "Statement": []}
EKS = "aws eks {} --region us-east-1 --cluster-name acme-us "
ADDON = EKS.format("update-addon") + "--addon-name vpc-cni "
GROUP = EKS.format("update-nodegroup-config") + "--nodegroup-name workers "
ACCESS = "--principal-arn arn:aws:iam::111111111111:role/deploy"
CONFIG = "aws eks update-cluster-config --region us-east-1 --name acme-us "
VERSION = CONFIG.replace("-config", "-version") + "--kubernetes-version "
EDIT = "kubectl -n kube-system edit configmap aws-auth"


def addon(*path, **fields):
    return {"kind": "addon", "resource": "vpc-cni", "path": path, **fields}


def group(*path, **fields):
    return {"kind": "nodegroup", "resource": "workers", "path": path, **fields}


def cluster(*path, **fields):
    return {"kind": "cluster", "resource": "${cluster}", "path": path, **fields}


CASES = [
    (
        {"path": ("AttachedManagedPolicies", POLICY), "actual": {}, "source": ROLE},
        [
            (
                "aws iam detach-role-policy --role-name acme-us-node"
                " --policy-arn arn:aws:iam::111111111111:policy/p"
            )
        ],
    ),
    (
        {"path": ("RolePolicyList", "it's"), "expected": {"Resource": "${account}"}},
        [
            (
                "aws iam put-role-policy --role-name acme-us-node --policy-name 'it'\"'\"'s'"
                """ --policy-document '{"Resource":"111111111111"}'"""
            )
        ],
    ),
    (
        {"path": ("RolePolicyList", "s3"), "actual": DOCUMENT},
        ["aws iam delete-role-policy --role-name acme-us-node --policy-name s3"],
    ),
    (
        {"path": ("RolePolicyList", "s3"), "expected": {"a": 1}, "actual": "text"},
        [
            (
                "aws iam put-role-policy --role-name acme-us-node --policy-name s3"
                """ --policy-document '{"a":1}'"""
            )
        ],
    ),
    (
        {"path": ("RolePolicyList", "s3", "Statement"), "expected": [1], "actual": [2]},
        [
            (
                "aws iam get-role-policy --role-name acme-us-node --policy-name s3"
                " --query PolicyDocument > policy.json"
            ),
            "edit policy.json: Statement as expected",
            (
                "aws iam put-role-policy --role-name acme-us-node --policy-name s3"
                " --policy-document file://policy.json"
            ),
        ],
    ),
    ({"path": ("RolePolicyList",), "expected": "a", "actual": "b"}, None),
    (
        {"path": ("AssumeRolePolicyDocument",), "expected": {"a": 1}, "actual": "text"},
        [
            (
                "aws iam update-assume-role-policy --role-name acme-us-node"
                """ --policy-document '{"a":1}'"""
            )
        ],
    ),
    (
        {"path": ("AssumeRolePolicyDocument", "Statement"), "expected": [1], "actual": [2]},
        [
            (
                "aws iam get-role --role-name acme-us-node"
                " --query Role.AssumeRolePolicyDocument > trust.json"
            ),
            "edit trust.json: Statement as expected",
            (
                "aws iam update-assume-role-policy --role-name acme-us-node"
                " --policy-document file://trust.json"
            ),
        ],
    ),
    (
        {"path": ("PermissionsBoundary", "PermissionsBoundaryArn"), "expected": POLICY},
        [
            (
                "aws iam put-role-permissions-boundary --role-name acme-us-node"
                " --permissions-boundary arn:aws:iam::111111111111:policy/p"
            )
        ],
    ),
    (
        {
            "path": ("PermissionsBoundary",),
            "expected": {"PermissionsBoundaryArn": POLICY},
            "actual": 1,
        },
        [
            (
                "aws iam put-role-permissions-boundary --role-name acme-us-node"
                " --permissions-boundary arn:aws:iam::111111111111:policy/p"
            )
        ],
    ),
    (
        {"path": ("PermissionsBoundary", "PermissionsBoundaryArn"), "actual": POLICY},
        ["aws iam delete-role-permissions-boundary --role-name acme-us-node"],
    ),
    ({"path": ("PermissionsBoundary", "x"), "expected": 1}, None),
    ({"path": (), "expected": {}}, None),
    (
        {"kind": "oidc-provider", "resource": "${oidc}", "expected": {}},
        [
            (
                "aws iam create-open-id-connect-provider"
                " --url https://oidc.eks.us-east-1.amazonaws.com/id/ABC"
                " --client-id-list sts.amazonaws.com"
            )
        ],
    ),
    (
        {"path": ("MaxSessionDuration",), "actual": 7200},
        ["aws iam update-role --role-name acme-us-node --max-session-duration 3600"],
    ),
    (
        {"path": ("Tags", "team"), "expected": "a b", "actual": "c"},
        [
            (
                "aws iam tag-role --role-name acme-us-node --tags"
                """ '{"Key":"team","Value":"a b"}'"""
            )
        ],
    ),
    (
        {"path": ("Tags", "team"), "actual": "c"},
        ["aws iam untag-role --role-name acme-us-node --tag-keys team"],
    ),
    ({"kind": "iam-policy", "path": ("Tags", "team"), "actual": "c"}, None),
    (
        cluster("version", expected="1.31", actual="1.29"),
        [
            VERSION + "1.30",
            VERSION + "1.31",
        ],
    ),
    (cluster("version", expected="1.29", actual="1.31"), None),
    (cluster("version", expected="1.29"), None),
    (
        cluster("accessConfig", "authenticationMode", expected="API", actual="CONFIG_MAP"),
        [
            CONFIG + "--access-config authenticationMode=API_AND_CONFIG_MAP",
            CONFIG + "--access-config authenticationMode=API",
        ],
    ),
    (cluster("accessConfig", "authenticationMode", expected="CONFIG_MAP", actual="API"), None),
    (
        cluster(
            "resourcesVpcConfig", "publicAccessCidrs", expected=["10.0.0.0/8"], actual=["0.0.0.0/0"]
        ),
        [CONFIG + """--resources-vpc-config '{"publicAccessCidrs":["10.0.0.0/8"]}'"""],
    ),
    (cluster("resourcesVpcConfig", "publicAccessCidrs", actual=["0.0.0.0/0"]), None),
    (
        cluster("logging", "audit", expected=True),
        [CONFIG + """--logging '{"clusterLogging":[{"enabled":true,"types":["audit"]}]}'"""],
    ),
    (
        cluster("logging", "audit", actual=True),
        [CONFIG + """--logging '{"clusterLogging":[{"enabled":false,"types":["audit"]}]}'"""],
    ),
    (cluster("logging", expected=1, actual=2), None),
    (
        cluster("upgradePolicy", "supportType", expected="STANDARD"),
        [CONFIG + "--upgrade-policy supportType=STANDARD"],
    ),
    (cluster("deletionProtection", expected=True), [CONFIG + "--deletion-protection"]),
    (cluster("deletionProtection", actual=True), [CONFIG + "--no-deletion-protection"]),
    (
        cluster("tags", "team", expected="a", source="arn:aws:eks:us-east-1:1:cluster/acme-us"),
        [
            (
                "aws eks tag-resource --region us-east-1 --resource-arn"
                """ arn:aws:eks:us-east-1:1:cluster/acme-us --tags '{"team":"a"}'"""
            )
        ],
    ),
    (
        cluster("tags", "team", actual="a", source="arn:aws:eks:us-east-1:1:cluster/acme-us"),
        [
            (
                "aws eks untag-resource --region us-east-1 --resource-arn"
                " arn:aws:eks:us-east-1:1:cluster/acme-us --tag-keys team"
            )
        ],
    ),
    (cluster("tags", "team", actual="a"), None),
    (
        addon(expected={"addonVersion": "v1"}),
        [EKS.format("create-addon") + "--addon-name vpc-cni --addon-version v1"],
    ),
    (addon(expected={}), [EKS.format("create-addon") + "--addon-name vpc-cni"]),
    (addon(actual={}), [EKS.format("delete-addon") + "--addon-name vpc-cni --preserve"]),
    (
        addon("addonVersion", expected="v1", actual="v2"),
        [ADDON + "--addon-version v1 --resolve-conflicts PRESERVE"],
    ),
    (addon("addonVersion", actual="v2"), None),
    (
        addon("configurationValues", expected="a: [", actual="b"),
        [ADDON + "--configuration-values 'a: ['"],
    ),
    (addon("configurationValues", actual="b"), [ADDON + "--configuration-values '{}'"]),
    (
        addon("configurationValues", "env", "X", expected="1"),
        [
            EKS.format("describe-addon") + "--addon-name vpc-cni"
            " --query addon.configurationValues --output text > values.json",
            "edit values.json: env.X as expected",
            ADDON + "--configuration-values file://values.json",
        ],
    ),
    (
        addon("serviceAccountRoleArn", expected=POLICY),
        [ADDON + "--service-account-role-arn arn:aws:iam::111111111111:policy/p"],
    ),
    (addon("serviceAccountRoleArn", actual=POLICY), None),
    (
        group("scalingConfig", "maxSize", expected=3, actual=6),
        [GROUP + "--scaling-config maxSize=3"],
    ),
    (group("scalingConfig", "maxSize", actual=6), None),
    (
        group("labels", "a", expected="b"),
        [GROUP + """--labels '{"addOrUpdateLabels":{"a":"b"}}'"""],
    ),
    (group("labels", "a", actual="b"), [GROUP + """--labels '{"removeLabels":["a"]}'"""]),
    (group("labels", expected="b"), None),
    (
        group("taints", "a:b:NoSchedule", expected="v"),
        [
            GROUP + "--taints"
            """ '{"addOrUpdateTaints":[{"effect":"NO_SCHEDULE","key":"a:b","value":"v"}]}'"""
        ],
    ),
    (
        group("taints", "a:NO_EXECUTE", actual=""),
        [GROUP + """--taints '{"removeTaints":[{"effect":"NO_EXECUTE","key":"a"}]}'"""],
    ),
    (group("taints", "a", actual=""), None),
    (
        group("releaseVersion", expected="1.30.1-2", actual="1.30.0-1"),
        [
            EKS.format("update-nodegroup-version")
            + "--nodegroup-name workers --release-version 1.30.1-2"
        ],
    ),
    (group("releaseVersion", expected="ami-1", actual="ami-2"), None),
    (
        group("version", expected="1.30", actual="1.29"),
        [
            EKS.format("update-nodegroup-version")
            + "--nodegroup-name workers --kubernetes-version 1.30"
        ],
    ),
    (group("version", expected="1.29", actual="1.30"), None),
    (
        ENTRY | {"expected": {"type": "EC2_LINUX", "username": "u", "kubernetesGroups": ["g"]}},
        [EKS.format("create-access-entry") + ACCESS + " --type EC2_LINUX"],
    ),
    (
        ENTRY
        | {
            "expected": {
                "username": "u",
                "kubernetesGroups": ["g", "h"],
                "associatedAccessPolicies": {
                    POLICY: {"type": "namespace", "namespaces": ["a"]},
                    "odd": "text",
                },
            }
        },
        [
            EKS.format("create-access-entry")
            + ACCESS
            + " --type STANDARD --username u --kubernetes-groups g h",
            EKS.format("associate-access-policy")
            + ACCESS
            + " --policy-arn arn:aws:iam::111111111111:policy/p --access-scope"
            """ '{"namespaces":["a"],"type":"namespace"}'""",
        ],
    ),
    (ENTRY | {"resource": "odd", "expected": {}}, None),
    (ENTRY | {"actual": {}}, [EKS.format("delete-access-entry") + ACCESS]),
    (
        ENTRY | {"path": ("associatedAccessPolicies", POLICY), "actual": {"type": "cluster"}},
        [
            EKS.format("disassociate-access-policy")
            + ACCESS
            + " --policy-arn arn:aws:iam::111111111111:policy/p"
        ],
    ),
    (
        ENTRY | {"path": ("associatedAccessPolicies", POLICY), "expected": {"type": "cluster"}},
        [
            EKS.format("associate-access-policy")
            + ACCESS
            + " --policy-arn arn:aws:iam::111111111111:policy/p --access-scope"
            """ '{"type":"cluster"}'"""
        ],
    ),
    (ENTRY | {"path": ("associatedAccessPolicies",), "expected": 1}, None),
    (
        ENTRY | {"path": ("kubernetesGroups",), "actual": ["a"]},
        [EKS.format("update-access-entry") + ACCESS + " --kubernetes-groups '[]'"],
    ),
    (ENTRY | {"path": ("kubernetesGroups",), "expected": "a", "actual": ["a"]}, None),
    (
        ENTRY | {"path": ("username",), "expected": "u", "actual": "v"},
        [EKS.format("update-access-entry") + ACCESS + " --username u"],
    ),
    (ENTRY | {"path": ("username",), "actual": "v"}, None),
    (
        POD | {"expected": {"roleArn": POLICY}},
        [
            EKS.format("create-pod-identity-association")
            + "--namespace apps --service-account web --role-arn arn:aws:iam::111111111111:policy/p"
        ],
    ),
    (POD | {"expected": {}}, None),
    (
        POD | {"actual": {}, "source": ASSOCIATION},
        [EKS.format("delete-pod-identity-association") + "--association-id a-1"],
    ),
    (POD | {"actual": {}}, None),
    (
        POD | {"path": ("roleArn",), "expected": POLICY, "source": ASSOCIATION},
        [
            EKS.format("update-pod-identity-association")
            + "--association-id a-1 --role-arn arn:aws:iam::111111111111:policy/p"
        ],
    ),
    (POD | {"path": ("roleArn",), "actual": POLICY, "source": ASSOCIATION}, None),
    (
        MAPPED | {"expected": {"type": "role", "username": "u", "groups": ["g"]}},
        [
            EDIT,
            (
                "add the mapRoles entry of arn:aws:iam::111111111111:role/deploy:"
                ' {"groups":["g"],"username":"u"}'
            ),
        ],
    ),
    (
        MAPPED | {"actual": {"type": "role"}},
        [EDIT, "remove the mapRoles entry of arn:aws:iam::111111111111:role/deploy"],
    ),
    (
        MAPPED | {"resource": "arn:aws:iam::1:user/u", "path": ("groups",), "actual": ["g"]},
        [EDIT, "in the mapUsers entry of arn:aws:iam::1:user/u set groups to []"],
    ),
    (
        MAPPED | {"resource": "000000000001", "expected": {}},
        [EDIT, "add the mapAccounts entry of 000000000001"],
    ),
    (
        {
            "kind": "service-account",
            "resource": "kube-system/aws-node",
            "path": ("annotations", "eks.amazonaws.com/role-arn"),
            "expected": POLICY,
            "actual": "x",
        },
        [
            (
                "kubectl -n kube-system annotate --overwrite serviceaccount aws-node"
                " eks.amazonaws.com/role-arn=arn:aws:iam::111111111111:policy/p"
            )
        ],
    ),
    (
        {
            "kind": "service-account",
            "resource": "kube-system/aws-node",
            "path": ("annotations", "eks.amazonaws.com/role-arn"),
            "actual": "x",
        },
        None,
    ),
]


@pytest.mark.parametrize(("fields", "steps"), CASES)
def test_fix(fields, steps):
    found = difference(**fields)
    code = CODES[code_of(found)]
    assert fix(found, code, fill) == (tuple(steps) if steps else (code.fix,))


def test_every_code_with_commands_is_tried_above():
    tried = {code_of(difference(**fields)) for fields, steps in CASES if steps}
    untried = {"IAM001", "EKS005", "NODE015", "ADDON097", "NODE097", "ACCESS097", "AUTH004"}
    # Those of lints are tried in tests/lint/test_findings.py.
    assert set(FIXES) - set(LINT_FIXES) - tried == untried


def test_a_missing_roles_source_is_not_ours():
    missing = difference(path=(), expected={}, source="arn:aws:iam::222222222222:role/theirs")
    assert "theirs" not in " ".join(fix(missing, CODES["IAM008"], fill))


NASTY = st.sampled_from(["", "$(reboot)", "`x`", "'", '"', "; rm -rf /", "a b", "\n", "${cluster}"])


@given(
    st.sampled_from(KINDS),
    st.lists(NASTY | st.sampled_from(["tags", "labels", "taints", "version"]), max_size=3),
    st.none() | NASTY | st.lists(NASTY, max_size=2) | st.dictionaries(NASTY, NASTY, max_size=2),
    st.none() | NASTY,
    NASTY,
)
def test_no_value_breaks_out_of_a_command(kind, path, expected, actual, resource):
    if (path or (expected is None) == (actual is None)) and expected == actual:
        return
    if not path and not isinstance(expected if expected is not None else {}, dict):
        return
    found = difference(kind, path, expected=expected, actual=actual, resource=resource)
    steps = fix(found, CODES[code_of(found)], fill)
    assert steps
    for step in steps:
        if step.startswith(("aws ", "kubectl ")):
            words = shlex.split(step, comments=False)
            assert words[0] in {"aws", "kubectl"}
            assert not set(words) & {";", "rm", "reboot"}
