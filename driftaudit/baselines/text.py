"""A baseline as the text of its file: sorted, one item a line, no dates, comments where they were.

What is written reads back exactly, and the same baseline gives the same bytes.
"""

from typing import Final

import yaml

from driftaudit.baselines.comments import with_comments
from driftaudit.baselines.layers import EXACT, Baseline, Layer, Mode, Resources
from driftaudit.baselines.match import Inline, written_value
from driftaudit.model import Json

VERSION: Final = 1
HEADER: Final = """\
# What driftaudit accepts for {name}; `driftaudit check` finds whatever differs from it.
# Written by `driftaudit baseline accept`: review changes to it like code.
# ${{account}}, ${{region}}, ${{cluster}} and their like stand for each environment's own.
"""

_WIDTH: Final = 2**30  # lines are never folded


def text_of(baseline: Baseline, existing: str = "") -> str:
    """The baseline as YAML, all layers in one, with the comments of the `existing` text."""
    layer = Layer(
        resources=baseline.resources,
        not_audited=baseline.not_audited,
        environments=baseline.environments,
        mode=None if baseline.mode == EXACT else baseline.mode,
    )
    return layer_text(baseline.name, layer, existing)


def layer_text(name: str, layer: Layer, existing: str = "") -> str:
    """What one file says by itself as YAML, with the comments of the `existing` text.

    Kept are the comment at the head, those above what is still there, and those at its line's end.
    """
    content: dict[str, Json] = {"version": VERSION}
    if layer.extends:
        content["extends"] = layer.extends
    if layer.mode:
        content["mode"] = _mode(layer.mode)
    if layer.not_audited:
        content["not_audited"] = layer.not_audited
    content["resources"] = _resources(layer.resources)
    if layer.environments:
        content["environments"] = {
            environment: {"reason": each.reason, "resources": _resources(each.resources)}
            for environment, each in layer.environments.items()
        }
    # Fields in the order in which one reads them, everything below sorted.
    text = "".join(dump({key: value}) for key, value in content.items())
    head = header_of(existing)
    kept = with_comments(text, existing[len(head) :])
    return (f"{head.rstrip()}\n" if head else HEADER.format(name=name)) + kept


def resource_text(layer: Layer, kind: str, name: str) -> str:
    """One resource of a layer as it stands in its file; empty where it has none."""
    value = layer.resources.get(kind, {}).get(name)
    return dump({name: written_value(value)}) if value is not None else ""


def _mode(mode: Mode) -> Json:
    return mode if isinstance(mode, str) else dict(mode)


def _resources(resources: Resources) -> Json:
    return {
        kind: {name: written_value(each) for name, each in named.items()}
        for kind, named in resources.items()
    }


def header_of(text: str) -> str:
    """The comment lines at the head of a text, each with its line end."""
    lines = text.splitlines(keepends=True)
    end = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])


class _Dumper(yaml.CSafeDumper):
    """Writes every value out, and text of several lines as such."""

    def ignore_aliases(self, data: Json) -> bool:
        """Equal values are written twice: a reviewer should not have to follow anchors."""
        return isinstance(data, object)


def _text(dumper: yaml.CSafeDumper, value: str) -> yaml.ScalarNode:
    # A block keeps lines apart for review; other than plain ASCII is escaped, so nothing hides.
    lines = value.splitlines()
    block = len(lines) > 1 and value.isascii() and all(map(_is_plain, lines))
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if block else None)


def _is_plain(line: str) -> bool:
    return bool(line) and line.isprintable() and line.strip() == line


def _inline(dumper: yaml.CSafeDumper, value: Inline) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Inline, _inline)


def dump(value: Json) -> str:
    """A value as YAML, sorted."""
    return str(
        yaml.dump(value, Dumper=_Dumper, default_flow_style=False, sort_keys=True, width=_WIDTH)
    )
