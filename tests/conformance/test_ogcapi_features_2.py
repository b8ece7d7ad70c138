"""OGC API - Features Part 2 (OGC 18-058r1): a test for each requirement, named by its id."""

import json

import pyproj
import pytest
from answers import parameter
from asgi import decoded

ITEMS = "/collections/attacks/items"
ITEM = f"{ITEMS}/ml-attack-1963-kidal"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CODES = ("4326", "3857", "32628", "32629", "32630", "32631")
SYSTEMS = (CRS84, *(EPSG + code for code in CODES))


@pytest.fixture(scope="module")
def attacks(mini):
    return json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]


def into(uri):
    """From longitude, latitude to the system, in its own axis order."""
    return pyproj.Transformer.from_crs("OGC:CRS84", uri).transform


def test_req_crs_crs_uri(collections):
    for one in collections:
        assert all(uri.startswith("http://www.opengis.net/def/crs/") for uri in one["crs"])


def test_req_crs_fc_md_crs_list(collections):
    for one in collections:
        assert tuple(one["crs"]) == SYSTEMS


def test_req_crs_fc_md_crs_list_global(client):
    assert "crs" not in decoded(client.get("/collections"))  # each collection has its own list


def test_req_crs_fc_md_storagecrs(collections, spatial):
    for one in collections:
        assert ("storageCrs" in one) == (one["id"] in spatial)


def test_req_crs_fc_md_storagecrs_valid_value(collections, spatial):
    assert all(one["storageCrs"] in one["crs"] for one in collections if one["id"] in spatial)


def test_req_crs_fc_bbox_crs_definition(api):
    found = parameter(api, ITEMS, "bbox-crs")
    assert (found["in"], found["required"], found["style"]) == ("query", False, "form")
    assert found["schema"]["type"] == "string"


def test_req_crs_fc_bbox_crs_valid_value(client, api):
    assert tuple(parameter(api, ITEMS, "bbox-crs")["schema"]["enum"]) == SYSTEMS
    for uri in SYSTEMS:
        answer = client.get(ITEMS, params={"bbox": "1,1,2,2", "bbox-crs": uri})
        assert answer.status_code == 200, answer.text


def test_req_crs_fc_bbox_crs_default_value(client):
    plain = decoded(client.get(ITEMS, params={"bbox": "-1,15,1,17"}))
    named = decoded(client.get(ITEMS, params={"bbox": "-1,15,1,17", "bbox-crs": CRS84}))
    assert plain["features"] == named["features"]


@pytest.mark.parametrize("uri", SYSTEMS)
def test_req_crs_fc_bbox_crs_action(client, attacks, uri):
    """A small box around each exact point, in the system, finds it and leaves far ones out."""
    for one in attacks:
        if one["geometry"] is None or (one["properties"]["geo_precision"] or 0) >= 4:
            continue
        lon, lat = one["geometry"]["coordinates"]
        x, y = into(uri)(lon, lat)
        half = 0.01 if abs(x) < 180 and abs(y) < 180 else 1_000
        box = ",".join(map(repr, (x - half, y - half, x + half, y + half)))
        wanted = {"bbox": box, "bbox-crs": uri, "limit": "50"}
        found = {each["id"] for each in decoded(client.get(ITEMS, params=wanted))["features"]}
        assert one["id"] in found
        for other in attacks:
            if other["geometry"] and (other["properties"]["geo_precision"] or 0) < 4:
                there = other["geometry"]["coordinates"]
                far = max(abs(there[0] - lon), abs(there[1] - lat))
                assert far < 0.05 or other["id"] not in found


def test_req_crs_bbox_crs_exception(client):
    for wrong in (EPSG + "9999", "EPSG:4326", "", CRS84 + "h"):
        answer = client.get(ITEMS, params={"bbox": "1,1,2,2", "bbox-crs": wrong})
        assert answer.status_code == 400
        assert answer.json()["parameter"] == "bbox-crs"


