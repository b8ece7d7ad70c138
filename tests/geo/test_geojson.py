import json
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping

from geo import frames, geojson, rows
from geo.atlas import Atlas, Layer
from geo.schema import SCHEMAS
from geo.schema.model import Field


def encoded_features(layer):
    texts = [geojson.features(batch) for batch in rows.batches(layer)]
    return [text.encode() for part in texts for text in part.to_pylist()]


@pytest.fixture(
    params=["attacks", "bases", "military_regions", "border_incidents", "claims", "areas"]
)
def layer(request, mini):
    return Atlas.open(mini).layer(request.param)


def test_features_say_what_the_file_says(layer):
    original = json.loads(layer.path.read_text(encoding="utf-8"))
    rows = original["features"] if isinstance(original, dict) else original
    for encoded, row in zip(encoded_features(layer), rows, strict=True):
        feature = json.loads(encoded)
        assert list(feature) == ["type", "id", "geometry", "properties"]
        known = {k: v for k, v in row.get("properties", row).items() if v is not None}
        assert {k: v for k, v in feature["properties"].items() if v is not None} == known


def test_properties_are_all_of_the_schema_in_its_order(layer):
    for encoded in encoded_features(layer):
        assert list(json.loads(encoded)["properties"]) == list(layer.schema.by_name)


def test_bytes_are_utf8_not_escapes(mini):
    layer = Atlas.open(mini).layer("attacks")
    assert "é".encode() in b"".join(encoded_features(layer))


def test_selected_properties_are_null_where_absent(mini):
    layer = Atlas.open(mini).layer("attacks")
    first = encoded_features(layer)[0]
    fields = [layer.schema.by_name[name] for name in ("sensitivity", "name_en")]
    selected = json.loads(geojson.select(first, fields))
    assert list(selected["properties"]) == ["sensitivity", "name_en"]
    assert selected["properties"]["sensitivity"] is None
    assert selected["id"] == json.loads(first)["id"]


def test_another_geometry(mini):
    layer = Atlas.open(mini).layer("areas")
    frame = frames.read(layer)
    first = encoded_features(layer)[0]
    assert json.loads(geojson.with_geometry(first, None))["geometry"] is None
    encoded = geojson.geometry(frame.geometry.iloc[1])
    moved = json.loads(geojson.with_geometry(first, encoded))
    assert moved["geometry"] == json.loads(json.dumps(mapping(frame.geometry.iloc[1])))


# No surrogates: JSON as it is read has none, and Arrow takes none.
TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name_en": TEXTS,
            "merged_into": TEXTS,
            "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "geo_precision": st.none() | st.integers(-(2**63), 2**63 - 1),
            "civilian_targeting": st.none() | st.booleans(),
            "date_start": st.none() | st.dates().map(str),
        },
    ),
    max_size=12,
)
POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(
    RECORDS, st.lists(st.none() | POINTS, min_size=12, max_size=12), st.text('ab"\\\n', min_size=1)
)
def test_columns_become_what_orjson_makes_of_each_record(records, points, name):
    """The oracle encodes record by record."""
    share = Field("share", "number", "Share", "Part")
    schema = replace(SCHEMAS["attacks"], fields=(*SCHEMAS["attacks"].fields, share))
    given_records, expected = [], []
    for number, (values, point) in enumerate(zip(records, points, strict=False)):
        geometry = None if point is None else {"type": "Point", "coordinates": list(point)}
        feature = {"type": "Feature", "id": f"{name}{number}", "geometry": geometry}
        given_records.append(feature | {"properties": values})
        whole = {field.name: values.get(field.name) for field in schema.fields}
        expected.append(orjson.dumps(feature | {"properties": whole}).decode())
    batch = rows.batch(Layer("attacks", schema, Path("attacks.geojson")), given_records)
    assert geojson.features(batch).to_pylist() == expected
