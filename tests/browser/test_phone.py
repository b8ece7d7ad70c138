"""Small screens, touch and enlarged pages: all can be reached, nothing lies over anything."""

import pytest
from pages import DESKTOP
from test_access import TABS
from test_map import open_panel

SMALL = {"width": 360, "height": 740}
# 1280 by 800 enlarged to 200 and to 400 per cent (WCAG 2.2, 1.4.10), and a phone on its side.
ENLARGED = [
    {"width": 640, "height": 400},
    {"width": 320, "height": 200},
    {"width": 740, "height": 360},
]
# What a finger is to hit, with its label; links within a text are as high as its lines (2.5.8).
TARGETS = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) &&
    !node.closest("p, .ca-sources, .ca-skip"))
  .map((node) => {
    const boxes = [node, ...node.labels || []].map((one) => one.getBoundingClientRect());
    const most = (side) => Math.max(...boxes.map((box) => box[side]));
    const least = (side) => Math.min(...boxes.map((box) => box[side]));
    return [node.id || node.className || node.outerHTML.slice(0, 80),
      Math.round(most("right") - least("left")), Math.round(most("bottom") - least("top"))];
  })"""
WIDER = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("path", ["/map", "/carte"])
def test_each_tab_is_seen_and_opens_at_a_touch(visit, mali_site, path):
    page = visit(mali_site.base + path, SMALL).page
    open_panel(page)
    tabs = page.evaluate(TABS)
    assert len(tabs) >= 6
    for tab in tabs:
        box = page.locator("#" + tab).bounding_box()
        assert box["x"] >= 0, tab
        assert box["x"] + box["width"] <= SMALL["width"], tab
    for tab in tabs:
        page.locator("#" + tab).tap()
        assert page.locator("#" + tab.removesuffix("-tab")).is_visible()
        assert page.evaluate(WIDER) <= 0
        body = page.locator("#ca-panel-body")
        assert body.evaluate("box => box.scrollWidth - box.clientWidth") <= 0, tab


# Where the place of a record is drawn, as it lies in the window; None of what is nowhere.
PLACED = """async (r) => { const CA = ConflictAtlas;
  CA.show(r);
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  const drawn = Object.values(CA.data.drawn).flat().find((place) => place.r.includes(r));
  if (!drawn) return null;
  const map = CA.map, box = map.getContainer().getBoundingClientRect();
  const bounds = drawn.radius ? L.latLng(CA.flip(drawn.at)).toBounds(drawn.radius * 2)
    : drawn.parts ? L.latLngBounds(CA.shape(drawn.parts).flat(2)) : null;
  const at = map.latLngToContainerPoint(bounds ? bounds.getCenter() : CA.flip(drawn.at));
  const sheet = document.getElementById("ca-panel").getBoundingClientRect();
  return { id: CA.data.records[r].id, at: [at.x, at.y], most: [box.width, sheet.top - box.top] };
}"""


def test_the_place_of_what_is_read_does_not_lie_under_the_sheet(visit, mali_site):
    seen = visit(mali_site.base + "/map", SMALL, reduced_motion="reduce")
    page = seen.page
    found = [page.evaluate(PLACED, r) for r in range(len(seen.data()["records"]))]
    placed = [one for one in found if one]
    assert len(placed) > 60
    seen_at = [
        all(0 < x < n for x, n in zip(one["at"], one["most"], strict=True)) for one in placed
    ]
    hidden = [one for one, is_seen in zip(placed, seen_at, strict=True) if not is_seen]
    assert hidden == []
    assert max(one["most"][1] for one in placed) < 200


@pytest.mark.parametrize(("size", "least"), [(DESKTOP, 24), (SMALL, 44)], ids=["desktop", "phone"])
def test_what_is_to_be_touched_is_large_enough(visit, mali_site, size, least):
    """24 pixels are asked for (WCAG 2.2, 2.5.8), 44 wanted where there are fingers (2.5.5)."""
    page = visit(mali_site.base + "/carte#disputed=yes&q=a&tab=layers", size).page
    open_panel(page)
    for tab in page.evaluate(TABS):
        page.click("#" + tab)
        small = [one for one in page.evaluate(TARGETS) if one[2] < least or one[1] < min(least, 40)]
        assert small == [], tab


@pytest.mark.parametrize("size", ENLARGED, ids=lambda size: f"{size['width']}x{size['height']}")
def test_an_enlarged_page_flows_anew(visit, mali_site, size):
    page = visit(mali_site.base + "/map", size).page
    assert page.evaluate(WIDER) <= 0
    assert page.locator("#ca-map").bounding_box()["height"] >= 200
    for tab in page.evaluate(TABS):
        page.click("#" + tab)
        section = page.locator("#" + tab.removesuffix("-tab"))
        section.scroll_into_view_if_needed()
        assert section.is_visible()
        assert page.evaluate(WIDER) <= 0
    foot = page.locator(".ca-foot")
    foot.scroll_into_view_if_needed()
    assert foot.is_visible()


# Parts of the page that have a place of their own in it.
PARTS = (".ca-head", ".ca-panel", ".ca-map", ".ca-time", ".ca-foot")
BOXES = """(parts) => parts.map((part) => document.querySelector(part))
  .filter((node) => node.checkVisibility()).map((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return [node.className, left, right, top, bottom]; })"""
# What reaches over the edge of the panel.
CUT = """() => {
  const panel = document.getElementById("ca-panel").getBoundingClientRect();
  return [...document.querySelectorAll("#ca-panel-body *")].filter((node) => {
    const { left, right, width } = node.getBoundingClientRect();
    return width > 1 && node.checkVisibility() &&
      (left < panel.left - 1 || right > panel.right + 1);
  }).map((node) => node.className || node.tagName);
}"""


@pytest.mark.parametrize("size", [DESKTOP, SMALL], ids=["desktop", "phone"])
def test_a_page_written_from_the_right_has_nothing_over_anything(visit, mali_site, size):
    page = visit(mali_site.base + "/map", size).page
    page.evaluate("document.documentElement.dir = 'rtl'")
    boxes = page.evaluate(BOXES, PARTS)
    for i, (name, left, right, top, bottom) in enumerate(boxes):
        for other, x1, x2, y1, y2 in boxes[i + 1 :]:
            wide, high = min(right, x2) - max(left, x1), min(bottom, y2) - max(top, y1)
            assert wide <= 1 or high <= 1, (name, other)
    if size is DESKTOP:
        head, chart = (page.locator(part).bounding_box() for part in (".ca-head", ".ca-map"))
        assert head["x"] >= chart["x"] + chart["width"]
    open_panel(page)
    for tab in page.evaluate(TABS):
        page.click("#" + tab)
        assert page.evaluate(WIDER) <= 0
        assert page.evaluate(CUT) == [], tab


def test_a_language_says_which_way_it_is_written(visit, mini_site):
    assert visit(mini_site.base + "/carte").page.evaluate("document.documentElement.dir") == "ltr"
