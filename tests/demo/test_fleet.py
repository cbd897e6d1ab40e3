"""The fleet is six environments in six accounts that differ in what was planted alone."""

import msgspec
import pytest

from driftaudit.demo.drifts import DRIFTS, Drift
from driftaudit.demo.fleet import SITES, Fleet
from driftaudit.demo.stack import Stack, build
from driftaudit.model import Json


def of(stacks: tuple[Stack, ...], name: str) -> Stack:
    return next(stack for stack in stacks if stack.site.name == name)


def portable(stack: Stack) -> Json:
    """The stack with its site's own words taken out, as plain data."""
    site = stack.site
    text = msgspec.json.encode(stack).decode()
    for own in (site.account, site.region, site.cluster, site.domain, site.network, site.name):
        text = text.replace(own, "-")
    return msgspec.json.decode(text)


def test_six_environments_live_in_six_accounts_and_regions() -> None:
    assert len({site.account for site in SITES}) == len({site.region for site in SITES}) == 6
    assert [site.group for site in SITES].count("prod") == 5


def test_without_drift_a_group_differs_in_spelling_only() -> None:
    us, ca = (portable(of(Fleet(drift=False).stacks(), name)) for name in ("prod-us", "prod-ca"))
    assert us == ca


def test_drift_changes_the_environments_that_it_names_and_no_other() -> None:
    drifted = {
        stack.site.name
        for stack, meant in zip(Fleet().stacks(), Fleet(drift=False).stacks(), strict=True)
        if stack != meant
    }
    assert drifted == {site for drift in DRIFTS for site in drift.sites}
    assert len(drifted) <= len(SITES) - 2


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.name)
def test_each_drift_changes_its_stack_and_says_what_must_be_reported(drift: Drift) -> None:
    for name in drift.sites:
        stack = build(next(site for site in SITES if site.name == name))
        assert drift.plant(stack) != stack
    assert drift.reports
    assert drift.story


def test_kubernetes_objects_carry_the_drift_of_aws_auth() -> None:
    objects = Fleet().kubernetes()
    assert set(objects) == {site.cluster for site in SITES}
    maps = {cluster: found[0]["data"]["mapRoles"] for cluster, found in objects.items()}
    assert [cluster for cluster, text in maps.items() if "system:masters" in text] == [
        "acme-prod-us"
    ]


def test_running_images_follow_the_addons() -> None:
    found = Fleet().kubernetes()["acme-prod-de"]
    (coredns,) = (each for each in found if each["kind"] == "Deployment")
    (container,) = coredns["spec"]["template"]["spec"]["containers"]
    assert container["image"].endswith(".eu-central-1.amazonaws.com/eks/coredns:v1.10.1-eksbuild.1")
