"""What a code means, for a person: from the table of codes and nothing else."""

from driftaudit.errors import UnknownReferenceError
from driftaudit.judge.codes import CODES
from driftaudit.names import did_you_mean
from driftaudit.render.text import clean, wrapped


def explain(code: str) -> str:
    """What a code means, why it matters, how to fix it and where that comes from.

    Upper and lower case are the same. Raises UnknownReferenceError, with the nearest
    code, where there is none of this name.
    """
    found = CODES.get(code.upper())
    if not found:
        near = did_you_mean(code.upper(), CODES)
        raise UnknownReferenceError(f"no code is named {clean(code)!r}{near}")
    lines = [f"{found.id}  {found.title}", ""]
    for label, text in (
        ("severity", f"{found.severity}, or worse where nodes or their network depend on it"),
        ("why", found.why),
        ("fix", found.fix),
        ("see", found.reference),
    ):
        lines += wrapped(label, text, indent=0, width=100, hang=10)
    return "\n".join(lines) + "\n"
