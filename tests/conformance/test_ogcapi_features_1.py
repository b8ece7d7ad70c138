"""OGC API - Features Part 1 (OGC 17-069r4): a test for each requirement, named by its id."""

import json
import re
from datetime import datetime
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from answers import links, only_link, parameter
from asgi import decoded
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

ITEMS = "/collections/attacks/items"
GEOJSON = "application/geo+json"
FORMATS = {
    "application/geo+json",
    "text/html",
    "text/csv",
    "application/geo+json-seq",
    "application/geopackage+sqlite3",
    "application/flatgeobuf",
    "application/vnd.apache.parquet",
    "application/vnd.google-earth.kml+xml",
}


@pytest.fixture(scope="module")
def attacks(mini):
    return json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]


def test_req_core_root_op(client):
    assert client.get("/").status_code == 200


def test_req_core_root_success(client):
    body = decoded(client.get("/"))
    assert only_link(body, "conformance")["href"].endswith("/conformance")
    assert only_link(body, "data")["href"].endswith("/collections")
    assert links(body, "service-desc")
    assert links(body, "service-doc")


def test_req_core_api_definition_op(client):
    for rel in ("service-desc", "service-doc"):
        found = only_link(decoded(client.get("/")), rel)
        assert client.get(found["href"]).status_code == 200


def test_req_core_api_definition_success(client, api):
    found = only_link(decoded(client.get("/")), "service-desc")
    assert client.get(found["href"]).headers["content-type"] == found["type"]
    OpenAPIV30SpecValidator(api).validate()


def test_req_core_conformance_op(client):
    assert client.get("/conformance").status_code == 200


def test_req_core_conformance_success(client):
    claimed = decoded(client.get("/conformance"))["conformsTo"]
    assert len(set(claimed)) == len(claimed)
    assert all(one.startswith("http://www.opengis.net/spec/") for one in claimed)
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in claimed


def test_req_core_http(client):
    assert client.request("HEAD", "/").status_code == 200
    assert client.request("DELETE", ITEMS).status_code == 405
    assert client.get("/nowhere").status_code == 404
    assert client.get(ITEMS, headers={"Accept": "image/tiff"}).status_code == 406


