"""Finds in a plan's configuration what an expression refers to, through modules and variables.

Terraform says of an expression only which references are in it ("Expression Representation" in its
JSON output format), not what is made of them: one reference is taken for the value itself.
"""

import re
from typing import Final

from driftaudit.model import Json, Record
from driftaudit.normalize.odd import at, mapping, mappings, string, strings
from driftaudit.plan.planned import Plan, Planned
from driftaudit.plan.read import without_indexes

_TOKEN: Final = re.compile(r'[^.\["]+(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])*')
_ASIDE: Final = frozenset({"each", "count", "path", "terraform", "self"})


class Reference(Record, frozen=True):
    """An attribute of one planned resource; empty where the reference names the whole."""

    target: Planned
    attribute: str


class Constant(Record, frozen=True):
    """A value that is written in the configuration, or given to it."""

    value: Json


class Configuration:
    """The configuration of a plan, with its planned resources by where they are written."""

    def __init__(self, plan: Plan) -> None:
        self._root = mapping(plan.configuration.get("root_module"))
        self._variables = plan.variables
        self._providers = mapping(plan.configuration.get("provider_config"))
        self._instances: dict[tuple[str, str], list[Planned]] = {}
        for each in plan.planned:
            if each.after is not None and not each.deposed:
                place = (each.module, f"{each.type}.{each.name}")
                self._instances.setdefault(place, []).append(each)

    def expression(self, planned: Planned, path: tuple[str | int, ...]) -> Json:
        """What is written at a path of a resource (`("launch_template", 0, "id")`), or None."""
        written = next(
            (
                each
                for each in mappings(self._module(planned.module).get("resources"))
                if each.get("type") == planned.type and each.get("name") == planned.name
            ),
            {},
        )
        found: Json = mapping(written.get("expressions"))
        for key in path:
            if isinstance(key, str):
                found = mapping(found).get(key)
            elif isinstance(found, list) and key < len(found):
                found = found[key]
            # An attribute that is a list is one expression for all of its members.
        return found

    def default_tags(self, planned: Planned) -> dict[str, Json] | None:
        """The tags that its provider gives to everything; None where that is not to be told."""
        provider = mapping(self._providers.get(planned.provider))
        if not provider:
            return None
        written = mappings(mapping(provider.get("expressions")).get("default_tags"))
        if not written:
            return {}
        found = mapping(written[0].get("tags")).get("constant_value")
        return found if isinstance(found, dict) else None

    def meant(self, planned: Planned, expression: Json) -> Reference | Constant | None:
        """What an expression of a resource is the value of; None where that is not to be told."""
        return self._meant(expression, planned.module, planned.index, 12)

    def _meant(
        self, expression: Json, module: str, index: str | int | None, depth: int
    ) -> Reference | Constant | None:
        written = mapping(expression)
        if "constant_value" in written:
            return Constant(written["constant_value"])
        found = [
            each
            for each in _longest(strings(written.get("references")))
            if each.partition(".")[0] not in _ASIDE
        ]
        if len(found) != 1 or not depth:
            return None
        return self._followed(_TOKEN.findall(found[0]), module, index, depth - 1)

    def _followed(
        self, tokens: list[str], module: str, index: str | int | None, depth: int
    ) -> Reference | Constant | None:
        if tokens[0] == "var" and len(tokens) > 1:
            return self._variable(_bare(tokens[1]), module, depth)
        if tokens[0] == "module" and len(tokens) > 2:
            inner = f"{module}.module.{tokens[1]}".lstrip(".")
            output = mapping(self._module(inner).get("outputs")).get(_bare(tokens[2]))
            return self._meant(at(output, "expression"), inner, index, depth)
        if len(tokens) < 2 or tokens[0] in ("data", "local", "module"):
            return None
        target = self._instance(module, tokens[0], tokens[1], index)
        return Reference(target, tokens[2] if len(tokens) > 2 else "") if target else None

    def _variable(self, name: str, module: str, depth: int) -> Reference | Constant | None:
        if not module:
            return Constant(self._variables[name]) if name in self._variables else None
        outer, _, called = _last_module(module)
        call = mapping(mapping(self._module(outer).get("module_calls")).get(_bare(called)))
        expression = mapping(call.get("expressions")).get(name)
        return self._meant(expression, outer, _index(called), depth)

    def _instance(
        self, module: str, type_: str, token: str, index: str | int | None
    ) -> Planned | None:
        found = self._instances.get((module, f"{type_}.{_bare(token)}"), [])
        wanted = _index(token) if "[" in token else index
        exact = [each for each in found if each.index == wanted]
        if exact:
            return exact[0]
        return found[0] if len(found) == 1 and "[" not in token else None

    def _module(self, instance: str) -> dict[str, Json]:
        module = self._root
        for name in without_indexes(instance).split(".")[1::2]:
            call = mapping(mapping(module.get("module_calls")).get(name))
            module = mapping(call.get("module"))
        return module


def _longest(references: list[str]) -> list[str]:
    """Terraform lists `a.b.c` and `a.b`: only what no other one begins with is meant."""
    return [
        each
        for each in dict.fromkeys(references)
        if not any(
            other != each and other.startswith((each + ".", each + "[")) for other in references
        )
    ]


def _bare(token: str) -> str:
    return token.partition("[")[0]


def _index(token: str) -> str | int | None:
    """`this["a"]` → `a`, `this[0]` → 0; None for an index that is an expression, or for none."""
    inner = token.partition("[")[2].removesuffix("]")
    if inner.startswith('"'):
        return string(inner[1:-1])
    return int(inner) if inner.isdigit() else None


def _last_module(instance: str) -> tuple[str, str, str]:
    """`module.a.module.b["x.y"]` → `module.a`, `module`, `b["x.y"]`."""
    tokens = _TOKEN.findall(instance)
    return ".".join(tokens[:-2]), "module", tokens[-1]
