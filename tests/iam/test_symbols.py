"""Variables and placeholders are constants; only `*` and `?` are wildcards."""

import pytest

from driftaudit.iam.globs import matcher
from driftaudit.iam.symbols import decode, encode, instance


@pytest.mark.parametrize(
    "text",
    [
        "arn:${partition}:iam::${account}:role/x",
        "b/${aws:username}/*",
        "${*}${?}",
        "$${account}",
        "plain*?",
        "${aws:username, 'nobody'}",
    ],
)
def test_texts_come_back_as_they_were(text):
    assert decode(encode(text)) == text


def test_a_literal_variable_is_shown_as_one():
    literal = encode("${aws:username}", variables=False)
    assert decode(literal) == "${$}{aws:username}"
    assert encode(decode(literal)) == literal != encode("${aws:username}")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("${aws:UserName}", "${aws:username}"),
        ("${$}", "$"),
        ("${account}", "${account}"),
        ("${aws:UserName,'A'}", "${aws:username, 'A'}"),
    ],
)
def test_one_constant(text, same):
    assert encode(text) == encode(same)


def test_a_default_value_is_a_text_in_its_case():
    assert encode("${aws:username, 'A'}") != encode("${aws:username, 'a'}")


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("*", "${account}", True),
        ("*count*", "${account}", False),
        ("${account}", "account", False),
        ("${Env}", "${env}", False),
        ("a${*}", "a*", False),
        ("a*", "a${*}", True),
    ],
)
def test_what_a_constant_matches(pattern, text, matches):
    assert matcher(encode(pattern))(instance(encode(text))) == matches


def test_placeholders_are_constants_in_old_documents_too_and_variables_are_not():
    assert encode("${account}", variables=False) == encode("${account}")
    assert encode("${*}", variables=False) == "${*}"
    assert encode("${a:b}*", variables=False, wildcards=False) == encode("${$}{a:b}${*}")


def test_without_wildcards_a_star_is_literal():
    assert encode("a*?", wildcards=False) == encode("a${*}${?}")
    assert decode(encode("*", wildcards=False)) == "${*}"
