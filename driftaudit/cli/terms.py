"""The terms of a run: severities of the configuration, waivers of the file beside the baselines."""

from driftaudit.cli.settings import now
from driftaudit.config import Config
from driftaudit.judge.terms import Terms
from driftaudit.waivers.file import FILE_NAME, load


def terms_of(config: Config) -> Terms:
    """What a team has agreed on, as of today (UTC).

    Raises:
        BaselineError: the waiver file is no waiver file.
    """
    return Terms(
        severity=config.severity,
        waivers=load(config.baselines / FILE_NAME),
        day=now().date(),
        environments=config.names,
    )
