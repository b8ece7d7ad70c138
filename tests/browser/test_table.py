"""The table of records: what it holds, its order, and that the map and it know of each other."""

import random
from urllib.parse import urlsplit

import pytest
from pages import DESKTOP, PHONE, asked
from playwright.sync_api import expect
from test_filter import choice
from test_map import open_panel, stored, tab
from test_state import written

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
WHOLE = """() => { const found = [], rows = ".ca-twin tbody tr";
  for (;;) {
    found.push(...[...document.querySelectorAll(rows)].map((one) => one.dataset.key));
    const next = document.querySelectorAll(".ca-table-bar .ca-step")[1];
    if (next.disabled) return found;
    next.click();
  } }"""


def opened(visit, url, size=None):
    page = visit(url, size).page
    open_panel(page)
    tab(page, "records")
    return page


def keys(page):
    """The records of all pages of the table, in its order."""
    return page.evaluate(WHOLE)


@pytest.mark.parametrize("name", ["mini", "mali"])
def test_the_table_holds_what_shows_whatever_is_chosen(visit, name, request):
    """Table, legend and API agree: any choice, the same records, each once."""
    seen = visit(request.getfixturevalue(f"{name}_site").base + "/map")
    page = seen.page
    tab(page, "records")
    dice = random.Random(11)  # noqa: S311 - a seed, so that a failure comes again
    atlas = Atlas.open(request.getfixturevalue(name))
    app = create_app(Settings(dir=atlas.path), atlas, ColumnarStore(atlas))
    for state in [{}, *(choice(dice, seen.data()) for _ in range(12))]:
        page.evaluate(
            "(state) => { const { selection } = ConflictAtlas;"
            " selection.set({ ...selection.empty, ...state }); }",
            state,
        )
        found = keys(page)
        total = int(page.locator(".ca-table-count").get_attribute("data-n"))
        counted = page.evaluate("Object.fromEntries(ConflictAtlas.selection.counts().layers)")
        assert len(found) == len(set(found)) == total == sum(counted.values())
        queries = page.evaluate(
            "ConflictAtlas.data.layers.map(({ name }) => ConflictAtlas.selection.toQuery(name))"
        )
        wanted = [
            (f"/collections/{layer.name}/items", query | {"f": "json", "limit": 1})
            for layer, query in zip(atlas.mapped, queries, strict=True)
            if query is not None
        ]
        for (path, _), answer in zip(wanted, asked(app, wanted), strict=True):
            layer = path.split("/")[2]
            assert answer.json()["numberMatched"] == counted[layer] == sum(
                key.startswith(layer + "/") for key in found
            )  # fmt: skip
    assert seen.faults == []


@pytest.mark.parametrize(
    ("column", "field"),
    [("date", "date_start"), ("sources", "source_count"), ("region", None), ("deaths", None)],
)
def test_a_header_sorts_and_says_so(visit, mali_site, mali, column, field):
    page = opened(visit, mali_site.base + "/map")
    rows = {f"{f['properties']['layer']}/{key}": f["properties"] for key, f in stored(mali).items()}
    head = page.locator("th", has=page.locator(f'[data-sort="{column}"]'))
    ways = set()
    for _ in range(2):
        page.click(f'[data-sort="{column}"]')
        way = head.get_attribute("aria-sort")
        ways.add(way)
        assert page.locator("th[aria-sort=ascending], th[aria-sort=descending]").count() == 1
        order = keys(page)
        assert set(order) == set(rows)
        if column == "deaths":
            bounds = ("fatalities_best", "fatalities_high", "fatalities_low")
            found = [
                next((rows[key].get(b) for b in bounds if rows[key].get(b) is not None), None)
                for key in order
            ]
        else:
            found = [rows[key].get(field or "admin1_code") for key in order]
        stated = [value for value in found if value is not None]
        assert found == stated + [None] * (len(found) - len(stated))
        if column != "region":  # regions go by their names
            assert stated == sorted(stated, reverse=way == "descending")
    assert ways == {"ascending", "descending"}


def test_one_text_filters_table_map_and_filters_tab(visit, mali_site):
    page = opened(visit, mali_site.base + "/map")
    page.fill("#ca-find", "Timbuktu")
    count = page.locator(".ca-table-count")
    expect(count).not_to_have_attribute("data-n", "124")
    total = int(count.get_attribute("data-n"))
    assert total == page.evaluate("ConflictAtlas.selection.counts().total") > 0
    assert page.locator("#ca-f-text").input_value() == "Timbuktu"
    assert page.locator("#ca-shown").inner_text() == f"{total} of 124 records shown"


