"""Finds in a plan's configuration what an expression refers to, through modules and variables.

Terraform says of an expression only which references are in it ("Expression Representation" in its
JSON output format), not what is made of them: one reference is taken for the value itself.
"""

import re
from collections.abc import Iterator
from typing import Final

from driftaudit.model import Json, Record
from driftaudit.normalize.odd import at, mapping, mappings, strings
from driftaudit.plan.planned import Plan, Planned
from driftaudit.plan.read import without_indexes

_TOKEN: Final = re.compile(r'[^.\["]+(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])*')
_ESCAPED: Final = re.compile(r"\\(.)")
_NAMES: Final = ("id", "ids", "arn", "arns", "name", "groups", "policy")
_ASIDE: Final = frozenset({"each", "count", "path", "terraform", "self", "data", "local"})


class Reference(Record, frozen=True):
    """An attribute of one planned resource; empty where the reference names the whole."""

    target: Planned
    attribute: str


class Constant(Record, frozen=True):
    """A value that is written in the configuration, or given to it."""

    value: Json


class _Place(Record, frozen=True):
    """Where an expression is written: the module's instance, and what `each` is there."""

    module: str
    index: str | int | None
    each: Json = None


Meant = Reference | Constant


class Configuration:
    """The configuration of a plan, with its planned resources by where they are written."""

    def __init__(self, plan: Plan) -> None:
        self._root = mapping(plan.configuration.get("root_module"))
        self._variables = plan.variables
        self._providers = mapping(plan.configuration.get("provider_config"))
        self._instances: dict[tuple[str, str], list[Planned]] = {}
        self._modules: dict[str, list[str]] = {}
        self._blocks: dict[str, dict[tuple[Json, Json], dict[str, Json]]] = {}
        for each in plan.planned:
            if each.after is not None and not each.deposed:
                place = (each.module, f"{each.type}.{each.name}")
                self._instances.setdefault(place, []).append(each)
                self._note(each.module)

    def _note(self, module: str) -> None:
        """An instance of a module, and those around it, by their address without the last index."""
        while module:
            outer, called = _last_module(module)
            known = self._modules.setdefault(_inner(outer, _bare(called)), [])
            if module in known:
                return
            known.append(module)
            module = outer

    def expression(self, planned: Planned, path: tuple[str | int, ...]) -> Json:
        """What is written at a path of a resource (`("launch_template", 0, "id")`), or None."""
        found: Json = mapping(self._written(planned).get("expressions"))
        for key in path:
            if isinstance(key, str):
                found = mapping(found).get(key)
            elif isinstance(found, list) and key < len(found):
                found = found[key]
            # An attribute that is a list is one expression for all of its members.
        return found

    def hides(self, planned: Planned, path: tuple[str | int, ...]) -> bool:
        """Whether a value without an expression may stand in a dynamic block, which none has.

        In one of these AWS chooses sizes and options, and neither names nor documents. Of a list
        that was known nothing is left to AWS, unless the resource is made anew.
        """
        name = str(path[0])
        if len(path) == 1:
            return not planned.creates and isinstance((planned.before or {}).get(name), list)
        known, written = (planned.after or {}).get(name), self.expression(planned, path[:1])
        blocks = len(known) if isinstance(known, list) else 1
        static = len(written) if isinstance(written, list) else int(written is not None)
        return blocks > static and str(path[-1]).endswith(_NAMES)

    def refers(self, planned: Planned, path: tuple[str | int, ...]) -> bool:
        """Whether what is written there is made of something else."""
        return bool(mapping(self.expression(planned, path)).get("references"))

    def _written(self, planned: Planned) -> dict[str, Json]:
        module = without_indexes(planned.module)
        if module not in self._blocks:
            resources = mappings(self._module(module).get("resources"))
            self._blocks[module] = {(e.get("type"), e.get("name")): e for e in resources}
        return self._blocks[module].get((planned.type, planned.name), {})

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

    def meant(self, planned: Planned, expression: Json) -> tuple[Meant, ...]:
        """What an expression of a resource is made of, each once; nothing where nobody can tell.

        Locals and data sources are not followed: the one are not told, the other known or nobody's.
        """
        each = self._written(planned).get("for_each_expression")
        place = _Place(planned.module, planned.index, each)
        found: dict[tuple[str, str], Meant] = {}
        for one in self._meant(expression, place, 12):
            if isinstance(one, Reference):
                found[one.target.address, one.attribute] = one
            else:
                found[repr(one.value), ""] = one
        return tuple(found.values())

    def _meant(self, expression: Json, place: _Place, depth: int) -> Iterator[Meant]:
        written = mapping(expression)
        if "constant_value" in written:
            yield Constant(written["constant_value"])
        elif depth:
            for each in longest(strings(written.get("references"))):
                yield from self._followed(_TOKEN.findall(each), place, depth - 1)

    def _followed(self, tokens: list[str], place: _Place, depth: int) -> Iterator[Meant]:
        head, name, *rest = [*tokens, ""] if len(tokens) == 1 else tokens
        if head == "each" and name == "value":
            for each in longest(strings(mapping(place.each).get("references"))):
                found = _TOKEN.findall(each)
                whole = [*found, *rest] if len(found) == 2 else found
                yield from self._followed(whole, place, depth)
        elif head == "var" and name:
            yield from self._variable(_bare(name), place.module, depth)
        elif head == "module" and name:
            for each in self._called(_inner(place.module, name), place.index):
                yield from self._outputs(each, rest, depth)
        elif head not in _ASIDE and name:
            for target in self._targets(place.module, f"{head}.{_bare(name)}", name, place.index):
                yield Reference(target, _bare(rest[0]) if rest else "")

    def _outputs(self, module: str, rest: list[str], depth: int) -> Iterator[Meant]:
        """One output of a module, or any where an index that is an expression hides which."""
        outputs = mapping(self._module(module).get("outputs"))
        index = _index(_last_module(module)[1])
        for name in [_bare(rest[0])] if rest else sorted(outputs):
            yield from self._meant(at(outputs, name, "expression"), _Place(module, index), depth)

    def _variable(self, name: str, module: str, depth: int) -> Iterator[Meant]:
        if not module:
            if name in self._variables:
                yield Constant(self._variables[name])
            return
        outer, called = _last_module(module)
        call = mapping(mapping(self._module(outer).get("module_calls")).get(_bare(called)))
        place = _Place(outer, _index(called), call.get("for_each_expression"))
        yield from self._meant(mapping(call.get("expressions")).get(name), place, depth)

    def _called(self, module: str, index: str | int | None) -> list[str]:
        """The instances of a module that a reference may be to: all, where nothing tells which."""
        found = self._modules.get(module, [])
        exact = [each for each in found if _index(_last_module(each)[1]) == index]
        return exact or found or [module]

    def _targets(
        self, module: str, place: str, token: str, index: str | int | None
    ) -> list[Planned]:
        """The resources that a reference may be to: all of a place, where nothing tells which."""
        found = self._instances.get((module, place), [])
        if "[" in token:
            return [each for each in found if each.index == _index(token)]
        exact = [each for each in found if each.index == index]
        return exact or found

    def _module(self, instance: str) -> dict[str, Json]:
        module = self._root
        for name in without_indexes(instance).split(".")[1::2]:
            call = mapping(mapping(module.get("module_calls")).get(name))
            module = mapping(call.get("module"))
        return module


