"""Whatever a client sends is answered by 4xx and application/problem+json, never by 500."""

from urllib.parse import quote

import pytest

from api.errors import STATUSES, problem, status_of
from geo.errors import AtlasError, DataError, FilterError, NotFoundError, RequestError

ITEMS = "/collections/attacks/items"
TILE = "/tiles/attacks/0/0/0.mvt"
LONG = "x" * 5_000

HOSTILE_VALUES = (
    "", " ", "nan", "NaN,NaN,NaN,NaN", "inf", "-inf,0,0,0", "1e400", "1e999,0,0,0", "9" * 4000,
    "-1", "0", "1.5", "0x10", "١٢", "１", "1_0", "+", "-", "--", ",", ",,,,", "1,2,3", "1,2,3,4,5",
    "200,0,210,1", "0,50,0,-50", "0,0,0,0,0,0,0", "null", "true", "../../etc/passwd", "..", "/",
    "2020-13-01", "2020-02-30", "2020-01-01/2019-01-01", "2020-01-01/2020-01-02/2020-01-03",
    "0000-00-00", "99999-01-01", "2020-01-01T25:00:00Z", "T", "2020-W01-1", "../..",
    "%00", "\x00", "\r\nSet-Cookie: a=b", "\ud7ff", "\u202e", "﷽", "😀", "'", '"', '"a', "''",
    "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "`", ";", "a;b", "(", "(" * 300, "[" * 2000,
    "' OR 1=1 --", "\\", LONG,
)  # fmt: skip

PARAMETERS = (
    *("limit", "bbox", "bbox-crs", "datetime", "sortby", "properties", "geometry", "cursor", "f"),
    *("lang", "id", "event_type", "actor_a", "fatalities_best", "date_start", "civilian_targeting"),
    *("source_ids", "updated_at", "priogrid_gid", "crs", "filter", "unknown", "location_radius_m"),
)


def check(answer):
    """Good, or refused in the one shape a refusal has."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["status"] == answer.status_code
        assert body["detail"]
        assert body["title"]
        assert body.get("parameter") is not None or body["what"]  # a parameter's name may be ""
        assert isinstance(body["value"], str)
        assert body["allowed"]


@pytest.mark.parametrize("name", PARAMETERS)
def test_hostile_values_of_parameters(served, name):
    for value in HOSTILE_VALUES:
        query = f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for path in (ITEMS, TILE):
            check(served.get(f"{path}?{query}"))


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_hostile_parts_of_paths(served, value):
    part = quote(value.encode("utf-8", "surrogatepass"), safe="")
    for path in (
        "/{}", "/collections/{}", "/collections/{}/items", "/collections/attacks/items/{}",
        "/collections/attacks/{}", "/tiles/{}/0/0/0.mvt", "/tiles/attacks/{}/0/0.mvt",
        "/tiles/attacks/0/{}/0.mvt", "/tiles/attacks/0/0/{}.mvt", "/collections/attacks/tiles/{}",
        "/collections/attacks/tiles/WebMercatorQuad/0/0/{}", "/static/{}", "/static/{}/{}",
    ):  # fmt: skip
        answer = served.get(path.format(*[part] * path.count("{}")))
        check(answer)


@pytest.mark.parametrize(
    "raw",
    [
        "a=%ff", "a=%ED%A0%80", "%00=1", "a=%00", "=", "&&&&", "=&=", "?", "%", "%zz=1", "a=1&a=2",
        "bbox=0,0,1,1&bbox=0,0,2,2", "limit=1&limit=1", "&".join(f"p{i}=1" for i in range(500)),
        "limit[]=1", "limit=1;bbox=2", "f=json&f=html", "+=+", "%F0%9F%98%80=1",
    ],
)  # fmt: skip
def test_hostile_query_strings(served, raw):
    for path in (ITEMS, TILE, "/", "/healthz"):
        check(served.get(f"{path}?{raw}"))


@pytest.mark.parametrize(
    "path",
    [
        "//", "/%2e%2e/", "/collections//items", "/collections/attacks/items//", "/a" * 900,
        "/collections/attacks/items/" + "a/" * 500, "/%c0%ae%c0%ae/", "/%ff", "/collections/",
        "/static/../api/settings.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/static//etc/passwd",
    ],
)  # fmt: skip
def test_odd_paths_are_not_found(served, path):
    answer = served.get("http://atlas.test" + path)
    check(answer)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept", "a" * 9_000), ("Accept", "," * 9_000), ("Accept", "text/html;q=" + "9" * 5_000),
        ("Accept-Encoding", "gzip;q=" * 2_000), ("If-None-Match", '"' * 9_000),
        ("If-None-Match", 'W/"' * 3_000), ("Accept", "\xff\xfe"), ("Origin", "\xff"),
        ("If-None-Match", "*" * 5_000), ("Range", "bytes=0-1"), ("If-Modified-Since", "yesterday"),
    ],
)  # fmt: skip
def test_hostile_headers(served, name, value):
    for path in (ITEMS, "/"):
        check(served.get(path, headers={name: value.encode("latin-1")}))


def test_too_much_is_refused_by_its_own_status(client):
    assert client.get(ITEMS + "?id=" + "a" * 40_000).status_code == 414
    assert client.get("/" + "a" * 40_000).status_code == 414
    many = [(f"x-{i}", "1") for i in range(200)]
    assert client.get("/", headers=many).status_code == 431
    assert client.get("/", headers={"x": "a" * 40_000}).status_code == 431
    for answer in (client.get("/" + "a" * 10_000), client.get("/", headers=many)):
        check(answer)


def test_what_is_too_much_or_another_method_is_told_like_a_parameter(client):
    long = client.get("/" + "a" * 40_000).json()
    assert (long["parameter"], long["value"]) == ("address", "40001 bytes")
    assert long["allowed"] == "at most 32768 bytes"
    many = client.get("/", headers=[(f"x-{i}", "1") for i in range(200)]).json()
    assert many["parameter"] == "header"
    assert "at most 100 headers" in many["allowed"]
    posted = client.request("POST", ITEMS).json()
    assert (posted["parameter"], posted["value"]) == ("method", "POST")
    assert posted["allowed"] == ["GET", "HEAD", "OPTIONS"]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (ITEMS + "?limit=0", "a whole number, at least 1; above 50 it counts as 50"),
        (ITEMS + "?bbox=1,2,3", "west, south, east, north"),
        (ITEMS + "?datetime=yesterday", "2020-01-31"),
        (ITEMS + "?cursor=x", "link next"),
        (ITEMS + "?fatalities_best=many", "a whole number"),
        (ITEMS + "?fatalities_best=1_0", "a whole number"),
        (ITEMS + "?date_start=2020", "2020-01-31"),
        (ITEMS + "?filter=(", "CQL2"),
        (ITEMS + "?limit=1&limit=2", "limit once"),
        (ITEMS + "?a=%ff", "UTF-8"),
        (ITEMS + "/ml-attack-none", "/collections/attacks/items lists them"),
        (ITEMS + "?name_en=", "IS NULL"),
        (ITEMS + "?id=", "ids of features"),
        (ITEMS + "?id=a,,b", "ids of features"),
        ("/tiles/attacks/2/0/9.mvt", "the first z from 0 to 24"),
        ("/collections/attacks/tiles/WebMercatorQuad/25/0/0", "tileMatrix/tileCol/tileRow"),
        ("/collections/attacks/tiles/WebMercatorQuad/0/x/0", "a whole number"),
    ],
)
def test_what_is_allowed_is_told_in_words_where_it_is_no_list(client, url, allowed):
    body = client.get(url).json()
    assert body["status"] in (400, 404)
    assert allowed in body["allowed"]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (ITEMS + "?civilian_targeting=maybe", ["true", "false"]),
        ("/collections/attacks/tiles/WorldCRS84Quad", ["WebMercatorQuad"]),
        ("/collections/attacks/tiles/WorldCRS84Quad/0/0/0", ["WebMercatorQuad"]),
        ("/tiles/WorldCRS84Quad", ["WebMercatorQuad"]),
        ("/tileMatrixSets/WorldCRS84Quad", ["WebMercatorQuad"]),
    ],
)
def test_what_is_allowed_is_listed(client, url, allowed):
    assert client.get(url).json()["allowed"] == allowed


def test_a_layer_that_is_not_here_is_told_before_the_tiling_scheme(client):
    assert client.get("/collections/attakcs/tiles/Foo").json()["nearest"] == "attacks"


@pytest.mark.parametrize(
    ("url", "parameter", "nearest"),
    [
        ("?event_typ=Battles", "event_typ", "event_type"),
        ("?event_type=Battle", "event_type", "Battles"),
        ("?event_type=Battles,Riot", "event_type", "Riots"),
        ("?sortby=-date_strat", "sortby", "date_start"),
        ("?properties=event_type,place_nam", "properties", "place_name"),
        ("?f=jsn", "f", "json"),
        ("?lang=frr", "lang", "fr"),
        ("?geometry=footprnt", "geometry", "footprint"),
        ("?bbox-crs=http://www.opengis.net/def/crs/EPSG/0/32699", "bbox-crs", None),
        ("?limit=0", "limit", None),
        ("?limit=-5", "limit", None),
        ("?limit=ten", "limit", None),
        ("?bbox=1,2,3", "bbox", None),
        ("?bbox=0,10,0,-10", "bbox", None),
        ("?datetime=yesterday", "datetime", None),
        ("?fatalities_best=many", "fatalities_best", None),
        ("?civilian_targeting=maybe", "civilian_targeting", None),
        ("?date_start=2020", "date_start", None),
        ("?crs=x", "crs", None),
        ("?limit=1&limit=2", "limit", None),
    ],
)
def test_a_refusal_names_parameter_and_nearest(client, url, parameter, nearest):
    answer = client.get(ITEMS + url)
    assert answer.status_code == 400
    body = answer.json()
    assert body["parameter"] == parameter
    assert parameter in body["detail"]
    if nearest:
        assert body["nearest"] == nearest
        assert nearest in body["allowed"]


def test_what_is_not_here_names_the_nearest(client):
    body = client.get("/collections/attakcs/items").json()
    assert (body["status"], body["nearest"]) == (404, "attacks")
    assert client.get(ITEMS + "/ml-attack-none").status_code == 404
    assert client.get("/colections").json()["nearest"] == "/collections"


def test_each_error_has_its_status():
    known = {kind for kind, _ in STATUSES}
    assert {RequestError, NotFoundError, DataError} <= known
    assert status_of(FilterError("filter", "(", "is cut short")) == 400
    assert status_of(AtlasError("new")) == 500


def test_a_problem_leaves_out_what_it_does_not_know():
    assert b"nearest" not in problem(400, "no", nearest=None)
