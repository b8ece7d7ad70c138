import json
from dataclasses import replace

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from geo import frames
from geo.atlas import Atlas, Layer
from geo.schema import SCHEMAS


@pytest.fixture
def attacks(mini) -> Layer:
    return Atlas.open(mini).layer("attacks")


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
