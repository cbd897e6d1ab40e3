"""From a part in the API's shape to portable attributes, by the normalizer's own functions."""

from typing import Final

from msgspec import structs

from driftaudit.model import UNKNOWN, Json
from driftaudit.normalize.families import FAMILIES
from driftaudit.normalize.fields import RULES
from driftaudit.normalize.odd import is_empty, mapping, mappings, string
from driftaudit.normalize.portable import Portable
from driftaudit.normalize.redact import REDACTED
from driftaudit.normalize.thing import Thing
from driftaudit.plan.foretell import BY_AWS, later
from driftaudit.plan.part import KEYED, Open, Part, split
from driftaudit.plan.world import World

SENSITIVE: Final = "sensitive in the plan"
"""Why a value is unknown that Terraform holds secret and the normalizer would show."""


def _and_above(path: str) -> tuple[str, ...]:
    """`a.b` → `a`, `a.b`."""
    keys = path.split(".")
    return tuple(".".join(keys[: number + 1]) for number in range(len(keys)))


_KNOWN_DEFAULT: Final = frozenset(
    {
        *(
            (each.kind, path)
            for each in RULES
            if each.effect in ("fill", "unset")
            for path in _and_above(each.path)
        ),
        ("cluster", "resourcesVpcConfig.publicAccessCidrs"),
    }
)
"""What is documented to be the default where it is left out, and what holds such: no unknown."""

_ASIDE: Final = frozenset(
    {
        *((each.kind, each.path) for each in RULES if each.effect in ("drop", "fact")),
        ("nodegroup", "launchTemplate.version"),
        ("nodegroup", "launchTemplate.id"),
    }
)
_PEOPLES_KEYS: Final = frozenset({"tags", "Tags", "labels", *KEYED})
_TOLD_BY_ID: Final = ("nodegroup", ("launchTemplate", "name"))
_UNTOLD: Final = "neither the plan nor the snapshot tells what it refers to"


def things(part: Part, world: World) -> tuple[Thing, ...]:
    """The resources that a part is of, with what it says of them; unknown values in their places.

    One, but for aws-auth, which is one for each principal. A part that is not the whole has only
    the attributes of its own.
    """
    shape, found = split(part.shape)
    shape, more = _without_riddles(part.kind, shape, world)
    opens = [each for each in found if (part.kind, each[0]) != _TOLD_BY_ID]
    context = _context(part, shape, world)
    made = [context.redact.thing(each) for each in FAMILIES[part.kind](context)]
    return tuple(_finished(each, part, (*opens, *more), context.portable) for each in made)


def _context(part: Part, shape: dict[str, Json], world: World) -> World:
    """The shape alone, and what the normalizer wants to see beside it to take it for used."""
    if part.kind == "iam-role":
        arn = f"arn:{world.identity.partition}:iam::{world.identity.account}:role/{part.key}"
        return world.of({"iam-role": ({"Arn": arn, "RoleName": part.key} | shape,)})
    if part.kind == "iam-policy":
        role = {"Arn": "role", "AttachedManagedPolicies": [{"PolicyArn": part.key}]}
        return world.of({"iam-role": (role,), "iam-policy": (shape | {"Arn": part.key},)})
    if part.kind == "security-group":
        (*_, known) = ({}, *world.known("security-group", "GroupId", [part.key]))
        own = known | {"GroupId": part.key} | shape
        cluster = {"resourcesVpcConfig": {"securityGroupIds": [part.key]}}
        others = world.known("security-group", "GroupId", _peers(shape))
        groups = {"security-group": (*others, own), "cluster": (cluster,), "launch-template": ()}
        return world.of(groups)
    if part.kind == "nodegroup":
        template = mapping(shape.get("launchTemplate"))
        templates = world.known("launch-template", "LaunchTemplateId", [template.get("id")])
        return world.of({"nodegroup": (shape,), "launch-template": templates})
    if part.kind == "access-entry":
        return world.of({"access-entry": (shape | {"principalArn": part.key},)})
    if part.kind == "oidc-provider":
        return world.of({"oidc-provider": ({"Arn": f":oidc-provider/{part.key}"} | shape,)})
    source = {"aws-auth": "configmap"}.get(part.kind, part.kind)
    return world.of({source: (shape,)})


def _peers(shape: dict[str, Json]) -> list[Json]:
    """The ids of the groups that the rules of a group name."""
    sides = (shape.get("IpPermissions"), shape.get("IpPermissionsEgress"))
    rules = (rule for side in sides for rule in mappings(side))
    return [e.get("GroupId") for rule in rules for e in mappings(rule.get("UserIdGroupPairs"))]


