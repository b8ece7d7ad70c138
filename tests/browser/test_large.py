"""A layer of more records than a page holds: drawn from tiles, and every record counted."""

import gzip
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from pages import PHONE

EVENTS = 6_000
SUM = """() => [...ConflictAtlas.large.layers.values()].map(({ scene }) => ({ ...scene.sum,
  shown: scene.clusters.reduce((n, one) => n + one.n, 0),
  labelled: scene.labels.reduce((n, one) => n + one.n, 0) }))[0]"""
CHOICES = (
    ({}, {}),
    ({"typesOff": [["attacks", "Battles"]]}, {"filter": "NOT event_type IN ('Battles')"}),
    ({"datetime": ["2015-01-01", "2019-12-31"]}, {"datetime": "2015-01-01/2019-12-31"}),
    ({"precision": [3, 4]}, {"filter": "geo_precision IN (3,4)"}),
)


@contextmanager
def serving(atlas, folder):
    program = "import sys; from api.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "serve", "--atlas", atlas]
    env = os.environ | {"ATLAS_CACHE_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen([*command, "--port", "0"], env=env, stdout=output, stderr=output) as own,
    ):
        try:
            deadline = time.monotonic() + 60
            found = None
            while not found and time.monotonic() < deadline and own.poll() is None:
                found = re.search(r"^API +(http://[\d.:]+)/", log.read_text("utf-8"), re.M)
                time.sleep(0.1)
            assert found, log.read_text("utf-8")
            yield found[1]
        finally:
            own.terminate()


@pytest.fixture(scope="module")
def large(repository, tmp_path_factory):
    """The address of a server of invented events: of every precision, some without a place."""
    folder = tmp_path_factory.mktemp("large-atlas")
    program = repository / "tests" / "bench" / "generate.py"
    command = [sys.executable, program, str(EVENTS), folder]
    subprocess.run(command, check=True, capture_output=True)
    with serving(folder, tmp_path_factory.mktemp("large-cache")) as base:
        yield base


