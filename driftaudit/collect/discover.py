"""Finds clusters over logins and regions, for `driftaudit init --discover`."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from driftaudit.collect.ask import Ask
from driftaudit.collect.aws import Aws, Login, Sessions, log_in
from driftaudit.collect.failures import ReadError
from driftaudit.model import Gap, Record


class Found(Record, frozen=True, kw_only=True):
    """One cluster, where it is, and the login that saw it."""

    cluster: str
    account: str
    region: str
    login: Login


class Discovery(Record, frozen=True, kw_only=True):
    """The clusters that were found, and the regions or logins that could not be searched."""

    found: tuple[Found, ...]
    gaps: tuple[Gap, ...]


def discover(logins: Iterable[Login], *, concurrency: int) -> Discovery:
    """Every cluster that the logins can list, each login in its own region."""
    sessions = Sessions(1)
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="driftaudit-discover")
    try:
        answers = tuple(pool.map(lambda login: _clusters(login, sessions), logins))
    finally:  # without waiting: an interrupt must not hang on an API
        pool.shutdown(wait=False, cancel_futures=True)
    found = sorted(
        {each for answer in answers if not isinstance(answer, Gap) for each in answer},
        key=lambda each: (each.account, each.region, each.cluster, str(each.login)),
    )
    return Discovery(
        found=tuple(found), gaps=tuple(each for each in answers if isinstance(each, Gap))
    )


def _clusters(login: Login, sessions: Sessions) -> tuple[Found, ...] | Gap:
    try:
        caller = log_in(login, sessions)
        aws = Aws(caller, login.region, sessions)
        ask = Ask(action="eks:ListClusters", expects=("clusters",), about=login.region)
        names = aws.read(ask, {})["clusters"]
    except ReadError as error:
        who = login.role or login.profile or "the default credentials"
        return error.gap(f"{who} in {login.region}")
    return tuple(
        Found(cluster=name, account=caller.account, region=login.region, login=login)
        for name in names
    )
