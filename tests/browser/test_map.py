"""The map page in a real browser, on a desktop and on a phone."""

import json
import re
from urllib.parse import urlsplit

import pytest
from pages import DESKTOP, PHONE, Site, page_of
from playwright.sync_api import expect

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
LAYERS = ("attacks", "bases", "border_incidents", "military_regions")


def stored(folder):
    return {
        feature["id"]: feature
        for name in LAYERS
        for feature in json.loads((folder / f"{name}.geojson").read_text("utf-8"))["features"]
    }


def open_panel(page):
    if page.locator("#ca-handle").is_visible():
        page.click("#ca-handle")


def tab(page, name):
    page.click(f"#ca-{name}-tab")


@SIZES
@pytest.mark.parametrize("site", ["mini_site", "mali_site"])
def test_it_draws_without_a_fault_and_asks_nobody_else(visit, size, site, request):
    base = request.getfixturevalue(site).base
    for path in ("/map", "/carte"):
        seen = visit(base + path, size)
        seen.settled()
        assert seen.faults == []
        assert {urlsplit(url).netloc for url in seen.requests} <= {urlsplit(base).netloc, ""}
        assert seen.page.locator(".leaflet-pane path.ca-focus").count() > 0
        assert seen.page.locator(".ca-name").count() > 3


@SIZES
def test_nothing_is_wider_than_the_screen(visit, mali_site, size):
    page = visit(mali_site.base + "/map", size).page
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    box = page.locator("#ca-map").bounding_box()
    assert box["width"] >= size["width"] * 0.6
    assert box["height"] >= size["height"] * 0.6


@pytest.mark.parametrize("site", ["mini", "mali"])
def test_counts_on_the_page_are_the_files(visit, site, request):
    features = stored(request.getfixturevalue(site)).values()
    page = visit(request.getfixturevalue(f"{site}_site").base + "/map").page
    for name in LAYERS:
        n = sum(feature["properties"]["layer"] == name for feature in features)
        assert page.locator(f'[data-count="{name}"]').inner_text() == str(n)
    assert page.locator("#ca-shown").inner_text() == f"{len(features)} records"
    tab(page, "unplaced")
    for why, wanted in (
        ("country", lambda f: f["properties"]["geo_precision"] == 7),
        ("nowhere", lambda f: f["geometry"] is None and f["properties"]["geo_precision"] != 7),
    ):
        n = sum(map(wanted, features))
        if n:
            assert page.locator(f'[data-listed="{why}"]').inner_text() == str(n)


def shown_on_the_map(page):
    """The ids of the records behind every sign, disc, area and outline, read by clicking through
    what the scripts drew: what opens, not their data.
    """
    return page.evaluate(
        """() => {
          const ids = new Set();
          ConflictAtlas.map.eachLayer((layer) => {
            if (!layer.listens("click")) return;
            const at = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
            layer.fire("click", { latlng: at });
            const box = document.getElementById("ca-reader");
            const choices = box.querySelectorAll(".ca-choose");
            if (!choices.length) ids.add(box.querySelector(".ca-detail").dataset.id);
            for (let i = 0; i < choices.length; i++) {
              box.querySelectorAll(".ca-choose")[i].click();
              ids.add(box.querySelector(".ca-detail").dataset.id);
              box.querySelector(".ca-back").click();
            }
          });
          ConflictAtlas.close();
          return [...ids];
        }"""
    )


@pytest.mark.parametrize("site", ["mini", "mali"])
def test_every_record_with_a_place_can_be_reached_and_no_other(visit, site, request):
    features = stored(request.getfixturevalue(site))
    seen = visit(request.getfixturevalue(f"{site}_site").base + "/map")
    placed = {
        key
        for key, feature in features.items()
        if feature["properties"]["geo_precision"] not in (None, 7)
        and feature["properties"]["record_status"] not in ("retracted", "merged")
    }
    assert set(shown_on_the_map(seen.page)) == placed
    assert seen.faults == []


def test_no_sign_stands_for_an_area(visit, mini_site, mini):
    """Signs lie at points of precision 1 and 2 only, discs at precision 3 with their own radius."""
    page = visit(mini_site.base + "/map").page
    drawn = page.evaluate(
        """() => {
          const found = { signs: [], discs: [] };
          ConflictAtlas.map.eachLayer((layer) => {
            if (layer.options.pane === "ca-signs") {
              const { lng, lat } = layer.getLatLng();
              found.signs.push([lng, lat]);
            }
            if (layer instanceof L.Circle) {
              const { lng, lat } = layer.getLatLng();
              found.discs.push([lng, lat, layer.getRadius()]);
            }
          });
          return found;
        }"""
    )
    features = [f for f in stored(mini).values() if f["geometry"]]
    exact = {
        tuple(f["geometry"]["coordinates"])
        for f in features
        if f["properties"]["geo_precision"] in (1, 2)
    }
    near = {
        (*f["geometry"]["coordinates"], f["properties"]["location_radius_m"])
        for f in features
        if f["properties"]["geo_precision"] == 3
    }
    assert {tuple(place) for place in drawn["signs"]} <= exact
    assert {tuple(place) for place in drawn["discs"]} == near


