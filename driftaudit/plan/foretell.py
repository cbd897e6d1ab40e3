"""What can be known before apply of what Terraform calls "known after apply".

The ARN of a role is made of its account, path and name; a node group that refers to it has that
ARN. What has an id that AWS makes up gets a stand-in, so that what refers to it finds it.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

from driftaudit.model import UNKNOWN, Identity, Json
from driftaudit.normalize.odd import is_empty, string
from driftaudit.plan.configuration import Configuration, Constant, Meant, Reference
from driftaudit.plan.convert import generated
from driftaudit.plan.part import why_unknown
from driftaudit.plan.planned import Plan, Planned

LATER: Final = "known after apply"
"""Why a value is unknown that the configuration gives."""

BY_AWS: Final = "known after apply: AWS chooses it"
"""Why a value is unknown that the configuration leaves to AWS."""

_STAND_IN: Final = "new:"

_UNTOLD: Final = "known-after-apply-"
"""What a name begins with that the configuration makes of something not known yet.

What uses the thing names it so too: that it is the same is known, what it is called is not.
"""


def later(why: str) -> dict[str, Json]:
    """An unknown value, and why."""
    return {UNKNOWN: why}


def is_stand_in(value: Json) -> bool:
    """Whether a text stands in for an id that AWS has yet to make up."""
    return string(value).startswith(_STAND_IN)


class Foretell:
    """Fills in what a plan leaves open, for one environment's account."""

    def __init__(self, plan: Plan, identity: Identity) -> None:
        self._configuration = Configuration(plan)
        self._templates = _new_templates(plan)
        self._numbers = _numbers(plan)
        self.perhaps: set[str] = set()
        """The ARNs, and the ids of groups, that unknown values may be, or have in them."""
        self._head = f"arn:{identity.partition}"
        self._identity = identity
        self._arns: dict[str, Callable[[Planned], str | None]] = {
            "aws_iam_role": lambda it: self._iam(it, "role"),
            "aws_iam_policy": lambda it: self._iam(it, "policy"),
            "aws_iam_instance_profile": lambda it: self._iam(it, "instance-profile"),
            "aws_iam_openid_connect_provider": self._oidc,
            "aws_eks_cluster": lambda it: self._eks(f"cluster/{self.name(it)}"),
        }

    def after(self, planned: Planned) -> dict[str, Json]:
        """The values after apply: what is open is filled in, or unknown and says why."""
        made = self._open(planned.after or {}, planned.unknown, planned, ())
        return made if isinstance(made, dict) else {}

    def _open(
        self, value: Json, unknown: Json, planned: Planned, path: tuple[str | int, ...]
    ) -> Json:
        if unknown is True:
            found = self._value(planned, path)
            return (
                self._template(planned, path, found) if path[:1] == ("launch_template",) else found
            )
        if isinstance(unknown, dict):
            known = value if isinstance(value, dict) else {}
            return known | {
                key: self._open(known.get(key), each, planned, (*path, key))
                for key, each in unknown.items()
                if _is_open(each) or key in known
            }
        if isinstance(unknown, list) and isinstance(value, list | type(None)):
            known_items = list(value or ())
            known_items += [None] * (len(unknown) - len(known_items))
            opened = [*unknown, *[None] * (len(known_items) - len(unknown))]
            return [
                self._open(each, mark, planned, (*path, number))
                for number, (each, mark) in enumerate(zip(known_items, opened, strict=True))
            ]
        return value

    def _value(self, planned: Planned, path: tuple[str | int, ...]) -> Json:
        if len(path) == 1:
            own = self._own(planned, str(path[0]))
            if own is not None:
                return own
        return self._referred(planned, path, 8)

    def _template(self, planned: Planned, path: tuple[str | int, ...], found: Json) -> Json:
        """The one new template in a node group's module where Terraform hides what is written.

        Dynamic blocks are left out of what it says of the configuration, and so are locals.
        """
        if path not in _OF_TEMPLATE or why_unknown(found) is None:
            return found
        beside = self._templates.get((planned.module, planned.index), [])
        beside = beside or self._templates.get((planned.module, None), [])
        return self._own(beside[0], _OF_TEMPLATE[path]) if len(beside) == 1 else found

    def _referred(self, planned: Planned, path: tuple[str | int, ...], depth: int) -> Json:
        expression = self._configuration.expression(planned, path)
        if expression is None:
            return later(LATER if self._configuration.hides(planned, path) else BY_AWS)
        wanted = next((str(each) for each in reversed(path) if isinstance(each, str)), "")
        found = self._configuration.meant(planned, expression)
        several = wanted.endswith("s") and path[-1] == wanted
        made = (self._several if several else self._one)(found, wanted, depth)
        if made is not None:
            return made
        for each in found:
            if isinstance(each, Reference):
                self.perhaps.add(self._known_by(each.target))
        return later(LATER)

    def _known_by(self, target: Planned) -> str:
        attribute = "id" if target.type == "aws_security_group" else "arn"
        return string((target.after or {}).get(attribute) or self._own(target, attribute))

    def _one(self, found: tuple[Meant, ...], wanted: str, depth: int) -> Json:
        made = [self._meant(each, wanted, depth) for each in self._open_ones(found, wanted)]
        values = [each for each in made if _is_plausible(wanted, each)]
        return values[0] if values and values.count(values[0]) == len(values) else None

    def _open_ones(self, found: tuple[Meant, ...], wanted: str) -> tuple[Meant, ...]:
        """Of several things that a value is made of, those that can have made it unknown."""
        if len(found) == 1:
            return found
        references = (each for each in found if isinstance(each, Reference))
        return tuple(each for each in references if self._is_open(each, wanted))

    def _is_open(self, found: Reference, wanted: str) -> bool:
        unknown = found.target.unknown if isinstance(found.target.unknown, dict) else {}
        return _is_open(unknown.get(found.attribute or _meant_by(wanted)))

    def _several(self, found: tuple[Meant, ...], wanted: str, depth: int) -> Json:
        """A list of the one thing that there is to be in it."""
        filled = [each for each in found if isinstance(each, Reference) or _fills(each)]
        made = self._meant(filled[0], wanted, depth) if len(filled) == 1 else None
        value = [made] if isinstance(made, str) else made
        return value if _is_plausible(wanted, value) else None

    def _meant(self, found: Meant, wanted: str, depth: int) -> Json:
        if isinstance(found, Constant):
            return found.value
        attribute = found.attribute or _meant_by(wanted)
        return self._attribute(found.target, attribute, depth) if depth else None

    def _attribute(self, target: Planned, attribute: str, depth: int) -> Json:
        known = (target.after or {}).get(attribute)
        if known is not None:
            return known
        own = self._own(target, attribute)
        if own is not None:
            return own
        found = self._referred(target, (attribute,), depth - 1)
        return later(LATER) if found == later(BY_AWS) else found

    def _own(self, planned: Planned, attribute: str) -> Json:
        """What a resource will say of itself, as far as its other values tell."""
        kind = planned.type
        if attribute == "tags_all":
            return self._all_tags(planned)
        if attribute == _NAMED.get(kind):
            return self.name(planned)
        if kind in self._arns and (attribute == "arn" or (attribute == "id" and kind in _BY_ARN)):
            return self._arns[kind](planned)
        if attribute == "latest_version" or (attribute == "id" and kind in _WITH_IDS):
            return _STAND_IN + planned.address
        return self.name(planned) if attribute == "id" and kind in _BY_NAME else None

    def _all_tags(self, planned: Planned) -> Json:
        """All tags of a resource that has only such as are written in the configuration."""
        given = self._configuration.default_tags(planned)
        unknown = planned.unknown if isinstance(planned.unknown, dict) else {}
        if given is None or _is_open(unknown.get("tags")):
            return None
        own = (planned.after or {}).get("tags")
        return given | (own if isinstance(own, dict) else {})

    def name(self, planned: Planned) -> str:
        """Its name; one that Terraform has yet to generate, or to make, stands in for itself."""
        attribute = _NAMED.get(planned.type, "name")
        known = string((planned.after or {}).get(attribute))
        if known:
            return known
        prefix, written = _prefix(planned, attribute), (attribute, f"{attribute}_prefix")
        if not prefix and any(self._configuration.refers(planned, (each,)) for each in written):
            prefix = _UNTOLD
        return generated(prefix, self._numbers.get((planned.address, planned.deposed), 0))

    def _iam(self, planned: Planned, kind: str) -> str:
        path = string((planned.after or {}).get("path")) or "/"
        return f"{self._head}:iam::{self._identity.account}:{kind}{path}{self.name(planned)}"

    def _oidc(self, planned: Planned) -> str | None:
        url = string((planned.after or {}).get("url")).removeprefix("https://")
        return f"{self._head}:iam::{self._identity.account}:oidc-provider/{url}" if url else None

    def _eks(self, rest: str) -> str:
        return f"{self._head}:eks:{self._identity.region}:{self._identity.account}:{rest}"


