"""Large environments in the APIs' own shapes: what a platform team's busy cluster looks like.

Every service has a role of its own (IRSA), an inline and a customer-managed policy and an access
entry for its deployer; nodes come in groups by purpose. Nothing is random: the same arguments give
the same environment.
"""

from typing import Final, NamedTuple

from driftaudit.model import Environment, Identity, Json, Reading

_PURPOSES: Final = ("general", "memory", "compute", "gpu", "spot", "system")
_DOMAINS: Final = ("payments", "orders", "catalog", "search", "identity", "billing", "shipping")
_PARTS: Final = ("api", "worker", "scheduler", "webhook", "exporter", "gateway", "migrator")
_ADDONS: Final = (
    "vpc-cni",
    "coredns",
    "kube-proxy",
    "eks-pod-identity-agent",
    "aws-ebs-csi-driver",
    "aws-efs-csi-driver",
    "amazon-cloudwatch-observability",
    "metrics-server",
)
NODEGROUPS: Final = 30
"""As many as EKS lets a cluster have."""

_QUEUE: Final = ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueue*")
_BUCKET: Final = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload")
_TABLE: Final = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem")
_SECRET: Final = ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret")
_KEY: Final = ("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")


class Place(NamedTuple):
    """Where an environment lives, and the words that are its own."""

    name: str
    account: str
    region: str

    @property
    def cluster(self) -> str:
        """Its name, with which most of its things begin."""
        return f"acme-{self.name}"

    @property
    def oidc(self) -> str:
        """The cluster's issuer, without the scheme."""
        return f"oidc.eks.{self.region}.amazonaws.com/id/{self.account[::-1]}F00DCAFE"

    def arn(self, service: str, rest: str, *, regional: bool = True) -> str:
        """The ARN of something in this account."""
        return f"arn:aws:{service}:{self.region if regional else ''}:{self.account}:{rest}"

    def role(self, name: str) -> str:
        """The ARN of one of the cluster's roles."""
        return self.arn("iam", f"role/{self.cluster}-{name}", regional=False)

    def policy(self, name: str) -> str:
        """The ARN of one of the cluster's own policies."""
        return self.arn("iam", f"policy/{self.cluster}-{name}", regional=False)


def reading(place: Place, services: int) -> Reading:
    """An environment that runs so many services; about 5 kB of snapshot each."""
    names = [_service(number) for number in range(services)]
    shapes: dict[str, tuple[Json, ...]] = {
        "cluster": (_cluster(place),),
        "nodegroup": tuple(_nodegroup(place, number) for number in range(NODEGROUPS)),
        "addon": tuple(_addon(place, name) for name in _ADDONS),
        "access-entry": tuple(_access_entry(place, name) for name in names),
        "iam-role": tuple(_role(place, name) for name in ("cluster", "node", *names)),
        "iam-policy": tuple(_customer_policy(place, name) for name in names),
        "service-account": tuple(_service_account(place, name) for name in names),
    }
    return Reading(
        environment=Environment(
            name=place.name,
            account=place.account,
            region=place.region,
            cluster=place.cluster,
            group="prod",
        ),
        identity=Identity(
            account=place.account,
            region=place.region,
            partition="aws",
            cluster=place.cluster,
            oidc=place.oidc,
            vpc=f"vpc-{place.account}",
            vars={"domain": f"{place.name}.acme.example"},
        ),
        shapes=shapes,
    )


def _service(number: int) -> str:
    domain, part = _DOMAINS[number % len(_DOMAINS)], _PARTS[number // 7 % len(_PARTS)]
    return f"{domain}-{part}-{number:03d}"


def _tags(place: Place, name: str) -> dict[str, str]:
    return {
        "Name": f"{place.cluster}-{name}",
        "team": name.partition("-")[0],
        "cost-center": f"cc-{len(name) * 37:04d}",
        "domain": f"{place.name}.acme.example",
        "managed-by": "terraform",
    }


def _keyed(tags: dict[str, str]) -> list[Json]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _cluster(place: Place) -> Json:
    return {
        "name": place.cluster,
        "arn": place.arn("eks", f"cluster/{place.cluster}"),
        "version": "1.30",
        "roleArn": place.role("cluster"),
        "identity": {"oidc": {"issuer": f"https://{place.oidc}"}},
        "resourcesVpcConfig": {"vpcId": f"vpc-{place.account}", "endpointPrivateAccess": True},
        "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP"},
        "status": "ACTIVE",
        "tags": _tags(place, "cluster"),
    }


def _nodegroup(place: Place, number: int) -> Json:
    purpose = _PURPOSES[number % len(_PURPOSES)]
    name = f"{purpose}-{number:02d}"
    return {
        "nodegroupName": name,
        "nodegroupArn": place.arn("eks", f"nodegroup/{place.cluster}/{name}/{number:032x}"),
        "clusterName": place.cluster,
        "version": "1.30",
        "releaseVersion": "1.30.4-20241115",
        "status": "ACTIVE",
        "capacityType": "SPOT" if purpose == "spot" else "ON_DEMAND",
        "scalingConfig": {"minSize": 3, "maxSize": 30 + number, "desiredSize": 5},
        "instanceTypes": ["m6i.2xlarge", "m6a.2xlarge", "m5.2xlarge", "m5a.2xlarge"],
        "amiType": "AL2023_x86_64_STANDARD",
        "nodeRole": place.role("node"),
        "labels": {"acme.example/pool": name, "acme.example/purpose": purpose},
        "taints": [{"key": "purpose", "value": purpose, "effect": "NO_SCHEDULE"}],
        "updateConfig": {"maxUnavailablePercentage": 25},
        "health": {"issues": []},
        "tags": _tags(place, name),
    }


