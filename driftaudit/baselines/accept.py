"""Makes a baseline out of snapshots: of one all of it, of several what most of them agree on.

Never from what was only half read, and never while something is on its way to another state.
"""

from collections.abc import Iterator
from typing import Final

from driftaudit.baselines.agree import LeftOut, agree
from driftaudit.baselines.file import read_existing
from driftaudit.baselines.layers import (
    Baseline,
    Layer,
    Resources,
    keys_of,
    merged,
    own_part,
    subset_kinds,
)
from driftaudit.baselines.pick import Only, compose
from driftaudit.baselines.text import layer_text
from driftaudit.compare.matchers import GONE
from driftaudit.errors import BaselineError
from driftaudit.model import EVERY_KIND, KINDS, Record, Snapshot

_MOVING_KINDS: Final = frozenset({"cluster", "nodegroup", "addon", "fargate-profile"})


class Acceptance(Record, frozen=True, kw_only=True):
    """A baseline with all its layers, its own file's text, and what did not get into it.

    `damaged` says why nothing but the head comment of the existing file was kept; else empty.
    """

    baseline: Baseline
    text: str
    left_out: tuple[LeftOut, ...] = ()
    damaged: str = ""


def from_snapshots(
    name: str,
    snapshots: tuple[Snapshot, ...],
    existing: str = "",
    *,
    only: tuple[str, ...] = (),
    base: Baseline | None = None,
) -> Acceptance:
    """The baseline that the snapshots agree on, by strict majority, and what that leaves out.

    A resource takes part if most snapshots have it; where they disagree on its value, each
    attribute is decided among those that have the resource. `existing` is the text of the file
    that is to be replaced: its comments, `extends`, `environments` and `mode` are kept, and its
    matchers where they match. `base` is what it extends (`base_of`), which is not repeated. Of
    `subset` kinds only what it mentions is taken. With `only` (`KIND/NAME` or `KIND`, globs) all
    else stays as it is, and what is named is taken whatever the mode.

    Raises BaselineError naming every environment that may not be accepted now, and why; and
    where the existing file is YAML but no baseline.
    """
    _refuse(name, snapshots)
    existing = existing.removeprefix("\ufeff")
    own, damaged = read_existing(existing, f"{name}.yaml")
    if own.extends and base is None:
        raise BaselineError(f"{name}.yaml: baseline {own.extends!r}, which it extends, is not read")
    far = _far(base)
    before = Baseline.of_layer(name, merged(far, own))
    wanted = Only.of(only)
    agreed, left_out = agree(snapshots, before)
    whole = _scoped(agreed, before, wanted)
    layer = _layer(own, far, whole, wanted, snapshots[0].not_audited)
    there = {(each.kind, each.name) for snapshot in snapshots for each in snapshot.resources}
    wanted.require_use(there | keys_of(before.resources) | keys_of(agreed))
    return Acceptance(
        baseline=Baseline.of_layer(name, merged(far, layer)),
        text=layer_text(name, layer, existing),
        left_out=tuple(each for each in left_out if _is_asked(each, before, wanted)),
        damaged=damaged,
    )


def _far(base: Baseline | None) -> Layer:
    if base is None:
        return Layer()
    return Layer(
        resources=base.resources,
        not_audited=base.not_audited,
        environments=base.environments,
        mode=base.mode,
    )


def _scoped(agreed: Resources, before: Baseline, wanted: Only) -> Resources:
    """What is agreed on, as far as the mode lets it in, and what must go on being absent."""
    subset = subset_kinds(before.mode)
    whole: Resources = {}
    for kind, named in agreed.items():
        for name, value in named.items():
            known = before.resources.get(kind, {}).get(name)
            if kind not in subset or (known is None and wanted.names(kind, name)):
                whole.setdefault(kind, {})[name] = value
            elif isinstance(known, dict):
                taken = {key: each for key, each in value.items() if known.get(key) is not None}
                whole.setdefault(kind, {})[name] = taken
    for kind, name in keys_of(before.resources) - keys_of(agreed):
        if before.resources[kind][name] == GONE:
            whole.setdefault(kind, {})[name] = GONE
    return whole


def _is_asked(left_out: LeftOut, before: Baseline, wanted: Only) -> bool:
    if not wanted.takes(left_out.kind, left_out.resource):
        return False
    if left_out.kind not in subset_kinds(before.mode):
        return True
    known = before.resources.get(left_out.kind, {}).get(left_out.resource)
    if known is None:
        return wanted.names(left_out.kind, left_out.resource)
    return isinstance(known, dict) and known.get("".join(left_out.path[:1])) is not None


def _layer(
    own: Layer, far: Layer, whole: Resources, wanted: Only, not_audited: dict[str, str]
) -> Layer:
    """What the file is to say: no more than it takes over what it extends."""
    part = own_part(far.resources, whole)
    # An empty map says that a kind which is not audited farther off is, and that there is none.
    part = {kind: {} for kind in far.not_audited if kind not in not_audited} | part
    resources = compose(own.resources, part, wanted.takes)
    if wanted.patterns:
        not_audited = {k: why for k, why in own.not_audited.items() if k not in resources}
    else:
        not_audited = {k: y for k, y in not_audited.items() if far.not_audited.get(k) != y}
        resources = {k: named for k, named in resources.items() if k not in not_audited}
    return Layer(
        resources=resources,
        not_audited=not_audited,
        environments=own.environments,
        mode=own.mode,
        extends=own.extends,
    )


def _refuse(name: str, snapshots: tuple[Snapshot, ...]) -> None:
    refused = [problem for snapshot in snapshots for problem in _refusals(snapshot)]
    refused += _uneven(snapshots)
    if not snapshots:
        refused.append("there is no snapshot; next: driftaudit snapshot")
    if refused:
        raise BaselineError(f"baseline {name} is not written:\n  " + "\n  ".join(refused))


def _refusals(snapshot: Snapshot) -> Iterator[str]:
    name = snapshot.environment.name
    for gap in snapshot.gaps:
        what = "everything" if gap.kind == EVERY_KIND else gap.kind
        yield f"{name}: {what} was not read ({gap.operation}: {gap.code}); next: {gap.needs}"
    for key, fact in sorted(snapshot.facts.items()):
        status = fact.get("status") if isinstance(fact, dict) else None
        moving = key.split("/", 1)[0] in _MOVING_KINDS
        if moving and isinstance(status, str) and status.endswith("ING"):
            yield f"{name}: {key} is {status}; next: driftaudit snapshot {name} when it is ACTIVE"


def _uneven(snapshots: tuple[Snapshot, ...]) -> list[str]:
    """Kinds that some environments leave out and others do not: no majority could be told."""
    problems = []
    for kind in KINDS:
        without = [each.environment.name for each in snapshots if kind in each.not_audited]
        if 0 < len(without) < len(snapshots):
            names = ", ".join(without)
            problems.append(
                f"{names}: {kind} is not audited, elsewhere it is; next: audit it in all or in none"
            )
    return problems
