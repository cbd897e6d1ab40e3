"""`driftaudit iam`: what policies and roles allow, held against each other."""

import click

from driftaudit.cli import exits, options
from driftaudit.cli.examples import epilog
from driftaudit.cli.groups import Group
from driftaudit.cli.options import Supply
from driftaudit.cli.settings import TOOL, Settings
from driftaudit.iam_diff import IamDiff, TrustDiff
from driftaudit.render.iam import FORMATS, LIMIT

_FORMS = (
    "A and B are files with a policy document in JSON, - for stdin, or roles and customer-managed"
    " policies as REF:iam-role/NAME and REF:iam-policy/NAME, where REF is ENV (live), ENV@latest,"
    " baseline:NAME, plan:ENV=FILE or FILE.json and NAME the portable or the real name."
    " Exit status: 0 equivalent · 1 not · 2 nothing could be compared · 3 no difference was found,"
    " but not all could be decided."
)
_EXAMPLES = (
    "driftaudit iam diff old.json new.json --allow-less",
    "driftaudit iam diff prod-ca:iam-role/acme-prod-ca-node prod-us:iam-role/acme-prod-us-node",
    "driftaudit iam diff prod-us:iam-role/NAME plan:prod-us=plan.json:iam-role/NAME",
)


@click.group("iam", cls=Group)
def command() -> None:
    """Compare policies and roles by what they allow."""


@command.command("diff", epilog=epilog(*_EXAMPLES, about=_FORMS))
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="table",
    show_default=True,
    envvar="DRIFTAUDIT_IAM_FORMAT",
    help="What stdout gets.",
)
@click.option(
    "--allow-less",
    is_flag=True,
    envvar="DRIFTAUDIT_ALLOW_LESS",
    help="Exit 0 also where B allows less: B must not grant more than A.",
)
@click.option("--all", "every", is_flag=True, envvar="DRIFTAUDIT_ALL", help="Show every witness.")
@options.supply
@click.pass_obj
def diff(
    settings: Settings, a: str, b: str, form: str, supply: Supply, *, allow_less: bool, every: bool
) -> int:
    """Say what B allows that A does not, and the reverse."""
    from driftaudit.cli.policies import pair_of
    from driftaudit.effects.compared import compared
    from driftaudit.iam_data import known_names
    from driftaudit.render.iam import rendered

    found = compared(*pair_of((a, b), settings, supply), known_names(), TOOL)
    text = rendered(form, found, None if every else LIMIT)
    click.echo(text if form == "table" else text.encode(), nl=False)
    return status_of(found, allow_less=allow_less)


def status_of(diff: IamDiff, *, allow_less: bool) -> int:
    """1 where a difference was found, 3 where none was but not all could be decided, else 0.

    With `allow_less` what B no longer allows is no difference. What is no policy never passes.
    """
    parts = (diff, diff.trust) if diff.trust else (diff,)
    if any(_differs(each, allow_less=allow_less) for each in parts):
        return exits.DRIFT
    return exits.CLEAN if all(each.exact for each in parts) else exits.INCOMPLETE


def _differs(part: IamDiff | TrustDiff, *, allow_less: bool) -> bool:
    if part.verdict == "invalid" or not part.exact:
        shown = part.gained or (part.lost and not allow_less)
        return part.verdict == "invalid" or bool(shown)
    return part.verdict not in ({"equivalent", "less"} if allow_less else {"equivalent"})