def _addon(place: Place, name: str) -> Json:
    return {
        "addonName": name,
        "addonArn": place.arn("eks", f"addon/{place.cluster}/{name}/{sum(name.encode()):032x}"),
        "clusterName": place.cluster,
        "addonVersion": "v1.18.1-eksbuild.1",
        "status": "ACTIVE",
        "health": {"issues": []},
        "configurationValues": '{"resources": {"limits": {"cpu": "100m", "memory": "256Mi"}}}',
        "tags": _tags(place, name),
    }


def _access_entry(place: Place, name: str) -> Json:
    scope = {"type": "namespace", "namespaces": [name, f"{name}-canary"]}
    return {
        "principalArn": place.role(name),
        "clusterName": place.cluster,
        "type": "STANDARD",
        "username": f"deploy:{name}",
        "kubernetesGroups": ["acme:deployers", f"acme:{name.partition('-')[0]}"],
        "tags": _tags(place, name),
        "associatedAccessPolicies": [
            {
                "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",
                "accessScope": scope,
            }
        ],
    }


def _service_account(place: Place, name: str) -> Json:
    return {
        "kind": "ServiceAccount",
        "metadata": {
            "name": name,
            "namespace": name.partition("-")[0],
            "annotations": {"eks.amazonaws.com/role-arn": place.role(name)},
        },
    }


def _role(place: Place, name: str) -> Json:
    managed = [f"{place.cluster}-{name}", "CloudWatchAgentServerPolicy", "AWSXRayDaemonWriteAccess"]
    return {
        "RoleName": f"{place.cluster}-{name}",
        "RoleId": f"AROA{sum(name.encode()):016d}",
        "Arn": place.role(name),
        "Path": "/",
        "CreateDate": "2025-03-04T05:06:07+00:00",
        "AssumeRolePolicyDocument": _trust(place, name),
        "RolePolicyList": [
            {"PolicyName": "data", "PolicyDocument": _data(place, name)},
            {"PolicyName": "messages", "PolicyDocument": _messages(place, name)},
        ],
        "AttachedManagedPolicies": [
            {"PolicyName": managed[0], "PolicyArn": place.policy(name)},
            *(
                {"PolicyName": each, "PolicyArn": f"arn:aws:iam::aws:policy/{each}"}
                for each in managed[1:]
            ),
        ],
        "Tags": _keyed(_tags(place, name)),
    }


def _customer_policy(place: Place, name: str) -> Json:
    return {
        "PolicyName": f"{place.cluster}-{name}",
        "Arn": place.policy(name),
        "Path": "/",
        "DefaultVersionId": "v3",
        "PolicyVersionList": [
            {"VersionId": "v3", "IsDefaultVersion": True, "Document": _secrets(place, name)}
        ],
    }


def _trust(place: Place, name: str) -> Json:
    account = f"system:serviceaccount:{name.partition('-')[0]}:{name}"
    return _document(
        {
            "Effect": "Allow",
            "Principal": {
                "Federated": place.arn("iam", f"oidc-provider/{place.oidc}", regional=False)
            },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{place.oidc}:sub": account,
                    f"{place.oidc}:aud": "sts.amazonaws.com",
                }
            },
        }
    )


def _data(place: Place, name: str) -> Json:
    bucket = f"arn:aws:s3:::{place.name}.acme.example-{name}"
    return _document(
        _allow("Objects", _BUCKET, f"{bucket}/*"),
        _allow("Bucket", ("s3:ListBucket", "s3:GetBucketLocation"), bucket),
        _allow("Tables", _TABLE, place.arn("dynamodb", f"table/{name}-*")),
        _allow("Indexes", _TABLE[2:3], place.arn("dynamodb", f"table/{name}-*/index/*")),
    )


def _messages(place: Place, name: str) -> Json:
    topic = place.arn("sns", f"{place.cluster}-{name}-events")
    return _document(
        _allow("Queues", _QUEUE, place.arn("sqs", f"{place.cluster}-{name}-*")),
        _allow("Topics", ("sns:Publish", "sns:GetTopicAttributes"), topic),
        _allow("Streams", ("kinesis:PutRecord*",), place.arn("kinesis", f"stream/{name}-*")),
    )


def _secrets(place: Place, name: str) -> Json:
    ours = {"StringEquals": {"aws:ResourceTag/team": name.partition("-")[0]}}
    return _document(
        _allow("Secrets", _SECRET, place.arn("secretsmanager", f"secret:{place.cluster}/{name}/*")),
        _allow("Keys", _KEY, place.arn("kms", "key/*")) | {"Condition": ours},
        _allow("Parameters", ("ssm:GetParameter*",), place.arn("ssm", f"parameter/{name}/*")),
    )


def _allow(sid: str, actions: tuple[str, ...], resource: str) -> dict[str, Json]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}


def _document(*statements: Json) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}
