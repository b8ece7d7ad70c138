"""Each format, read back by another program: the same ids, values, nulls, days and places."""

import io
import json
from datetime import date
from xml.etree import ElementTree

import geopandas
import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from geo.crs import SYSTEMS

LAYERS = ("attacks", "bases", "military_regions", "border_incidents", "areas", "sources")
BY_GDAL = {"gpkg": ".gpkg", "fgb": ".fgb", "jsonseq": ".geojsons"}
FORMATS = ("csv", "jsonseq", "gpkg", "fgb", "parquet", "kml")
KML = "{http://www.opengis.net/kml/2.2}"
UTM30 = "http://www.opengis.net/def/crs/EPSG/0/32630"
EPSG4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"


def url(layer, f, query=""):
    return f"/collections/{layer}/items?limit=50&f={f}{query}"


def as_json(client, layer, query=""):
    """The features of the same query as GeoJSON, by id."""
    features = client.get(url(layer, "json", query)).json()["features"]
    assert features
    return {one["id"]: one for one in features}


def fields_of(client, layer):
    found = client.get(f"/collections/{layer}/schema").json()["properties"]
    return [name for name in found if name not in ("id", "geometry")]


def plain(value):
    """A value as JSON would have it."""
    if pd.isna(value):
        return None
    return value.isoformat()[:10] if isinstance(value, date) else value


def compare(rows, expected, fields):
    """``rows`` are flat mappings with ``id``; each field the schema has is there."""
    found = {row["id"]: row for row in rows}
    assert set(found) == set(expected)
    assert len(found) == len(rows)
    for name, feature in expected.items():
        ours = {field: plain(found[name][field]) for field in fields}
        assert ours == {field: feature["properties"].get(field) for field in fields}


def compare_shapes(ids, shapes, expected):
    for name, shape in zip(ids, shapes, strict=True):
        geometry = expected[name]["geometry"]
        if geometry is None:
            assert shape is None
        else:
            theirs = shapely.from_geojson(orjson.dumps(geometry))
            assert shapely.equals_exact(theirs, shape, tolerance=1e-12), name


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("f", ["gpkg", "fgb"])
def test_gdal_reads_the_same(client, tmp_path, layer, f):
    path = tmp_path / f"file{BY_GDAL[f]}"
    path.write_bytes(client.get(url(layer, f)).content)
    assert pyogrio.list_layers(path)[:, 0].tolist() == [layer]
    # Not through Arrow: there GDAL 3.12 misreads FlatGeobuf's null geometries.
    frame = pyogrio.read_dataframe(path)
    expected = as_json(client, layer)
    shapes = frame.pop("geometry") if "geometry" in frame else [None] * len(frame)
    compare_shapes(frame["id"], shapes, expected)
    compare(frame.to_dict("records"), expected, fields_of(client, layer))


@pytest.mark.parametrize("layer", LAYERS)
def test_arrow_and_geopandas_read_the_same_parquet(client, layer):
    content = client.get(url(layer, "parquet")).content
    table, expected = pq.read_table(io.BytesIO(content)), as_json(client, layer)
    compare(table.to_pylist(), expected, fields_of(client, layer))
    if layer == "sources":
        assert "geometry" not in table.column_names
    else:
        frame = geopandas.read_parquet(io.BytesIO(content))
        assert frame.crs.equals("OGC:CRS84")
        compare_shapes(frame["id"], frame.geometry, expected)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_text_sequence_is_the_features(client, layer):
    content = client.get(url(layer, "jsonseq")).content
    texts = content.split(b"\x1e")
    assert texts[0] == b""  # RFC 7464 section 2.2: each text begins with RS and ends with LF
    assert all(text.endswith(b"\n") for text in texts[1:])
    parsed = {one["id"]: one for one in map(json.loads, texts[1:])}
    assert parsed == as_json(client, layer)


