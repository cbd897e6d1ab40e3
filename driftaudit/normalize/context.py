"""What all families of kinds read from: one reading, with its ids explained once."""

from functools import cached_property

from driftaudit.model import Json, Reading
from driftaudit.normalize.documents import canonical
from driftaudit.normalize.groups import Groups
from driftaudit.normalize.images import Images
from driftaudit.normalize.kms import Keys
from driftaudit.normalize.odd import at, mapping, mappings, string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.prefix_lists import PrefixLists
from driftaudit.normalize.principals import Roles
from driftaudit.normalize.redact import Redact
from driftaudit.normalize.roles import used_roles
from driftaudit.normalize.secrets import Patterns
from driftaudit.normalize.subnets import Subnets


class Context:
    """One reading: its shapes, its portable strings, and descriptions in the place of ids."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.identity = reading.identity
        cluster = mapping(next(iter(self.shapes("cluster")), None))
        self.portable = Portable(reading.identity, _own(cluster))
        self.cluster = cluster

    def shapes(self, source: str) -> list[dict[str, Json]]:
        """The objects of a source; none where it was not read."""
        return mappings(self.reading.shapes.get(source, ()))

    def was_read(self, source: str) -> bool:
        """Whether a source was read at all (an empty answer counts)."""
        return source in self.reading.shapes

    @cached_property
    def redact(self) -> Redact:
        """Redacts secrets, by the built-in patterns and those of the configuration."""
        patterns = Patterns(
            secret=self.reading.redact_patterns, plain=self.reading.redact_exceptions
        )
        return Redact(self.portable, patterns)

    @cached_property
    def roles(self) -> Roles:
        """The roles of the account."""
        return Roles(self.identity.account, self.reading.shapes.get("iam-role", ()))

    @cached_property
    def used(self) -> dict[str, tuple[str, ...]]:
        """Real ARN of each used role → what uses it."""
        return used_roles(self.reading)

    @cached_property
    def subnets(self) -> Subnets:
        """Describes subnets by id."""
        return Subnets(self.reading.shapes, self.portable)

    @cached_property
    def groups(self) -> Groups:
        """Names security groups by id."""
        own = string(at(self.cluster, "resourcesVpcConfig", "clusterSecurityGroupId"))
        return Groups(self.reading.shapes, self.portable, self.identity, own)

    @cached_property
    def prefix_lists(self) -> PrefixLists:
        """Names prefix lists by id."""
        return PrefixLists(self.reading.shapes, self.portable, self.identity)

    @cached_property
    def keys(self) -> Keys:
        """Names KMS keys by ARN."""
        return Keys(self.reading.shapes, self.portable, self.identity)

    @cached_property
    def images(self) -> Images:
        """Names machine images by id."""
        return Images(self.reading.shapes, self.portable)

    def facts(self) -> dict[str, Json]:
        """Facts that belong to no resource: AWS-managed policies, by portable ARN."""
        return {
            f"aws-managed-policy/{self.portable.text(arn)}": {
                "version": each.get("DefaultVersionId"),
                "document": canonical(each.get("Document"), self.portable),
            }
            for each in self.shapes("managed-policy")
            if (arn := string(each.get("Arn")))
        }


def _own(cluster: dict[str, Json]) -> dict[str, str]:
    """What only the cluster tells of itself, and bootstrap scripts repeat."""
    return {
        "endpoint": string(cluster.get("endpoint")).partition("://")[2].rstrip("/"),
        "certificate_authority": string(at(cluster, "certificateAuthority", "data")),
    }
