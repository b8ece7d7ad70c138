"""A layer of more records than a page has room for: from columns or from tiles, all counted."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pages import PHONE

EVENTS = 6_000
# What the tiles of a scene add up to, or of records held as columns the numbers of the legend.
SUM = """() => [...ConflictAtlas.large.layers].map(([name, { scene }]) => ({
  ...scene.sum ?? (({ point = 0, disc = 0, area = 0, country = 0, nowhere = 0, withdrawn = 0 }) =>
    ({ points: point + disc, areas: area, country, nowhere, withdrawn }))(
      Object.fromEntries(ConflictAtlas.large.counts.get(name).drawn)),
  shown: scene.clusters.reduce((n, one) => n + one.n, 0),
  labelled: scene.labels.reduce((n, one) => n + one.n, 0) }))[0]"""
# Areas whose label shows other shares of types than of all their records.
UNSHARED = """() => [...ConflictAtlas.large.layers.values()]
  .flatMap(({ scene }) => scene.labels.flatMap(({ items }) => items))
  .filter(({ n, types }) => n !== types.reduce((sum, [, m]) => sum + m, 0)).length"""
# Whether the words of what is shown now have been said.
SAID = """document.getElementById("ca-aloud").textContent ===
  ConflictAtlas.sentences().join(" ")"""
CHOICES = (
    ({}, {}),
    ({"typesOff": [["attacks", "Battles"]]}, {"filter": "NOT event_type IN ('Battles')"}),
    ({"datetime": ["2015-01-01", "2019-12-31"]}, {"datetime": "2015-01-01/2019-12-31"}),
    ({"precision": [3, 4]}, {"filter": "geo_precision IN (3,4)"}),
)


@contextmanager
def serving(atlas, folder, held=100_000, room=2_000, points=5_000):
    """A server whose pages hold so many records as columns, and so many of a layer themselves.

    And whose tiles hold so many points.
    """
    program = (
        f"import sys; from geo import overview; overview.MOST_POINTS = {points};"
        f"from maps import crowds, records; crowds.MOST_HELD = {held};"
        f"records.LARGE = {room}; from api.cli import main; sys.exit(main())"
    )
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
def invented(repository, tmp_path_factory):
    """An atlas of invented events: of every precision, some without a place."""
    folder = tmp_path_factory.mktemp("large-atlas")
    program = repository / "tests" / "bench" / "generate.py"
    command = [sys.executable, program, str(EVENTS), folder]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("large-cache")


@pytest.fixture(scope="module")
def held(invented, cache):
    """The address of a server whose page holds the events as columns."""
    with serving(invented, cache) as base:
        yield base


@pytest.fixture(scope="module")
def tiled(invented, cache):
    """The address of a server for whose page they are too many: it draws them from tiles."""
    with serving(invented, cache, 0) as base:
        yield base


@pytest.fixture(params=["held", "tiled"])
def large(request):
    return request.getfixturevalue(request.param)


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
    until(seen.page, "!ConflictAtlas.months.awaited()")  # the chart may change the map's height
    whole(seen.page)
    return seen


def whole(page):
    until(page, "ConflictAtlas.large.complete()")


def records_of(base, given):
    """How many records the API says there are, and how many of them have no place."""
    address = f"{base}/collections/attacks/tiles/WebMercatorQuad/tilejson.json?{urlencode(given)}"
    return httpx.get(address).json()["records"]["attacks"]


def test_what_is_drawn_sums_to_what_the_api_counts(visit, large):
    page = drawn(visit, large + "/map").page
    for choice, given in CHOICES:
        page.evaluate("() => ConflictAtlas.selection.set(ConflictAtlas.selection.empty)")
        page.evaluate("(choice) => ConflictAtlas.selection.set(choice)", choice)
        wanted = records_of(large, given)
        for zoom in (3, 4, 5):
            show(page, zoom, (14.5, -0.5))
            holds_all(page.evaluate(SUM), wanted)


def show(page, zoom, at):
    page.evaluate(
        "([at, z]) => ConflictAtlas.map.setView(at, z, { animate: false })", [list(at), zoom]
    )
    whole(page)


def holds_all(found, wanted):
    """What is drawn is all that the API counts."""
    assert found["shown"] == found["points"]
    assert found["labelled"] == found["areas"]
    parts = ("points", "areas", "country", "loose", "nowhere", "withdrawn", "own")
    placed = wanted["numberMatched"] - wanted["numberWithoutPlace"]
    assert sum(found.get(part, 0) for part in parts) - found.get("nowhere", 0) == placed > 0
    if "nowhere" in found:  # the columns know of those without a place too
        assert found["nowhere"] == wanted["numberWithoutPlace"]


def test_near_each_sign_is_counted_once(visit, tiled):
    """At these zooms no screen holds all: the records within a tile are those the API has there."""
    page = drawn(visit, tiled + "/map").page
    for zoom in (6, 8, 10):
        show(page, zoom, (13.2, -2.1))
        tiles = page.evaluate(
            """() => [...ConflictAtlas.large.layers.values()][0].scene.tiles.map((one) => ({
              ...one.tile, n: one.items.reduce((n, item) => n + item.n, 0) }))"""
        )
        shown = page.evaluate(SUM)["shown"]
        assert sum(tile["n"] for tile in tiles) == shown
        total = 0
        for tile in tiles:
            address = f"{tiled}/tiles/attacks/{tile['z']}/{tile['x']}/{tile['y']}.mvt"
            total += points_in(httpx.get(address).content)
        assert total == shown


def points_in(body):
    """The records of the points of a tile, read by another decoder."""
    import mapbox_vector_tile  # noqa: PLC0415 - it and vt2pbf cannot be loaded beside each other

    layer = mapbox_vector_tile.decode(body).get("attacks", {"features": []})
    return sum(feature["properties"].get("count", 1) for feature in layer["features"])


def test_what_is_withdrawn_is_listed_and_in_no_cell(visit, invented, tmp_path):
    folder, cache = tmp_path / "atlas", tmp_path / "cache"
    shutil.copytree(invented, folder)
    cache.mkdir()
    table = pq.read_table(folder / "attacks.parquet")
    at = table.schema.get_field_index("record_status")
    field = table.schema.field(at)
    said = ["retracted" if i % 7 == 0 else one for i, one in enumerate(table[at].to_pylist())]
    statuses = pa.array(said, pa.string()).cast(field.type)
    pq.write_table(table.set_column(at, field, statuses), folder / "attacks.parquet")
    with serving(folder, cache, 0, points=300) as base:
        page = drawn(visit, base + "/map").page
        page.evaluate("() => ConflictAtlas.map.setView([14.5, -0.5], 4, { animate: false })")
        whole(page)
        found = page.evaluate(SUM)
        stands = "NOT record_status = 'retracted' AND geo_precision < 4 AND geometry IS NOT NULL"
        assert found["shown"] == records_of(base, {"filter": stands})["numberMatched"]
        assert page.evaluate(
            "() => [...ConflictAtlas.large.layers.values()][0].scene.clusters"
            ".some((one) => one.items.some((item) => item.box))"
        )
        listed = page.locator('[data-large="attacks"][data-how="withdrawn"] .ca-n').first
        withdrawn = records_of(base, {"filter": "record_status = 'retracted'"})["numberMatched"]
        assert listed.text_content() == f"{withdrawn:,}"


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
        assert page.locator("#ca-shown").inner_text().startswith(f"{found['n']:,} of ")


def click_on(page, which):
    x, y = page.evaluate(
        """(which) => { const { scene, painted } = [...ConflictAtlas.large.layers.values()][0];
          const one = which === "label" ? scene.labels.find((l) => l.items.length === 1)
            : scene.clusters.find((c) => which === "sign" ? c.n === 1
              : c.n > (which === "many" ? 30 : 1));
          const p = ConflictAtlas.map.layerPointToContainerPoint(painted.view.at(one));
          const box = ConflictAtlas.map.getContainer().getBoundingClientRect();
          return [box.x + p.x, box.y + p.y]; }""",
        which,
    )
    page.mouse.click(x, y)


FILLED = """(n) => {
  const filled = [], noted = { fill() { filled.push(this.globalAlpha); } };
  const pen = new Proxy(noted, { get: (o, key) => key in o ? o[key] : () => {} });
  const disc = { x: 0, y: 0, radius: 1, colour: "#000" }, none = { areas: [], own: [], labels: [] };
  ConflictAtlas.paint(pen, ConflictAtlas.map, { ...none, size: 256, clusters: [],
    discs: Array(n).fill(disc) });
  return 1 - filled.reduce((left, alpha) => left * (1 - alpha), 1);
}"""


def test_a_sign_opens_its_record(visit, large):
    seen = drawn(visit, large + "/map")
    assert 0.09 < seen.page.evaluate(FILLED, 1) < 0.11
    assert seen.page.evaluate(FILLED, 400) < 0.99  # what lies below hundreds is still seen
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


KEYS = """[...document.querySelectorAll(".ca-twin tbody tr")].map((one) =>
  one.dataset.key.split("/")[1])"""


def days_of(base, **given):
    """The first days of features in the API's order."""
    given = {"f": "json", "limit": 50, "properties": "date_start", "geometry": "none"} | given
    features = httpx.get(f"{base}/collections/attacks/items", params=given).json()["features"]
    return {one["id"]: one["properties"]["date_start"] for one in features}


