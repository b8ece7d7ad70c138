"""GeoJSON and GeoParquet with our fields: what goes in comes out, what is wrong is told by row."""

import copy as copying
import json
import random
from datetime import UTC, datetime

import ged
import geopandas
import pandas as pd
import pyarrow as pa
import pytest
import shapely.geometry
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.geoparquet import plain, write
from geo.readers import READERS, geojson
from geo.schema import SCHEMAS

LAYERS = ("bases", "military_regions", "attacks", "border_incidents", "areas")
TABLES = ("sources", "claims", "actors", "units")


def features(atlas, layer):
    path = atlas / "areas" / "areas.geojson" if layer == "areas" else atlas / f"{layer}.geojson"
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def as_geojson(path, rows, indent=None):
    document = {"type": "FeatureCollection", "features": rows}
    path.write_text(json.dumps(document, indent=indent), encoding="utf-8")
    return path


def as_lines(path, rows):
    lines = ",\n".join(json.dumps(row) for row in rows)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")
    return path


def as_geoparquet(path, rows):
    """As geopandas writes what pandas makes of the rows."""
    frame = geopandas.GeoDataFrame(
        [{"id": row["id"], **row["properties"]} for row in rows],
        geometry=[row["geometry"] and shapely.geometry.shape(row["geometry"]) for row in rows],
        crs="OGC:CRS84",
    )
    frame.to_parquet(path)
    return path


WRITERS = {"geojson": as_geojson, "lines": as_lines, "geoparquet": as_geoparquet}


def read(kind, path, target):
    """Records with their geometries by id, the rows they stood in, refusals by row."""
    records, rows, refused = {}, {}, {}
    reader = READERS["geoparquet" if kind == "geoparquet" else "geojson"]
    for parcel in reader(path, target):
        found = plain(parcel.columns.table).to_pylist()
        for number, row, shape in zip(parcel.rows, found, parcel.columns.shapes, strict=True):
            name = row.pop("id")
            records[name], rows[name] = (row, shape), int(number)
        for one in parcel.refused:
            assert one.row not in refused
            refused[one.row] = one
    return records, rows, refused


@pytest.fixture(params=list(WRITERS))
def kind(request, monkeypatch):
    if request.param == "lines":
        monkeypatch.setattr(geojson, "WHOLE", 10)  # as a large file is read
    return request.param


@pytest.mark.parametrize("layer", LAYERS)
def test_what_goes_in_comes_out(kind, layer, mini, tmp_path):
    rows = features(mini, layer)
    path = WRITERS[kind](tmp_path / "in", rows)
    records, numbers, refused = read(kind, path, ged.target(mini, layer))
    assert refused == {}
    assert list(numbers.items()) == [(row["id"], n) for n, row in enumerate(rows, 1)]
    for row in rows:
        record, shape = records[row["id"]]
        whole = {field.name: None for field in SCHEMAS[layer].fields} | row["properties"]
        assert record == whole
        geometry = row["geometry"] and shapely.geometry.shape(row["geometry"])
        assert (shape is None) == (geometry is None)
        assert geometry is None or geometry.equals_exact(shape, 0)


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_arrays_of_objects(table, mini, tmp_path):
    path = mini / f"{table}.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    records, _, refused = read("geojson", path, ged.target(mini, table))
    assert refused == {}
    empty = dict.fromkeys(field.name for field in SCHEMAS[table].fields)
    assert [record for record, _ in records.values()] == [empty | row for row in rows]


def lost(name):
    def change(row):
        del row["properties"][name]

    return change


def put(name, value):
    def change(row):
        row["properties"][name] = value

    return change


def member(name, value):
    def change(row):
        row[name] = value

    return change


