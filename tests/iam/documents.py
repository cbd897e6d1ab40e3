"""Documents for tests, and hypothesis strategies over a small alphabet."""

from hypothesis import strategies as st

from driftaudit.iam import Witness
from driftaudit.model import Json

ACCOUNT = "111111111111"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"


def document(*statements: Json, version: str | None = "2012-10-17") -> Json:
    made: dict[str, Json] = {"Version": version} if version else {}
    return {**made, "Statement": list(statements)}


def allow(action: Json = "s3:GetObject", resource: Json = "*", **others: Json) -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **others}


def deny(action: Json = "s3:GetObject", resource: Json = "*", **others: Json) -> Json:
    return {**allow(action, resource, **others), "Effect": "Deny"}


def trust(principal: Json, **others: Json) -> Json:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **others}


def when(operator: str, key: str, values: Json) -> Json:
    """A document that allows one thing under one condition."""
    return document(allow(Condition={operator: {key: values}}))


ACTIONS = ["s:a", "s:b", "s:ab", "s:a*", "s:*b", "*", "s:*", "s:a?", "s:b*a", "t:*a*", "t:a*b"]
RESOURCES = [
    "*",
    "arn:*",
    "arn:x:s:::a",
    "arn:x:s:::b",
    "arn:x:s:::a*",
    "arn:x:s:::*b",
    "arn:x:s:::?",
    "arn:x:*:::a*b",
]
PRINCIPALS = ["*", {"AWS": "*"}, {"AWS": ACCOUNT}, {"AWS": ROLE}, {"Service": "ec2"}]
OPERATORS = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringLikeIfExists",
]
SET_OPERATORS = [f"{each}:{op}" for each in ("ForAnyValue", "ForAllValues") for op in OPERATORS[:4]]
NUMERIC = ["NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals"]


def _some(values: list[Json]) -> st.SearchStrategy[list[Json]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2)


def _test(operators: list[str], key: str, values: list[str]) -> st.SearchStrategy[Json]:
    return st.dictionaries(
        st.sampled_from(operators), st.fixed_dictionaries({key: _some(values)}), max_size=1
    )


conditions = st.builds(
    lambda *blocks: {name: keys for block in blocks for name, keys in block.items()},
    _test(OPERATORS, "k:one", ["a", "b", "a*", "*b", "?"]),
    _test(SET_OPERATORS, "k:many", ["a", "b", "a*"]),
    _test(NUMERIC, "k:number", ["1", "2"]),
    _test(["Null"], "k:one", ["true", "false"]),
    _test(["ArnLike"], "aws:PrincipalArn", [ROLE, "arn:aws:iam::*:role/*"]),
)


def statements(*, principals: bool) -> st.SearchStrategy[Json]:
    """A statement of an identity policy, or of a resource policy."""
    names = [("Action", ACTIONS), ("Resource", RESOURCES)]
    parts = [st.fixed_dictionaries({"Effect": st.sampled_from(["Allow", "Allow", "Deny"])})]
    for name, values in names:
        plain = st.fixed_dictionaries({name: _some(values)})
        parts.append(st.one_of(plain, plain, st.fixed_dictionaries({"Not" + name: _some(values)})))
    if principals:
        who = st.sampled_from(PRINCIPALS)
        plain = st.fixed_dictionaries({"Principal": who})
        parts.append(st.one_of(plain, plain, st.fixed_dictionaries({"NotPrincipal": who})))
    parts.append(st.one_of(st.just({}), st.fixed_dictionaries({"Condition": conditions})))
    return st.tuples(*parts).map(lambda made: {k: v for part in made for k, v in part.items()})


def documents(*, principals: bool = False) -> st.SearchStrategy[Json]:
    """A valid document of one to three statements."""
    found = st.lists(statements(principals=principals), min_size=1, max_size=3)
    return found.map(lambda made: document(*made))


def requests(*, principals: bool = False) -> st.SearchStrategy[Witness]:
    """One request: names over the letters of the documents, and one that they do not have."""
    names = st.text("abz", min_size=1, max_size=4)
    arns = st.builds(
        "arn:x:{}:::{}".format, st.sampled_from(["s", "z"]), st.text("abz", max_size=4)
    )
    who = ["*", f"AWS:{ROLE}", f"AWS:{ROLE}2", "AWS:arn:aws:iam::222222222222:user/u"]
    one = st.sampled_from([None, ("a",), ("b",), ("ab",), ("z",), ("az",)])
    many = st.sampled_from([None, ("a",), ("b",), ("z",), ("a", "b"), ("a", "z"), ("b", "az", "z")])
    number = st.sampled_from([None, ("0",), ("1",), ("1.5",), ("2",), ("3",)])
    keys = {"k:one": one, "k:many": many, "k:number": number}
    if not principals:
        keys["aws:principalarn"] = st.sampled_from([None, (ROLE,), ("arn:q:q:q:q:q",)])
    return st.builds(
        Witness,
        action=st.builds("{}:{}".format, st.sampled_from("stu"), names),
        resource=st.one_of(st.just("*"), arns),
        principal=st.sampled_from([*who, "Service:ec2", "Service:s"]) if principals else st.none(),
        conditions=st.fixed_dictionaries(keys),
    )
