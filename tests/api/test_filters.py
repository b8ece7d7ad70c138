"""One filter on items, tiles, maps, pages and the command line; none that is wrong does harm."""

import json
import re
import time

import mapbox_vector_tile
import pytest
from asgi import decoded
from click.testing import CliRunner

from api.commands import cli

ITEMS = "/collections/attacks/items"
BATTLES = "event_type = 'Battles'"
FILTER = f"{BATTLES} AND (fatalities_low < fatalities_high OR CASEI(name_fr) LIKE CASEI('%É%'))"
PLACE = "S_INTERSECTS(geometry, POLYGON((-6 13, 2 13, 2 20, -6 20, -6 13)))"
SLOW = 1.0  # seconds


def ids(client, path=ITEMS, **wanted):
    found = decoded(client.get(path, params={"limit": "50", **wanted}))
    return {one["id"] for one in found["features"]}


def counted(tile, layer):
    """How many records the points, cells and areas of a whole tile stand for."""
    found = 0
    for name, content in mapbox_vector_tile.decode(tile).items():
        if name in (layer, f"{layer}_areas"):
            found += sum(one["properties"].get("count", 1) for one in content["features"])
    return found


@pytest.mark.parametrize("text", [FILTER, PLACE, f"{PLACE} AND NOT {BATTLES}"])
def test_items_tiles_and_counts_agree(served, mini, text):
    selected = ids(served, filter=text)
    assert 0 < len(selected) < len(ids(served))
    located = ids(served, filter=f"({text}) AND geometry IS NOT NULL")
    tile = served.get("/tiles/attacks/0/0/0.mvt", params={"filter": text})
    assert counted(tile.content, "attacks") == len(located)
    ogc = "/collections/attacks/tiles/WebMercatorQuad/0/0/0"
    assert served.get(ogc, params={"filter": text}).content == tile.content
    done = CliRunner().invoke(
        cli,
        ["counts", "--atlas", str(mini), "--layers", "attacks", "--by", "layer", "--filter", text],
    )
    assert done.exit_code == 0, done.output
    assert int(done.output.split()[-1]) == len(selected)


@pytest.mark.parametrize("path", ["/map", "/embed", "/map.html"])
def test_maps_show_what_items_select(served, path):
    page = served.get(path, params={"filter": FILTER, "layers": "attacks"})
    assert page.status_code == 200
    data = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page.text, re.S)
    records = json.loads(data.group(1))["records"]
    assert {one["id"] for one in records} == ids(served, filter=FILTER)


def test_a_clause_holds_for_the_layers_that_have_its_fields(served):
    layers = "attacks,bases"
    both = served.get("/tiles/attacks,bases/0/0/0.mvt", params={"filter": "base_type = 'camp'"})
    alone = served.get("/tiles/attacks/0/0/0.mvt").content
    camps = {"filter": "base_type = 'camp'"}
    assert both.content == alone + served.get("/tiles/bases/0/0/0.mvt", params=camps).content
    apart = "base_type = 'camp' AND event_type = 'Battles'"
    assert served.get(f"/tiles/{layers}/0/0/0.mvt", params={"filter": apart}).status_code == 200
    mixed = "base_type = 'camp' OR event_type = 'Battles'"  # no layer can answer it
    assert served.get(f"/tiles/{layers}/0/0/0.mvt", params={"filter": mixed}).status_code == 400


def test_codes_that_only_other_layers_know(served):
    """``incursion`` is a type of border incidents; attacks have no such field."""
    wanted = {"filter": "incident_type = 'incursion' AND NOT country = 'BF'"}
    answer = served.get("/tiles/attacks,border_incidents/0/0/0.mvt", params=wanted)
    assert answer.status_code == 200


def test_links_carry_the_filter(served):
    first = decoded(served.get(ITEMS, params={"filter": "true", "limit": "2"}))
    (following,) = [one["href"] for one in first["links"] if one["rel"] == "next"]
    assert "filter=true" in following
    tiles = "/collections/attacks/tiles/WebMercatorQuad/tilejson.json"
    found = decoded(served.get(tiles, params={"filter": FILTER}))
    template = found["tiles"][0].format(z=0, x=0, y=0)
    expected = served.get("/tiles/attacks/0/0/0.mvt", params={"filter": FILTER})
    assert served.get(template).content == expected.content


def test_the_tag_is_of_the_filter(served):
    tags = {
        served.get(ITEMS, params={"filter": f"source_count > {n}"}).headers["etag"] for n in "12"
    }
    assert len(tags) == 2


def test_every_page_of_a_filter_is_reached(served):
    whole = ids(served, filter="geo_precision < 4")
    address, seen = f"{ITEMS}?limit=3&filter=geo_precision%20%3C%204", []
    while address:
        page = decoded(served.get(address))
        seen += [one["id"] for one in page["features"]]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
    assert sorted(seen) == sorted(whole)