@pytest.mark.parametrize("path", ["/", "/collections", "/collections/attacks", ITEMS])
def test_req_core_query_param_unknown(client, path):
    assert client.get(path, params={"unknown": "1"}).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    ["limit=x", "limit=0", "limit=-1", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,9,3,4", "bbox=",
     "datetime=yesterday", "datetime=2020-13-01", "datetime=2021-01-01/2020-01-01", "datetime="],
)  # fmt: skip
def test_req_core_query_param_invalid(client, wrong):
    answer = client.get(f"{ITEMS}?{wrong}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == wrong.split("=")[0]


def test_req_core_crs84(client, attacks):
    found = decoded(client.get(ITEMS, params={"limit": "50"}))["features"]
    places = {one["id"]: one["geometry"] for one in found}
    assert places == {one["id"]: one["geometry"] for one in attacks}


def test_req_core_fc_md_op(client):
    assert client.get("/collections").status_code == 200


def test_req_core_fc_md_success(client, collections, mini):
    for one in collections:
        assert decoded(client.get(f"/collections/{one['id']}")) == one
    assert {"attacks", "bases", "sources"} <= {one["id"] for one in collections}


@pytest.mark.parametrize("path", ["/collections", "/collections/attacks"])
def test_req_core_fc_md_links(client, path):
    body = decoded(client.get(path))
    own = only_link(body, "self")
    assert decoded(client.get(own["href"])) == body
    other = only_link(body, "alternate")
    assert client.get(other["href"]).headers["content-type"].startswith(other["type"])


def test_req_core_fc_md_items(client, collections):
    served = decoded(client.get("/collections"))["collections"]
    assert [one["id"] for one in served] == [one["id"] for one in collections]
    for one in collections:
        assert client.get(f"/collections/{one['id']}/items").status_code == 200


def test_req_core_fc_md_items_links(client, collections):
    for one in collections:
        found = links(one, "items")
        assert {each["type"] for each in found} == FORMATS
        for each in found:
            answer = client.get(each["href"])
            assert answer.headers["content-type"].split(";")[0] == each["type"]


def test_req_core_fc_md_extent(collections, spatial):
    for one in collections:
        if one["id"] not in spatial:
            continue
        for box in one["extent"]["spatial"]["bbox"]:
            assert len(box) in (4, 6)
        if "temporal" in one["extent"]:
            for start, end in one["extent"]["temporal"]["interval"]:
                for instant in (start, end):
                    assert instant is None or datetime.fromisoformat(instant).tzinfo


def test_req_core_fc_md_extent_multi(collections):
    assert all(
        len(one["extent"][part][name]) == 1
        for one in collections
        for part, name in (("spatial", "bbox"), ("temporal", "interval"))
        if part in one.get("extent", {})
    )


def test_req_core_sfc_md_op(client, collections):
    for one in collections:
        assert client.get(f"/collections/{one['id']}").status_code == 200
    assert client.get("/collections/nothing").status_code == 404


def test_req_core_sfc_md_success(client, collections):
    for one in collections:
        body = decoded(client.get(f"/collections/{one['id']}"))
        for name in ("id", "title", "description", "extent", "itemType"):
            assert body.get(name) == one.get(name)


def test_req_core_fc_op(client, collections):
    for one in collections:
        assert client.get(f"/collections/{one['id']}/items").status_code == 200
    assert client.get("/collections/nothing/items").status_code == 404


def test_req_core_fc_limit_definition(api, settings):
    found = parameter(api, ITEMS, "limit")
    assert found["in"] == "query"
    assert found["required"] is False
    assert (found["style"], found["explode"]) == ("form", False)
    assert found["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": settings.max_limit,
        "default": settings.default_limit,
    }


@pytest.mark.parametrize("limit", [None, 1, 3, 14, 50, 51, 100_000])
def test_req_core_fc_limit_response_1(client, attacks, settings, limit):
    url = ITEMS if limit is None else f"{ITEMS}?limit={limit}"
    most = min(limit or settings.default_limit, settings.max_limit)
    assert len(decoded(client.get(url))["features"]) == min(most, len(attacks))


def test_req_core_fc_bbox_definition(api):
    found = parameter(api, ITEMS, "bbox")
    assert found["in"] == "query"
    assert found["required"] is False
    assert (found["style"], found["explode"]) == ("form", False)
    assert found["schema"] == {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    }


@pytest.mark.parametrize("box", [(-1, 15, 1, 17), (170, -90, -3, 90), (-1, 15, 0, 1, 17, 9)])
def test_req_core_fc_bbox_response(client, attacks, box):
    west, south, *_, east, north = (*box[:2], *box[-2:]) if len(box) == 4 else (*box[:2], *box[3:5])
    found = decoded(client.get(ITEMS, params={"bbox": ",".join(map(str, box)), "limit": "50"}))
    ids = {one["id"] for one in found["features"]}
    assert found["numberMatched"] == len(ids)
    for one in attacks:
        if one["geometry"] is None:  # "if the feature has no geometry, it matches"
            assert one["id"] in ids
        elif (one["properties"]["geo_precision"] or 0) < 4:
            lon, lat = one["geometry"]["coordinates"]
            across = west <= lon <= east if west <= east else lon >= west or lon <= east
            assert (one["id"] in ids) == (across and south <= lat <= north), one["id"]


def test_req_core_fc_time_definition(api):
    found = parameter(api, ITEMS, "datetime")
    assert found["in"] == "query"
    assert found["required"] is False
    assert (found["style"], found["explode"]) == ("form", False)
    assert found["schema"]["type"] == "string"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019-11-01", "2019-11-01", "2019-11-01"),
        ("2019-11-01T12:00:00Z", "2019-11-01", "2019-11-01"),
        ("2012-01-01/2013-12-31", "2012-01-01", "2013-12-31"),
        ("2012-01-01T00:00:00Z/2013-12-31T00:00:00Z", "2012-01-01", "2013-12-31"),
        ("../2012-12-31", "", "2012-12-31"),
        ("2012-12-31/..", "2012-12-31", "9"),
        ("/2012-12-31", "", "2012-12-31"),
        ("2012-12-31/", "2012-12-31", "9"),
    ],
)
def test_req_core_fc_time_response(client, attacks, text, start, end):
    found = decoded(client.get(ITEMS, params={"datetime": text, "limit": "50"}))["features"]
    expected = set()
    for one in attacks:
        first, last = (one["properties"][name] for name in ("date_start", "date_end"))
        if (first or "") <= end and (last or "9") >= start:
            expected.add(one["id"])
    assert {one["id"] for one in found} == expected


