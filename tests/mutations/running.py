"""One environment of a running fleet, changed through its own APIs, and put back."""

import json
from contextlib import contextmanager
from typing import Any, NamedTuple

from driftaudit import audit
from driftaudit.baselines import from_snapshots
from driftaudit.collect.run import collect
from driftaudit.config import load
from driftaudit.demo.settings import environment, variables
from driftaudit.demo.stack import Site
from driftaudit.normalize.snapshot import normalize
from driftaudit.subject import Audited
from tests.fleet import SeededFleet
from tests.mutations.edits import edited
from tests.mutations.fleet import STAMP, found
from tests.normalize.stack import AT, TOOL

SOURCES = {
    "ConfigMap": "configmap",
    "ServiceAccount": "service-account",
    "DaemonSet": "workload",
    "Deployment": "workload",
}


class World(NamedTuple):
    """The environment, its clients by service, and what a group of environments agreed on."""

    fleet: SeededFleet
    site: Site
    clients: dict[str, Any]
    baseline: Any = None

    def call(self, service, operation, params):
        """One call, with `{cluster}` and `{account}` filled in wherever they stand."""
        method = getattr(self.clients[service], operation)
        return method(**self.filled(params))

    def filled(self, value):
        if isinstance(value, str):
            for name in ("cluster", "account", "region"):
                value = value.replace("{" + name + "}", getattr(self.site, name))
            return value
        if isinstance(value, dict):
            return {key: self.filled(each) for key, each in value.items()}
        return [self.filled(each) for each in value] if isinstance(value, list) else value

    def snapshots(self, *sites):
        """The environments as they are now, none with a gap."""
        targets = {each.environment.name: each for each in load(self.fleet.config).targets}
        with environment(variables(self.fleet.endpoint)):
            readings = collect([targets[name] for name in sites])
        assert [reading.gaps for reading in readings] == [()] * len(sites)
        return tuple(normalize(each, captured_at=AT, tool=TOOL) for each in readings)

    def with_baseline(self, *sites):
        """The world with a baseline of what these environments agree on."""
        accepted = from_snapshots("prod", self.snapshots(*sites))
        return self._replace(baseline=accepted.baseline.side())

    def findings(self, *sites):
        """What a check of environments finds, by environment."""
        audited = [
            Audited(subject=each, reference=self.baseline) for each in self.snapshots(*sites)
        ]
        return found(audit.check(audited, stamp=STAMP, fail_on="info"))


def called(service, operation, undo, undo_params=None, /, **params):
    """A call, and the call that takes it back: with the same parameters, or with its own."""

    @contextmanager
    def change(world):
        world.call(service, operation, params)
        try:
            yield
        finally:
            world.call(service, undo, params if undo_params is None else undo_params)

    return change


def addon(name, **changes):
    """Other settings of an add-on."""

    @contextmanager
    def change(world):
        key = {"clusterName": world.site.cluster, "addonName": name}
        before = world.call("eks", "describe_addon", key)["addon"]
        world.call("eks", "update_addon", key | changes)
        try:
            yield
        finally:
            world.call("eks", "update_addon", key | {each: before[each] for each in changes})

    return change


def nodegroup(name, **changes):
    """A node group made anew with other settings: the embedded AWS cannot update one."""
    settings = (
        *("scalingConfig", "instanceTypes", "subnets", "amiType", "nodeRole", "labels", "taints"),
        *("capacityType", "diskSize", "updateConfig", "version", "releaseVersion", "tags"),
    )

    def remake(world, key, wanted):
        world.call("eks", "delete_nodegroup", key)
        world.clients["eks"].create_nodegroup(
            **key, **{each: wanted[each] for each in settings if wanted.get(each)}
        )

    @contextmanager
    def change(world):
        key = {"clusterName": world.site.cluster, "nodegroupName": name}
        before = world.call("eks", "describe_nodegroup", key)["nodegroup"]
        remake(world, key, before | changes)
        try:
            yield
        finally:
            remake(world, key, before)

    return change


def trust(role, edit_document):
    """Another trust policy."""

    @contextmanager
    def change(world):
        name = {"RoleName": f"{world.site.cluster}-{role}"}
        before = world.clients["iam"].get_role(**name)["Role"]["AssumeRolePolicyDocument"]
        after = edit_document(json.loads(json.dumps(before)))
        world.clients["iam"].update_assume_role_policy(**name, PolicyDocument=json.dumps(after))
        try:
            yield
        finally:
            world.clients["iam"].update_assume_role_policy(
                **name, PolicyDocument=json.dumps(before)
            )

    return change


def inline(role, policy, edit_document):
    """Another document of an inline policy."""

    @contextmanager
    def change(world):
        iam = world.clients["iam"]
        key = {"RoleName": f"{world.site.cluster}-{role}", "PolicyName": policy}
        before = iam.get_role_policy(**key)["PolicyDocument"]
        after = edit_document(json.loads(json.dumps(before)))
        iam.put_role_policy(**key, PolicyDocument=json.dumps(after))
        try:
            yield
        finally:
            iam.put_role_policy(**key, PolicyDocument=json.dumps(before))

    return change


def kubernetes(change_objects):
    """An edit of the cluster's objects (tests/mutations/edits.py), by their source."""

    @contextmanager
    def change(world):
        objects = world.fleet.kubernetes.objects
        before = objects[world.site.cluster]
        sources = {
            source: tuple(each for each in before if SOURCES[each["kind"]] == source)
            for source in set(SOURCES.values())
        }
        after = edited(change_objects, world.site, sources)
        objects[world.site.cluster] = tuple(each for group in after.values() for each in group)
        try:
            yield
        finally:
            objects[world.site.cluster] = before

    return change


def group_rule(**rule):
    """One more rule of the nodes' security group."""

    @contextmanager
    def change(world):
        asked = [{"Name": "group-name", "Values": [f"{world.site.cluster}-nodes"]}]
        found = world.clients["ec2"].describe_security_groups(Filters=asked)["SecurityGroups"]
        params = {"GroupId": found[0]["GroupId"], "IpPermissions": [rule]}
        world.clients["ec2"].authorize_security_group_ingress(**params)
        try:
            yield
        finally:
            world.clients["ec2"].revoke_security_group_ingress(**params)

    return change
