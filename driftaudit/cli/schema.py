"""`driftaudit schema`: the JSON Schema of a document that scripts read or people write."""

import click


@click.command("schema")
@click.argument("name", type=click.Choice(["config", "snapshot", "report"]))
def command(name: str) -> None:
    """Print the JSON Schema of a document."""
    from driftaudit.schemas import schema

    click.echo(schema(name), nl=False)
