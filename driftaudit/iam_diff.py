"""The public shape of `driftaudit iam diff`, `driftaudit.iam-diff/v1`: what scripts read.

Changes that only add keep `v1`; anything else is `v2`. The field names are a contract.
"""

from typing import Literal

from driftaudit.model import Record, Tool, Verdict, Witness

IamDiffSchema = Literal["driftaudit.iam-diff/v1"]


class NamedWitness(Witness, frozen=True, kw_only=True):
    """A witness; where its action is a pattern, the actions of today that it stands for.

    `action_count` counts them, `actions` are the first of them; None and empty where the action
    is no pattern, or the extra `iam-data` is not installed.
    """

    actions: tuple[str, ...] = ()
    action_count: int | None = None


class TrustDiff(Record, frozen=True, kw_only=True):
    """Who may take the role: the trust policies of A and B, compared like any documents."""

    verdict: Verdict
    exact: bool
    gained: tuple[NamedWitness, ...] = ()
    lost: tuple[NamedWitness, ...] = ()
    denied: tuple[NamedWitness, ...] = ()
    notes: tuple[str, ...] = ()


class IamDiff(Record, frozen=True, kw_only=True):
    """What B allows, seen from A: `more` means that B allows something which A does not.

    `a` and `b` are as they were named. `exact` is false where something was unknown or too large
    to decide: then `equivalent` means only that no difference was found. `denied` are those of
    `lost` that an explicit Deny of B takes away. `trust` is there where both are roles.
    """

    schema: IamDiffSchema = "driftaudit.iam-diff/v1"
    tool: Tool
    a: str
    b: str
    verdict: Verdict
    exact: bool
    gained: tuple[NamedWitness, ...] = ()
    lost: tuple[NamedWitness, ...] = ()
    denied: tuple[NamedWitness, ...] = ()
    notes: tuple[str, ...] = ()
    trust: TrustDiff | None = None
