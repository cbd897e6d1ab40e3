"""Part of an acceptance: what `--only` names, what a person chose, and what it would change."""

import difflib
from collections.abc import Callable, Collection
from fnmatch import fnmatchcase
from typing import Final

from driftaudit.baselines.file import read_existing
from driftaudit.baselines.layers import Layer, Resources, keys_of
from driftaudit.baselines.text import header_of, layer_text, resource_text
from driftaudit.compare.side import ResourceKey
from driftaudit.errors import BaselineError
from driftaudit.model import KINDS, Record
from driftaudit.names import did_you_mean

_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}


class Only(Record, frozen=True, kw_only=True):
    """Which resources are meant: `KIND/NAME` or `KIND`, both globs; all where none is given."""

    patterns: tuple[str, ...] = ()

    @classmethod
    def of(cls, patterns: tuple[str, ...]) -> "Only":
        """The patterns; BaselineError for one whose kind is none."""
        for pattern in patterns:
            kind = pattern.split("/", 1)[0]
            if not any(fnmatchcase(each, kind) for each in KINDS):
                near = did_you_mean(kind, KINDS)
                raise BaselineError(f"--only {pattern!r}: there is no kind {kind!r}{near}")
        return cls(patterns=patterns)

    def names(self, kind: str, name: str) -> bool:
        """Whether any pattern names a resource."""
        return any(_is_named(pattern, kind, name) for pattern in self.patterns)

    def takes(self, kind: str, name: str) -> bool:
        """Whether a resource is meant."""
        return not self.patterns or self.names(kind, name)

    def require_use(self, keys: Collection[ResourceKey]) -> None:
        """Refuse a pattern that names none of these resources, by a BaselineError."""
        for pattern in self.patterns:
            if not any(_is_named(pattern, *key) for key in keys):
                near = did_you_mean(pattern, ("/".join(key) for key in keys))
                raise BaselineError(f"--only {pattern!r} names no resource{near}")


def _is_named(pattern: str, kind: str, name: str) -> bool:
    of, slash, named = pattern.partition("/")
    return fnmatchcase(kind, of) and (not slash or fnmatchcase(name, named))


def compose(old: Resources, new: Resources, takes: Callable[[str, str], bool]) -> Resources:
    """The new resources where they are taken, the old ones elsewhere.

    A kind without any resource stands or falls as the resource without a name.
    """
    result: Resources = {}
    for source, wanted in ((old, False), (new, True)):
        for kind, named in source.items():
            if not named and takes(kind, "") is wanted:
                result.setdefault(kind, {})
            for name, value in named.items():
                if takes(kind, name) is wanted:
                    result.setdefault(kind, {})[name] = value
    return result


class Choice(Record, frozen=True, kw_only=True):
    """A resource that an acceptance changes in the file: its text before and after, or nothing."""

    kind: str
    resource: str
    old: str
    new: str


def choices(existing: str, new: str) -> tuple[Choice, ...]:
    """What a new text changes, resource by resource in the order of reports."""
    (before, _), (after, _) = read_existing(existing, ""), read_existing(new, "")
    keys = keys_of(before.resources) | keys_of(after.resources)
    every = (
        Choice(
            kind=kind,
            resource=name,
            old=resource_text(before, kind, name),
            new=resource_text(after, kind, name),
        )
        for kind, name in sorted(keys, key=lambda key: (_ORDER[key[0]], key[1]))
    )
    return tuple(each for each in every if each.old != each.new)


def accept_some(existing: str, new: str, chosen: Collection[ResourceKey]) -> str:
    """The new text with only the chosen resources (kind, name) changed from the existing one."""
    (before, _), (after, _) = read_existing(existing, ""), read_existing(new, "")
    resources = compose(before.resources, after.resources, lambda *key: key in chosen)
    kept = {kind: before.not_audited[kind] for kind in before.not_audited if kind not in resources}
    audited = keys_of(after.resources)
    # A kind that is audited from now on stays left out as long as nothing of it was chosen.
    left = {kind: why for kind, why in kept.items() if any(kind == key[0] for key in audited)}
    gone = {kind: why for kind, why in after.not_audited.items() if kind not in resources}
    layer = Layer(
        resources=resources,
        not_audited=left | gone,
        environments=after.environments,
        mode=after.mode,
        extends=after.extends,
    )
    body = existing[len(header_of(existing)) :] or new[len(header_of(new)) :]
    return layer_text("", layer, header_of(new) + body)


def preview(existing: str, new: str, name: str = "baseline") -> str:
    """What a new text changes in the existing one, as a unified diff; empty for nothing."""
    lines = difflib.unified_diff(
        existing.splitlines(), new.splitlines(), name, f"{name} (accepted)", lineterm=""
    )
    return "".join(f"{line}\n" for line in lines)
