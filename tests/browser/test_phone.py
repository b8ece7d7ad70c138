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


# Of each label of an area: how many records, and the shares of types that it shows.
BADGES = """() => [...document.querySelectorAll(".ca-badge-area")].map((node) => [
  Number(node.querySelector("b").textContent), node.querySelectorAll(".ca-sign").length,
  [...node.querySelectorAll("rect")].map((one) => Number(one.getAttribute("width"))).sort()])"""
AREAS = """() => { const CA = ConflictAtlas;
  const seen = CA.data.drawn.area.map(({ r }) => r.filter(CA.visible));
  return seen.filter((r) => r.length).map((r) => {
    const types = new Map();
    const kinds = r.map((one) => CA.data.records[one].layer + CA.data.records[one].type);
    for (const kind of kinds) types.set(kind, (types.get(kind) || 0) + 1);
    return [r.length, Math.min(types.size, 3), types.size > 1 ? [...types.values()].sort() : []];
  }); }"""


def test_a_small_map_hides_no_type_and_its_head_says_what_is_not_there(visit, mali_site):
    page = visit(mali_site.base + "/carte", SMALL).page
    found = page.evaluate(AREAS)
    assert max(len(shares) for *_, shares in found) >= 3
    assert sorted(page.evaluate(BADGES)) == sorted(found)
    listed = "(r) => ['country', 'nowhere', 'withdrawn'].includes(r.drawn)"
    off = page.evaluate(f"() => ConflictAtlas.data.records.filter({listed}).length")
    assert page.locator("#ca-off-map").inner_text() == f"{off} hors carte"
    assert not page.locator("#ca-filtered").is_visible()
    page.evaluate("ConflictAtlas.selection.set({ datetime: ['2012-01-01', null], undated: false })")
    assert page.locator("#ca-filtered").inner_text() == "filtre actif"
    assert page.locator("#ca-period").inner_text() == "depuis le 1er janvier 2012"
    for same in ("#ca-time-range", "#ca-f-days"):
        assert page.locator(same).text_content() == "depuis le 1er janvier 2012"
    off = page.evaluate(
        f"() => ConflictAtlas.data.records.filter((one, r) => ConflictAtlas.visible(r))"
        f".filter({listed}).length"
    )
    assert page.locator("#ca-off-map").inner_text() == f"{off} hors carte"
    head = page.locator(".ca-head").bounding_box()
    assert head["height"] <= 84
    assert page.evaluate(WIDER) <= 0


IN_SIGHT = """() => { const map = document.getElementById("ca-map").getBoundingClientRect();
  return [...document.querySelectorAll(".ca-badge-area")].map((one) => one.getBoundingClientRect())
    .filter((one) => one.left >= map.left && one.right <= map.right && one.top >= map.top &&
      one.bottom <= map.bottom).length; }"""
CROPPED = """() => ["title", "range", "notes"].filter((one) => {
  const { scrollWidth, clientWidth } = document.getElementById("ca-time-" + one);
  return scrollWidth > clientWidth; })"""
# Labels that lie over another or over a sign.
COVERED = """() => { const all = [...document.querySelectorAll(".ca-icon")];
  const boxes = all.map((one) => one.getBoundingClientRect());
  return boxes.filter((a, i) => all[i].querySelector(".ca-badge") && boxes.some((b, k) => k !== i &&
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)).length; }"""
UNDER = """() => { const box = (node) => node.getBoundingClientRect();
  const corner = box(document.querySelector(".leaflet-top.leaflet-right"));
  return [...document.querySelectorAll(".ca-icon")].map(box).filter((one) =>
    one.right > corner.left && one.left < corner.right && one.bottom > corner.top &&
    one.top < corner.bottom).length; }"""
# Numbers of military regions that reach out of their outlines.
OUTSIDE = """() => { const CA = ConflictAtlas, box = CA.map.getContainer().getBoundingClientRect();
  const shapes = new Map(CA.data.drawn.own.map((own) =>
    ["RM " + own.number, CA.shape(own.parts || [])]));
  return [...document.querySelectorAll(".ca-number")].filter((node) => {
    if (!node.closest(".ca-icon")) return false;
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const at = CA.map.containerPointToLatLng(
      [(left + right) / 2 - box.left, (top + bottom) / 2 - box.top]);
    return !shapes.get(node.textContent).some((rings) => CA.inside(at, rings[0]));
  }).length; }"""


@pytest.mark.parametrize("size", [{"width": 900, "height": 600}, SMALL], ids=["900x600", "360x740"])
def test_no_sign_opens_under_the_buttons_and_no_number_outside_its_region(visit, mali_site, size):
    page = visit(mali_site.base + "/carte", size).page
    assert page.evaluate(UNDER) == 0
    assert page.evaluate(OUTSIDE) == 0
    high = page.locator("#ca-map").bounding_box()["height"]
    for partly in ({"undated": False}, {"datetime": ["2012-09-01", "2019-12-31"]}):
        page.evaluate("(choice) => ConflictAtlas.selection.set(choice)", partly)
        if size is not SMALL:  # on a phone the chart is among the filters
            assert page.locator("#ca-map").bounding_box()["height"] == high
            assert page.evaluate(CROPPED) == []
    page.evaluate("ConflictAtlas.selection.clear()")
    page.evaluate("ConflictAtlas.map.setView([16.2, -0.5], 9, { animate: false })")
    assert page.evaluate(IN_SIGHT) >= 1  # of the areas that fill the view
    page.evaluate("ConflictAtlas.map.panBy([120, 260], { animate: false })")
    assert page.evaluate(IN_SIGHT) >= 1  # nor does a move leave the label behind
    page.evaluate("ConflictAtlas.map.setView([17, -4], 4, { animate: false })")
    assert page.evaluate(COVERED) == 0


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
