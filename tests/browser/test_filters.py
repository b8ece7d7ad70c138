"""Filters, chips and the brush over time, as a reader uses them: by mouse, touch and keys."""

import pytest
from colour import wcag
from pages import DESKTOP, PHONE
from playwright.sync_api import expect
from test_map import open_panel, tab

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


def ids(page):
    return set(
        page.evaluate(
            "() => [...ConflictAtlas.selection.mask()].flatMap((one, r) =>"
            " one ? [ConflictAtlas.data.records[r].id] : [])"
        )
    )


def state(page):
    return page.evaluate("ConflictAtlas.selection.get()")


@SIZES
def test_each_control_sets_its_filter_and_a_chip_takes_it_away(visit, mali_site, size):
    seen = visit(mali_site.base + "/map", size)
    page = seen.page
    open_panel(page)
    tab(page, "filters")
    whole = ids(page)
    page.fill("#ca-f-text", "menaka")
    page.fill("#ca-f-from", "2012-01-01")
    page.locator("#ca-f-from").dispatch_event("change")
    page.uncheck("#ca-f-undated")
    page.locator("[data-options=actors] input").first.check()
    page.locator("[data-options=regions] label", has_text="Kidal").locator("input").check()
    page.select_option("#ca-f-deaths", "both")
    page.select_option("#ca-f-by", "best")
    page.fill("#ca-f-min", "5")
    page.locator("#ca-f-min").dispatch_event("change")
    page.locator("[data-options=civilians] label", has_text="yes").locator("input").check()
    page.locator("[data-options=precision] input").first.check()
    page.select_option("#ca-f-sources", "2")
    page.check("#ca-f-disputed")
    now = state(page)
    assert now["text"] == "menaka"
    assert now["datetime"] == ["2012-01-01", None]
    assert now["undated"] is False
    assert now["regions"] == ["ML-8"]
    assert now["deaths"] == {
        "by": "best", "min": 5, "max": None, "stated": True, "unstated": True,
    }  # fmt: skip
    assert now["civilians"] == [True]
    assert len(now["precision"]) == 1
    assert (now["sources"], now["disputed"], len(now["actors"])) == (2, True, 1)
    chips = page.locator(".ca-chip")
    assert chips.count() == 10
    assert "5" in page.locator('.ca-chip[data-key="deaths"]').inner_text()
    page.locator('.ca-chip[data-key="text"]').click()
    assert state(page)["text"] == ""
    assert page.locator("#ca-f-text").input_value() == ""
    page.get_by_role("button", name="Clear all").click()
    assert chips.count() == 0
    assert ids(page) == whole
    assert seen.faults == []