HOSTILE = [
    "(" * 300, "(" * 4_000, "(" * 45 + "country = 'ML' x" + ")" * 45, "NOT (" * 45,
    "-" * 9_000 + "1", "NOT " * 2_400 + "country = 'ML'", "a" * 9_999,
    "'" * 9_999, '"' * 9_999, "%" * 9_999,
    "country IN (" + "'ML'," * 1_900 + "'ML')", "source_count IN (" + "1," * 4_900 + "1)",
    "source_count = NaN", "source_count = 1e999", "source_count = -1e999 ^ 2", "NaN = NaN",
    "S_INTERSECTS(geometry, POINT(NaN NaN))", "S_INTERSECTS(geometry, POINT(1e308 1))",
    "S_INTERSECTS(geometry, POLYGON((" + "0 0," * 2_400 + "0 0)))",
    "S_INTERSECTS(geometry, BBOX(NaN,0,1,1))", "S_INTERSECTS(geometry, BBOX(1,2,3))",
    "country = 'ML'; DROP TABLE attacks", "country = 'ML' --", "1=1 UNION SELECT * FROM attacks",
    "country = '' OR ''=''; --", "' OR 1=1 --", "country = 'ML' /* */", "pg_sleep(10) = 1",
    "name_en LIKE '" + "%a" * 4_000 + "'", "name_en LIKE '" + "_" * 9_000 + "'",
    "name_en = '\u202e\ufeff\U0001f600'", "name_en = '\x00'", "na\u0301me = 1", "\U0001f600 = 1",
    "name_en = '<script>alert(1)</script>'", "name_en = '${7*7}{{7*7}}'", "__class__ = 1",
    "source_count ^ 1000 ^ 1000 > 1", "source_count / 0 > 1", "1 / 0 = 1 / 0", "0 ^ -1 > 0",
    "source_count = 9999999999999999999999999999", "date_start = DATE('0000-00-00')",
    "date_start > DATE('99999-01-01')", "updated_at > TIMESTAMP('2020-01-01T25:00:00Z')",
    "updated_at > TIMESTAMP('9999-12-31T23:59:59-23:59')",
    "T_DURING(INTERVAL('..','..'),INTERVAL('..','..'))", "source_count = ", "= 1", "()", "true and",
    "country = 'ML' AND " * 500 + "true", "country = 'ML' OR " * 500 + "true",
    "source_count" + " + source_count" * 600 + " > 1",
]  # fmt: skip


@pytest.mark.parametrize("given", HOSTILE, ids=lambda given: f"{given[:30]!r}")
def test_hostile_filters(served, given):
    for path, wanted in ((ITEMS, {"limit": "1"}), ("/tiles/attacks,bases/0/0/0.mvt", {})):
        started = time.perf_counter()
        answer = served.get(path, params={"filter": given, **wanted})
        assert time.perf_counter() - started < SLOW
        assert answer.status_code in (200, 400, 414)
        if answer.status_code != 200:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize(
    "given",
    [
        "{", "[]", "null", "1", '"x"', "{}", '{"op":"="}', '{"op":"and","args":[]}',
        '{"op":"=","args":[{"property":"country"},{"property":"country"},1]}',
        '{"op":"not","args":[' * 200 + "true" + "]}" * 200, "[" * 3_000,
        '{"op":"=","args":[{"property":"country"},"\\ud800"]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point"}]}',
        '{"op":"=","args":[{"property":"source_count"},1e400]}',
        '{"op":"=","args":[{"property":"source_count"},99999999999999999999999]}',
        '{"op":"in","args":[{"property":"country"},' + json.dumps(["ML"] * 1_500) + "]}",
    ],
)  # fmt: skip
def test_hostile_json(served, given):
    started = time.perf_counter()
    answer = served.get(ITEMS, params={"filter": given, "filter-lang": "cql2-json"})
    assert time.perf_counter() - started < SLOW
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("given", "value", "nearest"),
    [
        ("event_typ = 'Battles'", "event_typ", "event_type"),
        ("event_type = 'Batles'", "Batles", "Battles"),
        ("S_INTERSECT(geometry, POINT(1 1))", "S_INTERSECT", "s_intersects"),
        ("country = 'ML' xor true", "xor true", None),
        ("version = 1", "version", "geo_precision"),
    ],
)
def test_a_refusal_names_the_nearest(served, given, value, nearest):
    answer = served.get(ITEMS, params={"filter": given})
    assert answer.status_code == 400
    body = answer.json()
    assert (body["parameter"], body["value"], body.get("nearest")) == ("filter", value, nearest)


def test_a_long_filter_fits_the_address(served):
    text = "name_en IN (" + ",".join(f"'Événement {n:03}'" for n in range(600)) + ")"
    assert 8_000 < len(text) < 10_000
    assert served.get(ITEMS, params={"filter": text}).status_code == 200


def test_lines_may_be_broken(served):
    assert ids(served, filter="country\n=\r\n\t'ML'") == ids(served, country="ML")
