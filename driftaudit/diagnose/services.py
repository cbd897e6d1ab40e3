"""Checks of what nodes depend on: the carrier of vpc-cni, the control plane's role, add-ons."""

from collections.abc import Iterator
from typing import Final

from driftaudit.compare.matchers import numbers_of
from driftaudit.diagnose.check import Answer, CheckStatus
from driftaudit.diagnose.scene import Scene, cannot_tell, lacks
from driftaudit.effects.carriers import Carrier, cni_carriers, lacking_vital
from driftaudit.effects.may import may_take
from driftaudit.effects.needs import cni_needs, needs_of
from driftaudit.effects.service_identity import TRUST
from driftaudit.model import Resource, Witness
from driftaudit.normalize.odd import at, mappings, string

_NETWORK_ADDONS: Final = frozenset({"vpc-cni", "kube-proxy", "coredns"})
_BROKEN: Final = frozenset({"DEGRADED", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"})
_MOST_BEHIND: Final = 3


def has_network(scene: Scene) -> Iterator[Answer]:
    """The carrier that vpc-cni uses is one that pods get, and allows all that is vital."""
    yield from scene.unread("nodegroup", "addon", "iam-role")
    for each in cni_carriers(scene.side, scene.documents):
        if each.in_use:
            yield from _carrier(scene, each)


def _carrier(scene: Scene, carrier: Carrier) -> Iterator[Answer]:
    name = carrier.role.rpartition("/")[2]
    gone = lacking_vital(carrier, scene.side)
    if gone:
        yield Answer("fails", carrier.by, lacks(name, gone))
    if carrier.why_not:
        status: CheckStatus = "fails" if carrier.broken else "unknown"
        yield Answer(status, carrier.by, f"aws-node does not get {name}: {carrier.why_not}")
    vital = {need.action for need in cni_needs(scene.side) if need.vital}
    unsure = [action for action in carrier.unsure if action in vital]
    if unsure and scene.role(carrier.role) is None:
        yield scene.no_role(carrier.by, carrier.role)
    elif unsure:
        yield Answer("unknown", carrier.by, cannot_tell(name, unsure))


def control_plane(scene: Scene) -> Iterator[Answer]:
    """The cluster's role exists, trusts EKS, and allows what the control plane needs."""
    yield from scene.unread("cluster")
    request = Witness(action="sts:AssumeRole", principal="Service:eks.amazonaws.com")
    for cluster in scene.of("cluster"):
        arn = string(cluster.attributes.get("roleArn"))
        role = scene.role(arn)
        if role is None:
            yield scene.no_role("cluster", arn)
            continue
        found = may_take(role.attributes.get(TRUST), request)
        if found != "yes":
            why = f"{role.name} does not trust eks.amazonaws.com for sts:AssumeRole"
            yield Answer("fails" if found == "no" else "unknown", "cluster", why)
        yield from scene.lacking("cluster", arn, needs_of(("cluster",), {}, scene.side))


def addons(scene: Scene) -> Iterator[Answer]:
    """The add-ons of the network are healthy, and kube-proxy fits the control plane."""
    yield from scene.unread("addon")
    for addon in scene.of("addon"):
        if addon.name in _NETWORK_ADDONS:
            yield from _health(scene, addon)
            if addon.name == "kube-proxy":
                yield from _skew(scene, addon)


def _health(scene: Scene, addon: Resource) -> Iterator[Answer]:
    facts = scene.facts(addon)
    issues = [string(each.get("code")) for each in mappings(at(facts, "health", "issues"))]
    status = string(facts.get("status"))
    told = ", ".join(each for each in (status if status in _BROKEN else "", *issues) if each)
    if told:
        yield Answer("fails", f"addon/{addon.name}", f"{addon.name} is not healthy: {told}")


def _skew(scene: Scene, addon: Resource) -> Iterator[Answer]:
    """kube-proxy is never newer than the control plane, and at most three minors behind."""
    own = numbers_of(string(addon.attributes.get("addonVersion")))[:2]
    for cluster in scene.of("cluster"):
        version = numbers_of(string(cluster.attributes.get("version")))[:2]
        if len(own) == len(version) == 2 and not 0 <= version[1] - own[1] <= _MOST_BEHIND:
            told = [".".join(map(str, each)) for each in (own, version)]
            why = f"kube-proxy of {told[0]} does not fit the control plane of {told[1]}"
            yield Answer("fails", f"addon/{addon.name}", why)