@pytest.mark.parametrize("path", [ITEMS, f"{ITEMS}/{{feature_id}}"])
def test_req_crs_fc_crs_definition(api, path):
    found = parameter(api, path, "crs")
    assert (found["in"], found["required"], found["style"]) == ("query", False, "form")
    assert found["schema"]["type"] == "string"


def test_req_crs_fc_crs_valid_value(client, api):
    assert tuple(parameter(api, ITEMS, "crs")["schema"]["enum"]) == SYSTEMS
    for uri in SYSTEMS:
        for path in (ITEMS, ITEM):
            assert client.get(path, params={"crs": uri}).status_code == 200


def test_req_crs_fc_crs_default_value(client):
    for path in (ITEMS, ITEM):
        plain, named = client.get(path), client.get(path, params={"crs": CRS84})
        assert plain.headers["content-crs"] == f"<{CRS84}>"
        body, same = decoded(plain), decoded(named)
        assert body.get("features", body.get("geometry")) == same.get(
            "features", same.get("geometry")
        )


@pytest.mark.parametrize("uri", SYSTEMS)
def test_req_crs_fc_crs_action(client, attacks, uri):
    wanted = {"crs": uri, "limit": "50"}
    found = {one["id"]: one for one in decoded(client.get(ITEMS, params=wanted))["features"]}
    for one in attacks:
        ours = found[one["id"]]["geometry"]
        alone = decoded(client.get(f"{ITEMS}/{one['id']}", params={"crs": uri}))["geometry"]
        assert ours == alone
        if one["geometry"] is None:
            assert ours is None
        else:
            expected = into(uri)(*one["geometry"]["coordinates"])
            assert ours["coordinates"] == pytest.approx(expected, abs=6e-4)


def test_req_crs_crs_exception(client):
    for path in (ITEMS, ITEM):
        for wrong in (EPSG + "9999", "EPSG:4326", "", CRS84 + "h"):
            answer = client.get(path, params={"crs": wrong})
            assert answer.status_code == 400
            assert answer.json()["parameter"] == "crs"


def test_req_crs_ogc_crs_header(client):
    for path in (ITEMS, ITEM, ITEMS + "?f=csv", ITEMS + "?f=gpkg"):
        assert "content-crs" in client.get(path).headers


@pytest.mark.parametrize("uri", SYSTEMS)
def test_req_crs_ogc_crs_header_value(client, uri):
    for path in (ITEMS, ITEM):
        assert client.get(path, params={"crs": uri}).headers["content-crs"] == f"<{uri}>"


def test_req_crs_geojson(client):
    """By prior arrangement other systems go out as GeoJSON; without ``crs`` it is RFC 7946."""
    answer = client.get(ITEM, params={"crs": EPSG + "4326"})
    assert answer.headers["content-type"] == "application/geo+json"
    turned = decoded(answer)["geometry"]["coordinates"]
    assert turned == decoded(client.get(ITEM))["geometry"]["coordinates"][::-1]
    assert "crs" not in answer.json()


def test_req_crs_fc_bbox_crs_action_where_edges_bend(client, attacks):
    """A wide box of UTM is no box in degrees: a point counts by its own easting and northing."""
    uri = EPSG + "32630"
    placed = {
        one["id"]: into(uri)(*one["geometry"]["coordinates"])
        for one in attacks
        if one["geometry"] and (one["properties"]["geo_precision"] or 0) < 4
    }
    nowhere = {one["id"] for one in attacks if not one["geometry"]}
    cut = 0
    for name, (_, north) in placed.items():
        box = (-600_000, north - 20_000, 1_400_000, north + 1_000)
        wanted = {"bbox": ",".join(map(str, box)), "bbox-crs": uri, "limit": "50"}
        found = {one["id"] for one in decoded(client.get(ITEMS, params=wanted))["features"]}
        assert name in found
        assert nowhere <= found
        for other, (x, y) in placed.items():
            inside = box[0] <= x <= box[2] and box[1] <= y <= box[3]
            assert (other in found) == inside, (other, name)
            cut += not inside
    assert cut