def test_gdal_reads_a_text_sequence(client, tmp_path):
    path = tmp_path / "attacks.geojsons"
    path.write_bytes(client.get(url("attacks", "jsonseq")).content)
    frame = pyogrio.read_dataframe(path)
    assert set(frame["id"]) == set(as_json(client, "attacks"))


def placemarks(content):
    tree = ElementTree.fromstring(content)  # noqa: S314 - our own bytes
    return tree.findall(f".//{KML}Placemark")


def cast(text, kind):
    if kind == "bool":
        return {"true": True, "false": False}[text]
    return {"int": int, "double": float}.get(kind, str)(text)


@pytest.mark.parametrize("layer", LAYERS)
def test_kml_holds_the_same(client, layer):
    content = client.get(url(layer, "kml")).content
    expected = as_json(client, layer)
    kinds = {
        one.get("name"): one.get("type")
        for one in ElementTree.fromstring(content).iter(f"{KML}SimpleField")  # noqa: S314 - ours
    }
    rows = []
    for mark in placemarks(content):
        data = {one.get("name"): one.text or "" for one in mark.iter(f"{KML}SimpleData")}
        row = dict.fromkeys(kinds) | {n: cast(text, kinds[n]) for n, text in data.items()}
        rows.append(row)
        begin, end = mark.find(f".//{KML}begin"), mark.find(f".//{KML}end")
        if "date_start" in kinds:
            assert (None if begin is None else begin.text) == row["date_start"]
            assert (None if end is None else end.text) == row["date_end"]
    compare(rows, expected, fields_of(client, layer))


@pytest.mark.parametrize("layer", [name for name in LAYERS if name != "sources"])
def test_gdal_draws_the_same_kml(client, tmp_path, layer):
    path = tmp_path / "file.kml"
    path.write_bytes(client.get(url(layer, "kml")).content)
    frame = pyogrio.read_dataframe(path)
    expected = as_json(client, layer)
    places = [one for one in expected.values() if one["geometry"]]
    found = frame[~frame.geometry.isna()]
    assert len(found) == len(places)
    assert set(frame["id"]) >= {one["id"] for one in places}
    wanted = [shapely.from_geojson(orjson.dumps(one["geometry"])) for one in places]
    assert np.allclose(
        np.sort(shapely.length(found.geometry)), np.sort(shapely.length(wanted)), atol=1e-9
    )
    assert np.allclose(found.total_bounds, shapely.total_bounds(wanted))


def test_a_point_that_stands_for_an_area_says_so_in_kml(client):
    expected = as_json(client, "attacks")
    for lang, words in (("en", "Known only to an area"), ("fr", "Connu seulement")):
        content = client.get(url("attacks", "kml", f"&lang={lang}")).content
        for mark in placemarks(content):
            data = {one.get("name"): one.text for one in mark.iter(f"{KML}SimpleData")}
            properties = expected[data["id"]]["properties"]
            about = mark.findtext(f"{KML}description") or ""
            rough = expected[data["id"]]["geometry"] and (properties["geo_precision"] or 0) >= 4
            assert about.startswith(words) if rough else about == ""
            assert mark.findtext(f"{KML}name") == properties[f"name_{lang}"]


@pytest.mark.parametrize("f", FORMATS)
def test_paging_is_in_the_header(client, f):
    expected, pages = len(as_json(client, "attacks")), 0
    address = "/collections/attacks/items?limit=6&f=" + f
    returned = []
    while address:
        answer = client.get(address)
        assert answer.headers["ogc-numbermatched"] == str(expected)
        returned.append(int(answer.headers["ogc-numberreturned"]))
        following = answer.links.get("next", {})
        address = following.get("url")
        assert not address or following["type"] == answer.headers["content-type"].split(";")[0]
        pages += 1
    assert returned == [6, 6, 2]


@pytest.mark.parametrize("f", FORMATS)
def test_the_same_request_gives_the_same_file(client, f):
    first, again = (client.get(url("attacks", f)) for _ in range(2))
    assert first.content == again.content
    assert first.headers["etag"] == again.headers["etag"]
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get(url("attacks", f), headers=held).status_code == 304
    assert client.get(url("attacks", f), headers={"If-None-Match": "*"}).status_code == 304
    head = client.request("HEAD", url("attacks", f))
    assert dict(head.headers) == dict(first.headers)


