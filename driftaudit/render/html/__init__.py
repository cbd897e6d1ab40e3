"""A report as one HTML file: it loads nothing, sends nothing, and runs no script but its own."""

from driftaudit.render.html.document import html

__all__ = ["html"]
