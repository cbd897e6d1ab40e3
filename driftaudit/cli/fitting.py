"""Whether a stored snapshot is of the environment as driftaudit.yaml has it now."""

from msgspec import structs

from driftaudit.config import Target
from driftaudit.model import EVERY_KIND, Environment, Gap, Snapshot
from driftaudit.render.text import listed
from driftaudit.subject import Unread


def fitting(target: Target, subject: Snapshot | Unread) -> Snapshot | Unread:
    """The subject as the environment that is configured; where it does not fit, nothing is known.

    Of another cluster it tells nothing. Taken with other `vars` its strings have placeholders
    where the next one has them no more, and cannot be made portable again: secrets are digests.
    """
    own, read = target.environment, subject.environment
    if _cluster_of(read) != _cluster_of(own):
        text = f"the newest snapshot is of {_shown(read)}, not of {_shown(own)}"
        return _unknown(own, "OtherCluster", text)
    if isinstance(subject, Snapshot) and subject.identity.vars != target.vars:
        names = _changed(subject.identity.vars, target.vars)
        text = f"the newest snapshot was taken with other vars ({names}): take one with those now"
        return _unknown(own, "OtherVars", text)
    return structs.replace(subject, environment=own)


def _cluster_of(each: Environment) -> tuple[str, str, str]:
    return each.account, each.region, each.cluster


def _changed(then: dict[str, str], now: dict[str, str]) -> str:
    return listed(sorted(name for name in then | now if then.get(name) != now.get(name)))


def _unknown(own: Environment, code: str, text: str) -> Unread:
    gap = Gap(
        kind=EVERY_KIND,
        operation="stored snapshot",
        code=code,
        message=f"{own.name}: {text}",
        needs=f"driftaudit snapshot {own.name}",
    )
    return Unread(environment=own, gaps=(gap,))


def _shown(environment: Environment) -> str:
    return f"cluster {environment.cluster} in {environment.account}, {environment.region}"
