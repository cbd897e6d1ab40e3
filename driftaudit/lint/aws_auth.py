"""Entries of aws-auth that do nothing, or not what they say, by the authenticator's own rules.

Sources: aws-iam-authenticator (pkg/mapper/configmap, pkg/arn), and the EKS user guide's
troubleshooting of aws-auth. All are silent in mode API, where nothing reads the ConfigMap.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import structs

from driftaudit.lint.seen import Lint, Seen, lint_of
from driftaudit.model import Json, Resource
from driftaudit.normalize.odd import items, mappings, string, strings

_NODE_GROUPS: Final = frozenset({"system:nodes", "system:bootstrappers"})
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
_PRINCIPAL: Final = re.compile(r"arn:[^:]*:iam::(?P<account>[^:]*):(?P<kind>[^/:]+)/(?P<rest>.*)")
_BULLET: Final = re.compile(r"\s+-\s+")


def role_with_path(seen: Seen) -> Iterator[Lint]:
    """Role ARNs with a path: STS names an assumed role without one, so they never match.

    None where the role is mapped without its path as well: that entry does the work.
    """
    mapped = {each.source.lower() for each in seen.of("aws-auth")}
    for entry in _roles(seen):
        head, slash, rest = entry.source.partition(":role/")
        name = rest.rpartition("/")[2]
        if not slash or "/" not in rest or f"{head}:role/{name}".lower() in mapped:
            continue
        start, _, _ = entry.name.partition(":role/")
        detail = (
            f"{entry.name} never matches, STS gives ARNs without a path: "
            f"write {start}:role/{entry.name.rpartition('/')[2]}"
        )
        yield _entry_lint("AUTH005", seen, entry, actual=_rights(entry), detail=detail)


def instance_profile(seen: Seen) -> Iterator[Lint]:
    """Instance profiles where a role belongs: no principal ever has such an ARN."""
    for entry in _roles(seen):
        if ":instance-profile/" in entry.source.lower():
            detail = (
                f"{entry.name} is an instance profile, which nobody is: "
                "write the ARN of the role in it"
            )
            yield _entry_lint("AUTH006", seen, entry, actual=_rights(entry), detail=detail)


def shadowed(seen: Seen) -> Iterator[Lint]:
    """Entries that a later one for the same principal replaces by something else."""
    winners = {each.name: each for each in seen.of("aws-auth")}
    for section in ("mapRoles", "mapUsers"):
        lost: dict[str, list[Json]] = {}
        for each in mappings(seen.facts("aws-auth", section).get("shadowed")):
            name = string(each.get("principal"))
            rights = {key: each[key] for key in ("username", "groups") if key in each}
            if name in winners and rights != _rights(winners[name]):
                lost.setdefault(name, []).append(rights)
        for name, entries in sorted(lost.items()):
            winner = winners[name]
            detail = (
                f"{name} stands in {section} more than once, and only its last entry counts: "
                "make one of them"
            )
            actual = {"without effect": entries, "in effect": _rights(winner)}
            made = lint_of("AUTH007", winner, actual=actual, detail=detail)
            nodes = any(map(_maps_nodes, entries)) and not _maps_nodes(_rights(winner))
            yield structs.replace(
                made, keeps_nodes_out=nodes and not _has_access_entry(seen, winner)
            )


def fused_groups(seen: Seen) -> Iterator[Lint]:
    """Groups that bad indentation or a comma made one: `system:bootstrappers - system:nodes`."""
    for entry in seen.of("aws-auth"):
        groups = strings(entry.attributes.get("groups"))
        fused = sorted(each for each in groups if len(_parts(each)) > 1)
        if fused:
            parts = sorted({part for each in fused for part in _parts(each)})
            detail = f"to Kubernetes this is one group of that name: write {', '.join(parts)} apart"
            made = _entry_lint("AUTH008", seen, entry, "groups", actual=fused, detail=detail)
            broken = bool(_NODE_GROUPS & set(parts) - set(groups))
            yield structs.replace(made, keeps_nodes_out=made.keeps_nodes_out and broken)


def misspelt_section(seen: Seen) -> Iterator[Lint]:
    """Keys that are a section's but for their case: the authenticator does not see them."""
    sections = {"maproles": "mapRoles", "mapusers": "mapUsers", "mapaccounts": "mapAccounts"}
    for key in strings(seen.facts("aws-auth", "data").get("ignored")):
        wanted = sections.get(key.lower(), "mapRoles")
        yield Lint(
            code="AUTH009",
            kind="aws-auth",
            resource=key,
            actual=key,
            detail=f"{key} is ignored with all that stands in it: write {wanted}",
            keeps_nodes_out=wanted == "mapRoles" and _is_only_way(seen),
            source="kube-system/aws-auth",
        )


