"""`driftaudit schema`: the JSON Schema of a document that scripts read or people write.

Also the rules of what is no difference.
"""

import click

from driftaudit.cli.examples import epilog
from driftaudit.errors import ConfigError


@click.command("schema", epilog=epilog("driftaudit schema report", "driftaudit schema rules"))
@click.argument(
    "name",
    type=click.Choice(["config", "snapshot", "report", "iam-diff", "baseline", "waivers", "rules"]),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "markdown"]),
    envvar="DRIFTAUDIT_SCHEMA_FORMAT",
    help="Of rules: markdown unless json is asked for. A JSON Schema is JSON alone.",
)
def command(name: str, form: str | None) -> None:
    """Print a JSON Schema, or the rules of what is no difference."""
    click.echo(_rules(form) if name == "rules" else _schema(name, form), nl=False)


def _rules(form: str | None) -> str:
    from driftaudit.normalize.rules_table import as_json, markdown

    return as_json() if form == "json" else markdown()


def _schema(name: str, form: str | None) -> str:
    from driftaudit.schemas import schema

    if form == "markdown":
        raise ConfigError(f"the schema of {name} is JSON alone\nnext: leave --format out")
    return schema(name)
