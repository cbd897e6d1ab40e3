"""The printed table has every rule, with its source, and says what normalisation really does."""

import json
import re
from pathlib import Path

import pytest

from driftaudit.model import KINDS
from driftaudit.normalize.fields import RULES
from driftaudit.normalize.odd import at
from driftaudit.normalize.rewritten import ANY, REWRITTEN
from driftaudit.normalize.rule import EFFECTS
from driftaudit.normalize.rules_table import TABLE, as_json, markdown
from tests.normalize import stack

DOCUMENTED = Path(__file__).parents[2] / "docs" / "rules.md"


def test_every_rule_is_there_once_with_a_source():
    places = [(rule.kind, rule.path, rule.effect) for rule in TABLE]
    assert len(set(places)) == len(places)
    assert set(RULES) | set(REWRITTEN) <= set(TABLE)
    assert all(rule.source and rule.effect in EFFECTS for rule in TABLE)
    assert {rule.kind for rule in TABLE} == {ANY, *KINDS}


def test_the_page_in_the_docs_is_what_is_printed():
    assert DOCUMENTED.read_text() == markdown(), "driftaudit schema rules > docs/rules.md"


def test_a_line_a_rule_and_nothing_breaks_the_table():
    lines = [line for line in markdown().splitlines() if line.startswith("| `")]
    assert len(lines) == len(TABLE)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {6}


def test_the_same_as_json():
    made = json.loads(as_json())
    assert [each["path"] for each in made] == [rule.path for rule in TABLE]
    assert made[0].keys() == {"kind", "path", "effect", "source", "values"}


# facts, sections 1 to 3: what is dropped, what is a default, where order does not matter.
@pytest.mark.parametrize(
    ("effect", "kind", "paths"),
    [
        ("drop", "cluster", "createdAt clientRequestToken endpoint certificateAuthority arn"),
        ("drop", "nodegroup", "createdAt modifiedAt clientRequestToken nodegroupArn resources"),
        ("drop", "addon", "createdAt modifiedAt clientRequestToken addonArn"),
        ("drop", "fargate-profile", "createdAt clientRequestToken fargateProfileArn"),
        ("drop", "access-entry", "modifiedAt clientRequestToken accessEntryArn"),
        ("drop", "pod-identity", "createdAt modifiedAt associationArn associationId"),
        ("drop", "iam-role", "RoleLastUsed Arn"),
        ("drop", "iam-policy", "CreateDate UpdateDate AttachmentCount PolicyId"),
        ("drop", "iam-policy", "PermissionsBoundaryUsageCount"),
        ("drop", "oidc-provider", "CreateDate"),
        ("drop", "workload", "metadata"),
        ("fact", "cluster", "status health platformVersion"),
        ("fact", "nodegroup", "status health scalingConfig.desiredSize"),
        ("fact", "addon", "status health"),
        ("fact", "iam-role", "RoleId CreateDate"),
        ("fill", "cluster", "accessConfig.authenticationMode upgradePolicy.supportType"),
        ("fill", "cluster", "accessConfig.bootstrapClusterCreatorAdminPermissions"),
        ("fill", "cluster", "resourcesVpcConfig.endpointPublicAccess deletionProtection"),
        ("fill", "cluster", "kubernetesNetworkConfig.ipFamily zonalShiftConfig.enabled"),
        ("fill", "cluster", "kubernetesNetworkConfig.elasticLoadBalancing.enabled"),
        ("fill", "cluster", "controlPlaneScalingConfig.tier"),
        ("fill", "cluster", "resourcesVpcConfig.controlPlaneEgressMode"),
        ("unset", "cluster", "kubernetesNetworkConfig.serviceIpv4Cidr"),
        ("unset", "addon", "namespaceConfig.namespace"),
        ("fill", "access-entry", "type"),
        ("fill", "nodegroup", "capacityType"),
        ("unset", "nodegroup", "updateConfig.maxUnavailablePercentage"),
        ("unset", "iam-role", "MaxSessionDuration Description"),
        ("fill", "iam-role", "Path"),
        ("rewrite", "access-entry", "username"),
        ("rewrite", "nodegroup", "releaseVersion launchTemplate taints subnets"),
        ("rewrite", "cluster", "resourcesVpcConfig.subnetIds resourcesVpcConfig.securityGroupIds"),
        ("rewrite", "cluster", "encryptionConfig logging resourcesVpcConfig.publicAccessCidrs"),
        ("set", "cluster", "resourcesVpcConfig.publicAccessCidrs"),
        ("set", "access-entry", "kubernetesGroups"),
        ("rewrite", "iam-role", "AssumeRolePolicyDocument RolePolicyList"),
        ("rewrite", "iam-policy", "Document"),
        ("rewrite", "aws-auth", ""),
    ],
)
def test_what_the_apis_document_is_there(effect, kind, paths):
    known = {rule.path for rule in TABLE if (rule.kind, rule.effect) == (kind, effect)}
    assert set(paths.split()) <= known
    assert known


# Rewritten in some cases only: without a public endpoint, of a custom image.
CONDITIONAL = ("resourcesVpcConfig.publicAccessCidrs", "releaseVersion")
SHAPES = stack.shapes(stack.US)
CASES = [rule for rule in REWRITTEN if rule.kind in SHAPES and "[]" not in rule.path]


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: f"{rule.kind} {rule.path}")
def test_what_is_said_to_be_rewritten_is(rule):
    path = rule.path.split(".")
    raw = [value for shape in SHAPES[rule.kind] if (value := at(shape, *path))]
    made = [each.attributes for each in stack.snapshot().resources if each.kind == rule.kind]
    same = [at(each, *path) for each in made if at(each, *path) in raw]
    assert not same or rule.path in CONDITIONAL
