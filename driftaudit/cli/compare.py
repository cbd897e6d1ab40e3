"""`driftaudit compare`: two things side by side, or a fleet and its odd one out."""

import click

from driftaudit.cli import options, resolve
from driftaudit.cli.examples import epilog
from driftaudit.cli.located import located
from driftaudit.cli.options import Publication, Supply
from driftaudit.cli.publish import check_outputs, publish
from driftaudit.cli.settings import Settings, now
from driftaudit.cli.terms import terms_of
from driftaudit.config import Config
from driftaudit.errors import ConfigError
from driftaudit.references import BaselineRef, Reference
from driftaudit.report import Report

_FORMS = (
    "A REF is ENV (live), ENV@latest, ENV@TIME, ENV@24h, baseline:NAME, plan:ENV=PLAN.json"
    " (ENV after that Terraform plan) or FILE.json; globs"
    " name several. Of two, the first is what the second is held against, as in `diff old new`."
    " Three or more, or a group, are compared with each other: a view, with exit status 0 or 3."
)
_EXAMPLES = (
    "driftaudit compare prod-us prod-de",
    "driftaudit compare prod-us@24h prod-us",
    "driftaudit compare prod-us plan:prod-us=plan.json",
    "driftaudit compare --group prod --against-consensus",
)


@click.command("compare", epilog=epilog(*_EXAMPLES, about=_FORMS))
@click.argument("references", nargs=-1, metavar="[REF]...")
@options.group
@click.option(
    "--against-consensus",
    is_flag=True,
    envvar="DRIFTAUDIT_AGAINST_CONSENSUS",
    help="Of a fleet: hold the odd ones against what most have; they are drift then.",
)
@options.supply
@options.publication
@click.pass_obj
def command(
    settings: Settings,
    references: tuple[str, ...],
    group: str | None,
    supply: Supply,
    publication: Publication,
    *,
    against_consensus: bool,
) -> int:
    """Hold one REF against another, or find a fleet's odd one out."""
    check_outputs(publication)
    if not group and len(references) < 2 and not any(map(resolve.is_glob, references)):
        raise click.UsageError("name two references or more, a glob, or --group G")
    files = not group and all(map(_is_snapshot_file, references))
    config = settings.load_if_any() if files else settings.load()
    texts = resolve.expanded(references, config, group)
    if len(texts) < 2:
        raise ConfigError(f"{' '.join(texts)} is one environment: nothing to compare it with")
    moment = now()
    found = [resolve.parsed(text, config, moment, supply) for text in texts]
    if len(references) == 2 and len(texts) == 2 and not group and not against_consensus:
        report = _pair(settings, config, found, texts, supply, publication)
    else:
        name = group or " ".join(references)
        report = _fleet(
            settings, config, found, supply, publication, name, strict=against_consensus
        )
    return publish(located(report, config), publication)


def _is_snapshot_file(text: str) -> bool:
    """Whether a reference names a file, for which no configuration is needed."""
    return text.endswith(".json") and not text.startswith("plan:")


def _pair(
    settings: Settings,
    config: Config,
    references: list[Reference],
    texts: tuple[str, ...],
    supply: Supply,
    publication: Publication,
) -> Report:
    from driftaudit import audit
    from driftaudit.subject import Audited

    if isinstance(references[1], BaselineRef):
        raise ConfigError(
            f"{texts[1]} is what others are held against: name it first\n"
            f"next: driftaudit compare {texts[1]} {texts[0]}"
        )
    stamp, fail_on = settings.stamp("compare"), publication.fail_on or config.fail_on
    known, terms = config.environments, terms_of(config)
    found = resolve.subjects(settings, config, references, supply)
    if isinstance(references[0], BaselineRef):
        audited = Audited(subject=found[-1], reference=resolve.baseline(config, references[0]))
        return audit.check((audited,), stamp=stamp, fail_on=fail_on, known=known, terms=terms)
    return audit.compare_pair(
        *found, label=texts[0], stamp=stamp, fail_on=fail_on, known=known, terms=terms
    )


def _fleet(
    settings: Settings,
    config: Config,
    references: list[Reference],
    supply: Supply,
    publication: Publication,
    name: str,
    *,
    strict: bool,
) -> Report:
    from driftaudit.fleet import compare_fleet

    if any(isinstance(each, BaselineRef) for each in references):
        raise ConfigError(
            "a fleet is compared with itself, without a baseline\n"
            "next: driftaudit check holds environments against their baselines"
        )
    found = resolve.subjects(settings, config, references, supply)
    names = [each.environment.name for each in found]
    if len(set(names)) < len(names):
        raise ConfigError("a fleet has each environment once\nnext: name each only once")
    return compare_fleet(
        found,
        name=name,
        stamp=settings.stamp("compare"),
        fail_on=publication.fail_on or config.fail_on,
        against_consensus=strict,
        known=config.environments,
        terms=terms_of(config),
    )
