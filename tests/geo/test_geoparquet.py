"""GeoParquet as geopandas and pyarrow read and write it, which are not us."""

from datetime import date

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import geoparquet
from geo.errors import DataError

TABLE = pa.table(
    {
        "id": ["a", "b", "c"],
        "deaths": pa.array([1, None, 3], pa.int64()),
        "day": pa.array([date(2020, 1, 31), None, date(1963, 5, 1)], pa.date32()),
        "targeted": pa.array([True, None, False]),
    }
)
SHAPES = np.array([shapely.Point(-4.2, 14.5), None, shapely.box(0, 0, 1, 1)], dtype=object)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "layer.parquet"


def test_geopandas_reads_what_we_write(path):
    geoparquet.write(path, TABLE, SHAPES)
    frame = geopandas.read_parquet(path)
    assert frame.crs == "OGC:CRS84"
    assert list(frame["id"]) == ["a", "b", "c"]
    assert list(frame["deaths"].dropna()) == [1, 3]
    assert [shape == mine for shape, mine in zip(frame.geometry, SHAPES, strict=True)] == [True] * 3
    assert pq.read_table(path).drop_columns(["geometry"]).equals(TABLE)


def test_whole_numbers_with_nulls_stay_whole(path):
    geoparquet.write(path, TABLE, SHAPES)
    rows = [record["properties"] for record in geoparquet.records(path)]
    assert [row["deaths"] for row in rows] == [1, None, 3]
    assert all(type(row["deaths"]) is int for row in rows if row["deaths"] is not None)
    assert [row["day"] for row in rows] == ["2020-01-31", None, "1963-05-01"]


def test_the_same_input_gives_the_same_bytes(path, tmp_path):
    geoparquet.write(path, TABLE, SHAPES)
    geoparquet.write(tmp_path / "other.parquet", TABLE, SHAPES)
    assert path.read_bytes() == (tmp_path / "other.parquet").read_bytes()


def test_an_empty_file_keeps_its_columns(path):
    geoparquet.write(path, TABLE.slice(0, 0), SHAPES[:0])
    [(table, shapes)] = geoparquet.pieces(path)
    assert table.column_names == TABLE.column_names
    assert len(shapes) == len(table) == 0


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=20))
def test_positions_are_kept_exactly(tmp_path_factory, places):
    path = tmp_path_factory.mktemp("parquet") / "x.parquet"
    shapes = shapely.points(np.array(places))
    geoparquet.write(path, pa.table({"id": [str(i) for i in range(len(places))]}), shapes)
    found = [record["geometry"]["coordinates"] for record in geoparquet.records(path)]
    assert found == [[lon, lat] for lon, lat in places]


def test_a_file_of_another_kind_is_refused(path):
    path.write_bytes(b"PAR1 this is not one")
    with pytest.raises(DataError, match=r"layer\.parquet: cannot be read as GeoParquet"):
        list(geoparquet.pieces(path))
    pq.write_table(TABLE, path)
    with pytest.raises(DataError, match="no 'geo' metadata"):
        list(geoparquet.pieces(path))


def test_an_unknown_reference_system_is_refused(path):
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(500000, 1600000)])
    frame.to_parquet(path)
    with pytest.raises(DataError, match="reference system"):
        list(geoparquet.pieces(path))