# What is done to a feature, the field blamed, the rule. Values of the right type are for the rules
# over columns to judge.
WRONG = [
    (member("id", None), "id", "id.missing"),
    (member("id", 7), "id", "id.missing"),
    (member("id", ""), "id", "id.missing"),
    (member("type", "Thing"), "", "geojson.feature"),
    (member("properties", [1]), "", "geojson.feature"),
    (member("more", 1), "more", "geojson.member"),
    (member("geometry", {"type": "Point", "coordinates": [1]}), "geometry", "geometry.position"),
    (member("geometry", {"type": "Point", "coordinates": [190, 3]}), "geometry",
     "geometry.position"),
    (member("geometry", {"type": "Point", "coordinates": [1, 2, 3]}), "geometry",
     "geometry.position"),
    (member("geometry", {"type": "Line", "coordinates": []}), "geometry", "geometry.type"),
    (lost("name_en"), "name_en", "field.missing"),
    (put("name_e", "x"), "name_e", "field.unknown"),
    (put("name_en", 7), "name_en", "field.kind"),
    (put("geo_precision", "2"), "geo_precision", "field.kind"),
    (put("geo_precision", 2.5), "geo_precision", "field.kind"),
    (put("fatalities_low", True), "fatalities_low", "field.kind"),
    (put("date_start", "2012-02-30"), "date_start", "field.date"),
    (put("source_ids", ["a"]), "source_ids", "field.kind"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=[f"{w[2]} {w[1]} {n}" for n, w in enumerate(WRONG)])
@pytest.mark.parametrize("lined", [False, True])
def test_a_wrong_feature_is_refused_and_stops_no_other(wrong, lined, mini, tmp_path, monkeypatch):
    if lined:
        monkeypatch.setattr(geojson, "WHOLE", 10)
    change, field, rule = wrong
    rows = copying.deepcopy(features(mini, "attacks"))
    change(rows[3])
    write_ = as_lines if lined else as_geojson
    path = write_(tmp_path / "in", rows)
    records, numbers, refused = read("geojson", path, ged.target(mini))
    assert list(refused) == [4]
    assert (refused[4].field, refused[4].rule) == (field, rule)
    assert sorted(numbers.values()) == [n for n in range(1, len(rows) + 1) if n != 4]
    assert len(records) == len(rows) - 1


def test_a_line_that_is_no_json_is_refused_alone(mini, tmp_path, monkeypatch):
    monkeypatch.setattr(geojson, "WHOLE", 10)
    path = as_lines(tmp_path / "in", features(mini, "attacks"))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = '{"type":"Feature",'
    path.write_text("\n".join(lines), encoding="utf-8")
    records, _, refused = read("geojson", path, ged.target(mini))
    assert {row: one.rule for row, one in refused.items()} == {2: "json.syntax"}
    assert len(records) == len(lines) - 3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"7", b'{"type":"Feature"}', b'{"features":{}}', b"\xff\xfe", b"null"]
)
def test_a_file_that_is_no_collection_is_refused_as_a_whole(content, mini, tmp_path):
    path = tmp_path / "in.geojson"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"in\.geojson"):
        list(geojson.read(path, ged.target(mini)))


def test_rings_are_turned_as_rfc_7946_asks(kind, mini, tmp_path):
    rows = copying.deepcopy(features(mini, "areas"))
    for row in rows:
        row["geometry"]["coordinates"] = [ring[::-1] for ring in row["geometry"]["coordinates"]]
    path = WRITERS[kind](tmp_path / "in", rows)
    records, _, refused = read(kind, path, ged.target(mini, "areas"))
    assert refused == {}
    assert all(shape.exterior.is_ccw for _, shape in records.values())


# GeoParquet as other programs write it.


def table_of(mini):
    rows = features(mini, "attacks")
    columns = {"id": [row["id"] for row in rows]}
    for field in SCHEMAS["attacks"].fields:
        columns[field.name] = [row["properties"].get(field.name) for row in rows]
    shapes = [row["geometry"] and shapely.geometry.shape(row["geometry"]) for row in rows]
    return columns, geopandas.GeoSeries(shapes).array, rows


def parquet(tmp_path, columns, shapes):
    path = tmp_path / "in.parquet"
    write(path, pa.table(columns), pd.Series(shapes, dtype=object).to_numpy())
    return path


def test_types_of_other_programs(mini, tmp_path):
    columns, shapes, rows = table_of(mini)
    days = [None if d is None else datetime.fromisoformat(d) for d in columns["date_start"]]
    times = [datetime.fromisoformat(t).astimezone(UTC) for t in columns["updated_at"]]
    deaths = [None if n is None else float(n) for n in columns["fatalities_best"]]
    columns["date_start"] = pa.array(days, pa.timestamp("us"))
    columns["updated_at"] = pa.array(times, pa.timestamp("ns", tz="UTC"))
    columns["fatalities_best"] = pa.array(deaths, pa.float64())
    columns["geo_precision"] = pa.array(columns["geo_precision"], pa.int8())
    columns["event_type"] = pa.array(columns["event_type"]).dictionary_encode()
    records, _, refused = read("geoparquet", parquet(tmp_path, columns, shapes), ged.target(mini))
    assert refused == {}
    for row in rows:
        for name in ("date_start", "fatalities_best", "geo_precision", "event_type"):
            assert records[row["id"]][0][name] == row["properties"][name]
        told = datetime.fromisoformat(records[row["id"]][0]["updated_at"])
        assert told == datetime.fromisoformat(row["properties"]["updated_at"])


COLUMNS_WRONG = [  # a column, its values, the rows refused and the rule
    ("fatalities_best", [1.5, None, float("inf")], {1: "field.kind", 3: "field.range"}),
    ("fatalities_best", [3.0, float("nan"), 2.0], {}),
    ("geo_precision", ["2", None, "3"], {1: "field.kind", 3: "field.kind"}),
    ("event_type", [1, 2, 3], {1: "field.kind", 2: "field.kind", 3: "field.kind"}),
    ("date_start", ["2012-04-03", "2012-04-31", None], {2: "field.date"}),
    ("date_start", [datetime(2012, 4, 3), datetime(2012, 4, 3, 7), None], {2: "field.date"}),
    ("civilian_targeting", ["true", None, None], {1: "field.kind"}),
    ("source_ids", [["a"], [], None], {1: "field.kind", 2: "field.kind", 3: "field.kind"}),
    ("id", ["a", None, ""], {2: "id.missing", 3: "id.missing"}),
    ("id", [1, 2, 3], {1: "id.missing", 2: "id.missing", 3: "id.missing"}),
]


