"""What Kubernetes answers in one environment: aws-auth, workloads, a service account."""


def aws_auth(place):
    """A ConfigMap with every section, a role mapped twice, and roles that have entries too."""
    head = f"arn:{place.partition}:iam::{place.account}"
    roles = [
        f"- rolearn: {place.role('spot')}",
        "  username: system:node:{{EC2PrivateDNSName}}",
        "  groups: [system:nodes, system:bootstrappers]",
        f"- rolearn: {head}:role/{place.cluster}-ops",
        "  username: admin:{{SessionName}}",
        "  groups: [nobody]",
        f"- rolearn: {head}:role/{place.cluster}-ops",
        "  username: admin:{{SessionName}}",
        "  groups:",
        "    - system:masters",
        "    - admins",
        f"- rolearn: {head}:role/{place.cluster}-admin",
        "  groups: [shadowed]",
    ]
    users = f"- userarn: {head}:user/bob\n  username: bob\n  groups: [viewers]\n"
    return {
        "kind": "ConfigMap",
        "metadata": {"name": "aws-auth", "namespace": "kube-system", "uid": place.hex},
        "data": {
            "mapRoles": "\n".join(roles) + "\n",
            "mapUsers": users,
            "mapAccounts": f'- "{place.account}"\n- "011111111111"\n',
        },
    }


def _registry(place):
    return f"{place.registry}.dkr.ecr.{place.region}.{place.suffix}"


def kube_proxy(place):
    container = {
        "name": "kube-proxy",
        "image": f"{_registry(place)}/eks/kube-proxy:v1.30.0-minimal-eksbuild.3",
        "command": ["kube-proxy", "--v=2", "--config=/var/lib/kube-proxy-config/config"],
        "resources": {"requests": {"cpu": "100m"}},
        "securityContext": {"privileged": True},
        "imagePullPolicy": "IfNotPresent",
        "volumeMounts": [{"mountPath": "/lib/modules", "name": "modules", "readOnly": True}],
    }
    pod = {
        "serviceAccountName": "kube-proxy",
        "serviceAccount": "kube-proxy",
        "hostNetwork": True,
        "priorityClassName": "system-node-critical",
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "containers": [container],
        "volumes": [{"name": "modules", "hostPath": {"path": "/lib/modules"}}],
    }
    update = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}}
    return {
        "kind": "DaemonSet",
        "metadata": {"name": "kube-proxy", "namespace": "kube-system"},
        "spec": {"template": {"metadata": {"labels": {}}, "spec": pod}, "updateStrategy": update},
    }


def coredns(place):
    container = {
        "name": "coredns",
        "image": f"{_registry(place)}/eks/coredns:v1.11.1-eksbuild.9",
        "args": ["-conf", "/etc/coredns/Corefile"],
        "env": [{"name": "REGION", "value": place.region}],
        "resources": {"limits": {"memory": "170Mi"}, "requests": {"cpu": "100m"}},
        "ports": [{"name": "dns", "containerPort": 53, "protocol": "UDP"}],
        "securityContext": {"capabilities": {"add": ["NET_BIND_SERVICE", "A"], "drop": ["ALL"]}},
        "livenessProbe": {"httpGet": {"path": "/health", "port": 8080}, "timeoutSeconds": 5},
    }
    template = {
        "metadata": {"labels": {"k8s-app": "kube-dns"}, "annotations": {"scrape": "true"}},
        "spec": {
            "serviceAccountName": "coredns",
            "dnsPolicy": "Default",
            "containers": [container],
            "initContainers": [{"name": "init", "image": "busybox:1", "args": ["true"]}],
            "tolerations": [{"key": "b", "operator": "Exists"}, {"operator": "Exists"}],
        },
    }
    return {
        "kind": "Deployment",
        "metadata": {"name": "coredns", "namespace": "kube-system"},
        "spec": {"replicas": 2, "template": template},
    }


def worker_account(place):
    notes = {
        "eks.amazonaws.com/role-arn": place.role("ebs"),
        "eks.amazonaws.com/token-expiration": "86400",
    }
    metadata = {"name": "worker", "namespace": "apps", "annotations": notes}
    return {"kind": "ServiceAccount", "metadata": metadata}
