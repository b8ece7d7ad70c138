"""The address holds what the reader has chosen, and gives it back exactly."""

import random

import pytest
from pages import DESKTOP, PHONE
from test_filter import choice
from test_map import open_panel, tab

WHOLE = """() => { const { selection, map } = ConflictAtlas; const { lat, lng } = map.getCenter();
  return { choice: selection.get(), at: [map.getZoom().toFixed(3), lat.toFixed(2), lng.toFixed(2)],
    record: ConflictAtlas.openRecord(), tab: ConflictAtlas.tabNow(),
    ids: [...selection.mask()].join("") }; }"""


def written(page):
    """The page when its address has caught up, and the map has come to rest."""
    before = ""
    while before != (before := page.url):
        page.wait_for_timeout(400)  # longer than a move of the map that has yet to begin
        page.wait_for_function("() => ConflictAtlas.address() === location.href")
    return page


@pytest.mark.parametrize("name", ["mini"])
def test_any_choice_survives_being_written_and_read(visit, name, request):
    seen = visit(request.getfixturevalue(f"{name}_site").base + "/map")
    dice = random.Random(4)  # noqa: S311 - a seed, so that a failure comes again
    states = [choice(dice, seen.data()) for _ in range(60)]
    one = """(state) => {
          const states = [state];
          // One of its own, which nothing draws.
          const selection = ConflictAtlas.selectionOf(ConflictAtlas.selection.table);
          return states.map((state) => ({ ...selection.empty, ...state })).flatMap((state) => {
            const text = ConflictAtlas.fragment({ choice: state, view: "6.25/14.50000/-4.00000",
              record: "attacks/x y", tab: "filters" });
            const back = ConflictAtlas.fromFragment(text);
            selection.set(selection.empty);
            selection.set(state);
            const before = selection.mask().join();
            selection.set(back.choice);
            const same = before === selection.mask().join() && back.record === "attacks/x y" &&
              back.view === "6.25/14.50000/-4.00000" && back.tab === "filters" &&
              ConflictAtlas.fragment(back) === text;
            return same ? [] : [[text, state, back]];
          });
        }"""
    assert [wrong for state in states for wrong in seen.page.evaluate(one, state)] == []


def look(dice):
    """Random colours, tab, order and place of the table, and part of the map."""
    parts = {
        "theme": dice.choice(["light", "dark", "contrast", None]),
        "base": dice.choice(["none", None, None]),
        "tab": dice.choice(["filters", "records", "unplaced", "share", "about", None]),
        "sort": dice.choice(["date", "-deaths", "place", "region", "-sources", "disputed", None]),
        "table": dice.choice(["wide", None]),
    }
    south, east = dice.uniform(11, 22), dice.uniform(-10, 2)
    return parts | {"view": dice.choice([None, [dice.choice([5.25, 6.5, 8]), south, east]])}


# Sets all of a state as a reader would leave it; the record that is read is one of those shown.
SET = """({ choice, look, pick }) => { const CA = ConflictAtlas, { selection, map } = CA;
  selection.set({ ...selection.empty, ...choice });
  CA.close();
  CA.looks.set(look);
  CA.chooseTab(look.tab);
  CA.orderTable(look.sort);
  CA.tableWide(look.table === "wide");
  const shown = [...selection.rows()];
  if (pick !== null && shown.length) CA.show(shown[Math.floor(pick * shown.length)]);
  if (look.view) {
    CA.touched();
    map.options.zoomSnap = 0.01;
    map.setView(look.view.slice(1), look.view[0], { animate: false });
  } }"""
# All of what a reader sees of a state, as the page's elements say it.
SEEN = """async () => { const CA = ConflictAtlas;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame(); // the map takes on its new size between frames
  await frame();
  const { x, y } = CA.map.project(CA.map.getCenter());
  const texts = (nodes) => [...document.querySelectorAll(nodes)].map((one) => one.textContent);
  const boxes = [...document.querySelectorAll("#ca-tree input, #ca-filters input[type=checkbox]")];
  return { choice: CA.selection.get(), ids: [...CA.selection.mask()].join(""),
    at: [CA.map.getZoom(), x, y],
    counts: texts("#ca-tree .ca-n"), said: texts("#ca-shown, .ca-chip, #ca-time-range"),
    boxes: boxes.map((one) => [one.checked, one.indeterminate]),
    read: document.querySelector("#ca-reader:not([hidden]) .ca-detail")?.dataset.id ?? null,
    tab: document.querySelector("[role=tab][aria-selected=true]").id,
    theme: document.documentElement.dataset.theme ?? null,
    base: document.querySelector("input[name=ca-base]:checked").value,
    wide: CA.tableIsWide(), order: CA.tableOrder(),
    rows: document.querySelector(".ca-twin").offsetParent &&
      [...document.querySelectorAll(".ca-twin tbody tr")].map((one) => one.dataset.key) }; }"""


