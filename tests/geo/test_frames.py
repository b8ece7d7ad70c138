import json
from dataclasses import replace

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import frames
from geo.atlas import Atlas, Layer
from geo.errors import DataError
from geo.schema import SCHEMAS


@pytest.fixture
def attacks(mini) -> Layer:
    return Atlas.open(mini).layer("attacks")


@pytest.fixture
def altered(attacks, tmp_path):
    """The layer with its first feature changed by a function."""

    def alter(change) -> Layer:
        collection = json.loads(attacks.path.read_text(encoding="utf-8"))
        change(collection["features"][0])
        path = tmp_path / "attacks.geojson"
        path.write_text(json.dumps(collection), encoding="utf-8")
        return replace(attacks, path=path)

    return alter


def test_a_frame_is_canonical(attacks):
    frame = frames.read(attacks)
    assert frame.index.name == "id"
    assert frame.crs == "OGC:CRS84"
    assert [*frame.columns] == [*(f.name for f in attacks.schema.fields), "geometry"]
    kinds = {f.name: frames.DTYPES[f.kind] for f in attacks.schema.fields}
    assert {name: str(frame[name].dtype) for name in kinds} == kinds


def test_values_are_those_of_another_reader(attacks):
    frame = frames.read(attacks)
    other = geopandas.read_file(attacks.path).set_index("id").to_crs(frame.crs)
    assert list(frame.index) == list(other.index)
    assert (frame.geometry.geom_equals(other.geometry) | frame.geometry.isna()).all()
    assert (frame.geometry.isna() == other.geometry.isna()).all()
    for name in ("name_fr", "event_type", "fatalities_best", "geo_precision", "civilian_targeting"):
        mine, theirs = frame[name].astype(object), other[name].astype(object)
        assert (mine.isna() == theirs.isna()).all()
        assert (mine.dropna() == theirs.dropna()).all()
    days = pd.to_datetime(other["date_start"])
    assert (frame["date_start"].dropna() == days.dropna()).all()


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        (lambda f: f["properties"].update(nam_en="x"), "nam_en", "did you mean 'name_en'"),
        (lambda f: f["properties"].update(geo_precision="5"), "geo_precision", "of kind integer"),
        (lambda f: f["properties"].update(geo_precision=True), "geo_precision", "of kind integer"),
        (lambda f: f["properties"].update(geo_precision=2**63), "geo_precision", "too large"),
        (lambda f: f["properties"].update(civilian_targeting=1), "civilian_targeting", "boolean"),
        (lambda f: f["properties"].update(name_en=3), "name_en", "of kind string"),
        (lambda f: f["properties"].update(date_start="2019-1-1"), "date_start", "not a day"),
        (lambda f: f["properties"].update(date_start="2019-02-30"), "date_start", "not a day"),
        (lambda f: f["properties"].update(date_start="NaT"), "date_start", "not a day"),
        (lambda f: f.update(geometry={"type": "Point", "coordinates": [1]}), "geometry", ""),
        (lambda f: f.update(geometry={"type": "Blob"}), "geometry", "not a GeoJSON geometry"),
        (lambda f: f.update(geometry="POINT (1 2)"), "geometry", "not a GeoJSON geometry"),
        (
            lambda f: f.update(geometry={"type": "Point", "coordinates": [181, 2]}),
            "geometry",
            "deg",
        ),
        (
            lambda f: f.update(geometry={"type": "Point", "coordinates": [1, 2, 3]}),
            "geometry",
            "two",
        ),
        (lambda f: f.update(geometry={"type": "Point", "coordinates": []}), "geometry", ""),
        (
            lambda f: f.update(geometry={"type": "MultiPoint", "coordinates": [[1, 2]]}),
            "geometry",
            "MultiPoint is not one of",
        ),
    ],
)
def test_wrong_data_is_named_by_file_feature_and_field(altered, change, field, text):
    with pytest.raises(DataError) as caught:
        frames.read(altered(change))
    assert caught.value.file == "attacks.geojson"
    assert caught.value.feature == "ml-attack-1963-kidal"
    assert caught.value.field == field
    assert text in caught.value.reason


@pytest.mark.parametrize("identity", [None, 7, ""])
def test_a_feature_needs_a_text_as_id(altered, identity):
    with pytest.raises(DataError, match="row 1 has no id"):
        frames.read(altered(lambda f: f.update(id=identity)))


@pytest.mark.parametrize("text", ["", "{", '{"type":"Feature"}', '{"features":[3]}', "3", "[[1]]"])
def test_what_is_no_collection(attacks, tmp_path, text):
    path = tmp_path / "attacks.geojson"
    path.write_text(text)
    with pytest.raises(DataError):
        frames.read(replace(attacks, path=path))


def test_polygons_are_wound_by_the_right_hand_rule(mini, tmp_path):
    layer = Atlas.open(mini).layer("areas")
    collection = json.loads(layer.path.read_text())
    for feature in collection["features"]:
        for ring in feature["geometry"]["coordinates"]:
            ring.reverse()
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps(collection))
    frame = frames.read(replace(layer, path=path))
    assert all(shape.exterior.is_ccw for shape in frame.geometry)


def test_large_files_are_read_line_by_line_to_the_same_frame(attacks, monkeypatch):
    whole = frames.read(attacks)
    monkeypatch.setattr(frames, "WHOLE", 0)
    pd.testing.assert_frame_equal(frames.read(attacks), whole)
    pieces = list(frames.batches(attacks, 4))
    assert [len(piece) for piece in pieces] == [4, 4, 4, 2]
    pd.testing.assert_frame_equal(pd.concat(pieces), whole)


def test_a_broken_line_is_named(attacks, tmp_path, monkeypatch):
    monkeypatch.setattr(frames, "WHOLE", 0)
    lines = attacks.path.read_text(encoding="utf-8").splitlines()
    lines[4] = lines[4][:80]
    path = tmp_path / "attacks.geojson"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataError, match="line 5"):
        frames.read(replace(attacks, path=path))


def test_a_table_is_keyed_by_its_field(mini):
    frame = frames.read(Atlas.open(mini).layer("actors"))
    assert list(frame.index) == list(frame["name"])
    assert frame.geometry.isna().all()


def test_geoparquet_gives_the_same_frame(attacks, tmp_path):
    whole = frames.read(attacks)
    path = tmp_path / "attacks.parquet"
    whole.reset_index().to_parquet(path)
    back = frames.read(replace(attacks, path=path))
    pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(whole))


def test_geoparquet_in_another_crs_is_brought_to_degrees(attacks, tmp_path):
    whole = frames.read(attacks)
    path = tmp_path / "attacks.parquet"
    whole.to_crs(3857).reset_index().to_parquet(path)
    back = frames.read(replace(attacks, path=path))
    known = whole.geometry.notna()
    distances = shapely.distance(
        np.asarray(back.geometry[known]), np.asarray(whole.geometry[known])
    )
    assert distances.max() < 1e-9


def test_an_empty_layer_has_its_columns(tmp_path):
    path = tmp_path / "bases.geojson"
    path.write_text('{"type":"FeatureCollection","features":[]}')
    frame = frames.read(Layer("bases", SCHEMAS["bases"], path))
    assert len(frame) == 0
    assert "base_type" in frame.columns
