import pytest
from hypothesis import given

from driftaudit.render.markdown.text import (
    block,
    code,
    codes,
    explained,
    folded,
    head,
    html_code,
    prose,
    row,
)
from tests.render.hostile import OUR_TAGS, seen, texts, tokens, words

HARMLESS = {
    *("paragraph_open", "paragraph_close", "inline", "text", "code_inline", "html_inline"),
    *("heading_open", "heading_close"),
}


def structure(markdown):
    """The kinds of the tokens; HTML that is not ours stands out as what it is."""
    return {
        each.content if "html" in each.type and "<" in OUR_TAGS.sub("", each.content) else each.type
        for each in tokens(markdown)
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("addon/vpc-cni", "`addon/vpc-cni`"),
        ("${cluster}-x @me #1", "`${cluster}-x @me #1`"),
        ("", '`""`'),
        (" a", '`" a"`'),
        ("a|b", "<code>a&#124;b</code>"),
        ("a`b", "<code>a&#96;b</code>"),
        ("<b>", "<code>&#60;b&#62;</code>"),
        ("a\\", "<code>a&#92;</code>"),
        ("a@b.c|", "<code>a</code><code>&#64;b&#46;c&#124;</code>"),
        ("a\nb\x1b[1m", "`a b`"),
    ],
)
def test_code(text, shown):
    assert code(text) == shown


@given(texts)
def test_code_is_shown_letter_for_letter_and_is_nothing_else(text):
    shown = code(text)
    assert structure(f"x {shown} y") <= HARMLESS
    assert words(text) in seen(f"x {shown} y")
    assert "|" not in shown
    assert "<" not in OUR_TAGS.sub("", shown)


@given(texts)
def test_a_sentence_is_shown_letter_for_letter_and_is_nothing_else(text):
    shown = prose(text)
    assert structure(f"why: {shown}") <= HARMLESS
    assert "".join(words(text).split()) == "".join(
        seen(f"why: {shown}").removeprefix("why:").split()
    )
    assert "|" not in shown
    assert not shown.startswith("::")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, (in brackets) it's: so.", "plain words, (in brackets) it's: so."),
        ("User cannot get x/y here", "User cannot get x/y here"),
        ("set a_b to 1.5: done", "set `a_b` to `1.5`: done"),
        ("loses ec2:Assign on *: more", "loses `ec2:Assign` on `*`: more"),
        ("in x-GH-1, prod/gh-2 or high-1", "in `x-GH-1`, `prod/gh-2` or high-1"),
        ("ask @me or #1 a1b2c3d GH-1", "ask `@me` or `#1 a1b2c3d GH-1`"),
        ("1. first", "`1`. first"),
        ("1) first", "`1`) first"),
        ("read (docs/rbac.yaml), then (--all x", "read (`docs/rbac.yaml`), then (`--all` x"),
        ("a_b (c_d e_f)", "`a_b` (`c_d e_f`)"),
        ("x:y [a](b)!", "`x:y [a](b)`!"),
        ("one → two", "one → two"),
        ("", ""),
        ("- a", "`-` a"),
    ],
)
def test_prose(text, shown):
    assert prose(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no drift to `terraform plan`, and a_b", "no drift to `terraform plan`, and `a_b`"),
        ("a wrong `sub` or `a|b` means", "a wrong `sub` or <code>a&#124;b</code> means"),
        ("no code at all", "no code at all"),
    ],
)
def test_explained(text, shown):
    assert explained(text) == shown


@given(texts)
def test_what_is_explained_is_text(text):
    assert structure(explained(f"a `b{text}` c {text}")) <= HARMLESS


@given(texts)
def test_code_in_html_is_text(text):
    page = f"<details><summary>{html_code(text)}</summary>\n\nx\n\n</details>"
    assert structure(page) <= HARMLESS | {"html_block"}
    assert words(text) in seen(page)


@given(texts, texts)
def test_no_line_ends_a_block_of_code(first, second):
    shown = block([first, second], "sh")
    kinds = [each.type for each in tokens(shown)]
    assert kinds in (["fence"], ["html_block"])
    assert "<" not in OUR_TAGS.sub("", shown)
    assert not [line for line in shown.splitlines() if line.strip().startswith("::")]
    assert "".join(words(first).split()) in "".join(seen(shown).replace(": :", "::").split())


def test_a_fence_is_longer_than_any_in_it():
    assert block(["a", "````"], "sh") == "`````sh\na\n````\n`````"
    assert block(["a < b & c"], "diff") == '<pre lang="diff">a &lt; b &amp; c</pre>'


@given(texts, texts)
def test_a_table_keeps_its_columns(first, second):
    lines = [head(["a", "b"]), row([code(first), prose(second)])]
    table = "\n".join(lines)
    assert {line.count("|") for line in table.splitlines()} == {3}
    shown = seen(table)
    assert words(first) in shown
    assert [each.type for each in tokens(table)].count("td_open") == 2


def test_names_are_counted_and_cut():
    assert codes(["a", "b"], 2) == "`a`, `b`"
    assert codes("abc", 1) == "`a` and 2 more"
    assert len(codes(["x" * 500], 1)) == 122


def test_folded():
    assert folded("s", ["a", "", "b"]) == "<details><summary>s</summary>\n\na\n\nb\n\n</details>"
