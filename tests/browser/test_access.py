"""The page for everyone: no finding of axe-core, all by keyboard, motion only for who wants it."""

import pytest
from access import violations
from pages import DESKTOP, PHONE
from playwright.sync_api import expect
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


def test_axe_would_find_what_is_wrong(visit, mini_site):
    page = visit(mini_site.base + "/map").page
    page.evaluate("document.querySelector('.ca-skip').before(document.createElement('button'))")
    assert [rule for rule, _ in violations(page)] == ["button-name"]


@SIZES
def test_axe_finds_nothing_where_a_record_and_filters_are_open(visit, mali_site, size):
    seen = visit(mali_site.base + "/map#disputed=yes&theme=dark&tab=records", size)
    page = seen.page
    open_panel(page)
    page.locator("#ca-list .ca-choose:visible").first.click()
    seen.settled().locator("#ca-reader h2").wait_for()
    assert violations(page) == []


def test_axe_finds_nothing_in_an_embed(visit, mini_site):
    assert findings(visit(mini_site.base + "/embed", {"width": 700, "height": 450}).page) == {}


# Where the focus is, and how it shows.
FOCUS = """() => { const at = document.activeElement, style = getComputedStyle(at);
  const { left, right, top, bottom } = at.getBoundingClientRect();
  return { name: at.id || at.className || at.tagName, body: at === document.body,
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: right > 0 && bottom > 0 && left < innerWidth && top < innerHeight,
 }; }"""


def walk(page, key="Tab", most=400):
    """What the focus comes to, key by key, until it leaves the page."""
    found = []
    for _ in range(most):
        page.keyboard.press(key)
        now = page.evaluate(FOCUS)
        if now["body"]:
            return found
        found.append(now)
    raise AssertionError(f"the focus never left the page: {[one['name'] for one in found[-6:]]}")


@SIZES
def test_the_focus_goes_through_the_page_and_out_and_is_always_seen(visit, mali_site, size):
    page = visit(mali_site.base + "/map", size).page
    way = walk(page)
    names = [one["name"] for one in way]
    assert names[0] == "ca-skip"
    assert len(set(names[:3])) == 3
    assert [one["name"] for one in way if not one["seen"]] == []
    assert [one["name"] for one in way if not one["outline"]] == []
    assert "map_atlas" in names
    back = [one["name"] for one in walk(page, "Shift+Tab")]
    assert back[: len(names)] == names[::-1]


def tab_to(page, wanted, most=20):
    """Moves the focus on by key until it is where it is wanted."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(wanted)


def test_a_record_is_found_read_and_left_without_a_mouse(visit, mini_site):
    seen = visit(mini_site.base + "/map")
    page = seen.page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    assert page.evaluate("document.activeElement.id") == "ca-records"
    tab_to(page, "#ca-find")
    page.keyboard.type("Indelimane")
    expect(page.locator(".ca-table-count")).to_have_attribute("data-n", "1")
    tab_to(page, "#ca-list .ca-choose")
    line = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    seen.settled().locator("#ca-reader h2").wait_for()
    assert page.evaluate("document.activeElement.closest('#ca-reader') !== null")
    page.keyboard.press("Escape")
    expect(page.locator("#ca-reader")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == line


def test_nothing_moves_for_who_does_not_want_it(visit, mini_site):
    page = visit(mini_site.base + "/map", reduced_motion="reduce").page
    moving = page.evaluate(
        """() => [...document.querySelectorAll(".ca *")].filter((node) => {
          const style = getComputedStyle(node);
          return style.transitionDuration.split(", ").some((one) => parseFloat(one) > 0) ||
            style.animationName !== "none"; }).map((node) => node.className)"""
    )
    assert moving == []
    options = page.evaluate(
        """() => { const { options, _zoomAnimated } = ConflictAtlas.map;
          return [options.inertia, options.fadeAnimation, _zoomAnimated]; }"""
    )
    assert options == [False, False, False]
