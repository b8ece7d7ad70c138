"""OGC API - Tiles Part 1 (OGC 20-057): a test for each requirement, named by its id."""

import mapbox_vector_tile
import pyproj
import pytest
from answers import links, only_link
from asgi import decoded

VECTOR = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
MATRIX_SET = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
MVT = "application/vnd.mapbox-vector-tile"
OWNERS = ("", "/collections/attacks")
OUTSIDE = ("0/0/1", "0/1/0", "25/0/0", "3/8/0", "3/0/8", "-1/0/0", "1/-1/0")


def filled(template, matrix, row, col):
    for name, number in (("tileMatrix", matrix), ("tileRow", row), ("tileCol", col)):
        assert "{" + name + "}" in template
        template = template.replace("{" + name + "}", str(number))
    return template


def template(client, owner):
    tileset = decoded(client.get(f"{owner}/tiles/WebMercatorQuad?f=json"))
    return only_link(tileset, "item", MVT)


@pytest.mark.parametrize("owner", OWNERS)
def test_req_core_tc_op(client, owner):
    url = filled(template(client, owner)["href"], 6, 29, 31)
    assert client.get(url).status_code == 200


def test_req_core_tc_parameters_are_told(api):
    """The numbers of a tile are parameters of these names: requirements 2 to 4 of the core."""
    told = api["paths"]["/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}"]["get"]
    found = {one["name"]: one for one in told["parameters"] if "in" in one}
    assert list(found) == ["tileMatrix", "tileRow", "tileCol"]
    assert all((one["in"], one["required"]) == ("path", True) for one in found.values())
    assert found["tileMatrix"]["schema"] == {"type": "string", "enum": [*map(str, range(25))]}
    for name in ("tileRow", "tileCol"):
        assert found[name]["schema"] == {"type": "integer", "minimum": 0}


def test_req_core_tc_tilematrix_definition(client):
    url = "/collections/attacks/tiles/WebMercatorQuad/{}/0/0"
    assert [client.get(url.format(z)).status_code for z in (0, 24, 25)] == [200, 200, 404]


def test_req_core_tc_tilerow_definition(client):
    url = "/collections/attacks/tiles/WebMercatorQuad/2/{}/0"
    assert [client.get(url.format(row)).status_code for row in (0, 3, 4)] == [200, 200, 404]


def test_req_core_tc_tilecol_definition(client):
    url = "/collections/attacks/tiles/WebMercatorQuad/2/0/{}"
    assert [client.get(url.format(col)).status_code for col in (0, 3, 4)] == [200, 200, 404]


@pytest.mark.parametrize("owner", OWNERS)
def test_req_core_tc_success(client, owner):
    """Row 29, column 31 at zoom 6 is west of Greenwich; row and column turned it is elsewhere."""
    link = template(client, owner)["href"]
    here = client.get(filled(link, 6, 29, 31), headers={"Accept": MVT})
    assert here.headers["content-type"] == MVT
    assert "attacks" in mapbox_vector_tile.decode(here.content)
    elsewhere = client.get(filled(link, 6, 31, 29))
    assert "attacks" not in mapbox_vector_tile.decode(elsewhere.content)


@pytest.mark.parametrize("owner", OWNERS)
def test_req_core_tc_error(client, owner):
    for numbers in OUTSIDE:
        answer = client.get(f"{owner}/tiles/WebMercatorQuad/{numbers}")
        assert answer.status_code in (400, 404), numbers
    empty = client.get(f"{owner}/tiles/WebMercatorQuad/6/0/0")
    assert empty.status_code == 200
    assert mapbox_vector_tile.decode(empty.content) == {}


