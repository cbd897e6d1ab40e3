"""Other ways to write a policy document that mean the same, by seed.

Each rule is one of the equivalences of the IAM policy grammar; none changes what is allowed. Rules
take and give plain documents and change none in place.
"""

import ipaddress
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from random import Random

from driftaudit.model import Json

Statement = dict[str, Json]
StatementRule = Callable[[Random, Statement], list[Statement]]
DocumentRule = Callable[[Random, dict[str, Json]], dict[str, Json]]

_LISTS = ("Action", "NotAction", "Resource", "NotResource")
_SAME = {
    "arnlike": "ArnEquals",
    "arnequals": "ArnLike",
    "arnnotlike": "ArnNotEquals",
    "arnnotequals": "ArnNotLike",
}
_LIKE = {"stringequals": "StringLike", "stringlike": "StringEquals"}
_NEGATED = ("stringnotequals", "stringnotlike", "arnnotlike", "arnnotequals")
_POSITIVE = (*_LIKE, "stringequalsignorecase", "arnlike", "arnequals", "ipaddress")
_HALF = 2


def rewritten(document: Json, seed: int) -> Json:
    """The document after some rules of each sort, chosen by the seed."""
    random = Random(seed)
    made = dict(document, Statement=_listed(document["Statement"]))
    for name in random.sample(sorted(STATEMENT_RULES), 4):
        made = applied(STATEMENT_RULES[name], random, made)
    for name in random.sample(sorted(DOCUMENT_RULES), 3):
        made = DOCUMENT_RULES[name](random, made)
    return made


def applied(rule: StatementRule, random: Random, document: Json) -> Json:
    """The document with a rule applied to each of its statements."""
    statements = _listed(document["Statement"])
    return document | {"Statement": [new for old in statements for new in rule(random, old)]}


def less_one_action(document: Json, seed: int) -> Json | None:
    """The document without one action of its Allows; None where it would not be missed.

    Missed is one that no other action covers, and of which no Deny or NotAction speaks.
    """
    statements = _listed(document["Statement"])
    allowed = {each for one in statements for each in _named(one, "Allow")}
    for gone in Random(seed).sample(sorted(allowed), len(allowed)):
        others = allowed - {gone} | {each for one in statements for each in _named(one, "Deny")}
        point = gone.replace("*", "\0").replace("?", "\0")
        if not any(_matches(each, point) for each in others) and not any(
            "NotAction" in one and not any(_matches(each, point) for each in _others(one))
            for one in statements
        ):
            kept = [_without(one, gone) for one in statements]
            deny = {"Effect": "Deny", "Action": gone, "Resource": "*"}
            rest = [one for one in kept if one.get("Action") != []] or [deny]
            return document | {"Statement": rest}
    return None


def _named(one: Statement, effect: str) -> list[str]:
    found = _listed(one.get("Action", [])) if one["Effect"] == effect else []
    return [each.lower() for each in found]


def _others(one: Statement) -> list[str]:
    return [each.lower() for each in _listed(one["NotAction"])]


def _without(one: Statement, gone: str) -> Statement:
    if one["Effect"] == "Deny" or "Action" not in one:
        return one
    return one | {"Action": [each for each in _listed(one["Action"]) if each.lower() != gone]}


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(escaped, re.DOTALL)


def _matches(pattern: str, point: str) -> bool:
    if "*" in pattern or "?" in pattern:
        return _glob(pattern).fullmatch(point) is not None
    return pattern == point


def _listed(value: Json) -> list[Json]:
    return list(value) if isinstance(value, list) else [value]


def _any_case(random: Random, text: str) -> str:
    return random.choice((text.lower(), text.upper(), text.swapcase(), text.title()))


def _halves(random: Random, values: list[Json]) -> tuple[list[Json], list[Json]]:
    """Two parts that together are all of the values; they may overlap."""
    mixed = random.sample(values, len(values))
    middle = random.randrange(1, len(mixed))
    return mixed[:middle], mixed[max(0, middle - random.randrange(2)) :]


# One statement, or several in its place


