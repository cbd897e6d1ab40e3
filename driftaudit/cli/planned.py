"""Terraform plans on a command line: read, laid over an environment, and what that leaves out."""

from pathlib import Path

import click

from driftaudit.cli.capture import Subject
from driftaudit.cli.options import Supply
from driftaudit.config import Config, select
from driftaudit.errors import PlanError
from driftaudit.model import Snapshot
from driftaudit.plan.planned import Plan, Projection
from driftaudit.references import Live, PlanRef, Stored
from driftaudit.render.text import clean, plural


def read(reference: PlanRef) -> Plan:
    """The plan in a file, read before any environment is.

    Raises:
        PlanError: there is no such file, or it is no plan.
    """
    from driftaudit.plan.read import plan_text, read_plan

    try:
        data = Path(reference.path).read_bytes()
    except OSError as error:
        raise PlanError(
            f"{reference.path}: cannot be read: {error.strerror}\n"
            "next: terraform show -json PLANFILE >plan.json"
        ) from error
    return read_plan(plan_text(data), reference.path)


def base(reference: PlanRef, supply: Supply) -> Live | Stored:
    """What a plan is laid over: the environment now, or offline its newest stored snapshot."""
    if supply.offline:
        return Stored(environment=reference.environment)
    return Live(environment=reference.environment)


def laid(subject: Subject, plan: Plan | None, config: Config) -> Subject:
    """The environment after the plan, with what was left out told on stderr.

    An environment of which nothing is known stays so; without a plan it is what it is.

    Raises:
        PlanError: the plan is another environment's.
    """
    if plan is None or not isinstance(subject, Snapshot):
        return subject
    projection = projected(subject, plan, config)
    click.echo("".join(f"{line}\n" for line in told(projection, plan.origin)), nl=False, err=True)
    return projection.snapshot


def projected(snapshot: Snapshot, plan: Plan, config: Config) -> Projection:
    """A snapshot after the plan, with what the configuration says of its environment.

    Raises:
        PlanError: the plan is another environment's.
    """
    from driftaudit.plan.project import Choices, project

    (target,) = select(config, (snapshot.environment.name,), None)
    choices = Choices(
        role_patterns=target.role_patterns,
        redact_patterns=target.redact_patterns,
        redact_exceptions=target.redact_exceptions,
    )
    return project(snapshot, plan, choices)


def told(projection: Projection, origin: str) -> tuple[str, ...]:
    """What a projection leaves out, a line each: unmapped changes, then values not known yet."""
    name = projection.snapshot.environment.name
    lines = [
        f"{origin}: {each.address} is not in the projection of {name}: {each.reason}"
        + (f" ({each.kind} is incomplete)" if each.kind else "")
        for each in projection.unmapped
    ]
    if projection.unknown:
        count = plural(len(projection.unknown), "value")
        places = ", ".join(
            f"{kind} {resource} {'.'.join(path)}" for kind, resource, path in projection.unknown
        )
        lines.append(f"{origin}: {count} of {name} known only after apply: {places}")
    return tuple(clean(line) for line in lines)