def test_req_core_conformance_success(client):
    claimed = decoded(client.get("/conformance"))["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core" in claimed


@pytest.mark.parametrize("owner", OWNERS)
def test_req_tileset_description(client, owner):
    answer = client.get(f"{owner}/tiles/WebMercatorQuad", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    body = decoded(answer)
    assert body["tileMatrixSetURI"] == MATRIX_SET
    scheme = decoded(client.get(only_link(body, SCHEME)["href"]))
    assert scheme["uri"] == MATRIX_SET
    item = only_link(body, "item")
    assert item["type"] == MVT
    assert item["templated"] is True
    filled(item["href"], 0, 0, 0)


@pytest.mark.parametrize("owner", OWNERS)
def test_req_tilesets_list_tileset_links(client, owner):
    body = decoded(client.get(f"{owner}/tiles", headers={"Accept": "application/json"}))
    assert body["tilesets"]
    for one in body["tilesets"]:
        assert one["dataType"] == "vector"
        assert one["crs"].endswith("/EPSG/0/3857")
        assert one["tileMatrixSetURI"] == MATRIX_SET
        assert client.get(only_link(one, SCHEME)["href"]).status_code == 200
        whole = decoded(client.get(only_link(one, "self")["href"]))
        assert {**whole, "links": one["links"]}.items() >= one.items()


@pytest.mark.parametrize("owner", OWNERS)
def test_req_tilesets_list_tileset_path(client, owner):
    (one,) = decoded(client.get(f"{owner}/tiles"))["tilesets"]
    path = only_link(one, "self")["href"].split("?")[0]
    assert path.endswith(f"{owner}/tiles/WebMercatorQuad")


def test_req_dataset_tilesets_landingpage(client):
    found = only_link(decoded(client.get("/")), VECTOR)
    assert decoded(client.get(found["href"]))["tilesets"]


def test_req_dataset_tilesets_operation(client):
    tileset = decoded(client.get("/tiles/WebMercatorQuad"))
    layers = {one["id"] for one in tileset["layers"]}
    assert {"attacks", "attacks_areas", "bases", "military_regions", "border_incidents"} <= layers
    tile = client.get("/tiles/WebMercatorQuad/0/0/0?f=mvt")
    assert {"attacks", "bases"} <= set(mapbox_vector_tile.decode(tile.content)) <= layers


def test_req_geodata_tilesets_desc_links(client, collections, spatial):
    for one in collections:
        found = links(one, VECTOR)
        assert len(found) == (one["id"] in spatial)
        for each in found:
            assert decoded(client.get(each["href"]))["tilesets"]


def test_req_geodata_tilesets_operation(client, spatial):
    for name in spatial:
        answer = client.get(f"/collections/{name}/tiles/WebMercatorQuad/0/0/0")
        assert answer.status_code == 200
        named = set(mapbox_vector_tile.decode(answer.content))
        assert named <= {name, f"{name}_areas"}


def test_req_mvt_content(client):
    """The tile's 0,0 is its north-west corner, and the grid is linear in Web Mercator metres."""
    items = decoded(client.get("/collections/attacks/items?limit=50"))["features"]
    exact = {
        one["id"]: one["geometry"]["coordinates"]
        for one in items
        if one["geometry"] and (one["properties"]["geo_precision"] or 0) < 4
    }
    tile = client.get("/collections/attacks/tiles/WebMercatorQuad/0/0/0").content
    decoded_tile = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    layer = decoded_tile["attacks"]
    transform = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True).transform
    half = 20037508.342789244
    seen = set()
    for feature in layer["features"]:
        x, y = feature["geometry"]["coordinates"]
        east, north = transform(*exact[feature["properties"]["id"]])
        assert abs(x - (east + half) / (2 * half) * layer["extent"]) <= 1
        assert abs(y - (half - north) / (2 * half) * layer["extent"]) <= 1
        seen.add(feature["properties"]["id"])
    assert seen == set(exact)


def test_req_oas30_completeness(api):
    for owner in ("", "/collections/attacks"):
        for path in (
            "/tiles",
            "/tiles/WebMercatorQuad",
            "/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}",
        ):
            assert owner + path in api["paths"]


def test_req_oas30_operation_id(api):
    numbers = "/{tileMatrix}/{tileRow}/{tileCol}"
    of_layer, of_all = "/collections/attacks/tiles", "/tiles"
    endings = {
        of_layer: ".collection.vector.getTileSetsList",
        f"{of_layer}/WebMercatorQuad": ".collection.vector.getTileSet",
        f"{of_layer}/WebMercatorQuad{numbers}": ".collection.vector.getTile",
        of_all: ".dataset.vector.getTileSetsList",
        f"{of_all}/WebMercatorQuad": ".dataset.vector.getTileSet",
        f"{of_all}/WebMercatorQuad{numbers}": ".dataset.vector.getTile",
        "/tileMatrixSets": ".getTileMatrixSetsList",
        "/tileMatrixSets/WebMercatorQuad": ".getTileMatrixSet",
    }
    ids = {path: item["get"]["operationId"] for path, item in api["paths"].items()}
    assert len(set(ids.values())) == len(ids)
    for path, ending in endings.items():
        assert ids[path].endswith(ending)
