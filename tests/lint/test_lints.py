"""The registry, and lints as a whole: silent on what is sound or unread, never raising."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from driftaudit.judge.codes_lint import LINT_CODES
from driftaudit.lint.lints import LINTS, lint
from driftaudit.model import KINDS, Gap, make_resource
from tests.lint.made import ARN, NODE, entry
from tests.normalize import stack
from tests.normalize.stack import US

PLACES = pytest.mark.parametrize("place", [stack.US, stack.CN, stack.SHORT])


def rotten():
    """A stack in which much is wrong, in each kind that lints look at."""
    wide = stack.irsa(US, "kube-system:*")
    claims = wide["Statement"][0]["Condition"].pop("StringEquals")
    wide["Statement"][0]["Condition"]["StringLike"] = {
        key: value for key, value in claims.items() if key.endswith(":sub")
    }
    wide["Statement"].append(
        {"Effect": "Allow", "Principal": {"AWS": "AROAEXAMPLE"}, "Action": "sts:AssumeRole"}
    )
    roles = tuple(
        each | {"AssumeRolePolicyDocument": wide, "CreateDate": "2027-01-01T00:00:00Z"}
        for each in stack.roles(US)
    )
    data = {
        "mapRoles": entry(f"{ARN}:role/a/b")
        + entry(f"{ARN}:instance-profile/x")
        + entry(NODE, "groups: ['a:b - c']")
        + entry(NODE)
        + "- x\n",
        "mapAccounts": "- 1\n- 123456789012",
        "MAPUSERS": "x",
    }
    configmap = {"metadata": {"name": "aws-auth"}, "data": data}
    used = {"launchTemplate": {"id": US.id("lt"), "version": "$Latest"}, "version": "1.29"}
    gone = stack.entry(US) | {"principalArn": US.role("gone")}
    addon = stack.addon(US) | {
        "addonVersion": "v1.20.0-eksbuild.1",
        "configurationValues": '{"env": {"EMPTY": "1"}}',
    }
    return stack.snapshot(
        cluster=(stack.cluster(US) | {"version": "1.34"},),
        nodegroup=(stack.nodegroup(US) | used,),
        addon=(addon,),
        configmap=(configmap,),
        **{"iam-role": roles, "access-entry": (stack.entry(US), gone)},
    )


ROTTEN = rotten()


def test_every_lint_has_a_code_and_every_code_a_lint():
    assert list(LINTS) == [code.id for code in LINT_CODES]
    assert len(set(LINTS.values())) == len(LINTS)


def test_a_lint_finds_nothing_but_its_own_code():
    found = lint(ROTTEN)
    assert {each.code for each in found} >= set(LINTS) - {"AUTH008", "IAM020"}
    assert len({(each.code, each.kind, each.resource, each.path) for each in found}) == len(found)
    assert all(each.kind in KINDS and each.detail for each in found)


@PLACES
def test_nothing_is_said_of_a_sound_stack(place):
    assert lint(stack.snapshot(place)) == ()


@pytest.mark.parametrize("kind", sorted({each.kind for each in lint(ROTTEN)}))
def test_nothing_is_said_of_a_kind_that_was_not_read(kind):
    gap = Gap(kind=kind, operation="x", code="AccessDenied", message="no", needs="x")
    for unread in ({"gaps": (gap,)}, {"not_audited": {kind: "left out"}}):
        found = {each.kind for each in lint(msgspec.structs.replace(ROTTEN, **unread))}
        assert kind not in found


def test_nothing_is_said_where_nothing_was_read():
    gap = Gap(kind="*", operation="x", code="AccessDenied", message="no", needs="x")
    assert lint(msgspec.structs.replace(ROTTEN, gaps=(gap,))) == ()
    empty = msgspec.structs.replace(ROTTEN, resources=(), facts={})
    assert lint(empty) == ()


def test_the_order_of_what_was_read_does_not_matter():
    turned = msgspec.structs.replace(ROTTEN, resources=ROTTEN.resources[::-1])
    assert lint(turned) == lint(ROTTEN)


_TEXT = st.sampled_from(
    ["", "arn:aws:iam::1:role/a/b", "$Latest", "1.30", "1.9", "system:a - b", "AROAX", "*", "é\x1b"]
) | st.text(max_size=6)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def odd(draw):
    """The rotten stack, with values of any shape where its own were."""
    resources = list(ROTTEN.resources)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(resources) - 1))
        each = resources[at]
        keys = st.sampled_from(sorted(each.attributes)) if each.attributes else _TEXT
        attributes = each.attributes | {draw(keys): draw(_JSON)}
        name, source = draw(st.just(each.name) | _TEXT), draw(st.just(each.source) | _TEXT)
        resources[at] = make_resource(each.kind, name, attributes, source=source)
    facts = dict(ROTTEN.facts)
    for key in draw(st.lists(st.sampled_from(sorted(facts)), max_size=3)):
        known = facts[key] if isinstance(facts[key], dict) else {}
        inner = {name: draw(_JSON) for name in sorted(known)}
        facts[key] = draw(st.just(inner) | _JSON)
    return msgspec.structs.replace(ROTTEN, resources=tuple(resources), facts=facts)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(odd())
def test_odd_snapshots_are_no_error(snapshot):
    for each in lint(snapshot):
        assert each.code in LINTS
        assert isinstance(each.detail, str)
