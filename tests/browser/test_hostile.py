"""Hostile text in every field of an atlas: nothing runs, nothing breaks, all is shown as it is."""

import json

import pytest
from pages import Site, page_of
from poison import PAYLOADS, poisoned
from test_large import drawn, serving, until

from maps.assets import Assets

# The names on the base map, those in the other language beside them apart.
NAMES = """() => [...document.querySelectorAll(".ca-name")].flatMap((name) =>
  [name.firstChild, ...name.querySelectorAll("small")].map((one) => one.textContent))"""


@pytest.fixture(scope="module", params=["words", "everything"])
def hostile(request, mini, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "atlas"
    return poisoned(mini, folder, request.param == "everything")


EVERYTHING = """() => {
  const shown = [];
  for (const r of ConflictAtlas.data.records.keys()) {
    const node = ConflictAtlas.detail(r);
    document.body.append(node);
    shown.push([ConflictAtlas.data.records[r].id, node.textContent,
      node.querySelectorAll("img, script, iframe, object, embed, style, form").length,
      [...node.querySelectorAll("a")].map((a) => a.protocol)]);
    node.remove();
  }
  ConflictAtlas.map.eachLayer((layer) => {
    if (layer.listens("click")) {
      const at = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
      layer.fire("click", { latlng: at });
    }
  });
  ConflictAtlas.close();
  return shown;
}"""
# Each record in the panel and in both forms of the table, sorted by each column: (id, row) pairs.
TABLE = """() => {
  const found = [];
  ConflictAtlas.chooseTab("records");
  for (const r of ConflictAtlas.data.records.keys()) ConflictAtlas.show(r);
  for (const wide of [true, false]) {
    ConflictAtlas.tableWide(wide);
    for (const button of document.querySelectorAll(".ca-sort")) button.click();
    for (const row of document.querySelectorAll(".ca-twin tbody tr")) {
      found.push([row.dataset.key.split("/").slice(1).join("/"), row.textContent]);
    }
  }
  ConflictAtlas.close();
  return found;
}"""
# Whether what is shown now has been said.
SAID = """() => document.getElementById("ca-aloud").textContent ===
  ConflictAtlas.sentences().join(" ")"""
SUMMED = ".ca-summed, #ca-aloud, .ca-twin"


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("assets", [Assets.served("/static"), Assets.inline()],
                         ids=["served", "inline"])  # fmt: skip
def test_nothing_runs_and_all_is_shown(visit, hostile, language, assets):
    with Site({"/map": page_of(hostile, language, assets)}) as site:
        seen = visit(site.base + "/map")
        page = seen.page
        shown = page.evaluate(EVERYTHING)
        rows = page.evaluate(TABLE)
        assert len(rows) == 50
        for name in ("records", "about", "layers", "unplaced"):
            page.click(f"#ca-{name}-tab")
        for line in page.locator("#ca-unplaced li button").all():
            line.click()
            page.keyboard.press("Escape")
        page.wait_for_timeout(300)  # what an onerror or a timer would need
        assert page.evaluate("window.__ran") is None
        assert seen.faults == []
        assert all(url.startswith((site.base, "data:")) for url in seen.requests)
        assert len(shown) == 25
        features = {
            f["id"]: f["properties"]
            for layer in ("attacks", "bases", "border_incidents", "military_regions")
            for f in json.loads((hostile / f"{layer}.geojson").read_text("utf-8"))["features"]
        }
        for key, text, foreign, protocols in shown:
            assert foreign == 0
            assert set(protocols) <= {"http:", "https:"}
            for field in (f"name_{language}", f"summary_{language}"):
                assert features[key][field] in text
        for key, text in rows:
            assert features[key][f"name_{language}"] in text
        page.click("#ca-records-tab")
        for payload in PAYLOADS[:12]:
            page.evaluate(SEARCH, payload)
            page.wait_for_function(SAID)
            assert page.locator(SUMMED).locator("img, script, iframe, style").count() == 0
        page.evaluate("ConflictAtlas.selection.clear()")
        names = page.evaluate(NAMES)
        assert set(names) <= set(PAYLOADS)
        assert page.locator("body img, body iframe, body object").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert (
            page.title()
            == next(p[:300] for p in PAYLOADS if page.title().startswith(p[:20])) + " · 1961–2025"
        )
        assert page.locator("h1").text_content() in {p[:300] for p in PAYLOADS}


def test_without_scripts_the_table_says_it_verbatim(browser, hostile):
    context = browser.new_context(java_script_enabled=False)
    features = json.loads((hostile / "attacks.geojson").read_text("utf-8"))["features"]
    with Site({"/map": page_of(hostile)}) as site:
        page = context.new_page()
        page.goto(site.base + "/map")
        names = page.locator("#ca-list th[scope=row]").all_text_contents()
        assert len(names) == 25
        for feature in features:
            assert any(text.startswith(feature["properties"]["name_en"]) for text in names)
        assert page.locator("#ca-list").locator("img, script, iframe, svg, style").count() == 0
    context.close()


def test_the_mini_atlas_can_show_that_something_ran(visit, hostile):
    """The test above can fail: the same payload as markup does run, were there no policy."""
    page = page_of(hostile).replace(b"<body", b"<body onload='window.__ran=1'", 1)
    start = page.index(b'<meta http-equiv="Content-Security-Policy"')
    bare = page[:start] + page[page.index(b">", start) + 1 :]
    with Site({"/with": page, "/without": bare}) as site:
        seen = visit(site.base + "/with")
        assert seen.page.evaluate("window.__ran") is None  # the second wall
        assert any("Content Security Policy" in fault for fault in seen.faults)
        assert visit(site.base + "/without").page.evaluate("window.__ran") == 1


SEARCH = """(text) => ConflictAtlas.selection.set({ text: ConflictAtlas.searchable(text) })"""
# A hundred records of a large layer from all over it in words, and all that its canvas opens.
LARGE = """async (held) => {
  const { crowd, selection, large } = ConflictAtlas;
  const found = [], rows = [...selection.rows()].filter((r) => r >= selection.columns.own);
  for (let k = 0; held && k < 100; k += 20) {
    for (const r of await crowd.records(rows.slice(20 * k, 20 * k + 20))) {
      const node = ConflictAtlas.detail(r);
      document.body.append(node);
      found.push([ConflictAtlas.data.records[r].id, node.textContent]);
      node.remove();
    }
  }
  const at = ConflictAtlas.map.getCenter();
  for (const one of large.layers.values()) {
    for (const cluster of one.scene.clusters) await ConflictAtlas.chooseLarge(one, { cluster }, at);
    for (const { items } of one.scene.labels) {
      await ConflictAtlas.chooseLarge(one, { areas: items }, at);
    }
  }
  ConflictAtlas.close();
  return { found, rows: rows.length, held: selection.columns.n - selection.columns.own };
}"""


@pytest.fixture(scope="module")
def many(hostile):
    """The same atlas with more attacks than a page has room for, each of them hostile."""
    path = hostile / "attacks.geojson"
    features = json.loads(path.read_text("utf-8"))["features"]
    copies = [
        {**one, "id": f"{one['id']}-{k}"} for one in features for k in range(2_100 // len(features))
    ]
    lines = ",\n".join(json.dumps(one) for one in sorted(copies, key=lambda one: one["id"]))
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', "utf-8")
    return hostile


@pytest.mark.parametrize("held", [100_000, 0], ids=["columns", "tiles"])
def test_nothing_runs_where_layers_are_large(visit, many, tmp_path, held):
    with serving(many, tmp_path, held) as base:
        seen = drawn(visit, base + "/map")
        page = seen.page
        refused = []
        page.on("response", lambda one: one.ok or refused.append((len(one.url), one.url[:900])))
        page.click("#ca-filters-tab")
        found = page.evaluate(LARGE, held)
        if held:
            names = {
                one["id"]: one["properties"]["name_en"]
                for one in json.loads((many / "attacks.geojson").read_text("utf-8"))["features"]
            }
            assert found["rows"] == found["held"] > 2_000
            assert len(found["found"]) == 100
            for key, text in found["found"]:
                assert not names[key] or names[key] in text, key
        for payload in PAYLOADS[:20]:
            page.evaluate(SEARCH, payload)
            until(page, "!ConflictAtlas.selection.pending()")
            until(page, "[...ConflictAtlas.large.counts.values()].every(Boolean)")
        page.evaluate("() => ConflictAtlas.selection.clear()")
        until(page, "[...ConflictAtlas.large.counts.values()].every(Boolean)")
        for name in ("records", "about", "layers", "unplaced"):
            page.click(f"#ca-{name}-tab")
        for button in page.locator("[data-large] .ca-actions button:visible").all():
            button.click()
        page.wait_for_timeout(300)  # what an onerror or a timer would need
        assert page.evaluate("window.__ran") is None
        assert refused == []
        # A request given up for a newer one counts as failed.
        assert [fault for fault in seen.faults if not fault.startswith("failed:")] == []
        assert all(url.startswith((base, "data:")) for url in seen.requests)
