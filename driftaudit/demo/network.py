"""Creates the network of one environment of the demo: a VPC in two zones, a security group."""

from driftaudit.demo.stack import ZONES, Site
from driftaudit.model import Json, Record

Client = Json
"""A boto3 client: boto3 makes their classes at run time and has no types for them."""


class Network(Record, frozen=True, kw_only=True):
    """The ids that a cluster and its node groups are placed by."""

    vpc: str
    public_subnets: tuple[str, ...]
    private_subnets: tuple[str, ...]
    node_group: str

    @property
    def subnets(self) -> tuple[str, ...]:
        """All of them, as the cluster takes them."""
        return self.public_subnets + self.private_subnets


def create_network(ec2: Client, site: Site) -> Network:
    """Creates a VPC with a public and a private subnet a zone, and the nodes' security group."""
    vpc = ec2.create_vpc(CidrBlock=site.vpc_cidr, TagSpecifications=_named("vpc", site.cluster))
    vpc_id = vpc["Vpc"]["VpcId"]
    public = _create_subnets(ec2, site, vpc_id, "public", first=0)
    private = _create_subnets(ec2, site, vpc_id, "private", first=100)
    _route_to_internet(ec2, site, vpc_id, public)
    return Network(
        vpc=vpc_id,
        public_subnets=public,
        private_subnets=private,
        node_group=_create_security_group(ec2, site, vpc_id),
    )


def _named(kind: str, name: str, **tags: str) -> list[Json]:
    pairs = {"Name": name} | tags
    return [
        {
            "ResourceType": kind,
            "Tags": [{"Key": key, "Value": value} for key, value in pairs.items()],
        }
    ]


def _create_subnets(
    ec2: Client, site: Site, vpc: str, reach: str, *, first: int
) -> tuple[str, ...]:
    def create(number: int, zone: str) -> str:
        subnet = ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"{site.network}.{number}.0/24",
            AvailabilityZone=f"{site.region}{zone}",
            TagSpecifications=_named("subnet", f"{site.cluster}-{reach}-{zone}"),
        )
        identifier: str = subnet["Subnet"]["SubnetId"]
        return identifier

    return tuple(create(first + index, zone) for index, zone in enumerate(ZONES))


def _route_to_internet(ec2: Client, site: Site, vpc: str, subnets: tuple[str, ...]) -> None:
    gateway = ec2.create_internet_gateway(
        TagSpecifications=_named("internet-gateway", site.cluster)
    )["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(
        VpcId=vpc, TagSpecifications=_named("route-table", f"{site.cluster}-public")
    )["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)


def _create_security_group(ec2: Client, site: Site, vpc: str) -> str:
    """Lets the VPC reach the nodes' kubelets and webhooks, and the nodes each other."""
    created = ec2.create_security_group(
        GroupName=f"{site.cluster}-nodes",
        Description="Nodes and control plane",
        VpcId=vpc,
        TagSpecifications=_named("security-group", f"{site.cluster}-nodes"),
    )
    group: str = created["GroupId"]
    from_vpc = [{"CidrIp": site.vpc_cidr}]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": from_vpc},
            {"IpProtocol": "tcp", "FromPort": 10250, "ToPort": 10250, "IpRanges": from_vpc},
            {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]},
        ],
    )
    return group
