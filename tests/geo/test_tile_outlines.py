import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from geo import mvt
from geo.mvt import Feature
from geo.tile_outlines import outlines
from geo.tile_values import value

SHAPES = [
    "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))",
    "POLYGON ((0 0, 0 100, 100 100, 100 0, 0 0), (20 20, 40 20, 40 40, 20 40, 20 20))",
    "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((-64 20, 50 20, 50 4160, -64 20)))",
    "LINESTRING (0 0, 10 5, 4096 4096)",
    "MULTILINESTRING ((0 0, 10 5), (3 3, -5 -6, 8 1))",
    "MULTIPOINT (1 2, 3 4, -5 6)",
    "POINT (7 -7)",
]


def drawn(shapes):
    """The shapes as another decoder reads them from a tile; None for those that are lost."""
    shapes = np.array(shapes, dtype=object)
    found = outlines(shapes, np.asarray(shapely.get_dimensions(shapes)))
    left = [i for i, one in enumerate(found) if one is not None]
    data = mvt.layer("areas", [[Feature(i + 1, [("name", value(str(i)))], found[i]) for i in left]])
    back = [None] * len(shapes)
    for feature in mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})["areas"][
        "features"
    ]:
        back[int(feature["properties"]["name"])] = shape(feature["geometry"])
        assert feature["id"] == int(feature["properties"]["name"]) + 1
    return back


def test_shapes_of_every_kind_come_back_from_one_tile():
    shapes = list(map(shapely.from_wkt, SHAPES))
    for back, expected in zip(drawn(shapes * 2), shapes * 2, strict=True):
        assert back.normalize().equals(expected)
        for part in getattr(back, "geoms", [back]) if back.area else []:
            assert part.exterior.is_ccw  # in rows that grow southwards: MVT 2.1 section 4.3.4.4
            assert not any(ring.is_ccw for ring in part.interiors)


@given(
    st.lists(
        st.lists(
            st.tuples(st.floats(-100, 4200), st.floats(-100, 4200)),
            min_size=3,
            max_size=12,
            unique=True,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_areas_come_out_valid_and_as_large_as_they_were(hulls):
    shapes = [shapely.MultiPoint(places).convex_hull.buffer(0.01) for places in hulls]
    for before, after in zip(shapes, drawn([*shapes, shapely.box(0, 0, 1, 1)]), strict=False):
        if after is None:
            assert before.area < 4300
            continue
        assert after.is_valid
        assert abs(after.area - before.area) <= before.length + 4


@pytest.mark.parametrize(
    ("wkt", "dimensions", "left"),
    [
        ("GEOMETRYCOLLECTION (LINESTRING (0 0, 5 5), POLYGON ((0 0, 9 0, 9 9, 0 0)))", 2, "area"),
        ("GEOMETRYCOLLECTION (POINT (3 3), LINESTRING (0 0, 5 5))", 1, "length"),
        ("POLYGON ((0 0, 0.1 0, 0.1 0.1, 0 0))", 2, None),
        ("LINESTRING (0 0, 0.2 0.2)", 1, None),
        ("POLYGON EMPTY", 2, None),
        ("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))", 2, "area"),
    ],
)
def test_what_has_another_dimension_or_is_too_small_is_left_out(wkt, dimensions, left):
    (found,) = outlines(np.array([shapely.from_wkt(wkt)]), np.array([dimensions]))
    assert (found is None) == (left is None)
    if found is not None:
        assert found.kind == dimensions + 1
