"""A Report in, a string out. Pure; a format's module is imported when the format is used."""

from importlib import import_module
from types import MappingProxyType
from typing import Final

from driftaudit.model import Record
from driftaudit.report import Report


class Renderer(Record, frozen=True, kw_only=True):
    """One output format: the function that makes it, `module:function`, and how its files end."""

    place: str
    suffix: str

    def __call__(self, report: Report) -> str:
        """The report in this format."""
        module, _, function = self.place.partition(":")
        text: str = getattr(import_module(module), function)(report)
        return text


RENDERERS: Final[MappingProxyType[str, Renderer]] = MappingProxyType(
    {
        "table": Renderer(place="driftaudit.render.table:table", suffix="txt"),
        "json": Renderer(place="driftaudit.render.json:json", suffix="json"),
        "markdown": Renderer(place="driftaudit.render.markdown:markdown", suffix="md"),
        "sarif": Renderer(place="driftaudit.render.sarif:sarif", suffix="sarif"),
        "html": Renderer(place="driftaudit.render.html:html", suffix="html"),
        "github": Renderer(place="driftaudit.render.github:github", suffix="github.txt"),
        "junit": Renderer(place="driftaudit.render.junit:junit", suffix="xml"),
    }
)
"""Every output format by name, in the order of `--help`. `table` also takes `color` and `limit`."""
