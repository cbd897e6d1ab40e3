"""Puts `<redacted sha256:8 hex, N characters>` in the place of secrets: comparable, never shown.

The digest has no salt, so that equal secrets are equal in every environment and at any time, and
different ones differ. It is 32 bits: enough to compare by, but whoever reads it can test guesses,
so a short password is not safe from one who holds the snapshot.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import structs

from driftaudit.model import UNKNOWN, Gap, Json
from driftaudit.normalize.odd import string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.secrets import Patterns, assigned, is_secret_key, secret_parts
from driftaudit.normalize.thing import Thing

REDACTED: Final = re.compile(r"<redacted sha256:[0-9a-f]{8}, \d+ characters>")

_DOCUMENT: Final = frozenset(
    {
        ("iam-role", "AssumeRolePolicyDocument"),
        ("iam-role", "RolePolicyList"),
        ("iam-policy", "Document"),
        ("pod-identity", "policy"),
    }
)
"""(kind, attribute): IAM documents, whose keys are IAM's words and condition keys."""

_NAMED: Final = frozenset(
    {
        ("cluster", "encryptionConfig"),
        ("access-entry", "associatedAccessPolicies"),
        ("iam-role", "AttachedManagedPolicies"),
        ("fargate-profile", "selectors"),
        ("security-group", "IpPermissions"),
        ("security-group", "IpPermissionsEgress"),
        ("launch-template", "LaunchTemplateData", "BlockDeviceMappings"),
        ("launch-template", "LaunchTemplateData", "TagSpecifications"),
        ("workload", "containers"),
        ("workload", "initContainers"),
        ("workload", "volumes"),
        ("workload", "volumes", "*"),
        ("workload", "volumes", "*", "projected", "sources"),
        ("workload", "containers", "*", "ports"),
        ("workload", "containers", "*", "volumeMounts"),
        ("workload", "initContainers", "*", "ports"),
        ("workload", "initContainers", "*", "volumeMounts"),
    }
)
"""(kind, path): maps whose keys name things (a volume `aws-iam-token`), not what a value is."""

_FLAG = re.compile(r"--?(?P<key>[A-Za-z][\w.-]*)")
_SPEAKS_OF_SECRETS = re.compile(r"pass|secret|token|key|cred", re.IGNORECASE)


def redacted(value: Json) -> str:
    """What stands for a secret: a digest of a string's bytes, or of anything else's JSON."""
    encoded = (
        value.encode(errors="surrogatepass")
        if isinstance(value, str)
        else msgspec.json.encode(value, order="deterministic")
    )
    size = len(value) if isinstance(value, str) else len(encoded.decode(errors="replace"))
    return f"<redacted sha256:{hashlib.sha256(encoded).hexdigest()[:8]}, {size} characters>"


def _within(place: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in others)