def test_the_table_pages_through_all_in_order(visit, large):
    seen = drawn(visit, large + "/map")
    page = seen.page
    page.click("#ca-records-tab")
    number = "document.querySelector('.ca-table-count').dataset.n"
    until(page, f"{number} === '{EVENTS}' && {KEYS}.length === 50")
    newest = page.evaluate(KEYS)
    page.click('[data-sort="date"]')
    until(page, f"{KEYS}.length === 50 && {KEYS}[0] !== '{newest[0]}'")
    oldest = page.evaluate(KEYS)
    for keys, sortby in ((newest, "-date_start"), (oldest, "date_start")):
        shown = days_of(large, id=",".join(keys))
        assert [shown[key] for key in keys] == list(days_of(large, sortby=sortby).values())
    page.locator(".ca-table-bar .ca-step").nth(1).click()
    until(page, f"{KEYS}.length === 50 && {KEYS}[0] !== '{oldest[0]}'")
    assert not set(page.evaluate(KEYS)) & set(oldest)
    for choice, given in CHOICES[1:]:
        page.evaluate("() => ConflictAtlas.selection.set(ConflictAtlas.selection.empty)")
        page.evaluate("(choice) => ConflictAtlas.selection.set(choice)", choice)
        wanted = records_of(large, given)["numberMatched"]
        until(page, f"{number} === '{wanted}'")
    # A choice that is not wanted any more is not asked for to the end.
    assert [fault for fault in seen.faults if not fault.startswith("failed: ")] == []


