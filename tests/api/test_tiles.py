"""Tiles and what describes them, read by a decoder that is not ours."""

import json

import mapbox_vector_tile
import pytest
from asgi import decoded

MATRIX = "/collections/attacks/tiles/WebMercatorQuad"
MAPPED = ("military_regions", "bases", "border_incidents", "attacks", "areas")


def ids(answer):
    assert answer.status_code == 200
    layers = mapbox_vector_tile.decode(answer.content)
    return {
        name: [one["properties"].get("id", one.get("id")) for one in layer["features"]]
        for name, layer in layers.items()
    }


def test_both_orders_of_row_and_column_give_one_tile(client):
    for z, x, y in ((0, 0, 0), (4, 7, 7), (6, 31, 29), (6, 29, 31)):
        xyz = client.get(f"/tiles/attacks/{z}/{x}/{y}.mvt")
        ogc = client.get(f"{MATRIX}/{z}/{y}/{x}?f=mvt")
        assert xyz.headers["content-type"] == "application/vnd.mapbox-vector-tile"
        assert xyz.content == ogc.content


def test_several_layers_are_their_tiles_one_after_the_other(client):
    both = client.get("/tiles/bases,attacks/0/0/0.mvt")
    single = [client.get(f"/tiles/{name}/0/0/0.mvt").content for name in ("bases", "attacks")]
    assert both.content == b"".join(single)
    assert {"attacks", "bases"} <= set(ids(both))


def test_a_tile_shows_what_items_show(client, mini):
    attacks = json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]
    expected = {
        one["id"]
        for one in attacks
        if one["properties"]["event_type"] == "Battles"
        and one["geometry"]
        and (one["properties"]["geo_precision"] or 0) < 4
    }
    shown = set(ids(client.get("/tiles/attacks/0/0/0.mvt?event_type=Battles"))["attacks"])
    assert expected <= shown
    kinds = {one["id"]: one["properties"]["event_type"] for one in attacks}
    assert {kinds[one] for one in shown} == {"Battles"}


def test_a_filter_holds_for_the_layers_that_have_the_field(client):
    alone = client.get("/tiles/bases/0/0/0.mvt")
    both = ids(client.get("/tiles/bases,attacks/0/0/0.mvt?event_type=Riots"))
    assert sorted(both["bases"]) == sorted(ids(alone)["bases"])
    assert client.get("/tiles/bases/0/0/0.mvt?event_type=Riots").status_code == 400


@pytest.mark.parametrize("numbers", ["1/2/0", "1/0/2", "0/0/1", "25/0/0", "-1/0/0", "2/-1/0"])
def test_outside_the_matrix_there_is_no_tile(client, numbers):
    assert client.get(f"/tiles/attacks/{numbers}.mvt").status_code == 404
    assert client.get(f"{MATRIX}/{numbers}?f=mvt").status_code == 404


@pytest.mark.parametrize("numbers", ["a/0/0", "0/0/b", "0/1.5/0", "0/1e3/0", "²/0/0"])
def test_a_tile_needs_numbers(client, numbers):
    assert client.get(f"/tiles/attacks/{numbers}.mvt").status_code == 400


@pytest.mark.parametrize("layers", ["attacks,nothing", "sources", "", ",", "attacks,"])
def test_tiles_of_what_has_none(client, layers):
    assert client.get(f"/tiles/{layers}/0/0/0.mvt").status_code == 404


def test_a_versioned_tile_may_be_kept_for_ever_and_only_that(client):
    url = decoded(client.get(MATRIX + "/tilejson.json"))["tiles"][0]
    answer = client.get(url.format(z=0, x=0, y=0))
    assert "immutable" in answer.headers["cache-control"]
    for other in ("/tiles/attacks/0/0/0.mvt", "/tiles/attacks/0/0/0.mvt?v=old"):
        assert "immutable" not in client.get(other).headers["cache-control"]


@pytest.mark.parametrize("name", MAPPED)
def test_tilejson_names_the_layers_of_the_tiles(client, name):
    found = decoded(client.get(f"/collections/{name}/tiles/WebMercatorQuad/tilejson.json"))
    assert found["tilejson"] == "3.0.0"
    assert found["tiles"][0].startswith("http://atlas.test/tiles/")
    tile = client.get(found["tiles"][0].format(z=0, x=0, y=0))
    named = {one["id"] for one in found["vector_layers"]}
    assert set(mapbox_vector_tile.decode(tile.content)) <= named
    west, south, east, north = found["bounds"]
    assert west <= found["center"][0] <= east
    assert south <= found["center"][1] <= north
    assert found == decoded(client.get(f"/collections/{name}/tilejson.json"))


def test_a_filtered_tilejson_leads_to_filtered_tiles(client):
    found = decoded(client.get(MATRIX + "/tilejson.json?event_type=Battles"))
    assert "event_type=Battles" in found["tiles"][0]
    assert client.get(found["tiles"][0].format(z=0, x=0, y=0)).status_code == 200
    assert client.get(MATRIX + "/tilejson.json?event_type=Battle").status_code == 400


@pytest.mark.parametrize("query", ["", "?event_type=Battles", "?bbox=-4,14,0,18", "?country=ML"])
def test_a_tileset_tells_how_many_records_no_tile_shows(client, query):
    """By what the items say, whose records without a geometry are in no tile."""
    for name in ("attacks", "bases"):
        if name == "bases" and "event_type" in query:
            continue
        joined = "&" if query else "?"
        page = decoded(client.get(f"/collections/{name}/items{query}{joined}limit=50"))
        numbers = {
            "numberMatched": page["numberMatched"],
            "numberWithoutPlace": sum(one["geometry"] is None for one in page["features"]),
        }
        tileset = f"/collections/{name}/tiles/WebMercatorQuad"
        for path in (tileset, f"{tileset}/tilejson.json"):
            assert decoded(client.get(path + query))["records"] == {name: numbers}
        of_all = decoded(client.get("/tiles/WebMercatorQuad" + query))["records"]
        assert of_all[name] == numbers


def test_the_tileset_is_found_from_the_collection(client):
    rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
    links = decoded(client.get("/collections/attacks"))["links"]
    tilesets = decoded(client.get(next(one["href"] for one in links if one["rel"] == rel)))
    own = next(one for one in tilesets["tilesets"][0]["links"] if one["rel"] == "self")
    assert "f=json" in own["href"]
    tileset = decoded(client.get(own["href"]))
    item = next(one for one in tileset["links"] if one["rel"] == "item")
    assert item["templated"] is True
    assert tileset["tileMatrixSetURI"].endswith("/WebMercatorQuad")
    names = {"{tileMatrix}": "0", "{tileRow}": "0", "{tileCol}": "0"}
    url = item["href"]
    for name, value in names.items():
        assert name in url
        url = url.replace(name, value)
    assert "f=mvt" in url
    assert client.get(url).content == client.get("/tiles/attacks/0/0/0.mvt").content


def test_tables_have_no_tiles(client):
    assert client.get("/collections/sources/tiles").status_code == 404
    links = decoded(client.get("/collections/sources"))["links"]
    assert not [one for one in links if "tilesets" in one["rel"]]
