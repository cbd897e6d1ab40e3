"""No two things are ever merged."""

from driftaudit.normalize.naming import named_apart
from driftaudit.normalize.thing import Thing


def thing(name, value, source="", used_by=()):
    return Thing(
        kind="security-group", name=name, attributes={"v": value}, source=source, used_by=used_by
    )


def test_two_things_with_one_name_are_numbered_by_content():
    one, two = thing("web", 1, "sg-1"), thing("web", 2, "sg-2")
    named = named_apart([one, two])
    assert {each.name for each in named} == {"web", "web (2)"}
    assert named == named_apart([two, one])
    elsewhere = named_apart([thing("web", 2, "sg-8"), thing("web", 1, "sg-9")])
    assert [(each.name, each.attributes) for each in elsewhere] == [
        (each.name, each.attributes) for each in named
    ]


def test_a_number_that_is_taken_is_skipped():
    named = named_apart([thing("a", 1), thing("a", 2), thing("a", 3), thing("a (2)", 4)])
    assert sorted(each.name for each in named) == ["a", "a (2)", "a (3)", "a (4)"]
    assert [each.attributes["v"] for each in named if each.name == "a (2)"] == [4]


def test_equal_things_from_two_places_are_two():
    assert len(named_apart([thing("a", 1, "sg-1"), thing("a", 1, "sg-2")])) == 2


def test_what_was_read_twice_is_one():
    named = named_apart([thing("a", 1, "sg-1", ("x",)), thing("a", 1, "sg-1", ("b", "x"))])
    assert [(each.name, each.used_by) for each in named] == [("a", ("b", "x"))]
