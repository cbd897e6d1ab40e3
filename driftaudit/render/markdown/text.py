"""Other people's text in Markdown: shown letter for letter, never obeyed.

No `<` of theirs gets into a document, so nothing of theirs is HTML whatever parses it; and as code
it is no mention, no reference to an issue, no link and no end of a table's cell.
"""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Final

from driftaudit.render.text import clean, cut, unarmed

_IN_TICKS: Final = re.compile(r"[^`<>|&\\]+")
"""What a code span in backticks can hold, in a table, too."""

_MARKUP: Final = re.compile(r"[^0-9A-Za-z \u0080-\U0010ffff-]")
"""What could mean something to Markdown inside an HTML tag."""

_WORD: Final = re.compile(
    r"""(?!(?:.*[^0-9a-z])?gh-\d|[0-9a-f]{7}|\d+[.)]) # no issue, no commit, no item of a list
    [("']? (?:[^\W_]+(?:[-'/][^\W_]+)*)? [)"']? [.,;:!?]? \)?
    | [\u2013\u2014\u2026\u2192\u00b7\u2713]""",
    re.IGNORECASE | re.VERBOSE,
)
"""A word of a sentence that means nothing to Markdown, nor to GitHub."""


_LONG: Final = 120
"""How much of a name a list shows."""

_AROUND: Final = re.compile(r"(\()?([^()]*[\w*}/])(\)?[.,;:!?]?)|()(.*[\w*)}/])([.,;:!?]?)")
"""A word that is none of a sentence, and the signs around it that are; `f(x)` is one word."""


def code(text: str) -> str:
    """The text as code, for a line or a table's cell."""
    shown = clean(text)
    if not shown or shown != shown.strip():
        shown = f'"{shown}"'
    if _IN_TICKS.fullmatch(shown):
        return f"`{shown}`"
    return f"<code>{_MARKUP.sub(_entity, shown)}</code>"


def _entity(found: re.Match[str]) -> str:
    letter = found[0]
    # An address of mail is linked where its parts are one text; in two elements they are not.
    apart = "</code><code>" if letter == "@" else ""
    return f"{apart}&#{ord(letter)};"


def html_code(text: str) -> str:
    """The text as code where HTML is read and Markdown is not: in the line one unfolds."""
    return f"<code>{escape(clean(text), quote=False)}</code>"


def prose(text: str, as_code: Callable[[str], str] = code) -> str:
    """The text as a sentence; whatever is no plain word of one stands as code."""
    shown: list[str] = []
    run: list[str] = []
    opening = ""
    for word in [*clean(text).split(), ""]:
        plain = _WORD.fullmatch(word)
        before, core, after = ("", word, "") if plain else _parts(word)
        if run and (plain or before):
            shown.append(opening + as_code(" ".join(run)))
            run, opening = [], ""
        if plain:
            shown.append(word)
            continue
        run, opening = [*run, core], opening or before
        if after:
            shown.append(opening + as_code(" ".join(run)) + after)
            run, opening = [], ""
    return " ".join(shown).rstrip()


def explained(text: str) -> str:
    """The text as a sentence in which backticks set off code, as in our own explanations."""
    first, *rest = re.split(r" `([^`]+)`([.,;:!?]?) ", clean(text))
    triples = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return prose(first) + "".join(f" {code(a)}{after} {prose(b)}" for a, after, b in triples)


def _parts(word: str) -> tuple[str, str, str]:
    """What stands before a word, the word, and what stands after it."""
    found = _AROUND.fullmatch(word)
    if not found:
        return "", word, ""
    before, core, after = found.groups()[:3] if found[2] else found.groups()[3:]
    return before or "", core, after


def codes(words: Iterable[str], most: int) -> str:
    """The words as code with commas between; of more than `most` the rest is counted."""
    every = tuple(words)
    shown = ", ".join(code(cut(clean(each), _LONG)) for each in every[:most])
    return f"{shown} and {len(every) - most} more" if len(every) > most else shown


def block(lines: Iterable[str], language: str) -> str:
    """The lines as a block of code that none of them can end."""
    text = "\n".join(unarmed(clean(line)) for line in lines)
    if "<" in text:
        return f'<pre lang="{language}">{escape(text, quote=False)}</pre>'
    runs = map(len, re.findall("`+", text))
    fence = "`" * max(3, 1 + max(runs, default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def row(cells: Iterable[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def head(cells: Iterable[str]) -> str:
    """The first two lines of a table."""
    names = tuple(cells)
    return f"{row(names)}\n{row('---' for _ in names)}"


def folded(summary: str, body: Iterable[str]) -> str:
    """Blocks that one unfolds; `summary` is HTML of ours."""
    inside = "\n\n".join(each for each in body if each)
    return f"<details><summary>{summary}</summary>\n\n{inside}\n\n</details>"
