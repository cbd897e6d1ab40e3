"""The demo's fleet: six environments in six accounts that are meant to be alike, and are not."""

from typing import Final

from driftaudit.demo.drifts import DRIFTS
from driftaudit.demo.stack import Site, Stack, build
from driftaudit.demo.workloads import objects
from driftaudit.model import Json, Record


def _site(name: str, account: str, region: str, network: str) -> Site:
    country = name.removeprefix("prod-")
    return Site(
        name=name,
        account=account * 12,
        region=region,
        group="prod" if name.startswith("prod-") else "nonprod",
        domain=f"{country}.acme.example",
        network=network,
    )


SITES: Final[tuple[Site, ...]] = (
    _site("prod-us", "2", "us-east-1", "10.21"),
    _site("prod-uk", "3", "eu-west-2", "10.22"),
    _site("prod-de", "4", "eu-central-1", "10.23"),
    _site("prod-ca", "5", "ca-central-1", "10.24"),
    _site("prod-au", "6", "ap-southeast-2", "10.25"),
    _site("staging", "7", "eu-west-1", "10.26"),
)
"""Oldest first; an account is twelve times one digit, so that it is told apart at a glance."""


class Fleet(Record, frozen=True, kw_only=True):
    """The fleet as it is, or with `drift=False` as it was meant to be."""

    drift: bool = True

    def stacks(self) -> tuple[Stack, ...]:
        """One stack a site, in the order of SITES."""
        return tuple(self._stack(site) for site in SITES)

    def kubernetes(self) -> dict[str, tuple[Json, ...]]:
        """The Kubernetes objects of each cluster, by its name."""
        return {stack.site.cluster: objects(stack) for stack in self.stacks()}

    def _stack(self, site: Site) -> Stack:
        stack = build(site)
        for drift in DRIFTS if self.drift else ():
            if site.name in drift.sites:
                stack = drift.plant(stack)
        return stack
