"""Rewrites that mean nothing: access entries, pod identities, aws-auth, groups, workloads."""

import json

import yaml

from tests.mutations.edits import add, both, drop, edit, put
from tests.noise.eks_cases import backwards

ENTRY = "access-entry deploy"
SCOPE = f"{ENTRY} associatedAccessPolicies"
ACCESS = (
    ("order of groups", backwards("access-entry 0 kubernetesGroups")),
    ("a group twice", edit(f"{ENTRY} kubernetesGroups", lambda old: old * 2)),
    ("no groups, said", put("access-entry alice kubernetesGroups", None)),
    (
        "default username unsaid",
        both(put("access-entry alice username", None), drop("access-entry 0 username")),
    ),
    ("type by default", put(f"{ENTRY} type", None)),
    ("order of policies", backwards(SCOPE)),
    ("order of namespaces", backwards(f"{SCOPE} AmazonEKSEditPolicy accessScope namespaces")),
    ("no namespaces, said", drop(f"{SCOPE} AmazonEKSViewPolicy accessScope namespaces")),
    ("times", put(f"{SCOPE} AmazonEKSViewPolicy modifiedAt", "2020-01-01")),
    ("ARN and times", edit(ENTRY, lambda old: old | {"accessEntryArn": "x", "createdAt": 1.5})),
    ("no policies, said", put("access-entry alice associatedAccessPolicies", [])),
    ("order of entries", lambda place, shapes: shapes["access-entry"].reverse()),
    (
        "ids of an association",
        lambda place, shapes: shapes.update(
            json.loads(json.dumps(shapes).replace(f"a-{place.hex}", "a-zzzz"))
        ),
    ),
    ("session tags by default", put("pod-identity worker disableSessionTags", False)),
    ("association's times", put("pod-identity worker modifiedAt", "x")),
    ("association's policy unsaid", put("pod-identity worker policy", None)),
    (
        "the owning add-on was made anew",
        edit("pod-identity ebs-csi ownerArn", lambda old: old.rpartition("/")[0] + "/9a9a9a9a"),
    ),
)

DATA = "configmap aws-auth data"
ROLES, USERS = f"{DATA} mapRoles", f"{DATA} mapUsers"


def loaded(function):
    return lambda text: function(yaml.safe_load(text))


def capitals(entries):
    return yaml.safe_dump([{key.upper(): entry[key] for key in entry} for entry in entries])


AWS_AUTH = (
    ("block style", edit(ROLES, loaded(lambda it: yaml.safe_dump(it, default_flow_style=False)))),
    ("flow style", edit(ROLES, loaded(lambda it: yaml.safe_dump(it, default_flow_style=True)))),
    ("JSON", edit(ROLES, loaded(json.dumps))),
    ("JSON over lines", edit(USERS, loaded(lambda it: json.dumps(it, indent=2)))),
    ("comments", edit(ROLES, lambda old: "# nodes\n" + old.replace("\n", "  # x\n", 1))),
    ("keys in another case", edit(ROLES, loaded(capitals))),
    ("keys in camel case", edit(USERS, lambda old: old.replace("userarn", "userARN"))),
    (
        "quotes",
        edit(
            USERS, lambda old: old.replace(": bob", ': "bob"').replace("[viewers]", "['viewers']")
        ),
    ),
    (
        "order of groups",
        edit(
            ROLES,
            lambda old: old.replace(
                "[system:nodes, system:bootstrappers]", "[system:bootstrappers, system:nodes]"
            ),
        ),
    ),
    ("a group twice", edit(USERS, lambda old: old.replace("[viewers]", "[viewers, viewers]"))),
    ("order of entries", edit(ROLES, loaded(lambda it: yaml.safe_dump([it[3], it[2], it[0]])))),
    (
        "order of keys",
        edit(
            ROLES,
            loaded(
                lambda it: yaml.safe_dump(
                    [dict(reversed(each.items())) for each in it], sort_keys=False
                )
            ),
        ),
    ),
    (
        "the entry that lost is gone",
        edit(ROLES, loaded(lambda it: yaml.safe_dump([it[0], it[2], it[3]]))),
    ),
    (
        "the entry that lost says something else",
        edit(ROLES, lambda old: old.replace("nobody", "somebody")),
    ),
    ("role in another case", edit(ROLES, lambda old: old.replace("-admin\n", "-ADMIN\n"))),
    (
        "an empty section",
        both(put(f"{DATA} mapFoo", "x"), put("configmap aws-auth binaryData", {})),
    ),
    (
        "accounts in flow style",
        put(f"{DATA} mapAccounts", lambda p: f'["011111111111", {p.account}]'),
    ),
    (
        "accounts without quotes",
        put(f"{DATA} mapAccounts", lambda p: f"- {p.account}\n- 011111111111\n"),
    ),
    ("more data of others", put(f"{DATA} other", "x")),
    (
        "metadata",
        put(
            "configmap aws-auth metadata",
            {
                "name": "aws-auth",
                "uid": "x",
                "resourceVersion": "9",
                "managedFields": [{}],
                "annotations": {"a": "b"},
            },
        ),
    ),
    ("metadata of amazon-vpc-cni", put("configmap amazon-vpc-cni metadata resourceVersion", "9")),
)