@pytest.mark.parametrize("f", FORMATS)
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_compressed_file_is_the_same(client, f, coding):
    answer = client.get(url("attacks", f), headers={"Accept-Encoding": coding})
    content = answer.content
    if answer.headers.get("content-encoding") in ("br", "zstd"):  # httpx undoes gzip alone
        size = len(client.get(url("attacks", f)).content)
        codec = {"br": "brotli"}.get(coding, coding)
        content = pa.decompress(content, size, codec=codec, asbytes=True)
    assert content == client.get(url("attacks", f)).content


@pytest.mark.parametrize("f", FORMATS)
def test_an_empty_answer_is_a_file_too(client, tmp_path, f):
    answer = client.get(url("attacks", f, "&id=nothing"))
    assert answer.status_code == 200
    assert answer.headers["ogc-numbermatched"] == "0"
    path = tmp_path / f"file.{f}"
    path.write_bytes(answer.content)
    if f in ("gpkg", "fgb"):
        assert len(pyogrio.read_dataframe(path)) == 0
    elif f == "parquet":
        assert len(geopandas.read_parquet(path)) == 0


@pytest.mark.parametrize("f", FORMATS)
def test_properties_and_geometry_may_be_chosen(client, tmp_path, f):
    answer = client.get(url("attacks", f, "&properties=event_type,geo_precision&geometry=none"))
    path = tmp_path / f"file.{f}"
    path.write_bytes(answer.content)
    if f in ("gpkg", "fgb"):
        about, _ = pyogrio.read_arrow(path)
        assert about["fields"].tolist() == ["id", "event_type", "geo_precision"]
    elif f == "parquet":
        assert pq.read_schema(path).names == ["id", "event_type", "geo_precision"]
    elif f == "kml":
        assert b"<Point>" not in answer.content


@pytest.mark.parametrize("f", ["gpkg", "fgb", "parquet"])
@pytest.mark.parametrize("uri", list(SYSTEMS))
def test_files_name_their_system_and_have_x_before_y(client, tmp_path, f, uri):
    answer = client.get(url("attacks", f, f"&crs={uri}"))
    assert answer.headers["content-crs"] == f"<{uri}>"
    path = tmp_path / f"file.{f}"
    path.write_bytes(answer.content)
    frame = geopandas.read_parquet(path) if f == "parquet" else geopandas.read_file(path)
    name = SYSTEMS[uri].name
    assert frame.crs.equals(name) or (name == "OGC:CRS84" and frame.crs.equals("EPSG:4326"))
    frame = frame.to_crs("OGC:CRS84").set_index("id")
    for one, feature in as_json(client, "attacks").items():
        if feature["geometry"]:
            point = frame.geometry[one]
            assert (point.x, point.y) == pytest.approx(feature["geometry"]["coordinates"])


def test_a_layer_without_a_missing_place_is_indexed(client, tmp_path):
    path = tmp_path / "bases.fgb"
    path.write_bytes(client.get(url("areas", "fgb")).content)
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"]


def test_csv_in_metres(client):
    text = client.get(url("attacks", "csv", f"&crs={UTM30}&properties=event_type")).text
    header, first, *_ = text.splitlines()
    assert header == "id,easting,northing,event_type"
    assert 0 < float(first.split(",")[1]) < 2_000_000


def test_kml_has_one_system(client):
    answer = client.get(url("attacks", "kml", f"&crs={UTM30}"))
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "crs"


def test_a_file_may_hold_more_than_a_page(client, settings):
    settings_limit = settings.max_file_limit
    assert settings_limit > settings.max_limit
    answer = client.get("/collections/attacks/items?f=csv&limit=1000000")
    assert answer.headers["ogc-numberreturned"] == answer.headers["ogc-numbermatched"]
