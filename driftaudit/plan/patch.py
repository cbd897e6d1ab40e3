"""Lays the difference between two values over a third: what neither speaks of stays as it is."""

from typing import Final

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.fields import as_set
from driftaudit.plan.part import KEYED

_KEYED: Final = frozenset({*KEYED, "IpPermissions", "IpPermissionsEgress"})


def patched(
    base: dict[str, Json], before: dict[str, Json], after: dict[str, Json], *, whole: bool
) -> dict[str, Json]:
    """`base` with what changes from `before` to `after`; neither is changed itself.

    What is the same in both stays as `base` has it: someone may have changed it by other means.
    Where the two are the `whole` of it, a list is replaced; else members come and go.
    """
    made = dict(base)
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        value = _value(key, made.get(key), old, new, whole=whole)
        if value is None:
            made.pop(key, None)
        else:
            made[key] = value
    return made


def _value(key: str, base: Json, old: Json, new: Json, *, whole: bool) -> Json:
    """One value; a map that loses its last member is gone, as the normalizer leaves out empty.

    A thing of unknown name among known ones leaves these to be read, and the map unknown.
    """
    if _is_document(old) or _is_document(new):
        return new
    if _is_map(new) or (new is None and _is_map(old)):
        inner = base if isinstance(base, dict) else {}
        made = patched(inner, old if _is_map(old) else {}, new or {}, whole=whole)
        return made if made or new is not None else None
    if not whole and key in _KEYED and isinstance(base, dict) and isinstance(new, dict):
        return base | new
    if not whole and (isinstance(new, list) or isinstance(old, list)):
        return _members(base, old, new)
    return new


def _is_map(value: Json) -> bool:
    return isinstance(value, dict) and UNKNOWN not in value


def _is_document(value: Json) -> bool:
    """Whether a value is an IAM document, which is replaced as a whole."""
    return isinstance(value, dict) and isinstance(value.get("Statement"), list)


def _members(base: Json, old: Json, new: Json) -> Json:
    """A list that is a set, with the members that go from `old` to `new`; None for an empty one."""
    if isinstance(new, dict) or isinstance(base, dict):
        return new if new is not None else base
    kept = [each for each in base or () if each not in (old or ())]
    return as_set([*kept, *(new or ())]) or None
