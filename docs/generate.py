"""Writes the generated parts of README.md and docs/*.md, and docs/schemas, from the program itself.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`. `--check` writes nothing, shows
how stale parts differ and exits 1; so does a marker that nothing generates.
"""
# ruff: noqa: INP001 - a script, in no package

import difflib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import indent
from typing import Any, Final

import click
import msgspec
from schema_files import FOLDER, schema_files
from screens import screens

from driftaudit.cli.main import cli
from driftaudit.config.file import (
    CollectEntry,
    ConfigFile,
    EnvironmentEntry,
    KubernetesEntry,
    SeverityEntry,
)
from driftaudit.config.text import example
from driftaudit.judge.codes import CODES
from driftaudit.model import Record
from driftaudit.normalize.rules_table import markdown

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
MARKED: Final = re.compile(
    r"^(?P<indent> *)(?P<begin><!-- generated: (?P<name>[\w-]+) -->\n).*?(?P<end> *<!-- end -->)",
    re.DOTALL | re.MULTILINE,
)

RULES: Final = ROOT / "docs" / "rules.md"
"""The one page that is made as a whole: what `driftaudit schema rules` prints."""

FIELDS: Final = {
    "version": "the version of this file's format",
    "store": "where snapshots are kept: a folder, or `s3://bucket/prefix`",
    "baselines": "the folder of baselines, one `NAME.yaml` each",
    "fail_on": "the least severity that makes `check` and `compare` exit 1; `--fail-on` overrides",
    "defaults": "fields of every environment that does not give its own; `null` takes one away",
    "environments": "the environments, by the name that commands and reports use",
    "collect": "what else is read, and what is kept secret",
    "account": "the account: 12 digits, in quotes. Credentials of another account are an error",
    "region": "the region",
    "cluster": "the cluster's name in EKS",
    "group": "environments that should be alike; `--group` selects them",
    "baseline": "which baseline it is held against; else its group's, else its own",
    "role": "the role to assume for reading",
    "profile": "the profile of `~/.aws/config` to read with, or to assume the role from",
    "external_id": "the external id that the role's trust policy asks for",
    "production": "whether the gate wants it changed by itself; else by the name of its group",
    "vars": "its own words (a domain, a CIDR), by name: no difference to its peers. No secrets",
    "kubernetes": "another way to its Kubernetes API; `false`: left out on purpose, and said so",
    "server": "the API's URL",
    "ca_file": "the certificate authority of `server`, PEM",
    "token_file": "a file with a bearer token for `server`",
    "kubeconfig": "a kubeconfig to use instead",
    "context": "the context of that kubeconfig; else its current one",
    "roles": "globs of IAM roles to read beside those that the cluster uses",
    "redact": "globs of keys whose values are secrets, beside those that look like it",
    "redact_not": "globs of keys that only look like secrets",
    "severity": "how severe findings are, where the program's own judgement does not fit",
    "code": "of findings with this code",
    "environments ": "of these environments, by name or glob",
    "kind": "of this kind",
    "resource": "of this resource, by its portable name or a glob",
    "path": "at this path or below it: a list of keys, or keys with dots between them",
    "severity ": "the severity that they have",
}
"""What each field of driftaudit.yaml means. A field that is missing here stops the generator."""

FAMILIES: Final = {
    "IAM": "IAM roles, policies, the OIDC provider",
    "EKS": "The cluster",
    "ADDON": "Addons",
    "NODE": "Node groups, launch templates, Fargate profiles",
    "ACCESS": "Access entries, pod identities, service accounts",
    "AUTH": "The aws-auth ConfigMap",
    "NET": "Network",
    "KUBE": "System workloads as they run",
    "META": "Names and references",
}


