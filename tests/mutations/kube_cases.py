"""Single changes of security groups, of workloads and of service accounts."""

from tests.mutations.edits import add, drop, edit, put

S, SG = "security-group ${cluster}-nodes >", "security-group nodes"
IN, OUT = f"{SG} IpPermissions", f"{SG} IpPermissionsEgress"


GROUP = (
    (
        "port opened",
        add(
            IN,
            {
                "IpProtocol": "tcp",
                "FromPort": 22,
                "ToPort": 22,
                "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
            },
        ),
        f"NET001 unexpected {S} IpPermissions > tcp 22 from 0.0.0.0/0",
    ),
    (
        "all opened",
        add(IN, {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}),
        f"NET001 unexpected {S} IpPermissions > all from 0.0.0.0/0",
    ),
    (
        "CIDR added",
        add(f"{IN} 2 IpRanges", {"CidrIp": "198.51.100.0/24"}),
        f"NET001 unexpected {S} IpPermissions > udp 53 from 198.51.100.0/24",
    ),
    (
        "CIDR removed",
        drop(f"{IN} 2 IpRanges 1"),
        f"NET001 missing {S} IpPermissions > udp 53 from 192.0.2.0/24",
    ),
    (
        "IPv6 CIDR removed",
        put(f"{IN} 2 Ipv6Ranges", []),
        f"NET001 missing {S} IpPermissions > udp 53 from fd00::/8",
    ),
    (
        "prefix list added",
        add(f"{IN} 2", {"PrefixListIds": [{"PrefixListId": "pl-1"}]}),
        f"NET001 unexpected {S} IpPermissions > udp 53 from pl not found",
    ),
    (
        "rule removed",
        drop(f"{IN} 3"),
        f"NET001 missing {S} IpPermissions > icmp 3/4 from 10.0.0.0/8",
    ),
    (
        "peer added",
        add(
            f"{IN} 1 UserIdGroupPairs",
            lambda p: {"GroupId": p.id("sg", "own"), "UserId": p.account},
        ),
        f"NET001 unexpected {S} IpPermissions > tcp 10250 from sg eks-cluster-sg-${{cluster}}",
    ),
    (
        "peer removed",
        drop(f"{IN} 1"),
        f"NET001 missing {S} IpPermissions > tcp 10250 from sg ${{cluster}}-extra",
    ),
    (
        "peer of another account",
        add(f"{IN} 1 UserIdGroupPairs", {"GroupId": "sg-9", "UserId": "999999999999"}),
        f"NET001 unexpected {S} IpPermissions > tcp 10250 from sg sg-9 of 999999999999",
    ),
    (
        "peer itself",
        add(f"{IN} 1 UserIdGroupPairs", lambda p: {"GroupId": p.id("sg", "nodes")}),
        f"NET001 unexpected {S} IpPermissions > tcp 10250 from self",
    ),
    (
        "description of a rule",
        put(f"{IN} 1 UserIdGroupPairs 0 Description", "x"),
        f"NET001 changed {S} IpPermissions > tcp 10250 from sg ${{cluster}}-extra > Description",
    ),
    ("egress closed", put(OUT, []), f"NET002 missing {S} IpPermissionsEgress > all to 0.0.0.0/0"),
    (
        "egress added",
        add(
            OUT,
            {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]},
        ),
        f"NET002 unexpected {S} IpPermissionsEgress > tcp 1-2 to ::/0",
    ),
    (
        "rule of the cluster's group removed",
        put("security-group 0 IpPermissions 0 IpRanges", []),
        (
            "NET001 missing security-group eks-cluster-sg-${cluster} > IpPermissions > "
            "tcp 443 from 10.0.0.0/8"
        ),
    ),
    ("description", put(f"{SG} Description", "x"), f"NET098 changed {S} Description"),
    ("tag", put(f"{SG} Tags Name Value", "x"), f"NET097 changed {S} Tags > Name"),
)