IN = "security-group nodes IpPermissions"
GROUP = (
    ("order of rules", backwards(IN)),
    ("order of ranges", backwards(f"{IN} 2 IpRanges")),
    (
        "one rule a range",
        edit(
            IN,
            lambda old: [
                *(rule for rule in old if rule.get("FromPort") != 53),
                *(
                    {"IpProtocol": "udp", "FromPort": 53, "ToPort": 53, key: [each]}
                    for key in ("IpRanges", "Ipv6Ranges")
                    for each in old[2][key]
                ),
            ],
        ),
    ),
    ("protocol by number", put(f"{IN} 2 IpProtocol", "17")),
    ("empty lists", edit(f"{IN} 1", lambda old: old | {"IpRanges": [], "PrefixListIds": []})),
    ("name of a peer", edit(f"{IN} 1 UserIdGroupPairs 0", lambda old: old | {"GroupName": "x"})),
    (
        "ports of all protocols",
        edit(
            "security-group nodes IpPermissionsEgress 0",
            lambda old: old | {"FromPort": -1, "ToPort": -1},
        ),
    ),
    ("order of tags", backwards("security-group nodes Tags")),
    (
        "tags of AWS",
        add(
            "security-group nodes Tags",
            {"Key": "aws:cloudformation:logical-id", "Value": "Nodes1A2B"},
        ),
    ),
    ("ARN of a group", put("security-group nodes SecurityGroupArn", "arn:x")),
    (
        "number in the name of the cluster's group",
        edit("security-group 0 GroupName", lambda old: old.rpartition("-")[0] + "-998877"),
    ),
    (
        "a group of nobody here",
        lambda place, shapes: shapes["security-group"].append(
            {"GroupId": "sg-9", "GroupName": "x"}
        ),
    ),
)

POD = "spec template spec"
BOX = f"workload coredns {POD} containers 0"
NODE = f"workload aws-node {POD} containers 0"
PROXY = f"workload kube-proxy {POD}"
WORKLOAD = (
    (
        "what the server fills in",
        edit(
            BOX,
            lambda old: (
                old
                | {
                    "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File",
                    "volumeMounts": [],
                }
            ),
        ),
    ),
    (
        "what the server fills in, of pods",
        edit(
            PROXY,
            lambda old: (
                old
                | {
                    "dnsPolicy": "ClusterFirst",
                    "restartPolicy": "Always",
                    "securityContext": {},
                    "schedulerName": "default-scheduler",
                    "terminationGracePeriodSeconds": 30,
                }
            ),
        ),
    ),
    (
        "false for nothing",
        edit(
            f"workload coredns {POD}",
            lambda old: old | {"hostNetwork": False, "hostPID": False, "hostIPC": False},
        ),
    ),
    ("old name of the service account", put(f"{PROXY} serviceAccount", "x")),
    ("order of variables", backwards(f"{NODE} env")),
    ("an empty variable, said", put(f"{NODE} env EMPTY value", "")),
    ("order of tolerations", backwards(f"workload coredns {POD} tolerations")),
    (
        "defaults of a rollout",
        both(
            put(
                "workload coredns spec strategy",
                {
                    "type": "RollingUpdate",
                    "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
                },
            ),
            put(f"workload coredns {POD} enableServiceLinks", True),
        ),
    ),
    ("order of capabilities", backwards(f"{BOX} securityContext capabilities add")),
    (
        "replicas and status",
        both(
            put("workload coredns spec replicas", 7),
            put("workload coredns status", {"readyReplicas": 1}),
        ),
    ),
    (
        "metadata",
        edit(
            "workload coredns metadata",
            lambda old: (
                old
                | {
                    "uid": "x",
                    "generation": 3,
                    "resourceVersion": "9",
                    "managedFields": [{}],
                    "labels": {"helm.sh/chart": "1"},
                    "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"},
                }
            ),
        ),
    ),
    (
        "a restart",
        edit(
            "workload coredns spec template metadata annotations",
            lambda old: old | {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"},
        ),
    ),
    (
        "labels of Helm and of revisions",
        edit(
            "workload coredns spec template metadata labels",
            lambda old: old | {"helm.sh/chart": "x-1", "pod-template-hash": "7d"},
        ),
    ),
    (
        "history and deadline",
        edit(
            "workload coredns spec",
            lambda old: (
                old
                | {
                    "revisionHistoryLimit": 10,
                    "progressDeadlineSeconds": 600,
                    "selector": {"x": "y"},
                }
            ),
        ),
    ),
    ("time of creation", put("workload coredns spec template metadata creationTimestamp", None)),
    (
        "image of another region's registry",
        edit(
            f"{BOX} image",
            lambda old: "877085696533.dkr.ecr.af-south-1.amazonaws.com/" + old.split("/", 1)[1],
        ),
    ),
    (
        "image of a registry with FIPS",
        edit(
            f"{BOX} image",
            lambda old: (
                "151742754352.dkr.ecr-fips.us-gov-east-1.amazonaws.com/" + old.split("/", 1)[1]
            ),
        ),
    ),
    (
        "image of a dual-stack registry",
        edit(
            f"{BOX} image",
            lambda old: "602401143452.dkr-ecr.us-west-2.on.aws/" + old.split("/", 1)[1],
        ),
    ),
    ("order of workloads", lambda place, shapes: shapes["workload"].reverse()),
    (
        "other notes of a service account",
        edit(
            "service-account worker metadata",
            lambda old: {
                **old,
                "labels": {"a": "b"},
                "uid": "x",
                "managedFields": [{}],
                "annotations": old["annotations"] | {"meta.helm.sh/release-name": "x"},
            },
        ),
    ),
    (
        "token secrets of a service account",
        edit(
            "service-account worker",
            lambda old: (
                old
                | {"secrets": [{"name": "worker-token-abcde"}], "imagePullSecrets": [{"name": "x"}]}
            ),
        ),
    ),
    (
        "a service account without a role",
        lambda place, shapes: shapes["service-account"].append(
            {"metadata": {"name": "x", "namespace": "y", "annotations": {"a": "b"}}}
        ),
    ),
)
