"""Tags, labels and annotations: people's own maps, without what tools write about themselves."""

from fnmatch import fnmatchcase

from driftaudit.model import Json
from driftaudit.normalize.odd import tags
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.volatile import VOLATILE_NOTES, VOLATILE_TAGS


def portable_tags(value: Json, portable: Portable) -> dict[str, str]:
    """Tags as a map `{key: value}`, whichever way the API gives them."""
    kept = {key: each for key, each in tags(value).items() if not _is_of_aws(key)}
    return {portable.text(key): portable.text(kept[key]) for key in sorted(kept)}


def _is_of_aws(key: str) -> bool:
    return any(fnmatchcase(key.lower(), pattern) for pattern in VOLATILE_TAGS)


def portable_notes(value: Json, portable: Portable) -> Json:
    """Labels or annotations of Kubernetes."""
    if not isinstance(value, dict):
        return portable.value(value)
    return portable.value({key: value[key] for key in sorted(value) if key not in VOLATILE_NOTES})
