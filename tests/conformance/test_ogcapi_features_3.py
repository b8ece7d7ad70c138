"""OGC API - Features Part 3 (OGC 19-079r2): a test for each requirement, named by its id."""

import json

import pyproj
import pytest
from answers import only_link, parameter
from asgi import decoded

ITEMS = "/collections/attacks/items"
REL = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
MEDIA_TYPE = "application/schema+json"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@pytest.fixture(scope="module")
def attacks(mini):
    return json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]


def ids(client, path=ITEMS, **wanted):
    found = decoded(client.get(path, params={"limit": "50", **wanted}))
    assert found["numberMatched"] == len(found["features"])
    return {one["id"] for one in found["features"]}


def test_req_queryables_get_queryables_op(client, collections):
    for one in collections:
        link = only_link(one, REL)
        assert link["href"].split("?")[0].endswith(f"/collections/{one['id']}/queryables")
        answer = client.get(link["href"], headers={"Accept": MEDIA_TYPE})
        assert (answer.status_code, answer.headers["content-type"]) == (200, MEDIA_TYPE)


def test_req_queryables_queryables_link(client, collections):
    for one in collections:
        answer = client.get(f"/collections/{one['id']}/items", params={"limit": "1"})
        assert f'/collections/{one["id"]}/queryables>; rel="{REL}"' in answer.headers["link"]


def test_req_queryables_get_queryables_response(client, collections):
    for one in collections:
        found = decoded(client.get(f"/collections/{one['id']}/queryables"))
        assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert found["$id"] == f"http://atlas.test/collections/{one['id']}/queryables"
        assert found["type"] == "object"
        assert found["properties"]


def test_req_queryables_expression_construction(client, collections):
    """What is among the queryables can stand in a filter, and nothing else can."""
    for one in collections:
        path = f"/collections/{one['id']}/items"
        for name in decoded(client.get(f"/collections/{one['id']}/queryables"))["properties"]:
            assert client.get(path, params={"filter": f"{name} IS NULL"}).status_code == 200, name
        for name in ("nothing", "version"):  # the records of four collections have a version
            answer = client.get(path, params={"filter": f"{name} IS NULL"})
            assert answer.status_code == 400
            assert answer.json()["parameter"] == "filter"


def test_req_queryables_query_parameters_parameters(client, api, attacks):
    queryables = decoded(client.get("/collections/attacks/queryables"))["properties"]
    for name, schema in queryables.items():
        if schema.get("type") in (None, "array"):
            continue
        assert parameter(api, ITEMS, name)["in"] == "query"
        if name == "id":
            continue
        for feature in attacks:
            value = feature["properties"].get(name)
            if value is None:
                continue
            text = str(value).lower() if isinstance(value, bool) else str(value)
            expected = {a["id"] for a in attacks if a["properties"].get(name) == value}
            found = ids(client, **{name: f'"{text}"' if "," in text else text})
            assert found == expected, name
            break


def test_req_filter_filter_param(api):
    found = parameter(api, ITEMS, "filter")
    assert (found["in"], found["required"], found["schema"]) == ("query", False, {"type": "string"})


def test_req_filter_filter_lang_param(client, api):
    schema = parameter(api, ITEMS, "filter-lang")["schema"]
    assert schema == {
        "type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text",
    }  # fmt: skip
    assert ids(client, filter="country = 'BF'") == ids(
        client, filter="country = 'BF'", **{"filter-lang": "cql2-text"}
    )
    as_json = '{"op":"=","args":[{"property":"country"},"BF"]}'
    assert ids(client, filter=as_json, **{"filter-lang": "cql2-json"}) == ids(client, country="BF")
    assert client.get(ITEMS, params={"filter": as_json}).status_code == 400
    answer = client.get(ITEMS, params={"filter": "true", "filter-lang": "cql2-tex"})
    assert (answer.status_code, answer.json()["nearest"]) == (400, "cql2-text")


def test_req_filter_filter_crs_wgs84(client):
    inside = ids(client, filter="S_INTERSECTS(geometry, BBOX(-1, 15, 1, 17))")
    unplaced = ids(client, filter="geometry IS NULL")
    assert inside | unplaced == ids(client, bbox="-1,15,1,17")
    assert inside
    assert not inside & unplaced


@pytest.mark.parametrize("code", ["4326", "3857", "32630"])
def test_req_filter_filter_crs_param(client, api, attacks, code):
    schema = parameter(api, ITEMS, "filter-crs")["schema"]
    assert EPSG + code in schema["enum"]
    into = pyproj.Transformer.from_crs("OGC:CRS84", EPSG + code).transform
    ring = [(-6, 13), (2, 13), (2, 18), (-6, 18), (-6, 13)]
    polygons = [
        ", ".join(f"{x!r} {y!r}" for x, y in places)
        for places in (ring, [into(*place) for place in ring])
    ]
    plain, turned = (f"S_INTERSECTS(geometry, POLYGON(({one})))" for one in polygons)
    found = ids(client, filter=turned, **{"filter-crs": EPSG + code})
    assert found == ids(client, filter=plain)
    assert 0 < len(found) < len(attacks)


def test_req_filter_filter_crs_param_that_is_not_supported(client):
    for uri in (EPSG + "2154", "nonsense", ""):
        answer = client.get(ITEMS, params={"filter": "true", "filter-crs": uri})
        assert answer.status_code == 400
        assert answer.json()["parameter"] == "filter-crs"


def test_req_filter_mixing_expressions(client):
    """All that selects holds at once."""
    parts = [
        {"bbox": "-6,13,3,18"},
        {"datetime": "2012-01-01/.."},
        {"country": "ML"},
        {"filter": "event_type = 'Battles' OR fatalities_best IS NOT NULL"},
    ]
    together = {name: value for part in parts for name, value in part.items()}
    found = ids(client, **together)
    assert found
    assert found == set.intersection(*(ids(client, **part) for part in parts))


def test_req_filter_response(client, attacks):
    """Those it is true for, and neither those it is false for nor those it is unknown for."""
    true = ids(client, filter="fatalities_best > 0")
    false = ids(client, filter="NOT (fatalities_best > 0)")
    unknown = ids(client, filter="fatalities_best IS NULL")
    whole = {one["id"] for one in attacks}
    assert true == {o["id"] for o in attacks if (o["properties"]["fatalities_best"] or 0) > 0}
    assert unknown == {o["id"] for o in attacks if o["properties"]["fatalities_best"] is None}
    assert not true & false
    assert not (true | false) & unknown
    assert true | false | unknown == whole


def test_req_features_filter_filter_param(client, api, collections):
    for one in collections:
        path = f"/collections/{one['id']}/items"
        for name in ("filter", "filter-lang", "filter-crs"):
            assert parameter(api, path, name)["in"] == "query"
        assert ids(client, path, filter="false") == set()


def test_req_features_filter_invalid_filter(client):
    answer = client.get(ITEMS, params={"filter": "country = 'BF' AND ("})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
