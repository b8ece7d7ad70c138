import mapbox_vector_tile
import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from geo import mvt
from geo.mvt import Block, Tag

VALUES = st.one_of(
    st.text(max_size=20),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.booleans(),
)


def value(tag, i):
    found = tag.values[tag.codes[i]]
    return found.as_py() if isinstance(found, pa.Scalar) else found


def decoded(data):
    return mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})


@st.composite
def point_blocks(draw):
    count = draw(st.integers(0, 30))
    ids = draw(st.lists(st.integers(0, 2**53), min_size=count, max_size=count, unique=True))
    side = st.lists(st.integers(-64, 4160), min_size=count, max_size=count)
    tags = []
    for name in draw(st.lists(st.text(min_size=1, max_size=8), max_size=4, unique=True)):
        kind = draw(st.sampled_from([VALUES, st.text(max_size=20), st.text("é", max_size=200)]))
        values = draw(st.lists(kind, max_size=200 if draw(st.booleans()) else 3))
        codes = st.lists(st.integers(-1, len(values) - 1), min_size=count, max_size=count)
        if values and all(isinstance(value, str) for value in values):
            values = pa.array(values, pa.large_string())
        tags.append(Tag(name, np.array(draw(codes), np.int64), values))
    xy = (np.array(draw(side), np.int64), np.array(draw(side), np.int64))
    return Block(np.array(ids, np.int64), tags, xy)


@given(point_blocks(), point_blocks())
@settings(max_examples=150)
def test_points_come_back_from_another_decoder(first, second):
    data = mvt.layer("événements", [first, second])
    expected = [
        (
            int(block.ids[i]),
            [int(block.geometry[0][i]), int(block.geometry[1][i])],
            {tag.name: value(tag, i) for tag in block.tags if tag.codes[i] >= 0},
        )
        for block in (first, second)
        for i in range(len(block.ids))
    ]
    if not expected:
        assert data == b""
        return
    layer = decoded(data)["événements"]
    assert (layer["version"], layer["extent"]) == (2, 4096)
    assert [
        (f.get("id", 0), f["geometry"]["coordinates"], f["properties"]) for f in layer["features"]
    ] == expected
    for feature, (_, _, properties) in zip(layer["features"], expected, strict=True):
        kinds = {name: type(value) for name, value in properties.items()}
        assert {name: type(value) for name, value in feature["properties"].items()} == kinds


@pytest.mark.parametrize(
    "wkt",
    [
        "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))",
        "POLYGON ((0 0, 0 100, 100 100, 100 0, 0 0), (20 20, 40 20, 40 40, 20 40, 20 20))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((-64 20, 50 20, 50 4160, -64 20)))",
        "LINESTRING (0 0, 10 5, 4096 4096)",
        "MULTILINESTRING ((0 0, 10 5), (3 3, -5 -6, 8 1))",
        "MULTIPOINT (1 2, 3 4, -5 6)",
    ],
)
def test_shapes_come_back_from_another_decoder(wkt):
    outline = shapely.from_wkt(wkt)
    ready = mvt.snapped(outline, shapely.get_dimensions(outline))
    tag = Tag("name", np.array([0]), ["x"])
    data = mvt.layer("areas", [Block(np.array([7]), [tag], [mvt.outline(ready)])])
    (feature,) = decoded(data)["areas"]["features"]
    back = shape(feature["geometry"])
    assert back.normalize().equals(outline)
    assert (feature["id"], feature["properties"]) == (7, {"name": "x"})
    for part in getattr(back, "geoms", [back]) if back.area else []:
        assert part.exterior.is_ccw  # in rows that grow southwards: MVT 2.1 section 4.3.4.4
        assert not any(ring.is_ccw for ring in part.interiors)


@given(
    st.lists(
        st.tuples(st.floats(-100, 4200), st.floats(-100, 4200)),
        min_size=3,
        max_size=12,
        unique=True,
    )
)
def test_snapped_areas_are_valid_and_whole(places):
    outline = shapely.MultiPoint(places).convex_hull.buffer(0)
    if outline.is_empty:
        return
    ready = mvt.snapped(outline, 2)
    if ready is None:
        assert outline.area < 4200
        return
    coordinates = shapely.get_coordinates(ready)
    assert (coordinates == np.round(coordinates)).all()
    assert ready.is_valid
    assert abs(ready.area - outline.area) <= outline.length + 4


def test_lines_that_fall_out_of_an_area_are_dropped():
    mixed = shapely.from_wkt(
        "GEOMETRYCOLLECTION (LINESTRING (0 0, 5 5), MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0))))"
    )
    assert mvt.snapped(mixed, 2).geom_type == "MultiPolygon"
    assert mvt.snapped(shapely.from_wkt("POLYGON ((0 0, 0.1 0, 0.1 0.1, 0 0))"), 2) is None