def broken_account(seen: Seen) -> Iterator[Lint]:
    """Account ids that are not twelve digits, in mapAccounts or in an ARN: they match nobody."""
    for entry in seen.of("aws-auth"):
        account = entry.source
        if entry.attributes.get("type") != "account":
            found = _PRINCIPAL.fullmatch(entry.source)
            account = found["account"] if found else ""
        if account and not _ACCOUNT.fullmatch(account):
            fixed = account.zfill(12) if account.isascii() and account.isdigit() else ""
            what = f"{account} is no account id, it has not twelve digits"
            advice = f'; with its zeros it may be "{fixed}", in quotes' if len(fixed) == 12 else ""
            yield _entry_lint("AUTH010", seen, entry, actual=account, detail=what + advice)


def dropped(seen: Seen) -> Iterator[Lint]:
    """Sections and entries that are broken, and dropped by the authenticator."""
    for section in ("mapRoles", "mapUsers", "mapAccounts"):
        reasons = strings(seen.facts("aws-auth", section).get("dropped"))
        if not reasons:
            continue
        whole = any(each.startswith("the section is") for each in reasons)
        what = "nothing of it is read" if whole else "not all of it is read"
        yield Lint(
            code="AUTH011",
            kind="aws-auth",
            resource=section,
            actual=reasons,
            detail=f"{what}: {'; '.join(reasons)}",
            keeps_nodes_out=whole and section == "mapRoles" and _is_only_way(seen),
            source="kube-system/aws-auth",
        )


def unquoted_account(seen: Seen) -> Iterator[Lint]:
    """Whole account ids without quotes: the next tool that reads and writes them drops zeros."""
    numbers = strings(seen.facts("aws-auth", "mapAccounts").get("unquoted"))
    for entry in seen.of("aws-auth"):
        is_account = entry.attributes.get("type") == "account"
        if is_account and entry.source in numbers and _ACCOUNT.fullmatch(entry.source):
            detail = f'{entry.name} is a number to YAML: write it in quotes, "{entry.name}"'
            yield lint_of("AUTH012", entry, actual=entry.source, detail=detail)


def _roles(seen: Seen) -> list[Resource]:
    return [each for each in seen.of("aws-auth") if each.attributes.get("type") == "role"]


def _rights(entry: Resource) -> dict[str, Json]:
    return {key: entry.attributes[key] for key in ("username", "groups") if key in entry.attributes}


def _maps_nodes(rights: Json) -> bool:
    """Whether this is how a node is known: its name, or one of its groups."""
    entry = rights if isinstance(rights, dict) else {}
    groups = [part for each in strings(items(entry.get("groups"))) for part in _parts(each)]
    name = string(entry.get("username"))
    return name.startswith("system:node:") or bool(_NODE_GROUPS & set(groups))


def _parts(group: str) -> list[str]:
    """What one group was meant to be; a name that merely has a dash or a comma in it is one."""
    bullets = _BULLET.split(group)
    if len(bullets) > 1 and any(":" in part for part in bullets):
        return [part for part in bullets if part]
    listed = [part.strip() for part in group.split(",")]
    return listed if all(part.startswith("system:") for part in listed) else [group]


def _is_only_way(seen: Seen) -> bool:
    return seen.authentication_mode == "CONFIG_MAP"


def _has_access_entry(seen: Seen, entry: Resource) -> bool:
    """Whether the same role also has an access entry, or may have one that was not read."""
    if not seen.knows("access-entry"):
        return True
    name = entry.source.rpartition("/")[2].lower()
    return any(each.source.rpartition("/")[2].lower() == name for each in seen.of("access-entry"))


def _entry_lint(
    code: str, seen: Seen, entry: Resource, *path: str, actual: Json, detail: str
) -> Lint:
    made = lint_of(code, entry, *path, actual=actual, detail=detail)
    nodes = _maps_nodes(_rights(entry)) and not _has_access_entry(seen, entry)
    return structs.replace(made, keeps_nodes_out=nodes)
