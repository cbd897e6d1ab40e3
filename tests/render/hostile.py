"""Texts that mean something to one format or another, and what a reader sees of a document."""

import re
from html.parser import HTMLParser

from hypothesis import strategies as st
from markdown_it import MarkdownIt

from driftaudit.render.text import clean

FRAGMENTS = (
    *("<script>", "</script>", "<b>", "</code>", "</pre>", "</details>", "<!--", "-->", "]]>", "<"),
    *(
        "|",
        "\\|",
        "\\",
        "`",
        "``",
        "```",
        "~~~",
        "::error::",
        "::error file=a,line=1::",
        "##[error]",
    ),
    *(
        "\n",
        "\r\n",
        "\n\n",
        "%0A",
        "%25",
        "%",
        ":",
        ",",
        "@me",
        "me@x.org",
        "#1",
        "GH-1",
        "a1b2c3d4",
    ),
    *(
        "http://x.org",
        "www.x.org",
        "[a](b)",
        "![a](b)",
        "<x@y.z>",
        "&lt;",
        "&",
        "*a*",
        "_a_",
        "~~a~~",
    ),
    *(
        "\x00",
        "\x1b[31m",
        "\x1b]8;;x\x07",
        "\u202e",
        "\u2028",
        "\ufeff",
        "\uffff",
        "$a$",
        ":smile:",
    ),
    *(
        "# a",
        "- a",
        "1. a",
        "1) a",
        "===",
        "---",
        "> a",
        " ",
        "  ",
        "\t",
        "a",
        "no.",
        "ümlaut",
        "x-y",
    ),
)

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=8).map("".join)

OUR_TAGS = re.compile(r'</?(?:details|summary|code|b|pre)>|<br>|<pre lang="(?:sh|diff)">')


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.text = ""

    def handle_data(self, data):
        self.text += data


def tokens(markdown):
    """All tokens of CommonMark with GitHub's tables, HTML left in as GitHub does."""
    for each in MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown):
        yield each
        yield from each.children or ()


def seen(markdown):
    """The words that a reader sees."""
    page = _Text()
    page.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))
    return words(page.text)


def words(text):
    return " ".join(clean(text).split())