def test_a_row_opens_its_record_and_its_link_opens_it_again(visit, large):
    page = drawn(visit, large + "/map").page
    page.click("#ca-records-tab")
    until(page, f"{KEYS}.length === 50")
    page.locator(".ca-twin tbody button").nth(7).focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.ca-detail') !== null")
    key = page.locator(".ca-detail").get_attribute("data-id")
    assert page.locator("tr[aria-current]").get_attribute("data-key") == f"attacks/{key}"
    other = drawn(visit, page.locator(".ca-permalink").get_attribute("href")).page
    until(other, "document.querySelector('.ca-detail') !== null")
    assert other.locator(".ca-detail").get_attribute("data-id") == key
    page.keyboard.press("Escape")
    until(page, f"document.activeElement.closest('tr')?.dataset.key === 'attacks/{key}'")
    assert page.locator("#ca-reader").is_hidden()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_words_are_the_servers_of_the_same_choice(visit, large, language):
    page = drawn(visit, f"{large}/map?lang={language}").page
    shown = """[document.getElementById("ca-summary").textContent,
      ...[...document.querySelectorAll("#ca-summed li")].map((one) => one.textContent)]"""
    for choice, given in CHOICES[:2]:
        page.evaluate("(choice) => ConflictAtlas.selection.set(choice)", choice)
        answer = httpx.get(large + "/caption.json", params={**given, "lang": language}).json()
        *told, _ = answer["sentences"]  # what a page holds has no list of sources
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        until(page, f"JSON.stringify({shown}.slice(0, {len(told)})) === {json.dumps(text)}")


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_it_asks_its_own_server_alone(visit, large, size):
    seen = drawn(visit, large + "/map", size)
    assert seen.faults == []
    assert {urlsplit(url).netloc for url in seen.requests} <= {urlsplit(large).netloc, ""}