def _shuffled(random: Random, one: Statement) -> list[Statement]:
    made = dict(random.sample(sorted(one.items()), len(one)))
    for name in _LISTS:
        if name in made:
            values = _listed(made[name])
            made[name] = random.sample(values, len(values))
    return [made]


def _doubled(random: Random, one: Statement) -> list[Statement]:
    made = {
        name: [*_listed(value), random.choice(_listed(value))] if name in _LISTS else value
        for name, value in one.items()
    }
    return [made, one] if random.random() < 0.2 else [made]


def _unlisted(random: Random, one: Statement) -> list[Statement]:
    def turned(value: Json) -> Json:
        if isinstance(value, list):
            return value[0] if len(value) == 1 else value
        return [value]

    made = {name: turned(value) if name in _LISTS else value for name, value in one.items()}
    return [_with_condition(made, lambda _, __, values: turned(values))]


def _split(name: str) -> StatementRule:
    def rule(random: Random, one: Statement) -> list[Statement]:
        values = _listed(one.get(name, []))
        if len(values) < _HALF:
            return [one]
        return [one | {name: part} for part in _halves(random, values)]

    return rule


def _split_by_condition_value(random: Random, one: Statement) -> list[Statement]:
    found = [
        (operator, key)
        for operator, keys in one.get("Condition", {}).items()
        if _plain(operator).removeprefix("foranyvalue:") in _POSITIVE
        for key, values in keys.items()
        if len(_listed(values)) >= _HALF
    ]
    if not found:
        return [one]
    operator, key = random.choice(found)
    condition = one["Condition"]
    return [
        one | {"Condition": condition | {operator: condition[operator] | {key: part}}}
        for part in _halves(random, _listed(condition[operator][key]))
    ]


def _covered(random: Random, one: Statement) -> list[Statement]:
    """With a second statement that says less: one action, or under one condition more."""
    less = dict(one, Sid="Covered")
    if "Action" in one:
        action = random.choice(_listed(one["Action"]))
        less["Action"] = "abc:Abc" if action == "*" else action.replace("*", "Abc")
    condition = one.get("Condition", {})
    if random.random() < 0.5 and "bool" not in map(str.lower, condition):
        less["Condition"] = condition | {"Bool": {"aws:SecureTransport": "true"}}
    return [one, less]


def _renamed(random: Random, one: Statement) -> list[Statement]:
    made = {name: value for name, value in one.items() if name != "Sid"}
    return [made | {"Sid": f"S{random.randrange(10**6)}"} if random.random() < 0.5 else made]


def _spelled(random: Random, one: Statement) -> list[Statement]:
    made = {
        name: [_any_case(random, each) for each in _listed(value)]
        if name in ("Action", "NotAction")
        else value
        for name, value in one.items()
    }
    if "Condition" in one:
        made["Condition"] = {
            _any_case(random, operator): {
                _any_case(random, key): values for key, values in keys.items()
            }
            for operator, keys in one["Condition"].items()
        }
    return [made]


def _more_stars(_: Random, one: Statement) -> list[Statement]:
    # `${*}` is a star that stands for itself.
    made = {
        name: [re.sub(r"(?<!\$\{)\*", "**", each) for each in _listed(value)]
        if name in _LISTS
        else value
        for name, value in one.items()
    }
    return [made]


def _any_service(_: Random, one: Statement) -> list[Statement]:
    made = {
        name: ["*:*" if each == "*" else each for each in _listed(value)]
        if name in ("Action", "NotAction")
        else value
        for name, value in one.items()
    }
    return [made]


def _no_condition(_: Random, one: Statement) -> list[Statement]:
    return [one if one.get("Condition") else one | {"Condition": {}}]


# Conditions


def _plain(operator: str) -> str:
    return operator.lower().removesuffix("ifexists")


def _with_condition(one: Statement, values_of: Callable[[str, str, Json], Json]) -> Statement:
    """The statement with other values in its conditions, by operator and key."""
    if "Condition" not in one:
        return one
    condition = {
        operator: {key: values_of(operator, key, values) for key, values in keys.items()}
        for operator, keys in one["Condition"].items()
    }
    return one | {"Condition": condition}