def test_an_address_opens_on_all_that_it_was_written_for(visit, mali_site):
    """Whatever is chosen, seen and read on the real atlas, in either language, opens again so."""
    seen = [visit(mali_site.base + path) for path in ("/map", "/carte")]
    other = visit(mali_site.base + "/map")
    fresh, data, read, moved = other.page, other.data(), 0, 0
    dice = random.Random(41)  # noqa: S311 - a seed, so that a failure comes again
    for i in range(32):
        page = seen[i % 2].page
        chosen = choice(dice, data)
        names = [layer["name"] for layer in data["layers"]]  # in the address by this order
        chosen["layersOff"] = [one for one in names if one in chosen.get("layersOff", ())]
        state = {"choice": chosen, "look": look(dice), "pick": dice.choice([None, dice.random()])}
        page.evaluate(SET, state)
        page.wait_for_function("() => ConflictAtlas.address() === location.href")
        before = page.evaluate(SEEN)
        fresh.goto("about:blank")
        other.go(page.url)
        after = fresh.evaluate(SEEN)
        # A map's middle lies on whole pixels, so it may be one off.
        assert after.pop("at") == pytest.approx(before.pop("at"), abs=2), (i, state, page.url)
        assert after == before, (i, state, page.url)
        assert fresh.evaluate("ConflictAtlas.address()") == page.url
        read += before["read"] is not None
        moved += state["look"]["view"] is not None
    assert read > 5
    assert moved > 10
    assert [fault for one in (*seen, other) for fault in one.faults] == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_link_opens_on_the_same_view_record_filter_and_tab(visit, mali_site, size):
    page = visit(mali_site.base + "/map", size).page
    open_panel(page)
    tab(page, "filters")
    page.locator("[data-options=regions] label", has_text="Gao").locator("input").check()
    page.check("#ca-f-disputed")
    tab(page, "records")
    page.locator("#ca-list tbody button").first.click()
    page.locator("#ca-reader .ca-detail").wait_for()
    before = written(page).evaluate(WHOLE)
    assert before["record"]
    other = visit(page.url, size).page
    assert other.evaluate(WHOLE) == before
    assert other.locator("#ca-reader .ca-detail").count() == 1


def test_filters_of_an_address_offer_all_that_they_else_would(visit, mali_site):
    """The lists of values are those of all records, not of what the address leaves of them."""
    values = """() => [...document.querySelectorAll("#ca-filters [data-options]")].map((box) =>
      [...box.querySelectorAll("bdi")].map((one) => one.textContent))"""
    whole = visit(mali_site.base + "/map").page.evaluate(values)
    assert sum(map(len, whole)) > 30
    for fragment in ("q=zzzz", "datetime=2012-01-01/2013-01-01", "layers=bases"):
        assert visit(f"{mali_site.base}/map#{fragment}").page.evaluate(values) == whole, fragment


def test_back_and_forward_go_through_what_was_chosen(visit, mali_site):
    seen = visit(mali_site.base + "/map")
    page = seen.page
    tab(page, "filters")
    steps = [written(page).evaluate(WHOLE)]
    page.check("#ca-f-disputed")
    steps.append(written(page).evaluate(WHOLE))
    page.select_option("#ca-f-deaths", "none")
    steps.append(written(page).evaluate(WHOLE))
    page.go_back()
    page.wait_for_function("() => !ConflictAtlas.selection.get().deaths")
    assert page.evaluate(WHOLE) == steps[1]
    assert page.locator("#ca-f-deaths").input_value() == ""
    page.go_back()
    page.wait_for_function("() => !ConflictAtlas.selection.get().disputed")
    assert page.evaluate(WHOLE)["ids"] == steps[0]["ids"]
    page.go_forward()
    page.wait_for_function("() => ConflictAtlas.selection.get().disputed")
    assert page.evaluate(WHOLE) == steps[1]
    assert seen.faults == []


def test_the_other_language_shows_the_same(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    tab(page, "filters")
    page.check("#ca-f-disputed")
    page.locator("[data-options=precision] input").first.check()
    before = page.evaluate(WHOLE)
    page.click(".ca-lang")
    page.wait_for_function("() => document.documentElement.dataset.ready === 'yes'")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.evaluate(WHOLE) == before


@pytest.mark.parametrize(
    "fragment",
    [
        "ca-records",
        "datetime=2020-13-45/..&precision=99&sources=-3&deaths=no,1/2&map=99/x/1&record=a/b&tab=zz",
        "layers=&off=attacks&off=:&civilians=maybe&q=%00%ff<img src=x onerror=alert(1)>",
        "map=6.25/14.5/-4.0&record=attacks/..%2F..&actors=%3Cscript%3E&regions=none",
    ],
)
def test_a_broken_address_breaks_nothing(visit, mali_site, fragment):
    seen = visit(f"{mali_site.base}/map#{fragment}")
    assert seen.faults == []
    seen.page.evaluate("ConflictAtlas.selection.set(ConflictAtlas.selection.empty)")
    assert seen.page.locator("#ca-shown").inner_text() == "124 records"
