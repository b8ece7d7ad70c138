"""Debian's GDAL, by its programs: every page, every record once, and what filters it sends."""

import json
import re

import pytest
import shapely
from expected import LAYERS, TABLES, chosen, exact, features, same, same_place
from gdal_filters import WHERE
from programs import run


@pytest.fixture(scope="module")
def attacks(mini):
    return features(mini, "attacks")


def read(source, *arguments):
    """The features that ogr2ogr reads, which must not warn of anything."""
    precision = ("-lco", "COORDINATE_PRECISION=15")
    said, complaints = run(
        "ogr2ogr", "-f", "GeoJSON", "/vsistdout/", source, *arguments, *precision
    )
    assert complaints == ""
    return json.loads(said)["features"]


def ids(found):
    return sorted(one["properties"]["id"] for one in found)


def test_ogrinfo_lists_the_collections_with_their_geometries(server):
    said, _ = run("ogrinfo", "-ro", f"OAPIF:{server}")
    listed = re.findall(r"^\d+: (\w+)", said, re.M)
    assert {*LAYERS, *TABLES, "areas"} == set(listed)


def test_ogrinfo_counts_and_covers(server, attacks):
    said, _ = run("ogrinfo", "-ro", "-so", f"OAPIF:{server}", "attacks")
    assert f"Feature Count: {len(attacks)}\n" in said
    shapes = [
        shapely.from_geojson(json.dumps(one["geometry"]))
        for one in attacks.values()
        if one["geometry"]
    ]
    extent = [float(one) for one in re.findall(r"-?\d+\.\d+", _line(said, "Extent"))]
    assert shapely.box(*extent).covers(shapely.box(*shapely.total_bounds(shapes)))
    assert _line(said, "date_start").startswith("Date ")
    assert _line(said, "fatalities_low").startswith("Integer ")
    assert _line(said, "civilian_targeting").startswith("Integer(Boolean) ")


def _line(said, name):
    return re.search(rf"^{name}: (.*)$", said, re.M).group(1)


@pytest.mark.parametrize("layer", LAYERS)
def test_it_reads_each_record_once_with_its_values(running, mini, layer):
    expected = features(mini, layer)
    with running.listening() as asked:
        found = read(f"OAPIF:{running.base}", layer)
    assert ids(found) == sorted(expected)
    assert sum("cursor=" in one for one in asked) == (len(expected) - 1) // 6
    for one in found:
        record = expected[one["properties"]["id"]]
        shape = one["geometry"] and shapely.from_geojson(json.dumps(one["geometry"]))
        assert same_place(shape, record["geometry"])
        for name, value in record["properties"].items():
            assert same(one["properties"][name], value), name


@pytest.mark.parametrize("table", TABLES)
def test_it_reads_the_tables(server, mini, table):
    expected = json.loads((mini / f"{table}.json").read_text("utf-8"))
    assert len(read(f"OAPIF:{server}", table)) == len(expected)


def test_it_sends_its_box(running, attacks):
    box = shapely.box(-1, 15, 1, 17)
    with running.listening() as asked:
        found = read(f"OAPIF:{running.base}", "attacks", "-spat", "-1", "15", "1", "17")
    assert any("bbox=-1,15,1,17" in one for one in asked)
    expected = {
        name
        for name, one in attacks.items()
        if one["geometry"] and shapely.from_geojson(json.dumps(one["geometry"])).intersects(box)
    }
    assert expected
    assert set(ids(found)) == expected


@pytest.mark.parametrize(("where", "rule", "sent"), WHERE, ids=[one[0] for one in WHERE])
def test_it_filters(running, attacks, where, rule, sent):
    with running.listening() as asked:
        found = read(f"OAPIF:{running.base}", "attacks", "-where", where)
    assert ids(found) == chosen(attacks, rule)
    if sent is not None:
        assert any(one.endswith(sent) for one in asked)


def test_a_file_by_its_address_answers_cql2(server, attacks):
    """The way to compare one date field only: GDAL reads the format, the server filters."""
    given = "date_start%20%3E%3D%20DATE('2015-01-01')"
    address = f"{server}/collections/attacks/items?f=fgb&limit=1000&filter={given}"
    found = read(f"/vsicurl_streaming/{address}")
    later = chosen(attacks, lambda p: (p["date_start"] or "") >= "2015-01-01")
    assert ids(found) == later


def test_it_reads_a_tile(server, attacks):
    found = read(f"MVT:{server}/tiles/attacks/0/0/0.mvt", "attacks", "-t_srs", "EPSG:4326")
    assert ids(found) == sorted(exact(attacks))
    for one in found:
        record = attacks[one["properties"]["id"]]
        assert one["properties"]["event_type"] == record["properties"]["event_type"]
        place = record["geometry"]["coordinates"]  # 4,096 steps make a tile: 0.09 degrees each
        assert one["geometry"]["coordinates"] == pytest.approx(place, abs=0.09)


def test_it_reads_a_tile_of_the_other_address(server, attacks):
    """Where the tile lies this version does not read off such an address."""
    address = f"{server}/collections/attacks/tiles/WebMercatorQuad/0/0/0?f=mvt"
    assert ids(read(f"MVT:{address}", "attacks")) == sorted(exact(attacks))