def fenced(language: str, text: str) -> str:
    """A code block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def cell(text: str) -> str:
    """Text inside a Markdown table."""
    return text.replace("|", r"\|").replace("\n", " ")


def commands(
    command: click.Command = cli, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """Every command, groups before what is in them, with the context of its help."""
    name = command.name if parent else "driftaudit"
    settings = cli.context_settings  # a command remembers the help option that it first showed
    context = click.Context(command, info_name=name, parent=parent, terminal_width=92, **settings)
    yield context
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found:
                yield from commands(found, context)


def command_reference() -> str:
    """The help of every command."""
    return "\n".join(
        f"## `{context.command_path}`\n\n{fenced('text', context.command.get_help(context))}"
        for context in commands()
    )


def code_tables() -> str:
    """Every code, a table a family; ValueError where a family has no title."""
    untitled = {code.rstrip("0123456789") for code in CODES} - set(FAMILIES)
    if untitled:
        raise ValueError(f"FAMILIES has no title for {', '.join(sorted(untitled))}")
    made = []
    for family, title in FAMILIES.items():
        rows = [
            f"| [{code.id}]({code.reference.removeprefix('docs/')}) | {code.severity} "
            f"| {cell(code.title)} | {cell(code.why)} | {cell(code.fix)} |"
            for code in CODES.values()
            if code.id.rstrip("0123456789") == family
        ]
        head = "| code | severity | finding | why it matters | what to do |"
        made.append("\n".join((f"## {title}", "", head, f"| {'--- | ' * 5}".strip(), *rows, "")))
    return "\n".join(made)


def field_table(record: type[Record]) -> str:
    """The fields of a part of driftaudit.yaml, from the type that reads it."""
    found = msgspec.inspect.type_info(record)
    if not isinstance(found, msgspec.inspect.StructType):
        raise TypeError(f"{record} has no fields")
    rows = [
        f"| `{field.encode_name}` | {_type(field.type)} | {_default(field)} "
        f"| {_meaning(record, field.encode_name)} |"
        for field in found.fields
    ]
    head = "| field | type | default | meaning |\n| --- | --- | --- | --- |"
    return "\n".join((head, *rows, ""))


def _meaning(record: type[Record], field: str) -> str:
    """What a field means; KeyError says which one FIELDS lacks."""
    own = f"{field} "  # means something else inside a severity
    return FIELDS[own if record is SeverityEntry and own in FIELDS else field]


def _type(found: Any) -> str:
    """A type in a reader's words."""
    if isinstance(found, msgspec.inspect.UnionType):
        inner = (each for each in found.types if not isinstance(each, msgspec.inspect.NoneType))
        return " or ".join(map(_type, inner))
    if isinstance(found, msgspec.inspect.Metadata):
        return _type(found.type)
    if isinstance(found, msgspec.inspect.LiteralType):
        return ", ".join(f"`{each}`" for each in found.values)
    if isinstance(found, msgspec.inspect.VarTupleType):
        return f"list of {_type(found.item_type)}"
    named: dict[type, str] = {
        msgspec.inspect.StrType: "text",
        msgspec.inspect.BoolType: "`false`",
        msgspec.inspect.DictType: "map",
        msgspec.inspect.StructType: "map",
    }
    return named[type(found)]


def _default(field: msgspec.inspect.Field) -> str:
    if field.required:
        return "required"
    return "none" if field.default is None else f"`{field.default}`"


def parts() -> dict[str, Callable[[], str]]:
    """Every generated part by name."""
    shown = screens()
    static: dict[str, Callable[[], str]] = {
        "commands": command_reference,
        "codes": code_tables,
        "example": lambda: fenced("yaml", example()),
        "fields-file": lambda: field_table(ConfigFile),
        "fields-environment": lambda: field_table(EnvironmentEntry),
        "fields-kubernetes": lambda: field_table(KubernetesEntry),
        "fields-collect": lambda: field_table(CollectEntry),
        "fields-severity": lambda: field_table(SeverityEntry),
        "policy": lambda: fenced("json", (ROOT / "docs" / "reader-policy.json").read_text()),
    }
    return static | {name: _given(text) for name, text in shown.items()}


def _given(text: str) -> Callable[[], str]:
    return lambda: text


def renewed(page: str, made: dict[str, Callable[[], str]]) -> str:
    """A page with every generated part written anew; KeyError for one that nothing makes."""

    def part(found: re.Match[str]) -> str:
        text = indent(made[found["name"]](), found["indent"])
        return f"{found['indent']}{found['begin']}{text}{found['end']}"

    return MARKED.sub(part, page)


def main(arguments: list[str]) -> int:
    """Write every file anew, or with `--check` say how they would change; 1 where they would."""
    made = parts()
    pages = {path: renewed(path.read_text(encoding="utf-8"), made) for path in PAGES}
    pages[RULES] = markdown()
    stale = False
    FOLDER.mkdir(exist_ok=True)
    for path, after in (pages | schema_files()).items():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before == after:
            continue
        name = str(path.relative_to(ROOT))
        if arguments == ["--check"]:
            stale = True
            lines = before.splitlines(), after.splitlines()
            sys.stdout.write("\n".join(difflib.unified_diff(*lines, name, "make docs")) + "\n")
        else:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"wrote {name}\n")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
