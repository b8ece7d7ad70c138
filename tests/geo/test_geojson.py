import json

import pytest
from shapely.geometry import mapping

from geo import frames, geojson, rows
from geo.atlas import Atlas


def encoded_features(layer):
    return [one for batch in rows.batches(layer) for one in geojson.features(batch)]


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


def test_properties_follow_the_schema_and_absent_ones_stay_away(layer):
    order = [field.name for field in layer.schema.fields]
    core = {field.name for field in layer.schema.fields if field.core}
    for encoded in encoded_features(layer):
        properties = json.loads(encoded)["properties"]
        assert list(properties) == [name for name in order if name in properties]
        assert core <= properties.keys()
        assert all(properties[name] is not None for name in properties.keys() - core)


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
