"""Which witnesses are shown where there are too many, and in whose spelling."""

from driftaudit.iam.cells import Found
from driftaudit.iam.grammar import parse
from driftaudit.iam.naming import Naming
from driftaudit.iam.paths import ANY, resource_paths
from driftaudit.iam.sides import side_of
from tests.iam.documents import allow, document

SIDE = side_of(parse(document(allow(["s3:GetObject", "s3:PutObject"]))))


def found(names, resources=("*",), *, denied=False, **conditions):
    return Found(
        actions=[("s3", each) for each in names],
        resources=[path for each in resources for path in resource_paths(each)],
        principals=[ANY],
        conditions=conditions,
        denied=denied,
    )


def test_in_the_documents_words_sorted_and_each_once():
    chosen, more = Naming(SIDE, resources=True).choose(
        [found(["putobject"]), found(["putobject", "getobject"], denied=True)], 9
    )
    assert [(each.action, each.resource, denied) for each, denied in chosen] == [
        ("s3:GetObject", "*", True),
        ("s3:PutObject", "*", False),
        ("s3:PutObject", "*", True),
    ]
    assert not more
    assert all(each.principal is None for each, _ in chosen)


def test_every_action_has_one_before_any_has_two():
    arns = [f"arn:aws:s3:::{each}" for each in "abc"]
    chosen, more = Naming(SIDE, resources=True).choose([found(["getobject", "x"], arns)], 3)
    assert more
    assert [(each.action, each.resource) for each, _ in chosen] == [
        ("s3:GetObject", arns[0]),
        ("s3:GetObject", arns[1]),
        ("s3:x", arns[0]),
    ]


def test_without_resources_none_is_named():
    chosen, _ = Naming(SIDE, resources=False).choose([found(["x"], k=("v",))], 3)
    assert [(each.resource, each.conditions) for each, _ in chosen] == [(None, {"k": ("v",)})]
