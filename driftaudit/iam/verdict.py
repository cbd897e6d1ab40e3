"""What a comparison by meaning answers: a verdict, and witnesses that prove it."""

from driftaudit.model import Json, Record, Verdict, Witness

__all__ = ["Comparison", "Permissions", "Verdict", "Witness"]


class Comparison(Record, frozen=True, kw_only=True):
    """What B allows, seen from A.

    `gained` are witnesses of what only B allows and `lost` of what only A allows, sorted and each
    re-checked by the plain evaluator. `denied` are those of `lost` that an explicit Deny of B
    takes away which A does not have. `exact` is false where a cap was hit or something is
    unknown: the verdict is then what could be shown, and never `equivalent` is to be read into
    it. `notes` say why a document is invalid, or what was not exact.
    """

    verdict: Verdict
    exact: bool = True
    gained: tuple[Witness, ...] = ()
    lost: tuple[Witness, ...] = ()
    denied: tuple[Witness, ...] = ()
    notes: tuple[str, ...] = ()


class Permissions(Record, frozen=True, kw_only=True):
    """What a role may do: the union of its policies, less every Deny, within its boundary.

    `policies` are the identity policies' documents, attached and inline alike. `boundary` is None
    where there is none. `unknown` names the policies whose documents could not be read.
    """

    policies: tuple[Json, ...] = ()
    boundary: Json = None
    unknown: tuple[str, ...] = ()