def test_req_core_fc_response(client, attacks):
    body = decoded(client.get(ITEMS, params={"limit": "50"}))
    assert body["type"] == "FeatureCollection"
    assert {one["id"] for one in body["features"]} == {one["id"] for one in attacks}


def test_req_core_fc_links(client):
    body = decoded(client.get(ITEMS, params={"limit": "3"}))
    same = decoded(client.get(only_link(body, "self", GEOJSON)["href"]))
    assert same["features"] == body["features"]
    others = links(body, "alternate")
    assert {one["type"] for one in others} == FORMATS - {GEOJSON}
    for one in others:
        assert client.get(one["href"]).headers["content-type"].split(";")[0] == one["type"]


def test_req_core_fc_rel_type(client):
    body = decoded(client.get(ITEMS, params={"limit": "3"}))
    assert all(one["rel"] and one["type"] for one in body["links"])


def test_req_core_fc_timestamp(client):
    assert "timeStamp" not in decoded(client.get(ITEMS))  # it may be left out


def test_req_core_fc_numbermatched(client, attacks):
    body = decoded(client.get(ITEMS, params={"limit": "3", "event_type": "Battles"}))
    kinds = [one["properties"]["event_type"] for one in attacks]
    assert body["numberMatched"] == kinds.count("Battles")


def test_req_core_fc_numberreturned(client):
    for limit in ("1", "3", "50"):
        body = decoded(client.get(ITEMS, params={"limit": limit}))
        assert body["numberReturned"] == len(body["features"])


def test_req_core_f_op(client, attacks):
    for one in attacks:
        assert client.get(f"{ITEMS}/{one['id']}").status_code == 200
    assert client.get(f"{ITEMS}/nothing").status_code == 404


def test_req_core_f_success(client, attacks):
    for one in attacks:
        body = decoded(client.get(f"{ITEMS}/{one['id']}"))
        assert (body["type"], body["id"]) == ("Feature", one["id"])


def test_req_core_f_links(client, attacks):
    body = decoded(client.get(f"{ITEMS}/{attacks[0]['id']}"))
    assert decoded(client.get(only_link(body, "self")["href"])) == body
    assert client.get(only_link(body, "alternate")["href"]).status_code == 200
    assert decoded(client.get(only_link(body, "collection")["href"]))["id"] == "attacks"


def test_req_geojson_definition(client):
    for path in (ITEMS, f"{ITEMS}/ml-attack-1963-kidal"):
        answer = client.get(path, headers={"Accept": GEOJSON})
        assert answer.headers["content-type"] == GEOJSON


GEOJSON_FEATURE = {  # RFC 7946 section 3.2
    "type": "object",
    "required": ["type", "geometry", "properties", "id", "links"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "string"},
        "properties": {"type": "object"},
        "geometry": {
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "required": ["type", "coordinates"],
                    "properties": {
                        "type": {"enum": ["Point", "LineString", "MultiLineString", "Polygon",
                                          "MultiPolygon"]},
                        "coordinates": {"type": "array"},
                    },
                },
            ]
        },
    },
}  # fmt: skip


def test_req_geojson_content(client, collections):
    for one in collections:
        body = decoded(client.get(f"/collections/{one['id']}/items", params={"limit": "50"}))
        assert body["type"] == "FeatureCollection"
        assert isinstance(body["links"], list)
        for feature in body["features"]:
            Draft202012Validator(GEOJSON_FEATURE).validate({**feature, "links": []})


PAGES = ("/", "/conformance", "/collections", "/collections/attacks", ITEMS,
         f"{ITEMS}/ml-attack-1963-kidal")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_req_html_definition(client, path):
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", PAGES)
def test_req_html_content(client, path, attacks):
    page = client.get(path, params={"f": "html"}).text
    assert page.lstrip().lower().startswith("<!doctype html>")
    if path == ITEMS:
        assert page.count("<tr>") == 1 + 5  # the head and a page of records
    if path.startswith(f"{ITEMS}/"):
        assert "ML-8" in page


HERE = re.compile(r'<a[^>]* href="([^"]*)"')


def bare(href):
    """An address without format and language, by which pages lead to pages."""
    parts = urlsplit(unescape(href))
    kept = [(name, text) for name, text in parse_qsl(parts.query) if name not in ("f", "lang")]
    return parts.path, tuple(kept)