def test_a_type_switched_off_is_gone_everywhere_and_comes_back(visit, mini_site):
    seen = visit(mini_site.base + "/map")
    page = seen.page
    before = set(shown_on_the_map(page))
    battles = page.get_by_label("Battles", exact=True)
    battles.uncheck()
    after = set(shown_on_the_map(page))
    types = {r["id"]: (r["layer"], r["type"]) for r in seen.data()["records"]}
    assert before - after == {key for key in before if types[key] == ("attacks", "Battles")}
    assert before - after
    assert page.locator("#ca-shown").inner_text() == "20 of 25 records shown"
    layer = page.locator('input[data-layer="attacks"]:not([data-type])')
    assert layer.evaluate("box => box.indeterminate")
    tab(page, "records")
    assert not page.get_by_text("Fixture attack at Indelimane").is_visible()
    tab(page, "layers")
    battles.check()
    assert set(shown_on_the_map(page)) == before
    assert layer.is_checked()


def test_a_layer_switches_all_its_types(visit, mini_site):
    page = visit(mini_site.base + "/map").page
    layer = page.locator('input[data-layer="attacks"]:not([data-type])')
    layer.uncheck()
    types = page.locator('input[data-layer="attacks"][data-type]')
    assert not any(types.nth(i).is_checked() for i in range(types.count()))
    assert not any(key.startswith("ml-attack") for key in shown_on_the_map(page))
    tab(page, "unplaced")
    assert not page.get_by_text("Fixture attack without a stated place", exact=True).is_visible()


def test_the_tree_works_from_the_keyboard(visit, mini_site):
    page = visit(mini_site.base + "/map").page
    page.locator("#ca-layers-tab").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "ca-filters-tab"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.layer") == "attacks"
    page.keyboard.press("Space")
    assert page.locator("#ca-shown").inner_text() == "11 of 25 records shown"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the fold button
    assert not page.locator("#ca-t-1").is_visible()


@SIZES
def test_a_record_of_the_list_opens_with_its_sources_and_gives_the_focus_back(
    visit, mini_site, size
):
    seen = visit(mini_site.base + "/map", size)
    page = seen.page
    open_panel(page)
    tab(page, "records")
    line = page.get_by_role("button", name="Fixture battle near Konna")
    line.focus()
    page.keyboard.press("Enter")
    reader = seen.settled().locator("#ca-reader")
    reader.wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Fixture battle near Konna"
    text = reader.inner_text()
    for words in (
        "between 10 and 11 January 2013",
        "near Konna (Mopti region), within 25 km",
        "10 to 36",
        "Disputed.",
        "Fixture Front (armed group) against Malian Armed Forces (state force)",
        "Invented report",
        "Invented statement about date_edtf.",
        "Dépêche inventée",
        "contradicts",
        "Another invented statement about date_edtf.",
        "Page 2",
    ):
        assert words in text, words
    assert reader.get_by_text("Record as data").get_attribute("href") == (
        "/collections/attacks/items/ml-attack-2013-01-10-konna"
    )
    box = reader.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    page.keyboard.press("Escape")
    reader.wait_for(state="hidden")
    assert "Konna" in page.evaluate("document.activeElement.textContent")


def test_choosing_among_the_records_of_a_place_keeps_it_open(visit, mini_site):
    page = visit(mini_site.base + "/map").page
    page.locator(".ca-icon-sign", has=page.locator(".ca-ring")).first.click()
    reader = page.locator("#ca-reader")
    n = reader.locator(".ca-choose").count()
    assert n > 1
    reader.locator(".ca-choose").nth(1).click()
    assert reader.locator(".ca-detail").count() == 1
    reader.locator(".ca-back").click()
    assert reader.locator(".ca-choose").count() == n


def test_what_has_no_place_is_read_like_all_else(visit, mini_site):
    page = visit(mini_site.base + "/map").page
    tab(page, "unplaced")
    page.locator("#ca-unplaced").get_by_role("button", name="Fixture mutiny").click()
    reader = page.locator("#ca-reader")
    reader.get_by_text("somewhere in Mali; only the country is known").wait_for()
    assert "not stated" in reader.inner_text()
    assert page.locator(".ca-here-sign").count() == 0
    assert page.locator("path.ca-here").count() == 0
    page.keyboard.press("Escape")
    expect(page.locator("#ca-unplaced :focus")).to_contain_text("Fixture mutiny")