def _moved(one: Statement, other_operator: Callable[[str, str, list[Json]], str]) -> Statement:
    """The statement with condition keys under other operators, where those are free for them."""
    made: dict[str, dict[str, Json]] = {}
    taken = {each.lower() for each in one.get("Condition", {})}
    for operator, keys in one.get("Condition", {}).items():
        for key, values in keys.items():
            other = other_operator(operator, key, _listed(values))
            free = other.lower() not in taken and key not in made.get(other, {})
            made.setdefault(other if free else operator, {})[key] = values
    return one | {"Condition": made} if made else one


def _named_otherwise(operator: str, names: dict[str, str]) -> str:
    """Another operator's name with this one's set prefix and `IfExists`."""
    prefix, colon, rest = operator.rpartition(":")
    suffix = "IfExists" if rest.lower().endswith("ifexists") else ""
    other = names.get(_plain(rest))
    return f"{prefix}{colon}{other}{suffix}" if other else operator


def _like_or_equals(_: Random, one: Statement) -> list[Statement]:
    def other(operator: str, _key: str, values: list[Json]) -> str:
        odd = any(not isinstance(each, str) or set(each) & set("*?$") for each in values)
        return operator if odd else _named_otherwise(operator, _LIKE)

    return [_moved(one, other)]


def _arn_like_or_equals(_: Random, one: Statement) -> list[Statement]:
    return [_moved(one, lambda operator, *_: _named_otherwise(operator, _SAME))]


def _negated_if_exists(_: Random, one: Statement) -> list[Statement]:
    def other(operator: str, *_: Json) -> str:
        if _plain(operator) not in _NEGATED:
            return operator
        exists = operator.lower().endswith("ifexists")
        return operator[: -len("IfExists")] if exists else f"{operator}IfExists"

    return [_moved(one, other)]


def _present(_: Random, one: Statement) -> list[Statement]:
    """`Null: false` as StringLike `*`; keys that are sets elsewhere in it stay as they are."""
    condition = one.get("Condition", {})
    sets = {key.lower() for operator, keys in condition.items() if ":" in operator for key in keys}
    likes = condition.get("StringLike", {})
    found = [
        key
        for key, value in condition.get("Null", {}).items()
        if value in ("false", False) and key.lower() not in {*sets, *map(str.lower, likes)}
    ]
    if not found or not {"Null", "StringLike"} >= {
        each for each in condition if each.lower() in ("null", "stringlike")
    }:
        return [one]
    nulls = {key: value for key, value in condition["Null"].items() if key not in found}
    rest = {each: keys for each, keys in condition.items() if each not in ("Null", "StringLike")}
    made = rest | {"StringLike": likes | dict.fromkeys(found, "*")}
    return [one | {"Condition": made | ({"Null": nulls} if nulls else {})}]


def _typed(random: Random, one: Statement) -> list[Statement]:
    """Booleans and numbers as text and as what they are."""

    def turned(operator: str, _key: str, values: Json) -> Json:
        if _plain(operator) in ("bool", "null"):
            texts = {"true": True, "false": False, True: "true", False: "false"}
            return [texts.get(each, each) for each in _listed(values)]
        if _plain(operator).startswith("numeric"):
            return [int(v) if str(v).isdigit() else str(v) for v in _listed(values)]
        return values

    return [_with_condition(one, turned)]


def _dated(_: Random, one: Statement) -> list[Statement]:
    """ISO dates as seconds since 1970."""

    def turned(operator: str, _key: str, values: Json) -> Json:
        if not _plain(operator).startswith("date"):
            return values
        return [str(int(datetime.fromisoformat(each).timestamp())) for each in _listed(values)]

    return [_with_condition(one, turned)]


def _networks(_: Random, one: Statement) -> list[Statement]:
    """An address as a network of one, a network as its two halves."""

    def turned(operator: str, _key: str, values: Json) -> Json:
        if _plain(operator) not in ("ipaddress", "notipaddress"):
            return values
        made = []
        for each in map(ipaddress.ip_network, _listed(values)):
            made += each.subnets() if each.prefixlen < each.max_prefixlen else [each]
        return [str(each) for each in made]

    return [_with_condition(one, turned)]


