import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftaudit.render.html.embed import data_block, policy_of


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--", "]]>", "&lt;", "\u2028\u2029"]
)
def test_no_text_leaves_its_element(text):
    block = data_block({text: [text]})
    assert not set("<>&\u2028\u2029").intersection(block)
    assert json.loads(block) == {text: [text]}


@given(st.dictionaries(st.text(), st.text()))
def test_what_goes_in_comes_out(value):
    assert json.loads(data_block(value)) == value


def test_keys_are_sorted():
    assert data_block({"b": 1, "a": {"d": 1, "c": 2}}) == '{"a":{"c":2,"d":1},"b":1}'


def test_the_policy_allows_this_style_and_this_script_only():
    policy = policy_of("body{}", "let a")
    directives = dict(each.split(" ", 1) for each in policy.split("; "))
    assert directives["default-src"] == "'none'"
    for name, text in (("style-src", "body{}"), ("script-src", "let a")):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert directives[name] == f"'sha256-{digest}'"
    assert "unsafe" not in policy
    assert "http" not in policy