@pytest.mark.parametrize("wrong", COLUMNS_WRONG, ids=[f"{w[0]} {n}" for n, w in
                                                      enumerate(COLUMNS_WRONG)])  # fmt: skip
def test_wrong_values_of_a_column_are_refused_by_row(wrong, mini, tmp_path):
    name, values, expected = wrong
    columns, shapes, _ = table_of(mini)
    columns = {key: column[:3] for key, column in columns.items()} | {name: values}
    records, _, refused = read(
        "geoparquet", parquet(tmp_path, columns, shapes[:3]), ged.target(mini)
    )
    assert {row: one.rule for row, one in refused.items()} == expected
    assert {one.field for one in refused.values()} <= {name}
    assert len(records) == 3 - len(expected)


def test_an_unknown_column_is_named_with_the_nearest(mini, tmp_path):
    columns, shapes, _ = table_of(mini)
    columns["event_typ"] = columns.pop("event_type")
    path = parquet(tmp_path, columns, shapes)
    with pytest.raises(DataError, match=r"event_typ: .*'event_type'"):
        list(READERS["geoparquet"](path, ged.target(mini)))
    columns["event_type"] = columns.pop("event_typ")
    del columns["id"]
    with pytest.raises(DataError, match="id"):
        list(READERS["geoparquet"](parquet(tmp_path, columns, shapes), ged.target(mini)))


def test_a_column_that_is_not_there_is_null(mini, tmp_path):
    columns, shapes, _ = table_of(mini)
    del columns["outcome"]
    records, _, refused = read("geoparquet", parquet(tmp_path, columns, shapes), ged.target(mini))
    assert refused == {}
    assert {record["outcome"] for record, _ in records.values()} == {None}


@given(st.integers(0, 2**32 - 1), st.sampled_from(["geojson", "geoparquet"]))
def test_every_row_is_accepted_or_refused_once(mini, tmp_path_factory, seed, kind):
    """Whatever is in it."""
    dice = random.Random(seed)  # noqa: S311 - invented data, not secrets
    rows = copying.deepcopy(features(mini, "attacks"))
    # A column of Parquet has one type.
    kinds = {"integer", "boolean"} if kind == "geoparquet" else set()
    fields = [field for field in SCHEMAS["attacks"].fields if field.kind not in kinds]
    for row in rows:
        if dice.random() < 0.4:
            name = dice.choice(fields).name
            row["properties"][name] = dice.choice(["x", "", "2012-01-01", None, "\u202e", "a;b"])
    path = WRITERS[kind](tmp_path_factory.mktemp("in") / "in", rows)
    _, numbers, refused = read(kind, path, ged.target(mini))
    assert sorted([*numbers.values(), *refused]) == list(range(1, len(rows) + 1))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "coordinates", "id", "geometry", "properties", "crs", "a"]), inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip
PATHS = st.lists(
    st.sampled_from(["id", "geometry", "properties", "type", "coordinates", "event_type", "layer"]),
    max_size=2,
)


@given(st.lists(st.tuples(PATHS, JSON), min_size=1, max_size=3), st.booleans())
def test_whatever_stands_for_a_feature_is_a_row(mini, tmp_path_factory, changes, lined):
    """Any JSON in any place is refused or accepted, with no error that is not ours."""
    rows = copying.deepcopy(features(mini, "attacks"))[:4]
    for number, (path, value) in enumerate(changes):
        inner = rows[number]
        for name in path[:-1]:
            inner = inner.get(name) if isinstance(inner.get(name), dict) else inner
        if path:
            inner[path[-1]] = value
        else:
            rows[number] = value
    folder = tmp_path_factory.mktemp("in")
    file = (as_lines if lined else as_geojson)(folder / "in", rows)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(geojson, "WHOLE", 10 if lined else 10**9)
        try:
            parcels = list(geojson.read(file, ged.target(mini)))
        except DataError:  # a number or a text that is no JSON at all
            return
    told = [number for parcel in parcels for number in parcel.rows.tolist()]
    told += [one.row for parcel in parcels for one in parcel.refused]
    assert sorted(told) == [1, 2, 3, 4]


def test_positions_of_another_system_come_back_without_noise(mini, tmp_path):
    rows = [row for row in features(mini, "attacks") if row["geometry"]]
    for number, row in enumerate(rows):
        row["geometry"]["coordinates"] = [46.1791 + number / 1000, 1.8702]
    path = as_geoparquet(tmp_path / "in.parquet", rows)
    geopandas.read_parquet(path).to_crs(3857).to_parquet(path)
    records, _, refused = read("geoparquet", path, ged.target(mini))
    assert not refused
    assert {name: list(shape.coords[0]) for name, (_, shape) in records.items()} == {
        row["id"]: [round(x, 4) for x in row["geometry"]["coordinates"]] for row in rows
    }
