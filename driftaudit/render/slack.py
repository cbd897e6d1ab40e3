"""A report as a message for a chat: what Slack's incoming webhooks take, and those that copy them.

All texts of a report are `plain_text`: no formatting, no links. `&`, `<` and `>` are escaped as
Slack asks for, so that nothing is a mention (`<!channel>`); `@name`, which others obey, is cut
off from its sign. A section holds 3,000 characters, a header 150, a message 50 blocks.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from driftaudit.model import Json
from driftaudit.render.closing import result_line
from driftaudit.render.gaps import Unread, unread_of
from driftaudit.render.gate import verdict_line
from driftaudit.render.grouping import Section, groups_of, held_against, sections_of, whose
from driftaudit.render.headline import headline
from driftaudit.render.impact import impact_lines
from driftaudit.render.matrix import odd_ones
from driftaudit.render.summary import summary_line
from driftaudit.render.text import clean, cut, is_link, listed, plural
from driftaudit.render.title import title
from driftaudit.render.values import path_text
from driftaudit.report import Report

MAX_SECTION: Final = 3_000
MAX_HEADER: Final = 150
MAX_FINDINGS: Final = 20
"""How many different findings are told; the rest is counted."""

MAX_GAPS: Final = 10
_LINE: Final = 400


def webhook_payload(report: Report, *, link: str) -> str:
    """The JSON to be posted: the result, what could not be read, the worst findings, the link.

    `link` is where the whole report is; anything but an http(s) address is left out.
    """
    sections = (_section(lines) for lines in _texts(report))
    blocks = [_header(title(report)), *sections]
    if is_link(link):
        text = f"<{_escaped(link)}|The whole report>"
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": text}})
    payload = {"text": _escaped(_silent(title(report))), "blocks": blocks}
    return msgspec.json.encode(payload).decode() + "\n"


def _texts(report: Report) -> Iterator[list[str]]:
    """The lines of each section."""
    result = verdict_line(report.gate) if report.gate else result_line(report, color=False)
    yield [headline(report), summary_line(report), result, *odd_ones(report)]
    unread = unread_of(report)
    for each in unread[:MAX_GAPS]:
        yield _gaps(each)
    if rest := unread[MAX_GAPS:]:
        yield [f"not read in full either: {listed(name for each in rest for name in each.names)}"]
    groups = groups_of(report)
    for section in sections_of(groups[:MAX_FINDINGS]):
        yield list(_findings(section))
    if hidden := len(groups) - MAX_FINDINGS if len(groups) > MAX_FINDINGS else 0:
        yield [f"… {plural(hidden, 'more finding')} in the report"]


def _gaps(unread: Unread) -> list[str]:
    causes = (
        f"• {listed(each.kinds)}: {listed(each.operations)}: {each.code}" for each in unread.causes
    )
    return [f"{listed(unread.names)}: {unread.meaning}", *causes]


def _findings(section: Section) -> Iterator[str]:
    named = (section.environments, section.reference)
    against = f" against {section.reference}" if held_against(*named) else ""
    yield f"{listed(whose(*named))}{against}"
    for group in section.groups:
        each = group.finding
        place = f"{each.kind} {each.resource} {path_text(each.path)}".strip()
        effect = "; ".join(impact_lines(each)[:1])
        yield f"• {each.severity} {each.code} {each.title}: {cut(clean(place), 200)}"
        yield f"   {effect}" if effect else ""


def _header(text: str) -> Json:
    # Escaped, a letter may take five.
    shown = cut(text, MAX_HEADER)
    while len(_escaped(_silent(shown))) > MAX_HEADER:
        shown = cut(shown, len(shown) - 1)
    return {"type": "header", "text": _plain(_escaped(_silent(shown)))}


def _section(lines: Iterable[str]) -> Json:
    """The lines that have room, each cut to what a person reads."""
    shown = [_escaped(_silent(cut(clean(line), _LINE))) for line in lines if clean(line)]
    room = MAX_SECTION - len("\n… 99999 more lines")
    kept: list[str] = []
    for line in shown:
        room -= len(line) + 1
        if room < 0:
            kept.append(f"… {plural(len(shown) - len(kept), 'more line')}")
            break
        kept.append(line)
    return {"type": "section", "text": _plain("\n".join(kept))}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _silent(text: str) -> str:
    return re.sub(r"@(?=\w)", "@\u200b", text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