_WITH_IDS: Final = frozenset({"aws_security_group", "aws_launch_template", "aws_subnet"})
_BY_ARN: Final = frozenset({"aws_iam_policy", "aws_iam_openid_connect_provider"})
_BY_NAME: Final = frozenset(
    {
        *("aws_iam_role", "aws_iam_policy", "aws_iam_instance_profile"),
        *("aws_eks_cluster", "aws_security_group", "aws_launch_template"),
    }
)
_NAMED: Final = dict.fromkeys((*_BY_NAME, "aws_iam_role_policy"), "name") | {
    "aws_eks_node_group": "node_group_name"
}
"""Terraform type → its name's attribute."""
_OF_TEMPLATE: Final[dict[tuple[str | int, ...], str]] = {
    ("launch_template", 0, "id"): "id",
    ("launch_template", 0, "version"): "latest_version",
}


def _new_templates(plan: Plan) -> dict[tuple[str, str | int | None], list[Planned]]:
    """The new launch templates of each module, all and by their own index."""
    found: dict[tuple[str, str | int | None], list[Planned]] = {}
    for each in plan.planned:
        if each.type == "aws_launch_template" and each.creates and not each.deposed:
            for index in {None, each.index}:
                found.setdefault((each.module, index), []).append(each)
    return found


