"""The page for everyone: no finding of axe-core, all by keyboard, motion only for who wants it."""

import pytest
from access import violations
from pages import DESKTOP, PHONE
from test_map import open_panel

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
TABS = "[...document.querySelectorAll('[role=tab]')].map((tab) => tab.id)"


def findings(page):
    """What axe finds in each tab and in an open record, as {where: findings}."""
    found = {}
    open_panel(page)
    for tab in page.evaluate(TABS):
        page.click("#" + tab)
        found[tab] = violations(page)
    return {where: wrong for where, wrong in found.items() if wrong}


@SIZES
@pytest.mark.parametrize("path", ["/map", "/carte"])
def test_axe_finds_nothing_in_any_tab(visit, mali_site, size, path):
    assert findings(visit(mali_site.base + path, size).page) == {}


@SIZES
@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_axe_finds_nothing_in_any_theme(visit, mini_site, size, theme):
    assert findings(visit(f"{mini_site.base}/carte#theme={theme}&tab=layers", size).page) == {}