def test_counts_of_the_tree_and_of_the_options_are_those_of_the_filter(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    tab(page, "filters")
    region = page.locator("[data-options=regions] label", has_text="Gao")
    n = int(region.locator(".ca-n").inner_text())
    region.locator("input").check()
    assert len(ids(page)) == n
    assert page.locator("#ca-shown").inner_text() == f"{n} of 124 records shown"
    counts = page.locator(".ca-row-layer .ca-n").all_text_contents()
    assert sum(map(int, counts)) == n
    parts = page.locator("#ca-tree .ca-types .ca-n").all_text_contents()
    assert sum(map(int, parts)) == n


def test_texts_are_found_without_accents_and_by_other_names(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    found = []
    for word in ("Ménaka", "menaka", "MENAKA", "Tombouctou", "Timbuktu"):
        page.evaluate("text => ConflictAtlas.selection.set({ text })", word)
        found.append(ids(page))
    assert found[0] == found[1] == found[2] != set()
    assert found[3] <= found[4]
    assert found[3]


def test_not_stated_is_not_zero(visit, mini_site):
    page = visit(mini_site.base + "/map").page
    counts = []
    for stated, unstated in ((True, False), (False, True), (True, True)):
        chosen = {"by": "low", "min": 0, "max": 0, "stated": stated, "unstated": unstated}
        page.evaluate("deaths => ConflictAtlas.selection.set({ deaths })", chosen)
        counts.append(ids(page))
    zero, unknown, either = counts
    assert zero & unknown == {key for key in zero if not key.startswith("ml-attack")} & unknown
    assert zero | unknown == either
    assert len(unknown) > len(zero)


@SIZES
def test_the_brush_works_from_the_keyboard(visit, mali_site, size):
    seen = visit(mali_site.base + "/carte", size)
    page = seen.page
    open_panel(page)
    if page.locator("#ca-filters-tab").is_visible():
        tab(page, "filters")
    start, end = page.locator("#ca-time-start"), page.locator("#ca-time-end")
    whole = ids(page)
    assert start.get_attribute("aria-valuetext").startswith("1er janvier 19")
    start.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    first = state(page)["datetime"][0]
    assert first > "1975"
    assert start.get_attribute("aria-valuenow") != "0"
    end.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowLeft")
    now = state(page)["datetime"]
    assert now[0] == first < now[1]
    assert 0 < len(ids(page)) < len(whole)
    assert page.locator('.ca-chip[data-key="datetime"]').count() == 1
    page.keyboard.press("End")
    start.focus()
    page.keyboard.press("Home")
    assert state(page)["datetime"] is None
    assert ids(page) == whole
    assert seen.faults == []


def test_the_brush_is_drawn_with_the_mouse_and_moved(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    chart = page.locator("#ca-time-chart").bounding_box()
    y = chart["y"] + 20
    at = lambda share: chart["x"] + chart["width"] * share  # noqa: E731 - a place along the chart

    def drag(start, end):
        page.mouse.move(at(start), y)
        page.mouse.down()
        page.mouse.move(at((start + end) / 2), y)
        page.mouse.move(at(end), y)
        page.mouse.up()

    drag(0.3, 0.6)
    first = state(page)["datetime"]
    assert first[0] < first[1]
    drag(0.45, 0.55)  # within the range: it moves as a whole
    second = state(page)["datetime"]
    assert second[0] > first[0]
    assert second[1] > first[1]
    hand = page.locator("#ca-time-start").bounding_box()
    page.mouse.move(hand["x"] + 12, hand["y"] + 20)
    page.mouse.down()
    page.mouse.move(at(0.1), y)
    page.mouse.up()
    third = state(page)["datetime"]
    assert third[0] < second[0]
    assert third[1] == second[1]


def test_the_bars_are_the_events_known_so_exactly(visit, mini_site):
    """Bars, what is too vague for a bar, and what has no date: nothing is lost, nothing twice."""
    page = visit(mini_site.base + "/map").page
    found = page.evaluate(
        """() => {
          const { columns, layers } = ConflictAtlas.selection;
          const lasting = new Set(ConflictAtlas.data.layers.filter((one) => one.lasting)
            .map((one) => one.name));
          let events = 0;
          for (let i = 0; i < columns.n; i++) {
            if (!lasting.has(layers[columns.layer[i]].name) &&
                columns.start[i] !== ConflictAtlas.NO_DAY) events++;
          }
          const most = Number(document.getElementById("ca-time-title").textContent
            .match(/at most (\\d+)/)[1]);
          const bars = [...document.querySelectorAll(".ca-bar")]
            .flatMap((path) => [...path.getAttribute("d").matchAll(/v([\\d.]+)/g)]);
          const sum = bars.reduce((n, [, height]) => n + Number(height) / 48 * most, 0);
          return { events, sum, notes: document.getElementById("ca-time-notes").textContent };
        }"""
    )
    vague = int(found["notes"].split()[0]) if "exactly" in found["notes"] else 0
    assert round(found["sum"]) + vague == found["events"]
    assert round(found["sum"]) > 5


# The fill of each bar as the theme has it, and the colour of what it stands on.
FILLS = """() => { const box = document.getElementById("ca-time");
  const hex = (n) => Number(n).toString(16).padStart(2, "0");
  return [getComputedStyle(box).backgroundColor, ...[...document.querySelectorAll(".ca-bar")]
    .map((bar) => getComputedStyle(bar).fill)]
    .map((one) => "#" + one.match(/\\d+/g).slice(0, 3).map(hex).join(""));
}"""


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_bars_stand_out_in_every_theme(visit, mali_site, theme):
    """WCAG 2.2, 1.4.11."""
    ground, *fills = visit(f"{mali_site.base}/map#theme={theme}").page.evaluate(FILLS)
    assert len(fills) > 4
    assert {fill: n for fill in fills if (n := wcag(fill, ground)) < 3} == {}


def test_where_nothing_is_left_the_page_says_so_and_offers_no_more(visit, mali_site):
    page = visit(mali_site.base + "/map#q=zzzz&tab=records").page
    expect(page.locator("#ca-shown")).to_have_text("0 of 124 records shown")
    expect(page.locator("#ca-no-match")).to_be_visible()
    expect(page.locator(".ca-table-count")).to_have_text("")
    expect(page.locator(".ca-summed summary")).to_have_attribute("tabindex", "-1")
    expect(page.locator("#ca-time-title")).to_contain_text("at most 0")
    counts = page.locator("#ca-tree .ca-n").all_text_contents()
    assert set(counts) == {"0"}
    page.locator(".ca-clear").click()
    expect(page.locator("#ca-shown")).to_have_text("124 records")
    expect(page.locator(".ca-table-count")).to_have_text("1–50 of 124")


def test_play_moves_on_and_steps_step(visit, mali_site):
    page = visit(mali_site.base + "/carte").page
    page.click("#ca-time-play")
    first = state(page)["datetime"]
    page.wait_for_function(
        "first => ConflictAtlas.selection.get().datetime[1] > first", arg=first[1]
    )
    page.get_by_role("button", name="Mettre en pause").click()
    then = state(page)["datetime"]
    page.click("#ca-time-on")
    assert state(page)["datetime"][1] > then[1]
    page.click("#ca-time-back")
    assert state(page)["datetime"] == then


def test_who_wants_little_motion_steps(visit, mali_site):
    page = visit(mali_site.base + "/map", reduced_motion="reduce").page
    assert not page.locator("#ca-time-play").is_visible()
    assert page.locator("#ca-time-on").is_visible()
