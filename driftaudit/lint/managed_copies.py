"""Hand-made copies of AWS-managed policies that lack what AWS has added since.

AWS extends its policies when EKS needs more; who attached the policy gets it, who copied it does
not. A copy allows all that some version did and nothing else, and its role has no other source
of what is missing. Silent where a role's other policies are not all known.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from driftaudit.lint.managed_versions import MANAGED
from driftaudit.lint.seen import Lint, Seen, lint_of
from driftaudit.lint.trust import statements
from driftaudit.model import Json, Resource
from driftaudit.normalize.odd import mapping, string, strings

_MANAGED_BY_AWS = ":iam::aws:policy/"


def managed_copies(seen: Seen) -> Iterator[Lint]:
    """Inline and customer-managed policies that are copies of an older AWS-managed one."""
    for role in seen.of("iam-role"):
        for name, document in sorted(mapping(role.attributes.get("RolePolicyList")).items()):
            copied = _copied(document)
            lacking = _lacking(seen, role, copied) if copied else ()
            if lacking:
                yield _lint(role, ("RolePolicyList", name), copied, lacking)
    for policy in seen.of("iam-policy"):
        copied = _copied(policy.attributes.get("Document"))
        roles = _attached_to(seen, policy) if copied else []
        gone = tuple(sorted({each for role in roles for each in _lacking(seen, role, copied)}))
        if gone:
            yield _lint(policy, ("Document",), copied, gone)


def _copied(document: Json) -> str:
    """The AWS-managed policy that a document is an older version of, by its actions."""
    allowed = _allowed(document)
    for name, managed in MANAGED.items():
        newest = {each.lower() for each in managed.actions}
        first = {each.lower() for each in managed.first}
        if allowed and first <= allowed < newest:
            return name
    return ""


def _allowed(document: Json) -> frozenset[str] | None:
    """The actions of a document that only allows, in lower case; None for any other."""
    found = statements(document)
    plain = all(each.get("Effect") == "Allow" and "NotAction" not in each for each in found)
    return frozenset(_patterns(document)) if plain else None


def _patterns(document: Json) -> set[str]:
    """The action patterns of a document's Allow statements, in lower case."""
    made = set()
    for each in statements(document):
        if each.get("Effect") == "Allow":
            action = each.get("Action")
            made |= {text.lower() for text in strings(action) or [string(action)] if text}
            made |= {"*"} if "NotAction" in each else set()
    return made


def _lacking(seen: Seen, role: Resource, copied: str) -> tuple[str, ...]:
    """What the newest version allows and no policy of the role does: `ec2:X (2024-03)`."""
    patterns = {
        pattern
        for document in mapping(role.attributes.get("RolePolicyList")).values()
        for pattern in _patterns(document)
    }
    for arn in mapping(role.attributes.get("AttachedManagedPolicies")):
        known = _patterns_of(seen, arn)
        if known is None:
            return ()
        patterns |= known
    return tuple(
        f"{action} ({since})"
        for action, since in sorted(MANAGED[copied].added.items())
        if not any(fnmatchcase(action.lower(), pattern) for pattern in patterns)
    )


def _patterns_of(seen: Seen, arn: str) -> set[str] | None:
    """What an attached policy allows; None where that is not known."""
    name = arn.rpartition("/")[2]
    if _MANAGED_BY_AWS in arn:
        document = seen.facts("aws-managed-policy", arn).get("document")
        if name in MANAGED:
            return {each.lower() for each in MANAGED[name].actions} | _patterns(document)
    else:
        found = seen.named("iam-policy", name)
        document = found.attributes.get("Document") if found else None
    return _patterns(document) if isinstance(document, dict) else None


def _attached_to(seen: Seen, policy: Resource) -> list[Resource]:
    """The roles that have a customer-managed policy attached, not as a boundary."""
    return [
        role
        for role in seen.of("iam-role")
        if any(
            arn.rpartition("/")[2] == policy.name and _MANAGED_BY_AWS not in arn
            for arn in mapping(role.attributes.get("AttachedManagedPolicies"))
        )
    ]


def _lint(resource: Resource, path: tuple[str, ...], copied: str, lacking: tuple[str, ...]) -> Lint:
    detail = (
        f"it is {copied} as it once was; AWS has since added {', '.join(lacking)}: attach the "
        "AWS-managed policy in its place, or add these"
    )
    actual = {"copy of": copied, "lacks": list(lacking)}
    return lint_of("IAM020", resource, *path, actual=actual, detail=detail)
