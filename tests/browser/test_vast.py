"""A layer of more than 100,000 records: chart, cells, table and words of one filter."""

import json
import random
import re
import subprocess
import sys
from urllib.parse import urlencode

import geopandas
import httpx
import numpy as np
import pytest
from access import violations
from pages import PHONE
from test_filter import choice
from test_large import drawn, serving, until, whole

EVENTS = 100_500
COLUMNS = """() => { const { data } = ConflictAtlas, [large] = Object.values(data.large);
  const named = (key) => large.values[key].map(([value]) => value).filter((one) => one !== null);
  return { layers: data.layers, columns: { region: { values: named("regions") },
    actor_a: { values: named("actors").slice(0, 40) } } }; }"""
WORDS = ("Ménaka", "dou", "LORRY", "é", "report 1", "zzzz")
SET = """(state) => { const { selection } = ConflictAtlas;
  selection.set({ ...selection.empty, ...state }); }"""
COUNTED = "ConflictAtlas.large.counts.get('attacks') && ConflictAtlas.months.far.now"
BARS = """() => { const { months } = ConflictAtlas, { first, last } = months.whole();
  const step = 3, origin = Math.floor(first / step) * step;
  const { stacks, vague, undated } = months.bars({ origin, step,
    bins: Math.floor((last - origin) / step) + 1 });
  return { origin, step, vague, undated,
    bars: stacks.map((one) => [...one.values()].reduce((a, b) => a + b, 0)) }; }"""
CELLS = """() => [...ConflictAtlas.large.layers.values()][0].scene.clusters
  .filter((one) => one.items.some((item) => item.box))
  .map((one) => ({ n: one.n, shares: Object.fromEntries(ConflictAtlas.sharesOf(one)),
    rough: one.items.reduce((n, item) => n + (item.rough || 0), 0),
    boxes: one.items.filter((item) => item.box).map((item) => item.box),
    ids: one.items.filter((item) => item.one).map((item) => item.one.id) }))"""
CLUSTER = """(at) => { const { scene, painted } = [...ConflictAtlas.large.layers.values()][0];
  const one = scene.clusters.filter((one) => one.items.some((item) => item.box))[at];
  const p = ConflictAtlas.map.layerPointToContainerPoint(painted.view.at(one));
  const box = ConflictAtlas.map.getContainer().getBoundingClientRect();
  return [box.x + p.x, box.y + p.y, one.n]; }"""


@pytest.fixture(scope="module")
def folder(repository, tmp_path_factory):
    found = tmp_path_factory.mktemp("vast")
    program = repository / "tests" / "bench" / "generate.py"
    command = [sys.executable, program, str(EVENTS), found]
    subprocess.run(command, check=True, capture_output=True)
    return found


@pytest.fixture(scope="module")
def vast(folder, tmp_path_factory):
    """The address of a server of these events."""
    with serving(folder, tmp_path_factory.mktemp("vast-cache")) as base:
        yield base


@pytest.fixture(scope="module")
def rows(folder):
    """The events as pandas has them."""
    return geopandas.read_parquet(folder / "attacks.parquet")


def matched(base, query):
    asked = {**query, "limit": 1, "properties": "", "f": "json"}
    answer = httpx.get(f"{base}/collections/attacks/items?{urlencode(asked)}")
    assert answer.status_code == 200, (query, answer.text)
    return answer.json()["numberMatched"]


def chosen(page, state):
    page.evaluate(SET, state)
    until(page, COUNTED)


def centred(page):
    """The largest cell in the middle of the map, and the focus on the map."""
    page.evaluate(
        """() => { const { map } = ConflictAtlas, [one] = ConflictAtlas.large.layers.values();
          const [cell] = one.scene.clusters.filter((c) => c.items.some((item) => item.box));
          map.setView(map.layerPointToLatLng(one.painted.view.at(cell)), map.getZoom(),
            { animate: false }); }"""
    )
    whole(page)
    page.evaluate("() => ConflictAtlas.map.getContainer().focus()")


