"""A browser for the tests of the page, and the page of the rich report."""

import pytest

from driftaudit.render.html import html
from tests.render import sample
from tests.render.html.chromium import Chromium


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    with Chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="session")
def rich(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html(sample.REPORT), encoding="utf-8")
    return path


@pytest.fixture
def page(browser, rich):
    return browser.page(rich)
