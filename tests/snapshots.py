"""Snapshots for tests of stores and files, by hand and by hypothesis."""

from datetime import UTC

from hypothesis import strategies as st

from driftaudit.model import Environment, Gap, Identity, Snapshot, Tool, make_resource

TOOL = Tool(name="driftaudit", version="0.1.0")


def snapshot(
    captured_at: str = "2026-11-22T10:50:00.000000Z", environment: str = "prod-us"
) -> Snapshot:
    """A snapshot with one resource and one gap."""
    account, region, cluster = "222222222222", "us-east-1", "acme"
    return Snapshot(
        environment=Environment(
            name=environment, account=account, region=region, cluster=cluster, group="prod"
        ),
        identity=Identity(account=account, region=region, partition="aws", cluster=cluster),
        captured_at=captured_at,
        tool=TOOL,
        resources=(make_resource("addon", "vpc-cni", {"b": [1, None], "a": {"ü": "\x1b"}}),),
        gaps=(Gap(kind="workload", operation="get x", code="403", message="no", needs="get"),),
    )


_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=8,
)
moments = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
)
snapshots = st.builds(
    Snapshot,
    environment=st.builds(
        Environment,
        name=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True).map("{}x".format),
        account=_text,
        region=_text,
        cluster=_text,
        group=st.none() | _text,
    ),
    identity=st.builds(
        Identity,
        account=_text,
        region=_text,
        partition=_text,
        cluster=_text,
        oidc=st.none() | _text,
        vars=st.dictionaries(_text, _text, max_size=2),
    ),
    captured_at=moments,
    tool=st.builds(Tool, name=_text, version=_text),
    resources=st.lists(
        st.builds(make_resource, _text, _text, st.dictionaries(_text, _json, max_size=3)),
        max_size=3,
    ).map(tuple),
    gaps=st.lists(
        st.builds(Gap, kind=_text, operation=_text, code=_text, message=_text, needs=_text),
        max_size=2,
    ).map(tuple),
    not_audited=st.dictionaries(_text, _text, max_size=2),
    facts=st.dictionaries(_text, _json, max_size=2),
)
