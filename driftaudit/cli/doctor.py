"""`driftaudit doctor`: can every environment be read, and if not, what is to be granted."""

import click

from driftaudit.cli import capture, exits, options
from driftaudit.cli.examples import epilog
from driftaudit.cli.options import Effort, Selection
from driftaudit.cli.settings import Settings


@click.command("doctor", epilog=epilog("driftaudit doctor", "driftaudit doctor prod-us"))
@options.selection
@options.effort
@click.pass_obj
def command(settings: Settings, selection: Selection, effort: Effort) -> int:
    """Try every read; print each permission that is missing.

    With the IAM statement, or the Kubernetes rule, that grants it.
    """
    from driftaudit.collect.grants import iam_policy, rbac_rules
    from driftaudit.config import select
    from driftaudit.render.doctor import Examination, doctor

    readings = capture.read(
        settings, select(settings.load(), selection.environments, selection.group), effort
    )
    examinations = [
        Examination(
            reading=each, iam_policy=iam_policy(each.gaps), rbac_rules=rbac_rules(each.gaps)
        )
        for each in readings
    ]
    click.echo(doctor(examinations), nl=False)
    return exits.of_gaps(each.gaps for each in readings)
