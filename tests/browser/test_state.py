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