def test_the_chart_is_there_and_its_bars_are_the_apis_numbers(visit, vast, rows):
    seen = drawn(visit, vast + "/map")
    page = seen.page
    until(page, "!document.getElementById('ca-time').hidden")
    until(page, "document.querySelectorAll('.ca-bar').length === 6")  # a colour each
    found = page.evaluate(BARS)
    assert found["undated"] == int((rows["date_start"].isna() & rows["date_end"].isna()).sum())
    for state in ({}, {"precision": [3, 4]}, {"typesOff": [["attacks", "Battles"]], "sources": 2}):
        chosen(page, state)
        found = page.evaluate(BARS)
        query = page.evaluate("() => ConflictAtlas.selection.toQuery('attacks')")
        assert sum(found["bars"]) + found["vague"] + found["undated"] == matched(vast, query)
        for at in (5, len(found["bars"]) // 2, len(found["bars"]) - 2):
            month = found["origin"] + at * found["step"]
            first = np.datetime64(f"{month // 12:04}-{month % 12 + 1:02}")
            ends = [str((first + add).astype("datetime64[D]")) for add in (0, found["step"])]
            within = f"date_start >= DATE('{ends[0]}') AND date_end < DATE('{ends[1]}')"
            if "filter" in query:
                within = f"({query['filter']}) AND {within}"
            assert found["bars"][at] == matched(vast, {**query, "filter": within}) > 0
    assert seen.faults == []


def test_the_brush_chooses_dates_and_asks_for_no_bars_again(visit, vast):
    seen = drawn(visit, vast + "/map")
    page = seen.page
    until(page, "!document.getElementById('ca-time').hidden")
    until(page, "ConflictAtlas.large.complete()")
    before = page.evaluate(BARS)
    page.locator("#ca-time-end").focus()
    page.keyboard.press("PageDown")
    until(page, COUNTED)
    page.click("#ca-time-play")
    until(page, "ConflictAtlas.selection.get().datetime[0] !== null")
    page.click("#ca-time-play")
    page.click("#ca-time-back")
    until(page, COUNTED)
    query = page.evaluate("() => ConflictAtlas.selection.toQuery('attacks')")
    assert "/" in query["datetime"]
    counts = "ConflictAtlas.large.counts.get('attacks').n"
    assert page.evaluate(counts) == matched(vast, query) < EVENTS
    assert page.evaluate(BARS) == before  # the bars say what there is, whatever the dates chosen
    assert len([url for url in seen.requests if "/map/months" in url]) == 1


@pytest.mark.parametrize("state", [{}, {"precision": [1, 3], "deaths": {
    "by": "best", "min": 1, "max": None, "stated": True, "unstated": False}}])  # fmt: skip
def test_a_cell_says_what_pandas_counts_in_it(visit, vast, rows, state):
    page = drawn(visit, vast + "/map").page
    chosen(page, state)
    whole(page)
    points = rows[rows.geometry.notna() & (rows["geo_precision"] <= 3)]
    if state:
        points = points[points["geo_precision"].isin([1, 3]) & (points["fatalities_best"] >= 1)]
    x, y = points.geometry.x, points.geometry.y
    cells = page.evaluate(CELLS)
    assert len(cells) > 20
    for cell in cells:
        inside = points["id"].isin(cell["ids"])
        for west, south, east, north in cell["boxes"]:
            inside |= (x >= west) & (x <= east) & (y >= south) & (y <= north)
        there = points[inside]
        assert cell["n"] == len(there) == sum(cell["shares"].values())
        types = there["event_type"].value_counts().to_dict()
        assert {code: n for code, n in cell["shares"].items() if code} == types
        assert cell["rough"] == int((there["geo_precision"] == 3).sum())
    boxes = sorted(tuple(box) for cell in cells for box in cell["boxes"])
    assert len(boxes) == len(set(boxes))


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_cell_lists_its_records(visit, vast, by):
    page = drawn(visit, vast + "/map").page
    if by == "click":
        x, y, n = page.evaluate(CLUSTER, 3)
        page.mouse.click(x, y)
    else:
        centred(page)
        page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('#ca-reader .ca-list li').length === 25")
    reader = page.locator("#ca-reader")
    n = int(re.sub(r"\D", "", reader.locator("h2").inner_text()))
    shares = [
        int(one.replace(",", "")) for one in reader.locator(".ca-key .ca-n").all_inner_texts()
    ]
    assert sum(shares) == n > 25
    assert f"(25 of {n:,})" in reader.locator(".ca-more").inner_text()
    assert "known only to a radius" in reader.locator(".ca-note").first.inner_text()
    until(page, "document.querySelector('#ca-reader .ca-around p') !== null")
    assert "known only to" in reader.locator(".ca-around").inner_text()
    reader.locator(".ca-more").click()
    until(page, "document.querySelectorAll('#ca-reader .ca-list li').length === 50")
    titles = reader.locator(".ca-list li").all_inner_texts()
    assert len(titles) == 50


def test_records_known_only_to_areas_are_listed_from_the_cell_they_reach_into(visit, vast):
    page = drawn(visit, vast + "/map?lang=fr").page
    x, y, _ = page.evaluate(CLUSTER, 0)
    page.mouse.click(x, y)
    until(page, "document.querySelector('#ca-reader .ca-around button') !== null")
    n = int(re.sub(r"\D", "", page.locator("#ca-reader .ca-around p").first.inner_text()))
    page.locator("#ca-reader .ca-around button").click()
    until(page, "document.querySelector('#ca-reader .ca-around') === null")
    assert int(re.sub(r"\D", "", page.locator("#ca-reader h2").inner_text())) == n > 25
    more = page.locator("#ca-reader .ca-more").inner_text()
    assert int(re.sub(r"\D", "", more.split("sur")[1])) == n


def test_table_words_and_legend_are_the_apis_for_filters_by_chance(visit, vast):
    page = drawn(visit, vast + "/map").page
    page.click("#ca-records-tab")
    dice = random.Random(20261124)  # noqa: S311 - a seed, so that a failure comes again
    data = page.evaluate(COLUMNS)
    number = "document.querySelector('.ca-table-count').dataset.n"
    some = 0
    for _ in range(30):
        state = {name: one for name, one in choice(dice, data).items() if name != "layersOff"}
        if "text" in state:
            state["text"] = dice.choice(WORDS)
        page.evaluate(SET, state)
        query = page.evaluate("() => ConflictAtlas.selection.toQuery('attacks')")
        n = matched(vast, query)
        some += 0 < n < EVENTS
        until(page, f"{COUNTED} && {number} === '{n}'", 30)
        found = page.evaluate(
            """() => { const { n, types, drawn } = ConflictAtlas.large.counts.get("attacks");
              const sum = (all) => [...all.values()].reduce((a, b) => a + b, 0);
              return { n, types: sum(types), drawn: sum(drawn) }; }"""
        )
        assert found == {"n": n, "types": n, "drawn": n}, state
        bars = page.evaluate(BARS)
        whole_time = page.evaluate("() => ConflictAtlas.selection.toQuery('attacks', 'datetime')")
        assert sum(bars["bars"]) + bars["vague"] + bars["undated"] == matched(vast, whole_time)
        said = "document.getElementById('ca-summary').textContent"
        first = f"{n:,} record" if n else page.evaluate("() => ConflictAtlas.text('said_nothing')")
        until(page, f"{said}.startsWith({json.dumps(first)})", 30)
    assert some > 15


def test_counts_that_failed_are_asked_for_again_and_it_is_said(visit, vast):
    page = drawn(visit, vast + "/map").page
    page.click("#ca-records-tab")
    until(page, "document.querySelectorAll('.ca-twin tbody tr').length === 50")
    refused = []
    for path in ("**/items?*", "**/caption.json*", "**/map/months*"):
        page.route(path, lambda route: (refused.append(1), route.abort()))
    page.evaluate(SET, {"precision": [1]})
    status = "document.querySelector('.ca-large-status').textContent"
    until(page, f"{status}.startsWith('The server has not said')")
    until(page, "document.querySelector('.ca-table-count').textContent.startsWith('The server')")
    until(page, "document.getElementById('ca-summary').textContent.startsWith('The server')")
    assert page.locator("#ca-time-notes").inner_text() == page.evaluate(
        "() => ConflictAtlas.text('counting')"
    )
    assert page.evaluate("() => ConflictAtlas.large.counts.get('attacks')") is None
    for path in ("**/items?*", "**/caption.json*", "**/map/months*"):
        page.unroute(path)
    until(page, COUNTED, 30)  # without any move or choice of the reader's
    n = matched(vast, {"geo_precision": 1})
    until(page, f"document.querySelector('.ca-table-count').dataset.n === '{n}'", 30)
    until(page, "document.getElementById('ca-summary').textContent.includes('records')", 30)
    until(page, "document.querySelector('.ca-large-status').hidden")
    assert page.evaluate("() => ConflictAtlas.large.counts.get('attacks').n") == n


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_large_page(visit, vast, size):
    page = drawn(visit, vast + "/map", size).page
    until(page, COUNTED)
    if size:
        page.click("#ca-handle")
    for tab in ("layers", "filters", "records"):  # the others are those of any page
        page.click(f"#ca-{tab}-tab")
        if tab == "records":
            until(page, "document.querySelectorAll('.ca-twin tbody tr').length === 50")
        assert violations(page) == [], tab
    if not size:
        page.click(".ca-widen")
        assert violations(page) == []
    centred(page)
    page.keyboard.press("Enter")
    # On a small screen the map's bounds may keep another, smaller cell in the middle.
    until(page, "document.querySelectorAll('#ca-reader .ca-list li').length > 0")
    until(page, "document.querySelector('#ca-reader .ca-around p') !== null")
    assert violations(page) == []