@pytest.mark.parametrize("path", [*PAGES, "/tiles", "/collections/attacks/tiles/WebMercatorQuad"])
def test_req_html_content_links(client, path):
    """Where the JSON leads, the page leads too: to the same thing as a page, or as a file."""
    body = decoded(client.get(path, params={"f": "json"}))
    page = client.get(path, params={"f": "html"}).text
    known = {bare(href) for href in HERE.findall(page)}
    for one in body.get("links", []):
        wanted, query = bare(one["href"])
        if one.get("templated") or one["rel"] in ("self", "alternate"):
            continue
        assert (wanted, query) in known, one
    if path == "/collections/attacks":
        files = {
            dict(parse_qsl(urlsplit(unescape(href)).query))["f"]
            for href in HERE.findall(page)
            if "/items?" in href
        }
        assert files == {"json", "html", "csv", "jsonseq", "gpkg", "fgb", "parquet", "kml"}


def test_req_oas30_oas_definition_1(client):
    found = only_link(decoded(client.get("/")), "service-desc")
    assert found["type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert client.get(found["href"]).headers["content-type"] == found["type"]


def test_req_oas30_oas_definition_2(api):
    OpenAPIV30SpecValidator(api).validate()


def of_json(schema):
    """A schema of OpenAPI 3.0 as one of JSON Schema, which says otherwise that null is allowed."""
    if isinstance(schema, list):
        return [of_json(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: of_json(one) for name, one in schema.items() if name != "nullable"}
    return {"anyOf": [found, {"type": "null"}]} if schema.get("nullable") is True else found


def like(api, schema):
    whole = {"allOf": [of_json(schema)], "components": of_json(api["components"])}
    return Draft202012Validator(whole)


def test_req_oas30_oas_impl(client, api):
    numbers = ("z", "x", "y", "tileMatrix", "tileRow", "tileCol")
    parts = {"{" + name + "}": "0" for name in numbers}
    parts |= {"{layers}": "attacks", "{format}": "html"}
    needed = {"/oembed": {"url": "http://atlas.test/map"}}
    for path, item in api["paths"].items():
        url = path
        for name, value in parts.items():
            url = url.replace(name, value)
        if "{feature_id}" in url:
            first = decoded(client.get(url.removesuffix("/{feature_id}") + "?limit=1"))
            url = url.replace("{feature_id}", first["features"][0]["id"])
        answer = client.get(url, params=needed.get(path, {}))
        assert answer.status_code == 200, url
        told = item["get"]["responses"]["200"]
        media_type = answer.headers["content-type"].replace("; charset=utf-8", "")
        assert media_type in told["content"]
        assert "Content-Crs" not in told.get("headers", {}) or "content-crs" in answer.headers
        if "application/json" in told["content"] and media_type != "application/json":
            answer = client.get(url, params={"f": "json"})
            media_type = "application/json"
        if "json" in media_type:
            like(api, told["content"][media_type]["schema"]).validate(answer.json())


def test_the_documents_have_schemas(api):
    """Which the test above holds the answers against."""
    plain = {"type": "object"}
    for path, item in api["paths"].items():
        content = item["get"]["responses"]["200"]["content"]
        for media_type, one in content.items():
            if media_type.endswith("json") and path not in ("/openapi.json", "/healthz"):
                assert one["schema"] != plain, (path, media_type)


def test_a_refusal_is_like_its_schema(client, api):
    validator = like(api, {"$ref": "#/components/schemas/problem"})
    for query in ("limit=x", "f=x", "x=1", "bbox=1"):
        validator.validate(client.get(f"{ITEMS}?{query}").json())
    validator.validate(client.get("/nowhere").json())


def test_req_oas30_completeness(api, collections):
    for one in collections:
        path = f"/collections/{one['id']}"
        assert {path, f"{path}/items", f"{path}/items/{{feature_id}}"} <= set(api["paths"])
    assert {"/", "/conformance", "/collections"} <= set(api["paths"])


def test_req_oas30_exception_codes(api):
    for path, item in api["paths"].items():
        assert {"200", "400", "404", "406", "500"} <= set(item["get"]["responses"]), path


def test_req_oas30_security(client, api):
    assert "security" not in api
    assert "securitySchemes" not in api["components"]
    assert client.get(ITEMS).status_code == 200  # without a key