def test_without_a_base_map_the_records_remain(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    page.check("input[name='ca-base'][value='none']")
    hidden = "(name) => getComputedStyle(ConflictAtlas.map.getPane('ca-' + name)).visibility"
    assert {page.evaluate(hidden, name) for name in ("land", "water", "names")} == {"hidden"}
    assert page.locator(".ca-icon-sign").first.is_visible()
    page.check("input[name='ca-base'][value='own']")
    assert page.evaluate(hidden, "land") == "visible"


def test_what_failed_is_said_and_asked_for_again_after_a_while(visit, tiled):
    page = drawn(visit, tiled + "/map").page
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
    whole(page)
    assert len(refused) < 4 * asked
    assert page.evaluate(UNSHARED) == 0
    assert status.is_hidden()


def test_what_large_layers_bring_replaces_nothing_of_the_page(visit, held):
    """Scripts that come later stand beside those of the page: a name of theirs is a name once."""
    page = drawn(visit, held + "/map").page
    assert page.evaluate("ConflictAtlas.holds([0, 0, 9, 9], [1, 1, 2, 2])") is True
    assert page.evaluate("ConflictAtlas.holds([1, 1, 2, 2], [0, 0, 9, 9])") is False
    folder = Path(__file__).parents[2] / "maps" / "static" / "atlas"
    made = [
        name
        for script in folder.glob("*.js")
        for name in re.findall(r"^  CA\.(\w+) = (?!null)", script.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(made) == sorted(set(made))


def test_no_choice_of_records_held_asks_for_anything(visit, held):
    seen = drawn(visit, held + "/map")
    page, before = seen.page, len(seen.requests)
    for choice, given in CHOICES:
        page.evaluate("() => ConflictAtlas.selection.set(ConflictAtlas.selection.empty)")
        page.evaluate("(choice) => ConflictAtlas.selection.set(choice)", choice)
        n = page.evaluate("ConflictAtlas.selection.counts().total")
        assert n == records_of(held, given)["numberMatched"]
        page.evaluate("() => ConflictAtlas.map.panBy([40, 0], { animate: false })")
        whole(page)
    # The summary comes a moment after the choice, and would be the one to ask.
    until(page, SAID)
    assert seen.requests[before:] == []
    assert seen.faults == []


def test_columns_that_failed_are_asked_for_again_on_a_move(visit, held):
    seen = visit(held + "/map", ready=False)
    page = seen.page
    page.route("**/map/columns*", lambda route: route.abort())
    seen.go(held + "/map")
    until(page, "document.querySelector('.ca-large-status')?.textContent.startsWith('The server')")
    page.unroute("**/map/columns*")
    page.evaluate("() => ConflictAtlas.map.panBy([4, 0], { animate: false })")
    whole(page)
    assert page.locator(".ca-large-status").is_hidden()
    assert page.evaluate("ConflictAtlas.selection.counts().total") == EVENTS
    assert page.evaluate(UNSHARED) == 0


def test_a_text_is_looked_for_by_the_server(visit, held):
    page = drawn(visit, held + "/map").page
    for word in ("mé", "lorry", "zzzz", "12"):
        assert page.evaluate(
            "(text) => { ConflictAtlas.selection.set({ text });"
            " return ConflictAtlas.selection.pending(); }",
            word,
        )
        until(page, "!ConflictAtlas.selection.pending()")
        found, query = page.evaluate(
            "() => [ConflictAtlas.selection.counts().total,"
            " ConflictAtlas.selection.toQuery('attacks')]"
        )
        items = httpx.get(f"{held}/collections/attacks/items", params={**query, "limit": 1})
        assert items.json()["numberMatched"] == found
        assert page.locator("#ca-shown").inner_text().startswith(f"{found:,} of ")
    assert not page.evaluate(  # what was found before is kept
        "() => { ConflictAtlas.selection.set({ text: 'mé' });"
        " return ConflictAtlas.selection.pending(); }"
    )


def test_lists_and_bars_know_all_records(visit, held):
    """The values and their numbers are those of the events themselves."""
    page = drawn(visit, held + "/map").page
    options = page.locator("[data-options=regions] label")
    until(page, "document.querySelectorAll('[data-options=regions] label').length > 10")
    shown = options.locator(".ca-n").all_text_contents()
    names = options.locator("bdi").all_text_contents()
    assert sum(int(n.replace(",", "")) for n in shown) == EVENTS
    region = next(name for name in names if name != "not stated")
    code = page.evaluate(
        "(name) => Object.entries(ConflictAtlas.data.labels.regions)"
        ".find(([, label]) => label === name)[0]",
        region,
    )
    items = httpx.get(f"{held}/collections/attacks/items", params={"admin1_code": code, "limit": 1})
    assert items.json()["numberMatched"] == int(shown[names.index(region)].replace(",", ""))
    assert page.locator("#ca-time").is_visible()
    assert page.locator(".ca-bar").count() == 6  # a colour each


def test_the_rows_that_show_come_in_any_order(visit, held):
    page = drawn(visit, held + "/map").page
    rows = page.evaluate(
        """async () => {
          const { selection, crowd } = ConflictAtlas;
          selection.set({ precision: [1] });
          const key = ({ by, descending }) => [...selection.rows({ by, descending })]
            .map((r) => [crowd.idOf(r), selection.columns[by][r]]);
          const first = [...selection.rows()].slice(0, 3);
          const words = await crowd.records(first);
          return { days: key({ by: "start", descending: true }), deaths: key({ by: "best" }),
            plain: [...selection.rows()].map((r) => crowd.idOf(r)),
            ids: first.map((r) => crowd.idOf(r)),
            named: words.map((k) => ConflictAtlas.data.records[k].id) };
        }"""
    )
    wanted = httpx.get(f"{held}/collections/attacks/items",
                       params={"geo_precision": 1, "limit": 10_000, "properties": ""})  # fmt: skip
    ids = [feature["id"] for feature in wanted.json()["features"]]
    assert rows["plain"][: len(ids)] == ids
    assert [key for key, _ in rows["days"]][: len(ids)] == ids  # newest first is the API's order
    stated = [n for _, n in rows["deaths"] if n >= 0]
    assert stated == sorted(stated)
    assert all(n < 0 for _, n in rows["deaths"][len(stated) :])
    assert rows["named"] == rows["ids"]


def test_a_cell_lists_all_its_records(visit, held):
    page = drawn(visit, held + "/map").page
    n = page.evaluate(
        """() => { const one = [...ConflictAtlas.large.layers.values()][0];
          const cluster = one.scene.clusters.find((c) => c.n > 30);
          const rows = one.within(cluster);
          return [cluster.n, rows.length, new Set(rows).size,
            cluster.items.reduce((n, i) => n + i.rough, 0),
            rows.filter((r) => ConflictAtlas.selection.columns.precision[r] === 3).length]; }"""
    )
    assert n[0] == n[1] == n[2]
    assert n[3] == n[4]
    click_on(page, "many")
    until(page, "document.querySelectorAll('#ca-reader .ca-list li').length === 25")
    assert "known only to a radius" in page.locator("#ca-reader .ca-note").inner_text()
    page.locator("#ca-reader .ca-more").click()
    until(page, "document.querySelectorAll('#ca-reader .ca-list li').length > 25")


def test_lists_know_what_tiles_hold(visit, tiled):
    """Each value can be chosen; how many records have it is known before a choice, not after it."""
    page = drawn(visit, tiled + "/map").page
    regions = page.locator("[data-options=regions] label")
    numbers = regions.locator(".ca-n").all_text_contents()
    assert sum(int(n.replace(",", "")) for n in numbers) == EVENTS
    page.click("#ca-filters-tab")
    page.locator("[data-options=actors] input").first.check()
    first = page.locator("[data-options=actors] label").first
    assert first.locator(".ca-n").inner_text() == "…"
    until(page, "ConflictAtlas.large.counts.get('attacks') !== null")
    query, n = page.evaluate(
        "() => [ConflictAtlas.selection.toQuery('attacks'),"
        " ConflictAtlas.large.counts.get('attacks').n]"
    )
    items = httpx.get(f"{tiled}/collections/attacks/items", params={**query, "limit": 1})
    assert items.json()["numberMatched"] == n
    page.evaluate("() => ConflictAtlas.selection.clear()")
    assert first.locator(".ca-n").inner_text() == f"{n:,}"
