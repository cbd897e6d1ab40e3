"""Baselines in layers: what a nearer file makes of a farther one, and what it need not repeat.

Maps are merged key by key, of anything else the nearer one counts. `{$absent: true}` takes away
what the farther one has, and says that nothing may be there.
"""

from typing import Final, Literal

from driftaudit.compare.matchers import GONE, Matcher, matches
from driftaudit.compare.side import ResourceKey, Side
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, UNKNOWN, Json, Record, digest_of, make_resource
from driftaudit.names import did_you_mean

Resources = dict[str, dict[str, Json]]
"""By kind and portable name the attributes, or GONE for a resource that must not be there."""

Strictness = Literal["exact", "subset"]
Mode = Strictness | dict[str, Strictness]
"""One for all kinds, or by kind, `default` for the others."""

EXACT: Final[Mode] = "exact"


class Override(Record, frozen=True, kw_only=True):
    """What is expected to be different in one environment, and why.

    `where` is the `FILE:LINE` that says so; `inherited` if that is in a file that is extended.
    """

    reason: str
    resources: Resources
    where: str = ""
    inherited: bool = False


class Layer(Record, frozen=True, kw_only=True):
    """What one baseline file says by itself; `extends` names the file that it goes on from."""

    resources: Resources = {}
    not_audited: dict[str, str] = {}
    environments: dict[str, Override] = {}
    mode: Mode | None = None
    extends: str | None = None


class Baseline(Record, frozen=True, kw_only=True):
    """The accepted resources of one group, by kind and portable name, all layers in one.

    `not_audited` maps kinds of which the baseline expects nothing on purpose to the reason.
    """

    name: str
    resources: Resources
    not_audited: dict[str, str] = {}
    environments: dict[str, Override] = {}
    mode: Mode = EXACT

    @classmethod
    def of_layer(cls, name: str, layer: Layer) -> "Baseline":
        """The baseline that a layer with nothing below it is."""
        return cls(
            name=name,
            resources=layer.resources,
            not_audited=layer.not_audited,
            environments=layer.environments,
            mode=layer.mode or EXACT,
        )

    def expected_of(self, environment: str) -> "Baseline":
        """The baseline with what is expected to be different in an environment."""
        override = self.environments.get(environment)
        resources = merged_tree(self.resources, override.resources if override else {})
        return Baseline(
            name=self.name, resources=resources, not_audited=self.not_audited, mode=self.mode
        )

    def side(self, environment: str | None = None) -> Side:
        """The side to hold an environment against, labelled `baseline:NAME`."""
        if environment is not None and environment in self.environments:
            return self.expected_of(environment).side()
        every = [
            (kind, name, each)
            for kind, named in self.resources.items()
            for name, each in named.items()
        ]
        return Side(
            label=f"baseline:{self.name}",
            resources={
                (kind, name): make_resource(kind, name, each)
                for kind, name, each in every
                if isinstance(each, dict)
            },
            unread=self.not_audited,
            left_out=frozenset(self.not_audited),
            subset=subset_kinds(self.mode),
            absent=frozenset((kind, name) for kind, name, each in every if each == GONE),
        )

    def unknown_environments(
        self, held: tuple[str, ...], every: tuple[str, ...] = ()
    ) -> tuple[tuple[str, str], ...]:
        """File and line, and what is wrong, of each override that no environment will ever meet.

        `held` are the environments that are held against this baseline, whether or not they are
        looked at now; a file that is extended may speak of any of `every` environment.
        """
        found = []
        for name, override in self.environments.items():
            known = {*held, *every} if override.inherited else {*held}
            if name not in known:
                near = did_you_mean(name, known)
                message = f"no environment {name!r} is held against baseline {self.name}{near}"
                found.append((override.where, message))
        return tuple(found)

    def require_environments(self, held: tuple[str, ...], every: tuple[str, ...] = ()) -> None:
        """Refuse overrides as `unknown_environments` finds them, by one BaselineError."""
        unknown = self.unknown_environments(held, every)
        if unknown:
            raise BaselineError("\n".join(f"{where}: {problem}" for where, problem in unknown))


