"""`driftaudit explain`: what a code means, why it matters, how to fix it."""

import click


@click.command("explain")
@click.argument("code")
def command(code: str) -> None:
    """Say what a finding's CODE means, why it matters and how to fix it."""
    from driftaudit.explain import explain

    click.echo(explain(code), nl=False)
