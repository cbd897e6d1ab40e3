"""What is wrong in a driftaudit.yaml: found in one pass, each with its line and the valid name."""

import types
from collections.abc import Iterator
from typing import Annotated, Final, Literal, NoReturn, Union, get_args, get_origin

import msgspec

from driftaudit.config.file import ConfigFile
from driftaudit.errors import ConfigError
from driftaudit.model import Json
from driftaudit.names import did_you_mean
from driftaudit.yaml_source import YamlPath, YamlSource

SHOWN: Final = 20
"""How many problems one message lists; a file of another kind has hundreds."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong, at a path of the file."""

    path: YamlPath
    text: str


def refuse(source: YamlSource, problems: list[Problem]) -> NoReturn:
    """Raises one ConfigError with every problem, in the order of the file, and the next step."""
    ordered = sorted(problems, key=lambda each: source.line(each.path))
    lines = [f"{source.where(each.path)}: {each.text}" for each in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        lines.append(f"and {len(ordered) - SHOWN} more problems")
    lines.append(
        "next: correct the file; `driftaudit schema config` prints every field it may have"
    )
    raise ConfigError("\n".join(lines))


def shape_problems(source: YamlSource) -> list[Problem]:
    """Where the file has not the shape of ConfigFile; none means that it converts."""
    if source.data is None:
        text = "the file is empty; remove it, and `driftaudit init` writes one to start from"
        return [Problem((), text)]
    return list(_problems(source, source.data, ConfigFile, ()))


def _problems(source: YamlSource, value: Json, shape: Json, path: YamlPath) -> Iterator[Problem]:
    """The problems of one value that should have a shape: a type of config/file.py."""
    choices = _choices(shape)
    if value is None and type(None) in choices:
        return
    if path and path[-1] == "account" and isinstance(value, int | float):
        yield Problem(path, unquoted_account(source, path))
        return
    for choice in choices:
        inner = _inner(source, value, choice, path)
        if inner is not None:
            yield from inner
            return
    yield Problem(path, _wrong(source, value, choices, path))


def _inner(
    source: YamlSource, value: Json, shape: Json, path: YamlPath
) -> Iterator[Problem] | None:
    """The problems inside a value that is of the shape's kind; None where it is of another."""
    origin = _origin(shape)
    if origin is Literal:
        same = any(type(value) is type(each) and value == each for each in get_args(shape))
        return iter(()) if same else None
    if origin is dict and isinstance(value, dict):
        kind = get_args(shape)[1]
        return _each(source, [(key, item, kind) for key, item in value.items()], path)
    if origin is tuple and isinstance(value, list):
        kind = get_args(shape)[0]
        return _each(source, [(place, item, kind) for place, item in enumerate(value)], path)
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        return _struct(source, value, shape, path) if isinstance(value, dict) else None
    return iter(()) if isinstance(shape, type) and type(value) is shape else None


def _each(
    source: YamlSource, items: list[tuple[str | int, Json, Json]], path: YamlPath
) -> Iterator[Problem]:
    for key, item, kind in items:
        yield from _problems(source, item, kind, (*path, key))


def _struct(
    source: YamlSource, value: dict[str, Json], shape: type[msgspec.Struct], path: YamlPath
) -> Iterator[Problem]:
    fields = {field.name: field for field in msgspec.structs.fields(shape)}
    for key, item in value.items():
        if key in fields:
            yield from _problems(source, item, fields[key].type, (*path, key))
        else:
            yield Problem((*path, key), "unknown field" + did_you_mean(key, fields))
    for name, field in fields.items():
        if field.required and name not in value:
            yield Problem(path, _MISSING[name])


_MISSING: Final = {
    "version": "the field 'version' is missing; write `version: 1` at the top",
    "environments": "the field 'environments' is missing; it maps names to clusters",
    "severity": "the field 'severity' is missing; it says how bad the findings are",
}


def unquoted_account(source: YamlSource, path: YamlPath) -> str:
    """What to write instead of an account that YAML reads as a number, or may."""
    raw = source.raw(path)
    written = raw.text if raw else ""
    digits = written.replace("_", "")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 12:
        return f"an account is 12 digits in quotes, not {written}"
    if len(digits) == 12:
        return f'the number {written} needs quotes, write account: "{digits}"'
    return (
        f"the number {written} has {len(digits)} digits, and an account 12, in quotes; if its "
        f'leading zeros were lost, write account: "{digits.zfill(12)}"'
    )


def _origin(shape: Json) -> Json:
    return get_origin(shape)


def _choices(shape: Json) -> tuple[Json, ...]:
    """The alternatives of a type, without what only describes them."""
    if _origin(shape) is Annotated:
        return _choices(get_args(shape)[0])
    if _origin(shape) in {Union, types.UnionType}:
        return tuple(choice for each in get_args(shape) for choice in _choices(each))
    return (shape,)


def _wrong(source: YamlSource, value: Json, choices: tuple[Json, ...], path: YamlPath) -> str:
    """That a value is of the wrong kind, what was expected, and how to write it."""
    if path == ("version",):
        return f"version {value!r} is not known to this driftaudit, which reads `version: 1`"
    allowed = [
        each for choice in choices if _origin(choice) is Literal for each in get_args(choice)
    ]
    if allowed and isinstance(value, str):
        return f"{value!r} is none of {', '.join(allowed)}{_near(value, allowed)}"
    raw = source.raw(path)
    wanted = " or ".join(_name(each) for each in choices if each is not type(None))
    if str in choices and raw and value is not None:
        return f'expected {wanted}, not the {raw.tag} {raw.text}; write "{raw.text}", in quotes'
    return f"expected {wanted}, not {_kind(value)}"


def _near(value: str, allowed: list[str]) -> str:
    near = did_you_mean(value, allowed)
    return near if near.startswith(", did") else ""


def _name(shape: Json) -> str:
    if _origin(shape) is Literal:
        return "one of " + ", ".join(get_args(shape))
    names = {str: "text", bool: "false", dict: "a map", tuple: "a list"}
    return names.get(_origin(shape) or shape, "a map")


def _kind(value: Json) -> str:
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    return "nothing" if value is None else f"{value!r}"