def longest(references: list[str]) -> list[str]:
    """Terraform lists `a.b.c` and `a.b`: only what no other one begins with is meant."""
    return [
        each
        for each in dict.fromkeys(references)
        if not any(
            other != each and other.startswith((each + ".", each + "[")) for other in references
        )
    ]


def keys(reference: str) -> tuple[str | int, ...]:
    """`a.b["c"]` → `a`, `b`, `c`; an index that is an expression is left out."""
    found: list[str | int] = []
    for token in _TOKEN.findall(reference):
        index = _index(token)
        found += [_bare(token)] if index is None else [_bare(token), index]
    return tuple(found)


def _bare(token: str) -> str:
    return token.partition("[")[0]


def _index(token: str) -> str | int | None:
    """`this["a"]` → `a`, `this[0]` → 0; None for an index that is an expression, or for none."""
    inner = token.partition("[")[2].removesuffix("]")
    if inner.startswith('"'):
        return _ESCAPED.sub(r"\1", inner[1:-1])
    return int(inner) if inner.isdigit() else None


def _inner(module: str, name: str) -> str:
    return f"{module}.module.{name}".lstrip(".")


def _last_module(instance: str) -> tuple[str, str]:
    """`module.a.module.b["x.y"]` → `module.a`, `b["x.y"]`."""
    tokens = _TOKEN.findall(instance)
    return ".".join(tokens[:-2]), tokens[-1]