@SIZES
def test_a_row_leads_to_the_map_and_back(visit, mali_site, size):
    page = opened(visit, mali_site.base + "/map", size)
    page.click('.ca-sort[data-sort="place"]')
    button = page.locator(".ca-twin tbody button").nth(3)
    title = button.inner_text()
    key = page.locator(".ca-twin tbody tr").nth(3).get_attribute("data-key")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ca-reader h2")).to_be_focused()
    assert page.locator("#ca-reader h2").inner_text().strip() == title.strip()
    assert page.locator("tr[aria-current]").get_attribute("data-key") == key
    assert page.evaluate("ConflictAtlas.openRecord()") == key
    page.keyboard.press("Escape")
    expect(page.locator("#ca-reader")).to_be_hidden()
    expect(page.locator(f'tr[data-key="{key}"] button')).to_be_focused()
    assert page.locator("tr[aria-current]").count() == 0


def test_what_opens_on_the_map_is_marked_in_the_table_on_any_page(visit, mali_site):
    page = opened(visit, mali_site.base + "/map")
    page.click(".ca-widen")
    shown = keys(page)
    page.evaluate("document.querySelectorAll('.ca-table-bar .ca-step')[0].click()")
    last = shown[-1]
    assert page.locator(f'tr[data-key="{last}"]').count() == 0
    page.evaluate(
        "(key) => ConflictAtlas.show(ConflictAtlas.data.records.findIndex("
        "(one) => `${one.layer}/${one.id}` === key))",
        last,
    )
    row = page.locator("tr[aria-current]")
    assert row.get_attribute("data-key") == last
    expect(row).to_be_in_viewport()


def test_arrows_go_from_row_to_row(visit, mini_site):
    page = opened(visit, mini_site.base + "/map")
    buttons = page.locator(".ca-twin tbody button")
    buttons.first.focus()
    for key, at in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("End", 24), ("Home", 0)):
        page.keyboard.press(key)
        expect(buttons.nth(at)).to_be_focused()


def test_the_wide_table_is_in_the_address(visit, mali_site):
    page = opened(visit, mali_site.base + "/map")
    page.click(".ca-widen")
    assert page.locator(".ca-table-wide .ca-table").is_visible()
    assert "table=wide" in written(page).url
    other = visit(page.url).page
    assert other.locator(".ca-table-wide .ca-table").is_visible()
    box = other.locator("#ca-map").bounding_box()
    assert box["height"] > 200
    other.click(".ca-widen")
    assert other.locator("#ca-list .ca-table").is_visible()
    assert "table=wide" not in written(other).url


@SIZES
@pytest.mark.parametrize("path", ["/map", "/carte"])
def test_a_row_says_what_the_record_says(visit, mini_site, mini, size, path):
    page = opened(visit, mini_site.base + path, size)
    language = "fr" if path == "/carte" else "en"
    features = stored(mini)
    for row in page.locator(".ca-twin tbody tr").all():
        key = row.get_attribute("data-key").split("/", 1)[1]
        properties = features[key]["properties"]
        text = row.text_content()
        assert properties[f"name_{language}"] in text
        if properties.get("fatalities_basis") == "not_stated":
            said = "non précisé" if language == "fr" else "not stated"
            assert said in row.locator(".ca-c-deaths").text_content()
        mark = row.locator(".ca-c-disputed .ca-unequal").count()
        assert bool(mark) == (properties["record_status"] == "disputed")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("name", ["mini", "mali"])
def test_without_scripts_a_table_of_all_records_remains(browser, name, request):
    base = request.getfixturevalue(f"{name}_site").base
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    page = context.new_page()
    page.goto(base + "/map")
    table = page.locator("#ca-list table")
    assert table.locator("caption").inner_text() == "Table of the records shown"
    assert table.locator("th[scope=col]").count() == 8
    names = table.locator("th[scope=row]").all_text_contents()
    features = stored(request.getfixturevalue(name)).values()
    assert len(names) == len(features)
    for feature in features:
        wanted = feature["properties"]["name_en"]
        assert any(text.startswith(wanted) for text in names), wanted
    context.close()


def test_two_thousand_records_stay_quick(visit, mini_site):
    """A page of rows at a time: however many there are, the document holds fifty."""
    page = opened(visit, mini_site.base + "/map")
    page.evaluate(
        """() => { const { selection } = ConflictAtlas;
          selection.rows = () => Int32Array.from({ length: 2000 }, (_, i) => i % 25);
          selection.set({ text: "a" }); }"""
    )
    expect(page.locator(".ca-table-count")).to_have_attribute("data-n", "2000")
    assert page.locator(".ca-twin tbody tr").count() == 50
    assert page.locator(".ca-table-count").inner_text() == "1–50 of 2,000"


def test_no_request_is_made_by_the_table(visit, mini_site):
    seen = visit(mini_site.base + "/map")
    tab(seen.page, "records")
    before = len(seen.requests)
    seen.page.click('.ca-sort[data-sort="place"]')
    seen.page.locator(".ca-twin tbody button").first.click()
    seen.page.evaluate("ConflictAtlas.selection.set({ disputed: true })")
    seen.page.wait_for_function(
        """() => document.getElementById("ca-aloud").textContent ===
          ConflictAtlas.sentences().join(" ")"""
    )
    assert len(seen.requests) == before
    assert {urlsplit(url).netloc for url in seen.requests} <= {urlsplit(mini_site.base).netloc, ""}
    assert seen.faults == []
