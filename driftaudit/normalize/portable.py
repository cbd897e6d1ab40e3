"""Strings of one environment, with its own literals replaced by placeholders, and back.

The same stack in another account has other ids. `Portable(identity).text(s)` puts `${account}`,
`${region}`, `${partition}`, `${cluster}`, `${oidc}`, `${vpc}` and `${VAR}` in the place of what is
this environment's own. `fill(text(s)) == s` for every string, so two different strings never get
one portable form.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

from driftaudit.model import Identity, Json
from driftaudit.normalize.spelling import (
    ARN_HEAD,
    DNS_SUFFIXES,
    HOST,
    IAM_VARIABLE,
    REGION_NAME,
    WORDS,
    is_own_label,
    not_into_region,
)

NAMES: Final = (
    "account",
    "region",
    "oidc",
    "oidc_id",
    "vpc",
    "endpoint",
    "certificate_authority",
    "cluster",
    "partition",
    "dns_suffix",
)
"""Our own placeholders; of two with equal values the first stands for both."""

_ZONES: Final = tuple("abcdef")
_VAR_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def own_values(identity: Identity, own: Mapping[str, str]) -> dict[str, str]:
    """Placeholder → literal, in order of precedence; what is empty or unusable is left out.

    A value with `$`, `{` or `}` in it could not be told from a placeholder: it stays as it is.
    """
    oidc_id = (identity.oidc or "").rpartition("/id/")[2]
    known = {
        "account": identity.account,
        "region": identity.region,
        "oidc": identity.oidc or "",
        "oidc_id": oidc_id if len(oidc_id) >= 16 else "",
        "vpc": identity.vpc or "",
        "endpoint": own.get("endpoint", ""),
        "certificate_authority": own.get("certificate_authority", ""),
        "cluster": identity.cluster,
        "partition": identity.partition,
        "dns_suffix": DNS_SUFFIXES.get(identity.partition, "amazonaws.com"),
    }
    usable = {n: v for n, v in identity.vars.items() if _VAR_NAME.fullmatch(n) and n not in known}
    values = {**known, **dict(sorted(usable.items()))}
    return {name: value for name, value in values.items() if value and not set(value) & set("${}")}


class Portable:
    """Makes the strings of one environment portable, and fills portable ones in again.

    `own` adds literals that only the cluster itself tells: `endpoint` (host, no scheme) and
    `certificate_authority` (base64). Strings are remembered: the same ones recur.
    """

    def __init__(self, identity: Identity, own: Mapping[str, str] | None = None) -> None:
        self._values = own_values(identity, own or {})
        self._account = identity.account
        self._region = identity.region
        self._partition = identity.partition
        self._suffix = self._values["dns_suffix"]
        self._literals = _by_literal(self._values)
        self._filled, self._pattern = _patterns(tuple(self._values.items()))
        self._memory: dict[str, str] = {}

    @property
    def partition(self) -> str:
        """The partition of the environment: `aws`, `aws-cn`, `aws-us-gov`."""
        return self._partition

    def text(self, value: str) -> str:
        """The portable form of a string; look-alikes of placeholders get one more `$`."""
        known = self._memory.get(value)
        if known is None:
            known = self._memory[value] = self._pattern.sub(self._replace, value)
        return known

    def value(self, value: Json) -> Json:
        """A JSON value whose strings and map keys are portable."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(str(key)): self.value(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(each) for each in value]
        return value

    def fill(self, value: str) -> str:
        """The real string that `text` made this portable one from.

        A placeholder whose value is not known here (`${vpc}` of an unread cluster) stays.
        """
        return self._filled.sub(self._fill, value)

    def _fill(self, match: re.Match[str]) -> str:
        whole = match.group()
        return whole[1:] if whole.startswith("$$") else self._values.get(match.group(1), whole)

    def _replace(self, match: re.Match[str]) -> str:
        found = match.group()
        rules: dict[str | None, Callable[[str], str]] = {
            "placeholder": lambda each: "$" + each,
            "arn": self._arn,
            "region": self._zone,
            "shaped": self._literal,
            "plain": self._literal,
        }
        if match.lastgroup == "host":
            return self._host(found, after_dollar=match.string[: match.start()].endswith("$"))
        rule = rules.get(match.lastgroup)
        return rule(found) if rule else found

    def _literal(self, found: str) -> str:
        return "${" + self._literals[found] + "}"

    def _zone(self, found: str) -> str:
        """`us-east-1a` of the own region → `${region}a`."""
        zone = found[len(self._region) :]
        own = found.startswith(self._region) and len(zone) <= 1 and not zone.isdigit()
        return "${region}" + zone if own and "region" in self._values else found

    def _arn(self, found: str) -> str:
        """`arn:P:service:region:account:` field by field: the service is never ours."""
        arn, partition, service, region, account, rest = found.split(":", 5)
        fields = (
            arn,
            self._own(partition, "partition"),
            service,
            self._own(region, "region"),
            self._own(account, "account"),
            rest,
        )
        return ":".join(fields)

    def _own(self, field: str, name: str) -> str:
        return "${" + name + "}" if field and self._values.get(name) == field else field

    def _host(self, found: str, *, after_dollar: bool) -> str:
        """A host of AWS, label by label.

        The suffix is replaced in regional hosts only: most service principals (`eks.amazonaws.com`)
        are spelled alike in every partition, and `service_principals.py` knows the others.
        """
        suffix = next(each for each in DNS_SUFFIXES.values() if _ends(found, each))
        labels = found.removesuffix(suffix).rstrip(".").split(".") if found != suffix else []
        regional = not labels or any(re.fullmatch(REGION_NAME, each) for each in labels)
        own = regional and suffix == self._suffix and not (after_dollar and not labels)
        ends = "${dns_suffix}" if own else suffix
        mine = [self._label(labels, at) for at in range(len(labels))]
        if after_dollar:
            mine[:1] = labels[:1]
        return ".".join([*mine, ends])

    def _label(self, labels: list[str], at: int) -> str:
        label = labels[at]
        if label in (self._region, self._account):
            return self._own(self._own(label, "account"), "region")
        return self.text(label) if is_own_label(labels, at) else label


