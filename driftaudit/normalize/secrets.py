"""What looks like a secret: by the key it stands under, or by its own form. Pure tables.

A key counts by its last part (`vault.example/db-password`, `spec.dbPassword`: `db-password`), in
any spelling: camelCase, snake_case, kebab-case, upper or lower case.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from driftaudit.model import Record

SECRET_WORDS: Final = (
    r"pass(?:word|wd|phrase|code)s?",
    r"(?<=-)(?:pwd|pass)(?=-|$)",  # DB_PWD, but not the working directory PWD
    r"secrets?",
    r"tokens?(?!i[sz])",  # not tokenizer
    r"credentials?",
    r"(?:^|-)creds?(?=-|$)",
    r"(?:api|access|account|auth|private|signing|encryption|license|master|shared)-?keys?(?=-|$)",
    r"connection-?strings?",
    r"(?:^|-)(?:jwt|bearer|htpasswd|dockercfg|dockerconfigjson)(?=-|$)",
)
"""Words that make a key one of secrets, in a key written `like-this`; also inside longer words
(`dbpassword`)."""

NAMES_OF_SECRETS: Final = (
    # What a secret is called or where it is kept: secretName, secretKeyRef, passwordFile,
    # AWS_WEB_IDENTITY_TOKEN_FILE, tokenUrl, secretArn. It is compared as what it is.
    r"(?:names?|refs?|references?|files?|filename|paths?|dir|directory|mount|arns?|stores?)",
    r"(?:urls?|uris?|endpoints?|hosts?|ports?|namespaces?|providers?|issuers?|audiences?)",
    # How it is handled: tokenExpirationSeconds, token-ttl, passwordPolicy, secretVersion.
    r"(?:expiration|expiry|seconds|minutes|hours|ttl|timeout|period|interval|rotation)",
    r"(?:enabled|disabled|required|optional|mode|type|kind|format|policy|version|algorithm)",
    r"(?:length|size|limit|count|hops?)",
)
"""What a key that has a secret's word in it ends with when it is about a secret, not the secret."""

NO_SECRETS: Final = frozenset(
    {
        "http-tokens",  # EC2, MetadataOptions.HttpTokens: optional or required
        "image-pull-secrets",  # Kubernetes and charts: names of Secrets
        "automount-service-account-token",  # Kubernetes: whether
        "service-account-token",  # Kubernetes, a projected volume: audience, path, expiry
        "disable-session-tags",
        "token-requests",  # CSIDriver: audiences
    }
)
"""Fields of AWS and Kubernetes that have the word, and never the thing."""

SECRET_FORMS: Final = (
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)",
    r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])",
    r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})",
    r"(?<![A-Za-z0-9])(?:glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|npm_[A-Za-z0-9]{30,})",
    r"(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_\w{16,}|hv[sb]\.[\w-]{20,}|AIza[\w-]{35})",
    r"(?<=//hooks\.slack\.com/services/)[^\s\"'<>]+",
    r"(?<![A-Za-z0-9])k8s-aws-v1\.[\w=-]{12,}",
    r"(?<=X-Amz-Signature=)[0-9A-Fa-f]+|(?<=X-Amz-Security-Token=)[^&\s\"']+",
    r"(?<=[Bb]earer )[\w.~+/=-]{16,}|(?<=[Bb]asic )[A-Za-z0-9+/]{12,}={0,2}",
    r"(?<=://)(?P<user>[^\s/:@\"'<>]*):(?P<password>[^\s/@\"'<>]+)(?=@)",
    r"(?P<encoded>LS0tLS1CRUdJTi[A-Za-z0-9+/=]{20,})",
)
"""Private keys (PEM), access keys, JWTs, tokens of GitHub, GitLab, Slack, npm, Stripe, Vault,
Google and EKS, signed URLs, HTTP credentials, and the password of a URL."""

_EVERYWHERE: Final = re.compile("|".join(SECRET_FORMS), re.DOTALL)
# 40 characters of base64, all by themselves: the other half of an AWS access key. Of a random one
# 99.9 % change between small, capital, digit and sign at least 17 times; names do so half as often.
_SECRET_KEY: Final = re.compile(r"(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+/]{40}")
_RUN: Final = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[+/]+")
_RUNS: Final = 17
_ASSIGNED: Final = re.compile(
    r"""(?:^|(?<=[\s,;&?{\[("']))-{0,2}(?P<key>[A-Za-z][\w./-]*)"""
    r"""(?:["']?:(?:\s+|\s*["'])|["']?\s?=\s?)["']?(?P<value>[^\s"',;&}\]]+)""",
    re.MULTILINE,
)
_WHOLE: Final = re.compile(r"-{0,2}(?P<key>[A-Za-z][\w./-]*)=(?P<value>[^\n]+)")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SECRET: Final = re.compile("|".join(SECRET_WORDS))
_NAME: Final = re.compile(f"-?(?:{'|'.join(NAMES_OF_SECRETS)})(?:-\\d+)?$")


class Patterns(Record, frozen=True):
    """Globs on keys, beside the built-in words: `secret` adds to them, `plain` excepts from all."""

    secret: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


def is_secret_key(key: str, patterns: Patterns = Patterns()) -> bool:  # noqa: B008 (frozen)
    """Whether what stands under a key is a secret; globs match a key or its last part."""
    last = re.split(r"[./]", key.rstrip("./"))[-1]
    for globs, answer in ((patterns.plain, False), (patterns.secret, True)):
        if any(_matches(glob, key) or _matches(glob, last) for glob in globs):
            return answer
    words = re.sub(r"[^a-z0-9]+", "-", _CAMEL.sub("-", last).lower()).strip("-")
    if words in NO_SECRETS:
        return False
    return bool(_SECRET.search(words)) and not _NAME.search(words)


def _matches(glob: str, key: str) -> bool:
    return fnmatchcase(key.lower(), glob.lower())


def assigned(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """What a text assigns: (key, place of the value), of `--key=value`, `KEY=value`, `key: value`.

    A text that is one assignment has all the rest as its value; else a value ends at a space.
    """
    whole = _WHOLE.fullmatch(text)
    for found in (whole,) if whole else _ASSIGNED.finditer(text):
        yield found["key"], found.span("value")


def secret_parts(text: str) -> Iterator[tuple[int, int]]:
    """Where a text has secrets in it whatever its key, as (start, end) in order."""
    if _SECRET_KEY.fullmatch(text) and len(_RUN.findall(text)) >= _RUNS:
        yield 0, len(text)
        return
    for found in _EVERYWHERE.finditer(text):
        if not found["encoded"] or _is_private_key(found["encoded"]):
            yield found.span("password" if found["password"] else 0)


def _is_private_key(encoded: str) -> bool:
    """Whether base64 that begins like PEM is a private key; certificates begin alike."""
    try:
        decoded = base64.b64decode(encoded[: len(encoded) // 4 * 4])
    except binascii.Error:
        return True
    return b"PRIVATE KEY" in decoded