class Redact:
    """Redacts what is portable already: digests are of the real values, wherever they stand."""

    def __init__(self, portable: Portable, patterns: Patterns) -> None:
        self._portable = portable
        self._patterns = patterns
        self._texts: dict[str, str] = {}
        self._keys: dict[str, bool] = {}

    def thing(self, thing: Thing) -> Thing:
        """A resource without secrets: its attributes, its facts, and whatever names it."""
        return structs.replace(
            thing,
            name=self.text(thing.name),
            attributes=self._map(thing.attributes, (thing.kind,)),
            facts=self._map(thing.facts, (thing.kind,)),
            used_by=tuple(self.text(each) for each in thing.used_by),
            source=self.text(thing.source),
        )

    def facts(self, facts: dict[str, Json]) -> dict[str, Json]:
        """Facts without what is a secret by its form; their keys are not people's own."""
        return {self.text(key): self._plain(value) for key, value in facts.items()}

    def gaps(self, gaps: Iterable[Gap]) -> tuple[Gap, ...]:
        """Gaps whose messages, which APIs word, hold no secret."""
        return tuple(structs.replace(gap, message=self.text(gap.message)) for gap in gaps)

    def text(self, text: str) -> str:
        """A portable text in which only what is a secret by its form is redacted."""
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = self._text(text)
        return known

    def unparsed(self, text: str) -> str:
        """A text that should have been a configuration: as a whole, where it speaks of secrets."""
        return self._whole(text) if _SPEAKS_OF_SECRETS.search(text) else self.text(text)

    def _text(self, text: str) -> str:
        real = self._portable.fill(text)
        made, at = "", 0
        for start, end in self._places(real):
            if end > at:
                made += self._portable.text(real[at : max(at, start)])
                made += redacted(real[max(at, start) : end])
                at = end
        return made + self._portable.text(real[at:]) if at else text

    def _places(self, real: str) -> list[tuple[int, int]]:
        """Where a real text has secrets, in order, the longer first; what is redacted stays."""
        named = [
            (start, end)
            for key, (start, end) in assigned(real)
            if self._is_secret(key) and self._holds_secret(real[start:end])
        ]
        done = [match.span() for match in REDACTED.finditer(real)]
        return sorted(
            (place for place in (*named, *secret_parts(real)) if not _within(place, done)),
            key=lambda place: (place[0], -place[1]),
        )

    def _whole(self, value: Json) -> Json:
        """A value redacted whole; what says nothing secret (true, null, an ARN) stays."""
        if not self._holds_secret(value):
            return self._plain(value)
        return redacted(self._filled(value))

    def _holds_secret(self, value: Json) -> bool:
        if isinstance(value, str):
            real = self._portable.fill(value)
            words = ("", "true", "false", "none", "null")
            return (
                real.lower() not in words
                and not re.match(r"arn:[a-z-]+:", real)
                and not REDACTED.fullmatch(value)
            )
        if isinstance(value, dict):
            # A reference to a secret elsewhere, or a value that could not be read.
            reference = set(value) in ({"valueFrom"}, {"secretKeyRef"}, {UNKNOWN})
            return not reference and any(map(self._holds_secret, value.values()))
        if isinstance(value, list):
            return any(map(self._holds_secret, value))
        return value is not None and not isinstance(value, bool)

    def _filled(self, value: Json) -> Json:
        if isinstance(value, str):
            return self._portable.fill(value)
        if isinstance(value, dict):
            return {self._portable.fill(key): self._filled(each) for key, each in value.items()}
        return [self._filled(each) for each in value] if isinstance(value, list) else value

    def _is_secret(self, key: str) -> bool:
        known = self._keys.get(key)
        if known is None:
            real = self._portable.fill(key)
            known = self._keys[key] = is_secret_key(real, self._patterns)
        return known

    def _value(self, value: Json, path: tuple[str, ...]) -> Json:
        if path in _DOCUMENT:
            return self._plain(value)
        if isinstance(value, dict):
            return self._map(value, path)
        if isinstance(value, list):
            return self._list(value, path)
        return self.text(value) if isinstance(value, str) else value

    def _map(self, value: dict[str, Json], path: tuple[str, ...]) -> dict[str, Json]:
        names = path in _NAMED
        pair = self._pair(value)
        return {
            self.text(key): (
                self._whole(each)
                if key == pair or (not names and self._is_secret(key))
                else self._value(each, (*path, "*" if names else key))
            )
            for key, each in value.items()
        }

    def _pair(self, value: dict[str, Json]) -> str:
        """The key of the value in `{name: DB_PASSWORD, value: …}`, where the name is a secret's."""
        name = next((value[key] for key in ("name", "Name", "key", "Key") if key in value), None)
        if not self._is_secret(string(name)):
            return ""
        return next((key for key in ("value", "Value") if key in value), "")

    def _list(self, value: list[Json], path: tuple[str, ...]) -> list[Json]:
        """The items; what follows a flag (`--password`, `hunter2`) is its value."""
        made: list[Json] = []
        for before, each in zip([None, *value], value, strict=False):
            flag = _FLAG.fullmatch(string(before))
            secret = flag and isinstance(each, str) and self._is_secret(flag["key"])
            made.append(self._whole(each) if secret else self._value(each, path))
        return made

    def _plain(self, value: Json) -> Json:
        if isinstance(value, dict):
            return {self.text(key): self._plain(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._plain(each) for each in value]
        return self.text(value) if isinstance(value, str) else value