def _without_riddles(
    kind: str, shape: dict[str, Json], world: World
) -> tuple[dict[str, Json], tuple[Open, ...]]:
    """Without what refers to something of which nobody knows the name."""
    found: list[Open] = []
    kept = dict(shape)
    if kind == "security-group":
        for side in ("IpPermissions", "IpPermissionsEgress"):
            if any(_is_riddle(each, world) for each in mappings(shape.get(side))):
                found.append(((side,), _UNTOLD))
                del kept[side]
    template = shape.get("launchTemplate")
    if kind == "nodegroup" and isinstance(template, dict) and not template.get("name"):
        ids = filter(None, [template.get("id")])
        if not world.known("launch-template", "LaunchTemplateId", ids):
            found.append((("launchTemplate", "name"), _UNTOLD))
    return kept, tuple(found)


def _is_riddle(permission: dict[str, Json], world: World) -> bool:
    for each in mappings(permission.get("UserIdGroupPairs")):
        if not each.get("UserId") and world.groups.shape(string(each.get("GroupId"))) is None:
            return True
    names = {each.get("PrefixListId") for each in world.shapes("prefix-list")}
    return any(
        each.get("PrefixListId") not in names for each in mappings(permission.get("PrefixListIds"))
    )


def _finished(thing: Thing, part: Part, opens: tuple[Open, ...], portable: Portable) -> Thing:
    attributes = dict(thing.attributes)
    if not part.whole:
        attributes = {key: attributes[key] for key in part.shape if key in attributes}
    said = {key: each for key, each in part.said.items() if not is_empty(each)}
    attributes |= {key: _said(each, portable) for key, each in said.items()}
    for path, why in opens:
        rule = (part.kind, ".".join(path))
        if rule in _ASIDE or (why == BY_AWS and rule in _KNOWN_DEFAULT):
            continue
        keys = path[:1] + tuple(
            portable.text(each) if path[0] in _PEOPLES_KEYS else each for each in path[1:]
        )
        _place(attributes, keys, later(why))
    return structs.replace(thing, attributes=attributes)


def _said(value: Json, portable: Portable) -> Json:
    is_open = isinstance(value, dict) and UNKNOWN in value
    return value if is_open else portable.value(value)


def _place(attributes: dict[str, Json], path: tuple[str, ...], value: Json) -> None:
    """Puts a value at a path, in copies of the maps on the way."""
    key, rest = path[0], path[1:]
    if not rest:
        attributes[key] = value
        return
    inner = attributes.get(key)
    inner = dict(inner) if isinstance(inner, dict) else {}
    if UNKNOWN not in inner:
        _place(inner, rest, value)
        attributes[key] = inner


def veiled(real: Json, sealed: Json, held: Json) -> Json:
    """A value without what is sensitive: `sealed` has unknowns there, `held` is shown already.

    What the normalizer has redacted, or made a digest of, stays: it compares, and shows nothing.
    """
    if real == sealed:
        return real
    if isinstance(real, dict) and isinstance(sealed, dict) and UNKNOWN not in sealed:
        held = held if isinstance(held, dict) else {}
        return {
            key: veiled(each, sealed.get(key, later(SENSITIVE)), held.get(key))
            for key, each in real.items()
        }
    return _unveiled(real, held)


def _unveiled(real: Json, held: Json) -> Json:
    if isinstance(real, dict) and UNKNOWN not in real:
        held = held if isinstance(held, dict) else {}
        return {key: _unveiled(each, held.get(key)) for key, each in real.items()}
    shown = real == held or is_empty(real)
    hidden = isinstance(real, str) and (
        REDACTED.fullmatch(real) is not None or real.startswith("sha256:")
    )
    return real if shown or hidden else later(SENSITIVE)


def sealed(values: Json, sensitive: Json) -> Json:
    """Terraform's values with an unknown in the place of each that is sensitive."""
    if sensitive is True:
        return values if is_empty(values) else later(SENSITIVE)
    if isinstance(values, dict) and isinstance(sensitive, dict):
        return {key: sealed(each, sensitive.get(key)) for key, each in values.items()}
    if isinstance(values, list) and isinstance(sensitive, list):
        marks = [*sensitive, *[None] * (len(values) - len(sensitive))]
        return [sealed(each, mark) for each, mark in zip(values, marks, strict=False)]
    return values