def _other_case(random: Random, one: Statement) -> list[Statement]:
    """The values of operators that ignore case."""

    def turned(operator: str, _key: str, values: Json) -> Json:
        if "ignorecase" not in operator.lower() or "$" in str(values):
            return values
        return [_any_case(random, each) for each in _listed(values)]

    return [_with_condition(one, turned)]


def _shuffled_values(random: Random, one: Statement) -> list[Statement]:
    def turned(_operator: str, _key: str, values: Json) -> Json:
        listed = _listed(values)
        return [*random.sample(listed, len(listed)), random.choice(listed)] if listed else values

    return [_with_condition(one, turned)]


# Principals


def _accounts(_: Random, one: Statement) -> list[Statement]:
    """An account's id as its root."""
    named = one.get("Principal")
    if not isinstance(named, dict) or "AWS" not in named:
        return [one]
    made = [
        f"arn:aws:iam::{each}:root" if each.isdigit() else each for each in _listed(named["AWS"])
    ]
    return [one | {"Principal": named | {"AWS": made}}]


def _split_by_principal(_: Random, one: Statement) -> list[Statement]:
    named = one.get("Principal")
    if not isinstance(named, dict):
        return [one]
    return [
        one | {"Principal": {kind: each}}
        for kind, values in named.items()
        for each in _listed(values)
    ]


STATEMENT_RULES: dict[str, StatementRule] = {
    "accounts": _accounts,
    "any service": _any_service,
    "arn like or equals": _arn_like_or_equals,
    "case": _spelled,
    "case of values": _other_case,
    "covered": _covered,
    "dates": _dated,
    "duplicates": _doubled,
    "empty condition": _no_condition,
    "like or equals": _like_or_equals,
    "more stars": _more_stars,
    "negated if exists": _negated_if_exists,
    "networks": _networks,
    "order": _shuffled,
    "order of values": _shuffled_values,
    "present": _present,
    "scalar or list": _unlisted,
    "sid": _renamed,
    "split by action": _split("Action"),
    "split by condition value": _split_by_condition_value,
    "split by principal": _split_by_principal,
    "split by resource": _split("Resource"),
    "types": _typed,
}


# Whole documents


def _statements_shuffled(random: Random, document: dict[str, Json]) -> dict[str, Json]:
    statements = _listed(document["Statement"])
    return document | {"Statement": random.sample(statements, len(statements))}


def _statement_doubled(random: Random, document: dict[str, Json]) -> dict[str, Json]:
    statements = _listed(document["Statement"])
    return document | {"Statement": [*statements, random.choice(statements)]}


def _statement_alone(_: Random, document: dict[str, Json]) -> dict[str, Json]:
    statements = _listed(document["Statement"])
    return document | {"Statement": statements[0] if len(statements) == 1 else statements}


def _with_id(random: Random, document: dict[str, Json]) -> dict[str, Json]:
    return document | {"Id": f"id-{random.randrange(10**6)}"}


def _without_version(_: Random, document: dict[str, Json]) -> dict[str, Json]:
    """2012-10-17 brought variables: without them, no version means the same."""
    if "${" in str(document):
        return document
    return {name: value for name, value in document.items() if name != "Version"}


def _denied_instead(_: Random, document: dict[str, Json]) -> dict[str, Json]:
    """A lone Allow of all but some actions as an Allow of all and a Deny of these."""
    statements = _listed(document["Statement"])
    if len(statements) != 1 or statements[0]["Effect"] != "Allow":
        return document
    (one,) = statements
    if "NotAction" not in one:
        return document
    rest = {name: value for name, value in one.items() if name != "NotAction"}
    deny = {name: value for name, value in rest.items() if name != "Condition"}
    deny |= {"Effect": "Deny", "Action": one["NotAction"]}
    return document | {"Statement": [rest | {"Action": "*"}, deny]}


DOCUMENT_RULES: dict[str, DocumentRule] = {
    "denied instead": _denied_instead,
    "id": _with_id,
    "no version": _without_version,
    "order of statements": _statements_shuffled,
    "statement alone": _statement_alone,
    "statement twice": _statement_doubled,
}
