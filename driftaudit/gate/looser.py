"""What a change makes driftaudit look at less, or count for less: told, so that nobody misses it.

The drift that a change would hide from itself is judged by the base's terms all the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from driftaudit.gate.opened import opened, place_words
from driftaudit.gate.target import Target
from driftaudit.judge.terms import Terms
from driftaudit.judge.threshold import FailOn
from driftaudit.judge.waivers import FiledWaiver, InvalidWaiver, WaiverFile
from driftaudit.model import KINDS, SEVERITIES, Record
from driftaudit.render.text import listed, plural

_SEVERITIES: Final = (*reversed(SEVERITIES), "none")


class Agreed(Record, frozen=True, kw_only=True):
    """What a team agreed on at one side of a change.

    `read` are, by environment, the things that are read there (`Kubernetes`, `roles x-*`).
    """

    terms: Terms = Terms()
    fail_on: FailOn = "low"
    read: Mapping[str, tuple[str, ...]] = {}


def looser(before: Agreed | None, after: Agreed, touched: Iterable[Target]) -> tuple[str, ...]:
    """One line for each thing that is looked at less after the change; none where all is new."""
    if before is None:
        return ()
    return (*_terms(before, after), *_reads(before, after), *_baselines(touched))


def brought(before: WaiverFile, after: WaiverFile) -> WaiverFile:
    """The waivers that the change itself brings: an older one accepted drift, not a new rule."""
    known = {each.key for each in before.waivers}
    new = tuple(each for each in after.waivers if each.key not in known)
    return WaiverFile(origin=after.origin, waivers=new)


def uncounted(before: Agreed | None, after: Agreed) -> tuple[str, ...]:
    """One line for each waiver that the change brings and that counts for nothing as written."""
    known = {each.key for each in before.terms.waivers.invalid} if before else set()
    new = (each for each in after.terms.waivers.invalid if each.key not in known)
    return tuple(f"{_place(each)} is no waiver that counts: {each.message}" for each in new)


def _place(waiver: FiledWaiver | InvalidWaiver) -> str:
    """`waivers.yaml:3`: there is one such file, wherever the repository is."""
    return waiver.where.rpartition("/")[2]


def _terms(before: Agreed, after: Agreed) -> Iterator[str]:
    if _SEVERITIES.index(after.fail_on) > _SEVERITIES.index(before.fail_on):
        yield f"fail_on goes from {before.fail_on} to {after.fail_on}: less counts as drift"
    if before.terms.severity != after.terms.severity:
        yield "the rules of severity are other ones: the same drift may count for less"
    waivers = brought(before.terms.waivers, after.terms.waivers).waivers
    if waivers:
        lines = ", ".join(map(_place, waivers))
        yield f"it brings {plural(len(waivers), 'waiver')}: {lines}"


def _reads(before: Agreed, after: Agreed) -> Iterator[str]:
    for name, things in sorted(before.read.items()):
        for each in things if name in after.read else ():
            if each not in after.read[name]:
                yield f"{name}: {each} will be read no longer"


def _baselines(touched: Iterable[Target]) -> Iterator[str]:
    for each in touched:
        if each.leaving:
            yield f"{each.name} is gone from the configuration: it will be audited no longer"
        elif each.before:
            unread = each.after.unread.keys() - each.before.unread.keys()
            for kind in filter(unread.__contains__, KINDS):
                yield f"{each.name}: {kind} will be audited no longer ({each.after.unread[kind]})"
            dropped = sorted(key for key in each.dropped if key[0] not in unread)
            if dropped:
                things = listed(f"{kind} {resource}" for kind, resource in dropped)
                yield f"{each.name}: will be looked at no longer: {things}"
            subset = [kind for kind in KINDS if kind in each.after.subset - each.before.subset]
            for place in opened(each):
                yield f"{each.name}: one of many values will do: {place_words(place)}"
            if subset:
                yield f"{each.name}: more than is expected will be fine in {', '.join(subset)}"
