"""Reads a Terraform plan: the JSON of `terraform show -json PLANFILE`, and nothing else.

The format is documented under "JSON Output Format" in Terraform's docs; within a major version it
only grows, so fields that are not known here are passed over. OpenTofu writes the same.
"""

import codecs
from collections.abc import Iterator
from typing import Final, NoReturn

import msgspec

from driftaudit.errors import PlanError
from driftaudit.model import Json
from driftaudit.normalize.odd import at, mapping, mappings, string
from driftaudit.plan.planned import Deferred, Known, Plan, Planned

_NEXT: Final = "next: terraform plan -out=tfplan && terraform show -json tfplan >plan.json"
_MAJOR: Final = "1"
_ACTIONS: Final = ("no-op", "create", "read", "update", "delete", "forget")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def plan_text(data: bytes) -> str:
    """The text of a file; PowerShell's `>` writes UTF-16. What is no text keeps its look."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    return data.decode(encoding, errors="replace")


def read_plan(text: str, origin: str) -> Plan:
    """The plan that a text is; `origin` says in errors where it is from.

    Raises PlanError where it is a binary plan file, cut short, a state or something else, of
    another major format version, or a plan that failed.
    """
    document = _document(text, origin)
    _refuse(document, origin)
    configuration = mapping(document.get("configuration"))
    providers = dict(_provider_keys(mapping(configuration.get("root_module")), ""))
    return Plan(
        origin=origin,
        complete=document.get("complete") is not False,
        planned=tuple(
            _planned(each, providers, origin)
            for each in _listed(document.get("resource_changes"), origin)
            if each.get("mode") != "data"
        ),
        known=tuple(
            _known(mapping(at(document, "prior_state", "values", "root_module")), providers)
        ),
        deferred=tuple(map(_deferred, mappings(document.get("deferred_changes")))),
        configuration=configuration,
        variables={
            name: mapping(each).get("value")
            for name, each in mapping(document.get("variables")).items()
        },
    )


def _document(text: str, origin: str) -> dict[str, Json]:
    if text.startswith("PK"):
        _fail(origin, "is the binary plan file that Terraform keeps, expected JSON")
    if not text.strip():
        _fail(origin, "is empty, expected a plan as JSON")
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as caught:
        if text.lstrip().startswith('{"@'):
            _fail(origin, "is the log of `terraform plan -json`, expected the plan")
        cut = text.lstrip().startswith("{") and "truncated" in str(caught)
        what = f"was cut short after {len(text)} characters" if cut else f"is not JSON: {caught}"
        raise PlanError(f"{origin}: {what}\n{_NEXT}") from caught
    return document if isinstance(document, dict) else _fail(origin, "is JSON, but no plan")


def _refuse(document: dict[str, Json], origin: str) -> None:
    """Raises for what is no plan, and for a plan that does not say all that would happen."""
    if "@level" in document:
        _fail(origin, "is the log of `terraform plan -json`, expected the plan")
    if {"lineage", "serial"} & set(document) or ("values" in document):
        _fail(origin, "is a Terraform state, expected a plan")
    version = document.get("format_version")
    if not isinstance(version, str) or not {
        "planned_values",
        "resource_changes",
        "configuration",
    } & set(document):
        _fail(origin, "is JSON, but no plan of Terraform's")
    if version.partition(".")[0] != _MAJOR:
        _fail(
            origin,
            f"has the plan format {version}, written by Terraform"
            f" {document.get('terraform_version', 'of an unknown version')}; this driftaudit reads"
            f" {_MAJOR}.x",
            "next: use a driftaudit, or a Terraform, that the other knows",
        )
    if document.get("errored") is True:
        _fail(origin, "is a plan that ended in an error: it does not say all that would happen")


def _fail(origin: str, what: str, then: str = _NEXT) -> NoReturn:
    raise PlanError(f"{origin}: {what}\n{then}")


def _listed(value: Json, origin: str) -> list[dict[str, Json]]:
    found = mappings(value)
    if value is not None and (not isinstance(value, list) or len(found) != len(value)):
        _fail(origin, "has no list of objects at 'resource_changes'")
    return found


def _planned(each: dict[str, Json], providers: dict[str, str], origin: str) -> Planned:
    address, type_ = each.get("address"), each.get("type")
    change = each.get("change")
    actions = mapping(change).get("actions")
    if not isinstance(address, str) or not isinstance(type_, str) or not isinstance(actions, list):
        _fail(origin, f"has a change without address, type or actions: {address or 'unnamed'!r}")
    odd = [each for each in actions if each not in _ACTIONS]
    if odd:
        _fail(origin, f"does to {address!r} what this driftaudit does not know: {odd[0]!r}")
    before, after = (mapping(change).get(name) for name in ("before", "after"))
    module, name = string(each.get("module_address")), string(each.get("name"))
    index = each.get("index")
    return Planned(
        address=address,
        type=type_,
        module=module,
        name=name,
        index=index if isinstance(index, str | int) else None,
        provider=providers.get(f"{without_indexes(module)}/{type_}.{name}", ""),
        actions=tuple(map(str, actions)),
        before=before if isinstance(before, dict) else None,
        after=after if isinstance(after, dict) else None,
        unknown=mapping(change).get("after_unknown"),
        sensitive=mapping(change).get("after_sensitive"),
        deposed="deposed" in each,
    )


def without_indexes(address: str) -> str:
    """`module.a["x.y"].module.b[0]` → `module.a.module.b`: where the configuration has it."""
    made, depth, quoted = "", 0, False
    for at_, sign in enumerate(address):
        if sign == '"' and depth and address[at_ - 1] != "\\":
            quoted = not quoted
        depth += (sign == "[" and not quoted) - (sign == "]" and not quoted)
        made += sign if not depth and sign != "]" else ""
    return made


def _provider_keys(module: dict[str, Json], at_: str) -> Iterator[tuple[str, str]]:
    """`MODULE/TYPE.NAME` → the key of the provider's configuration."""
    for each in mappings(module.get("resources")):
        key = string(each.get("provider_config_key"))
        yield f"{at_}/{each.get('type')}.{each.get('name')}", key
    for name, call in mapping(module.get("module_calls")).items():
        inner = mapping(mapping(call).get("module"))
        yield from _provider_keys(inner, f"{at_}.module.{name}".lstrip("."))


def _known(module: dict[str, Json], providers: dict[str, str]) -> Iterator[Known]:
    where = without_indexes(string(module.get("address")))
    for each in mappings(module.get("resources")):
        if each.get("mode") == "data":
            key = f"{where}/{each.get('type')}.{each.get('name')}"
            yield Known(
                type=string(each.get("type")),
                values=mapping(each.get("values")),
                provider=providers.get(key, ""),
            )
    for child in mappings(module.get("child_modules")):
        yield from _known(child, providers)


def _deferred(each: dict[str, Json]) -> Deferred:
    change = mapping(each.get("resource_change"))
    return Deferred(
        address=string(change.get("address")) or "unnamed",
        type=string(change.get("type")),
        reason=string(each.get("reason")) or "unknown",
    )
