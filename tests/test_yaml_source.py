"""YAML becomes data that knows its lines; what is broken, ambiguous or hostile is refused."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.errors import BaselineError, ConfigError
from driftaudit.yaml_source import MAX_ALIASED, MAX_BYTES, Scalar, dotted, parse, read

TEXT = """\
# comment
shared: &shared
  tier: gold
  size: 2
list:
  - one
  - {name: two, <<: *shared}
date: 2012-10-17
quoted: "222222222222"
plain: 0o17
"""


def test_data_lines_and_raw_scalars() -> None:
    source = parse(TEXT, "f.yaml")
    assert source.data == {
        "shared": {"tier": "gold", "size": 2},
        "list": ["one", {"tier": "gold", "size": 2, "name": "two"}],
        "date": "2012-10-17",
        "quoted": "222222222222",
        "plain": "0o17",
    }
    assert [source.line(path) for path in [(), ("list",), ("list", 1), ("list", 1, "name")]] == [
        *(1, 5, 7, 7)
    ]
    assert source.line(("list", 1, "nowhere", "deeper")) == 7
    assert source.raw(("quoted",)) == Scalar(text="222222222222", tag="str", quoted=True)
    assert source.raw(("shared", "size")) == Scalar(text="2", tag="int", quoted=False)
    assert source.raw(("list",)) is None
    assert source.where(("list", 1, "name")) == "f.yaml:7: list[1].name"
    assert source.where(()) == "f.yaml:1"


def test_an_empty_file_has_no_data() -> None:
    assert parse("# nothing\n", "f").data is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}", {"x": 1, "y": 2}),
        ("a: &a {x: 1}\nc: &c {x: 2, z: 3}\nb: {<<: [*a, *c]}", {"x": 1, "z": 3}),
        ("a: &a {x: 1}\nc: &c {<<: *a, z: 3}\nb: {<<: *c}", {"x": 1, "z": 3}),
    ],
)
def test_merge_keys_keep_working(text: str, expected: dict[str, int]) -> None:
    assert parse(text, "f").data["b"] == expected


REFUSED = {
    "cut off": ("a: [1,", "f:2:1: while parsing a flow node"),
    "a tab": ("a:\n\tb: 1", "f:2:1: the line starts with a tab; YAML is indented with spaces"),
    "a tab after spaces": ("a:\n  b: 1\n  \tc: 2", "f:3:3: the line starts with a tab; "),
    "a tab inside": ("a: b\tc: d", "f:1:7: mapping values are not allowed"),
    "a tab after old line ends": ("a:\r\rb: [\x85\tc: }", "f:4:5: "),
    "two colons": ("a: b: c", "f:1:5: mapping values are not allowed"),
    "control character": ("a: b\nc: \x01", "f:2: not YAML: control characters are not allowed"),
    "two documents": ("--- a\n--- b", "f:2:1: expected a single document"),
    "unknown alias": ("a: *nope", "f:1:4: found undefined alias"),
    "key twice": ("a:\n  b: 1\n  c: 2\n  b: 3", "f:4:3: a.b: written twice, first in line 2"),
    "number as key": ("a:\n  222: x", "f:2:3: the key '222' reads as int: write \"222\" in quotes"),
    "bool as key": ("on: x", "f:1:1: the key 'on' reads as bool"),
    "map as key": ("? {a: b}\n: c", "a map or a list cannot be a key"),
    "merge of text": ("a: {<<: b}", "f:1:9: '<<' merges a map"),
    "python tag": ("a: !!python/name:os.system x", "asks for more than data"),
    "set": ("a: !!set {x}", "asks for more than data"),
    "pairs": ("a: !!pairs [x: y]", "asks for more than data"),
    "no number": ("a: 0b_", "f:1:4: '0b_' is no int"),
    "huge number": ("a: " + "9" * 5000, "is no int"),
    "nan": ("a: .nan", "f:1:4: '.nan' is not a number that JSON has"),
    "alias inside itself": ("a: &x [*x]", "an alias stands inside what it names"),
    "deep": ("[" * 200_000, "f:1:101: nested deeper than 100 levels"),
    "deep by alias": (
        "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 5000)),
        "nested deeper than 100 levels",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(BaselineError) as caught:
        parse(text, "f", BaselineError)
    assert message in str(caught.value)
    assert str(caught.value).startswith("f:")


def bomb(levels: int) -> str:
    fan = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, levels)]
    return "\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *fan])


@pytest.mark.parametrize("inside", ["{}", "{{<<: [{}]}}"])
def test_a_bomb_costs_next_to_nothing(inside: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ConfigError, match="aliases stand for more than 100000"):
            parse(bomb(60) + "\nz: " + inside.format("*a59"), "f")
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_aliases_within_the_bound_are_data() -> None:
    assert parse(bomb(3), "f").data["a2"] == [[["x"] * 10] * 10] * 10
    assert MAX_ALIASED > 1000


def test_read_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    with pytest.raises(ConfigError, match=r"f\.yaml: cannot be read: No such file"):
        read(path)
    path.write_bytes("a: ü".encode("utf-8-sig"))
    assert read(path).data == {"a": "ü"}
    path.write_bytes(b"a: b\nc: \xff")
    with pytest.raises(ConfigError, match=r"f\.yaml:2: not UTF-8 text: byte 0xff"):
        read(path)
    for name in ("utf-16-le", "utf-16-be"):
        path.write_bytes("\ufeffa: b".encode(name))
        with pytest.raises(
            ConfigError, match=r"f\.yaml:1: not UTF-8 text: UTF-16; save it as UTF-8"
        ):
            read(path)
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ConfigError, match=r"f\.yaml: larger than 4 MiB"):
        read(path)
    with pytest.raises(BaselineError, match="cannot be read"):
        read(tmp_path, BaselineError)


def test_paths_are_printed_without_control_characters() -> None:
    assert dotted(("a", 0, "b c", "\x1b[31m")) == "a[0].'b c'.'\\x1b[31m'"


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_is_data_or_a_named_error(text: str) -> None:
    assert outcome(text).startswith("f:")


def outcome(text: str) -> str:
    try:
        return parse(text, "f").where(())
    except ConfigError as caught:
        return str(caught)