POD = "spec template spec"
K, C, A = (f"workload {name} >" for name in ("kube-proxy", "coredns", "aws-node"))
PROXY, DNS = f"workload kube-proxy {POD}", f"workload coredns {POD}"
NODE = f"workload aws-node {POD} containers 0"
BOX = f"{DNS} containers 0"
HERE = f"{C} containers > coredns"
CM = "configmap amazon-vpc-cni data"
ENV = f"{A} containers > aws-node > env"

WORKLOAD = (
    (
        "image",
        edit(f"{BOX} image", lambda old: old.replace("v1.11.1", "v1.10.1")),
        f"KUBE001 changed {HERE} > image",
    ),
    (
        "image of another registry",
        put(f"{BOX} image", "docker.io/coredns:v1.11.1-eksbuild.9"),
        f"KUBE001 changed {HERE} > image",
    ),
    (
        "image by digest",
        edit(f"{BOX} image", lambda old: old + "@sha256:1"),
        f"KUBE001 changed {HERE} > image",
    ),
    (
        "image of an init container",
        put(f"{DNS} initContainers 0 image", "busybox:2"),
        f"KUBE001 changed {C} initContainers > init > image",
    ),
    (
        "variable changed",
        put(f"{NODE} env CLUSTER_NAME value", "other"),
        f"KUBE002 changed {ENV} > CLUSTER_NAME",
    ),
    (
        "variable added",
        add(f"{NODE} env", {"name": "WARM_ENI_TARGET", "value": "1"}),
        f"KUBE002 unexpected {ENV} > WARM_ENI_TARGET",
    ),
    ("variable removed", drop(f"{NODE} env VPC_ID"), f"KUBE002 missing {ENV} > VPC_ID"),
    ("empty variable removed", drop(f"{NODE} env EMPTY"), f"KUBE002 missing {ENV} > EMPTY"),
    (
        "variable from elsewhere",
        put(f"{NODE} env MY_NODE_NAME valueFrom fieldRef fieldPath", "status.hostIP"),
        f"KUBE002 changed {ENV} > MY_NODE_NAME > valueFrom > fieldRef > fieldPath",
    ),
    (
        "variable of another region",
        put(f"{BOX} env REGION value", "sa-east-1"),
        f"KUBE002 changed {HERE} > env > REGION",
    ),
    ("argument", add(f"{BOX} args", "-v"), f"KUBE099 changed {HERE} > args"),
    (
        "order of arguments",
        edit(f"{BOX} args", lambda old: old[::-1]),
        f"KUBE099 changed {HERE} > args",
    ),
    (
        "command",
        put(f"{PROXY} containers 0 command 1", "--v=9"),
        f"KUBE099 changed {K} containers > kube-proxy > command",
    ),
    (
        "service account",
        put(f"{PROXY} serviceAccountName", "default"),
        f"KUBE099 changed {K} serviceAccountName",
    ),
    ("host network off", put(f"{PROXY} hostNetwork", None), f"KUBE099 missing {K} hostNetwork"),
    ("host network on", put(f"{DNS} hostNetwork", True), f"KUBE099 unexpected {C} hostNetwork"),
    (
        "memory limit",
        put(f"{BOX} resources limits memory", "70Mi"),
        f"KUBE099 changed {HERE} > resources > limits > memory",
    ),
    (
        "CPU request",
        drop(f"{PROXY} containers 0 resources requests cpu"),
        f"KUBE099 missing {K} containers > kube-proxy > resources",
    ),
    (
        "privileged",
        put(f"{PROXY} containers 0 securityContext privileged", False),
        f"KUBE099 changed {K} containers > kube-proxy > securityContext > privileged",
    ),
    (
        "capability",
        put(f"{BOX} securityContext capabilities drop", ["NET_RAW"]),
        f"KUBE099 changed {HERE} > securityContext > capabilities > drop",
    ),
    (
        "pull policy",
        put(f"{PROXY} containers 0 imagePullPolicy", "Always"),
        f"KUBE099 unexpected {K} containers > kube-proxy > imagePullPolicy",
    ),
    (
        "probe",
        put(f"{BOX} livenessProbe timeoutSeconds", 1),
        f"KUBE099 changed {HERE} > livenessProbe > timeoutSeconds",
    ),
    (
        "port",
        put(f"{BOX} ports 0 containerPort", 5353),
        f"KUBE099 changed {HERE} > ports > dns > containerPort",
    ),
    (
        "mount",
        drop(f"{PROXY} containers 0 volumeMounts 0 readOnly"),
        f"KUBE099 missing {K} containers > kube-proxy > volumeMounts > /lib/modules > readOnly",
    ),
    (
        "volume",
        put(f"{PROXY} volumes 0 hostPath path", "/"),
        f"KUBE099 changed {K} volumes > modules > hostPath > path",
    ),
    (
        "node selector",
        put(f"{PROXY} nodeSelector disk", ""),
        f"KUBE099 unexpected {K} nodeSelector > disk",
    ),
    ("toleration", drop(f"{DNS} tolerations 0"), f"KUBE099 changed {C} tolerations"),
    ("priority", put(f"{PROXY} priorityClassName", "x"), f"KUBE099 changed {K} priorityClassName"),
    ("DNS policy", put(f"{DNS} dnsPolicy", "ClusterFirst"), f"KUBE099 missing {C} dnsPolicy"),
    (
        "annotation",
        put("workload coredns spec template metadata annotations scrape", "no"),
        f"KUBE098 changed {C} annotations > scrape",
    ),
    (
        "label",
        put("workload coredns spec template metadata labels x", "y"),
        f"KUBE098 unexpected {C} labels > x",
    ),
    (
        "rollout",
        put("workload kube-proxy spec updateStrategy rollingUpdate maxUnavailable", "20%"),
        f"KUBE099 changed {K} spec > updateStrategy > rollingUpdate > maxUnavailable",
    ),
    (
        "a container more",
        add(f"{PROXY} containers", {"name": "sidecar", "image": "x"}),
        f"KUBE099 unexpected {K} containers > sidecar",
    ),
    ("kind", put("workload coredns kind", "DaemonSet"), f"KUBE099 changed {C} kind"),
    (
        "ConfigMap value",
        put(f"{CM} enable-network-policy-controller", "false"),
        f"KUBE002 changed {A} configMap > enable-network-policy-controller",
    ),
    (
        "ConfigMap key",
        put(f"{CM} enable-windows-ipam", "true"),
        f"KUBE002 unexpected {A} configMap > enable-windows-ipam",
    ),
    (
        "ConfigMap gone",
        drop("configmap amazon-vpc-cni"),
        f"KUBE002 missing {A} configMap > enable-network-policy-controller",
    ),
    ("gone", drop("workload kube-proxy"), "KUBE003 missing workload kube-proxy"),
    (
        "no replicas",
        put("workload coredns spec replicas", 0),
        f"KUBE005 unexpected {C} spec > replicas",
    ),
    (
        "more",
        add("workload", {"kind": "DaemonSet", "metadata": {"name": "csi"}}),
        "KUBE004 unexpected workload csi",
    ),
)

NOTES = "annotations > eks.amazonaws.com/"
NOTED = "service-account worker metadata annotations"
ACCOUNT = (
    (
        "role",
        put(f"{NOTED} eks.amazonaws.com/role-arn", lambda p: p.role("node")),
        f"KUBE012 changed service-account apps/worker > {NOTES}role-arn",
    ),
    (
        "token",
        put(f"{NOTED} eks.amazonaws.com/token-expiration", "3600"),
        f"KUBE099 changed service-account apps/worker > {NOTES}token-expiration",
    ),
    (
        "regional endpoints",
        put(f"{NOTED} eks.amazonaws.com/sts-regional-endpoints", "false"),
        f"KUBE099 unexpected service-account apps/worker > {NOTES}sts-regional-endpoints",
    ),
    (
        "role gone",
        drop(f"{NOTED} eks.amazonaws.com/role-arn"),
        "KUBE010 missing service-account apps/worker",
    ),
    (
        "another one",
        add(
            "service-account",
            lambda p: {
                "metadata": {
                    "name": "a",
                    "namespace": "b",
                    "annotations": {"eks.amazonaws.com/role-arn": p.role("ebs")},
                }
            },
        ),
        "KUBE011 unexpected service-account b/a",
    ),
)
