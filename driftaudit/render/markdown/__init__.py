"""A report as GitHub shows it: comments, issues, step summaries."""

from driftaudit.render.markdown.document import COMMENT, SUMMARY, markdown, utf8
from driftaudit.render.title import title

__all__ = ["COMMENT", "SUMMARY", "markdown", "title", "utf8"]