@lru_cache(maxsize=2048)
def _patterns(values: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds placeholders, and what finds all that is replaced or kept; made once a set."""
    own = dict(values)
    names = sorted({*NAMES, *own}, key=len, reverse=True)
    placeholder = r"(?<!\$)\$+\{(" + "|".join(map(re.escape, names)) + r")\}"
    return re.compile(placeholder), re.compile(_alternatives(_by_literal(own), placeholder))


def _alternatives(literals: Iterable[str], placeholder: str) -> str:
    known = tuple(literals)
    shaped = [each for each in known if _is_shaped(each)]
    plain = [each for each in known if not _is_shaped(each)]
    words = [
        re.escape(word) + ("" if word[-1] in ":-" else "(?![A-Za-z0-9-])")
        for word in sorted(WORDS, key=len, reverse=True)
        if any(re.search(_bounded(each), word) for each in plain)
    ]
    parts = [
        f"(?P<placeholder>{placeholder})",
        f"(?P<kept>{IAM_VARIABLE})",
        *([f"(?P<shaped>{'|'.join(map(_bounded, shaped))})"] if shaped else []),
        f"(?P<arn>{ARN_HEAD})",
        f"(?P<host>{HOST})",
        *([f"(?P<word>(?<![A-Za-z0-9$])(?:{'|'.join(words)}))"] if words else []),
        f"(?P<region>(?<![A-Za-z0-9$]){REGION_NAME}(?:[a-z])?(?![A-Za-z0-9]))",
        *([f"(?P<plain>{'|'.join(map(_bounded, plain))})"] if plain else []),
    ]
    return "|".join(parts)


def _by_literal(values: dict[str, str]) -> dict[str, str]:
    """Literal → placeholder, longest first; the region, partition and suffix have their own way.

    A cluster that is named like its region has the name where it stands alone, in `us-east-1-node`;
    ARNs, hosts and zones are the region's.
    """
    literals: dict[str, str] = {}
    for name, value in values.items():
        own_region = value == values.get("region") and name != "cluster"
        if name not in ("partition", "dns_suffix") and not own_region:
            literals.setdefault(value, name)
    return dict(sorted(literals.items(), key=lambda each: -len(each[0])))


def _is_shaped(literal: str) -> bool:
    """Whether a literal is itself more than a word: it goes before hosts and regions."""
    return bool(set(literal) & set("./:")) or bool(re.match(REGION_NAME, literal))


def _bounded(literal: str) -> str:
    """A pattern of the literal as a whole token, not inside a region's name or a sentence.

    In `a-private-a` the last letter is a zone's, in `eksctl-a-cluster` it is a name.
    """
    token = re.escape(literal)
    if literal in _ZONES:
        token = rf"(?:(?<![._-]){token}|{token}(?=[._-]))"
    if len(literal) <= 3 and literal.isalpha():
        token = rf"(?:(?<![A-Za-z,] )(?<!\A){token}|{token}(?! [A-Za-z]))"
    bounded = rf"(?<![A-Za-z0-9$]){token}(?![A-Za-z0-9])"
    return bounded + not_into_region(literal)


def _ends(host: str, suffix: str) -> bool:
    return host == suffix or host.endswith("." + suffix)