def test_the_list_is_found_in_without_accents(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    tab(page, "records")
    count = page.locator(".ca-table-count")
    page.fill("#ca-find", "menaka")
    expect(count).not_to_have_text(re.compile("of 124$"))
    found = page.locator("#ca-list tbody tr")
    assert 0 < found.count() < 50
    page.fill("#ca-find", "zzzz")
    expect(found).to_have_count(0)
    expect(page.locator("#ca-no-match")).to_be_visible()


def test_the_french_page_is_french(visit, mini_site):
    seen = visit(mini_site.base + "/carte")
    page = seen.page
    for words in ("Couches", "Fiches", "Hors carte", "Attaques et combats", "25 fiches"):
        assert words in page.locator("body").inner_text(), words
    assert page.get_by_title("Zoom avant").count() == 1
    assert page.get_by_title("Zoom in").count() == 0
    assert "Tombouctou" in page.locator(".ca-name").all_inner_texts()
    tab(page, "records")
    page.get_by_role("button", name="Attaque d’essai à Indelimane").click()
    text = page.locator("#ca-reader").inner_text()
    for words in (
        "1er novembre 2019",
        "à Indelimane (région de Gao)",
        "au moins 49",
        "groupe armé",
    ):
        assert words in text, words
    # The link follows what is chosen, a moment after the choice.
    record = "record=attacks%2Fml-attack-2019-11-01-indelimane&tab=records"
    expect(page.locator(".ca-lang")).to_have_attribute("href", re.compile(f"^/map#.*{record}$"))


def overlaps(boxes):
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            wide = min(a["right"], b["right"]) - max(a["left"], b["left"])
            high = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
            if wide > 1 and high > 1:
                yield a["text"], b["text"]


BOXES = """(selector) => [...document.querySelectorAll(selector)].map((node) => {
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return { left, right, top, bottom, text: node.textContent };
})"""


RESET = """() => {
  const { map } = ConflictAtlas, zoom = map.getZoom();
  const middle = map.project(map.getCenter(), zoom).add([30, 20]);
  map.setView(map.unproject(middle, zoom), zoom, { reset: true });
}"""


@SIZES
@pytest.mark.parametrize("zoom", [None, 7, 9])
def test_no_name_lies_over_another_or_under_a_sign(visit, mali_site, size, zoom):
    page = visit(mali_site.base + "/map", size).page
    if zoom:
        page.evaluate(f"ConflictAtlas.map.setView([14.6, -4.3], {zoom}, {{ animate: false }})")
    else:  # set anew at the same zoom, as where a page settles
        page.evaluate(RESET)
    names = page.evaluate(BOXES, ".ca-name")
    assert names
    assert list(overlaps(names)) == []
    signs = page.evaluate(BOXES, ".ca-icon-sign")
    assert [pair for name in names for sign in signs for pair in overlaps([name, sign])] == []
    page.evaluate("ConflictAtlas.placeLabels()")
    assert page.evaluate(BOXES, ".ca-name") == names  # of where the signs stand now


def test_a_page_of_many_records_reads_them_from_columns(visit, mali, mali_site, monkeypatch):
    monkeypatch.setattr("maps.page.MANY", 100)
    with Site({"/map": page_of(mali)}) as site:
        seen = visit(site.base + "/map")
        found = seen.page.evaluate("ConflictAtlas.data.records")
    answer = re.search(rb'id="ca-data">(.*?)</script>', mali_site.pages["/map"], re.DOTALL)
    wanted = json.loads(answer[1])["records"]
    assert isinstance(seen.data()["records"], dict)
    words = seen.page.evaluate("ConflictAtlas.data.words")
    for one, other in zip(found, wanted, strict=True):
        own = {key: value for key, value in one.items() if value is not None or key in other}
        assert own == other
    assert len(words) > len(json.loads(answer[1])["words"])
    assert seen.faults == []


@SIZES
def test_disclaimer_and_licence_are_always_in_sight(visit, mali_site, size):
    page = visit(mali_site.base + "/carte", size).page
    foot = page.locator(".ca-foot")
    assert "n’impliquent ni approbation ni reconnaissance" in foot.inner_text()
    assert "CC-BY-4.0" in foot.inner_text()
    box = foot.bounding_box()
    assert box["y"] + box["height"] <= size["height"]


def test_an_embed_is_light_and_works_in_a_sandbox(visit, mini_site):
    frame = b'<!doctype html><title>x</title><iframe sandbox="allow-scripts" src="/embed">'
    mini_site.pages["/host"] = frame
    seen = visit(mini_site.base + "/embed", {"width": 700, "height": 450})
    assert seen.faults == []
    assert not seen.page.locator("#ca-panel-body").is_visible()
    seen.page.click("#ca-handle")
    assert seen.page.locator("#ca-tree").is_visible()
    seen.page.goto(mini_site.base + "/host")
    inner = seen.page.frames[1]
    inner.wait_for_function("document.documentElement.dataset.ready === 'yes'")
    assert inner.evaluate("origin") == "null"


def test_with_scripts_off_the_records_can_be_read(browser, mini_site):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(mini_site.base + "/map")
    text = page.locator("body").inner_text()
    for words in ("Scripts are off", "Fixture attack at Indelimane", "Fixture mutiny"):
        assert words in text, words
    assert page.get_by_role("link", name="Attacks and battles").get_attribute("href") == (
        "/collections/attacks/items?lang=en"
    )
    context.close()