def _prefix(planned: Planned, attribute: str) -> str:
    return string((planned.after or {}).get(f"{attribute}_prefix"))


def _numbers(plan: Plan) -> dict[tuple[str, bool], int]:
    """How many of the same type and prefix come before each whose name is to be generated."""
    found: dict[tuple[str, bool], int] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for each in plan.planned:
        attribute = _NAMED.get(each.type, "")
        if attribute and each.after is not None and not each.after.get(attribute):
            place = (each.type, _prefix(each, attribute))
            found[each.address, each.deposed] = seen[place]
            seen[place] += 1
    return found


def _is_open(unknown: Json) -> bool:
    """Whether something in a tree of what is unknown is so."""
    if isinstance(unknown, dict):
        return any(map(_is_open, unknown.values()))
    return any(map(_is_open, unknown)) if isinstance(unknown, list) else unknown is True


def _is_plausible(wanted: str, value: Json) -> bool:
    """Whether a reference is the whole value of an argument, and no mere part of it.

    `jsonencode({Resource = aws_s3_bucket.x.arn})` has one reference too: documents, and whatever
    else may be put together, stay unknown.
    """
    if isinstance(value, list):
        return bool(value) and all(_is_plausible(wanted.removesuffix("s"), each) for each in value)
    if not isinstance(value, str):
        return False
    if wanted.endswith("arn") or wanted == "permissions_boundary":
        kind = next((of for word, of in _OF_KIND.items() if word in wanted), "")
        return value.startswith("arn:") and kind in value
    if wanted in ("role", "role_name", "cluster_name", "policy_name"):
        return ":" not in value
    return wanted.endswith("id") or (wanted == "version" and is_stand_in(value))


_OF_KIND: Final = {"boundary": ":policy/", "policy": "policy/", "role": ":role/"}


def _fills(found: Constant) -> bool:
    """Whether a value that is written may be in a list: conditions and nothing are not."""
    return not (is_empty(found.value) or isinstance(found.value, bool))


def _meant_by(wanted: str) -> str:
    """Which attribute of `aws_iam_role.this[each.key].…` an argument of this name is given.

    Terraform leaves out what follows an index that is an expression.
    """
    if wanted.endswith("arn") or wanted == "permissions_boundary":
        return "arn"
    named = ("role", "role_name", "cluster_name", "policy_names", "name")
    return "name" if wanted in named else "id"
