"""Which findings are waived, and what is to be said about the waivers themselves.

A waiver that cannot count is never silent: whatever expired, is invalid or lasts too long is a
finding of its own, and so is one that waives nothing where all that it may concern was read.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from driftaudit.judge import waiver_findings
from driftaudit.judge.selector import environment_problems
from driftaudit.judge.waivers import INVALID, MAX_DAYS, FiledWaiver, WaiverFile
from driftaudit.model import Finding, Record, digest_of
from driftaudit.report import ReportedEnvironment


class Scope(Record, frozen=True, kw_only=True):
    """The names of all environments there are, and those that a run held against something."""

    environments: tuple[str, ...]
    audited: tuple[ReportedEnvironment, ...]

    def touches(self, filed: FiledWaiver) -> bool:
        """Whether a waiver may concern anything that was audited."""
        return any(filed.selector.concerns(each.name) for each in self.audited)

    def covers(self, filed: FiledWaiver) -> bool:
        """Whether everything that a waiver may concern was audited and read."""
        kind = filed.selector.kind
        audited = {each.name for each in self.audited}
        unread = {each.name for each in self.audited if not _is_read(each, kind)}
        concerned = {each for each in self.environments if filed.selector.concerns(each)}
        return concerned <= audited - unread


class Waived(Record, frozen=True, kw_only=True):
    """All findings in their order, waived or not; findings about waivers; waivers of nothing."""

    findings: tuple[Finding, ...]
    meta: tuple[Finding, ...] = ()
    unused: tuple[FiledWaiver, ...] = ()


def apply(findings: tuple[Finding, ...], file: WaiverFile, *, today: date, scope: Scope) -> Waived:
    """The findings, with the waivers of the file that count today; `expires` is the last day.

    Where several match, a fingerprint goes before a selector, and the more specific selector
    before the other. Of a waiver for environments that were not audited nothing is said, unless
    it is invalid; that one waives nothing is said where all that it may concern was read.
    """
    rejected = [(each, _rejection(each, today, scope)) for each in file.waivers]
    standing = _Standing(each for each, rejection in rejected if not rejection)
    waived = tuple(map(standing.applied_to, findings))
    idle = [(each, why) for each in standing.waivers if (why := standing.idleness(each, scope))]
    meta = [
        *((each, waiver_findings.invalid(each, each.message)) for each in file.invalid),
        *((each, waiver_findings.unused(each, why)) for each, why in idle),
        *(
            (each, standing.successor_of(each) or rejection)
            for each, rejection in rejected
            if rejection and (rejection.code == INVALID or scope.touches(each))
        ),
    ]
    return Waived(
        findings=waived,
        meta=tuple(finding for each, finding in sorted(meta, key=lambda pair: pair[0].line)),
        unused=tuple(each for each, _ in idle),
    )


def _is_read(environment: ReportedEnvironment, kind: str) -> bool:
    """Whether all was read of a kind, or of everything where none is given."""
    left_out = kind in environment.not_audited if kind else bool(environment.not_audited)
    return environment.status == "ok" and not left_out


def _rejection(filed: FiledWaiver, today: date, scope: Scope) -> Finding | None:
    """The finding that a waiver does not count; None where it does."""
    wrong = environment_problems(filed.selector.environments, scope.environments)
    message = "; ".join(problem for _, problem in wrong)
    if message:
        return waiver_findings.invalid(filed, message)
    if today > filed.expires:
        return waiver_findings.expired(filed, today)
    # A date of creation that is still to come would put the end off for ever.
    latest = min(filed.created or today, today) + timedelta(days=MAX_DAYS)
    return waiver_findings.too_long(filed, latest) if filed.expires > latest else None


class _Standing:
    """The waivers that count, and which of them were met by a finding."""

    def __init__(self, waivers: Iterable[FiledWaiver]) -> None:
        self.waivers = tuple(waivers)
        self.met: set[str] = set()
        self.outdated: set[str] = set()
        # By what is cheap to look up: a fleet has many findings, and a team many waivers.
        self._places: defaultdict[str, list[FiledWaiver]] = defaultdict(list)
        for each in self.waivers:
            self._places[each.fingerprint or each.selector.code].append(each)

    def applied_to(self, finding: Finding) -> Finding:
        """The finding with the waiver that fits best, or as it was."""
        fitting = []
        for each in self._matching(finding):
            if digest_of(finding.difference.actual).startswith(each.value):
                fitting.append(each)
                self.met.add(each.key)
            else:
                self.outdated.add(each.key)
        if not fitting:
            return finding
        return msgspec.structs.replace(finding, waiver=max(fitting, key=_precedence).waiver)

    def idleness(self, filed: FiledWaiver, scope: Scope) -> str:
        """Why a waiver waives nothing; empty where it does, or where that is not known."""
        if filed.key in self.met:
            return ""
        if filed.key in self.outdated:
            return "the value is not the accepted one any more; look again, then waive it anew"
        return "nothing that it matches is there any more; remove it" if scope.covers(filed) else ""

    def successor_of(self, filed: FiledWaiver) -> Finding | None:
        """That another waiver says the same and counts; None where there is no other."""
        for each in self.waivers:
            if (each.fingerprint, each.selector) == (filed.fingerprint, filed.selector):
                why = f"the waiver in line {each.line} takes its place; remove this one"
                return waiver_findings.unused(filed, why)
        return None

    def _matching(self, finding: Finding) -> list[FiledWaiver]:
        return [
            each
            for key in (finding.fingerprint, finding.code, "")
            for each in self._places.get(key, ())
            if each.selector.matches(finding)
        ]


def _precedence(filed: FiledWaiver) -> tuple[bool, bool, tuple[int, int], str, str]:
    """The best fit is the greatest; what comes last only keeps the choice from being random."""
    given = bool(filed.fingerprint), bool(filed.value)
    return (*given, filed.selector.specificity, filed.waiver.expires, filed.key)