def subset_kinds(mode: Mode) -> frozenset[str]:
    """The kinds of which more than the baseline knows is no difference."""
    by_kind: dict[str, Strictness] = {"default": mode} if isinstance(mode, str) else mode
    default = by_kind.get("default", EXACT)
    return frozenset(kind for kind in KINDS if by_kind.get(kind, default) == "subset")


def merged(far: Layer, near: Layer) -> Layer:
    """Both layers in one; what is nearer counts. What `far` extends is still to be merged."""
    return Layer(
        resources={
            kind: named
            for kind, named in merged_tree(far.resources, near.resources).items()
            if kind not in near.not_audited
        },
        not_audited={k: why for k, why in far.not_audited.items() if k not in near.resources}
        | near.not_audited,
        environments=_environments(far, near),
        mode=_mode(far.mode, near.mode),
        extends=far.extends,
    )


def _environments(far: Layer, near: Layer) -> dict[str, Override]:
    both = {name: inherited(override) for name, override in far.environments.items()}
    for name, override in near.environments.items():
        resources = merged_tree(both[name].resources if name in both else {}, override.resources)
        both[name] = Override(
            reason=override.reason,
            resources=resources,
            where=override.where,
            inherited=override.inherited,
        )
    return both


def inherited(override: Override) -> Override:
    """The same, as said by a file that is extended."""
    return Override(
        reason=override.reason,
        resources=override.resources,
        where=override.where,
        inherited=True,
    )


def _mode(far: Mode | None, near: Mode | None) -> Mode | None:
    if near is None or far is None or isinstance(near, str):
        return near if near is not None else far
    return ({"default": far} if isinstance(far, str) else far) | near


def merged_tree(far: Json, near: Json) -> Json:
    """What both values say together: maps key by key, of anything else the nearer."""
    if not is_map(far) or not is_map(near):
        return near
    added = {key: merged_tree(far[key], each) if key in far else each for key, each in near.items()}
    return {**far, **added}


def is_map(value: Json) -> bool:
    """Whether a value is looked into: a map, and not one that says what is unknown."""
    return isinstance(value, dict) and UNKNOWN not in value


def own_part(far: Resources, whole: Resources) -> Resources:
    """The least that, merged over `far`, gives the whole."""
    parts: Resources = {}
    for kind in far.keys() | whole.keys():
        part = _own(far.get(kind, {}), whole.get(kind, {}))
        if part or (kind in whole and kind not in far):
            parts[kind] = part
    return parts


def _own(far: dict[str, Json], whole: dict[str, Json]) -> dict[str, Json]:
    part: dict[str, Json] = {}
    for key, value in whole.items():
        if key not in far:
            part[key] = value
        elif is_map(far[key]) and is_map(value):
            inner = _own(far[key], value)
            part |= {key: inner} if inner else {}
        elif digest_of(far[key]) != digest_of(value):
            part[key] = value
    gone = (key for key in far.keys() - whole.keys() if far[key] is not None and far[key] != GONE)
    return part | dict.fromkeys(gone, GONE)


def with_matchers(expected: Json, value: Json) -> Json:
    """The value with every matcher that it satisfies in its place, as a baseline expected it."""
    if isinstance(expected, Matcher):
        return expected if matches(expected, value) else value
    if not is_map(expected) or not is_map(value):
        return value
    kept = {
        key: with_matchers(expected[key], each) if key in expected else each
        for key, each in value.items()
    }
    void = (key for key in expected.keys() - value.keys() if isinstance(expected[key], Matcher))
    return kept | {key: expected[key] for key in void if matches(expected[key], None)}


def keys_of(resources: Resources) -> frozenset[ResourceKey]:
    """Kind and name of all resources, those that must not be there included."""
    return frozenset((kind, name) for kind, named in resources.items() for name in named)