def until(page, expression, seconds=20):
    """Wait by asking: the page's policy lets Playwright's own waiting evaluate nothing."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        time.sleep(0.02)


def drawn(visit, address, size=None):
    seen = visit(address, size)
    until(seen.page, "document.documentElement.dataset.large === 'yes'")
    whole(seen.page)
    return seen


def whole(page):
    until(page, "ConflictAtlas.large.complete()")


def records_of(base, given):
    """How many records the API says there are, and how many of them have no place."""
    address = f"{base}/collections/attacks/tiles/WebMercatorQuad/tilejson.json?{urlencode(given)}"
    return httpx.get(address).json()["records"]["attacks"]


@pytest.mark.parametrize("zoom", [3, 4, 5])
@pytest.mark.parametrize(("choice", "given"), CHOICES)
def test_what_is_drawn_sums_to_what_the_api_counts(visit, large, zoom, choice, given):
    page = drawn(visit, large + "/map").page
    page.evaluate("(choice) => ConflictAtlas.selection.set(choice)", choice)
    page.evaluate("(z) => ConflictAtlas.map.setView([14.5, -0.5], z, { animate: false })", zoom)
    whole(page)
    found, wanted = page.evaluate(SUM), records_of(large, given)
    assert found["shown"] == found["points"]
    assert found["labelled"] == found["areas"]
    parts = ("points", "areas", "country", "loose", "withdrawn", "own")
    placed = wanted["numberMatched"] - wanted["numberWithoutPlace"]
    assert sum(found[part] for part in parts) == placed > 0


@pytest.mark.parametrize("zoom", [6, 8, 10])
def test_near_each_sign_is_counted_once(visit, large, zoom):
    """At these zooms no screen holds all: the records within a tile are those the API has there."""
    page = drawn(visit, large + "/map").page
    page.evaluate("(z) => ConflictAtlas.map.setView([13.2, -2.1], z, { animate: false })", zoom)
    whole(page)
    tiles = page.evaluate(
        """() => [...ConflictAtlas.large.layers.values()][0].scene.tiles.map((one) => ({
          ...one.tile, n: one.items.reduce((n, item) => n + item.n, 0) }))"""
    )
    shown = page.evaluate(SUM)["shown"]
    assert sum(tile["n"] for tile in tiles) == shown
    total = 0
    for tile in tiles:
        address = f"{large}/tiles/attacks/{tile['z']}/{tile['x']}/{tile['y']}.mvt"
        total += points_in(httpx.get(address).content)
    assert total == shown


def points_in(body):
    """The records of the points of a tile, read by another decoder."""
    import mapbox_vector_tile  # noqa: PLC0415 - it and vt2pbf cannot be loaded beside each other

    layer = mapbox_vector_tile.decode(body).get("attacks", {"features": []})
    return sum(feature["properties"].get("count", 1) for feature in layer["features"])


def test_the_legend_is_the_apis_for_every_choice(visit, large):
    page = drawn(visit, large + "/map").page
    for choice, given in CHOICES[1:]:
        page.evaluate("() => ConflictAtlas.selection.clear()")
        page.evaluate(
            "(choice) => ConflictAtlas.selection.set({ typesOff: [], ...choice })", choice
        )
        until(page, "ConflictAtlas.large.counts.get('attacks') !== null")
        found = page.evaluate(
            """() => { const { n, types, drawn } = ConflictAtlas.large.counts.get("attacks");
              return { n, types: [...types.values()], drawn: [...drawn.values()] }; }"""
        )
        assert found["n"] == records_of(large, given)["numberMatched"]
        assert sum(found["drawn"]) == found["n"]
        assert sum(found["types"]) == found["n"]
        shown = page.locator('[data-count="attacks"]').inner_text()
        assert int(shown.replace(",", "")) == found["n"]


def click_on(page, which):
    x, y = page.evaluate(
        """(which) => { const { scene, at } = [...ConflictAtlas.large.layers.values()][0];
          const one = which === "label" ? scene.labels.find((l) => l.items.length === 1)
            : scene.clusters.find((c) => which === "sign" ? c.n === 1 : c.n > 1);
          const p = ConflictAtlas.map.layerPointToContainerPoint(at(one));
          const box = ConflictAtlas.map.getContainer().getBoundingClientRect();
          return [box.x + p.x, box.y + p.y]; }""",
        which,
    )
    page.mouse.click(x, y)


def test_a_sign_opens_its_record(visit, large):
    seen = drawn(visit, large + "/map")
    click_on(seen.page, "sign")
    until(seen.page, "document.querySelector('.ca-detail') !== null")
    key = seen.page.locator(".ca-detail").get_attribute("data-id")
    feature = httpx.get(f"{large}/collections/attacks/items/{key}?lang=en").json()
    assert feature["properties"]["geo_precision"] < 4
    assert seen.page.locator(".ca-detail .ca-sourced li").count() > 0
    assert seen.faults == []


def test_a_ring_says_what_it_is_made_of_and_zooms(visit, large):
    page = drawn(visit, large + "/map").page
    click_on(page, "ring")
    until(page, "document.querySelector('#ca-reader .ca-box h2') !== null")
    assert page.locator("#ca-reader .ca-row, #ca-reader .ca-list li").count() > 0
    before = page.evaluate("ConflictAtlas.map.getZoom()")
    page.click("#ca-reader .ca-actions button")
    until(page, f"ConflictAtlas.map.getZoom() > {before}")


def test_a_label_lists_the_records_of_its_area(visit, large):
    page = drawn(visit, large + "/map?lang=fr").page
    click_on(page, "label")
    until(page, "document.querySelector('#ca-reader .ca-box h2') !== null")
    assert page.locator("#ca-reader .ca-detail, #ca-reader .ca-list li").count() > 0


def test_a_list_of_the_view_is_reached_by_keyboard(visit, large):
    page = drawn(visit, large + "/map").page
    page.click("#ca-records-tab")
    button = page.locator(".ca-large-list button").first
    button.focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.ca-large-list li').length === 25")
    page.locator(".ca-large-list li button").first.focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.ca-detail') !== null")
    page.keyboard.press("Escape")
    until(page, "document.querySelector('.ca-detail') === null")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_it_asks_its_own_server_alone(visit, large, size):
    seen = drawn(visit, large + "/map", size)
    assert seen.faults == []
    assert {urlsplit(url).netloc for url in seen.requests} <= {urlsplit(large).netloc, ""}


def test_a_first_view_that_needs_no_tiles_is_small(visit, mali_site):
    seen = visit(mali_site.base + "/map")
    assert not [url for url in seen.requests if "large" in url or "mvt" in url]
    size = 0
    for url in seen.requests:
        if url.startswith("http") and "favicon" not in url:
            size += len(gzip.compress(httpx.get(url).content))
    assert size <= 400_000


def test_without_a_base_map_the_records_remain(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    page.check("input[name='ca-base'][value='none']")
    hidden = "(name) => getComputedStyle(ConflictAtlas.map.getPane('ca-' + name)).visibility"
    assert {page.evaluate(hidden, name) for name in ("land", "water", "names")} == {"hidden"}
    assert page.locator(".ca-icon-sign").first.is_visible()
    page.check("input[name='ca-base'][value='own']")
    assert page.evaluate(hidden, "land") == "visible"


def test_what_failed_is_said_and_asked_for_again_on_a_move(visit, large):
    page = drawn(visit, large + "/map").page
    refused = []
    page.route("**/*.mvt*", lambda route: (refused.append(1), route.abort()))
    page.evaluate("() => ConflictAtlas.selection.set({ precision: [1] })")
    until(page, "!document.querySelector('.ca-large-status').hidden")
    status = page.locator(".ca-large-status")
    until(page, "document.querySelector('.ca-large-status').textContent.startsWith('The server')")
    asked = len(refused)
    time.sleep(0.4)
    assert len(refused) == asked  # not again and again
    page.unroute("**/*.mvt*")
    page.evaluate("() => ConflictAtlas.map.panBy([4, 0], { animate: false })")
    whole(page)
    assert status.is_hidden()
