"""The page itself: template, style and script of `page/` put together, the same bytes each time.

The templates are data of this package. jinja2 reads them through its own loader, here and nowhere
else in the pure middle: they are as constant as the code is.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from driftaudit.model import SEVERITIES, Json
from driftaudit.render.html.answer import answer_of, is_known_clean, odd_settings
from driftaudit.render.html.data import page_data
from driftaudit.render.html.embed import data_block, policy_of
from driftaudit.render.html.entries import entries_of
from driftaudit.render.html.gaps import gaps_of, skipped_of
from driftaudit.render.html.visible import visible, visible_json
from driftaudit.render.text import cut
from driftaudit.render.values import path_text, value_text
from driftaudit.report import Report

if TYPE_CHECKING:
    import jinja2

STYLES: Final = ("base.css", "parts.css", "heat.css", "print.css")
SCRIPTS: Final = ("make.js", "diff.js", "detail.js", "filter.js", "heat.js", "main.js")
"""In this order, as one module: what a script uses stands before it."""

_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):[\d.]+Z$")

NAMED: Final = 4
"""How many environments a row names before it counts the others."""


def html(report: Report) -> str:
    """The report as one self-contained HTML document, newline at the end.

    Without its script it still shows the answer, the gaps, every finding in short and the
    environments.
    """
    templates = _templates()
    style = _joined(templates, STYLES)
    script = _joined(templates, SCRIPTS)
    entries = entries_of(report.findings)
    return templates.get_template("report.html.j2").render(
        report=report,
        answer=answer_of(report),
        entries=entries,
        waived={each.environment for each in report.findings if each.waiver},
        changes=entries_of(report.gate.changes) if report.gate else (),
        gaps=gaps_of(report),
        skipped=skipped_of(report),
        environments=report.environments,
        kinds=sorted({each.finding.kind for each in entries} | {r.kind for r in report.matrix}),
        severities=SEVERITIES,
        policy=policy_of(style, script),
        style=style,
        script=script,
        data=data_block(page_data(report, entries)),
        is_known_clean=lambda environment: is_known_clean(environment, report),
        odd_settings=lambda environment: odd_settings(environment, report),
    )


@cache
def _loader() -> "jinja2.PackageLoader":
    import jinja2

    return jinja2.PackageLoader("driftaudit.render.html", "page")


@cache
def _templates() -> "jinja2.Environment":
    """Everything that is put into a template is escaped, but for what it marks as its own."""
    import jinja2

    templates = jinja2.Environment(
        loader=_loader(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters.update(visible=visible, path=_path, few=_few, short=_short, moment=_moment)
    return templates


def _joined(templates: "jinja2.Environment", names: tuple[str, ...]) -> str:
    return "\n".join(_loader().get_source(templates, name)[0] for name in names)


def _moment(text: str) -> str:
    """`2026-11-22 10:50 UTC`; what is no such time stays as it is."""
    found = _TIME.match(text)
    return f"{found[1]} {found[2]} UTC" if found else text


def _path(path: tuple[str, ...]) -> str:
    return path_text(tuple(map(visible, path)))


def _few(names: tuple[str, ...]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def _short(value: Json) -> str:
    """A value on one short line: a resource that is there, or is not, has no value of its own."""
    if value is None:
        return "nothing there"
    return "there" if value is True or value == {} else cut(value_text(visible_json(value)), 100)
