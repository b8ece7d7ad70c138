"""Shapes as whole numbers."""

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from maps.outlines import encoded, label_place


def decoded(parts):
    """The reading that static/atlas/dom.js does, in Python."""
    for rings in parts:
        places = []
        for flat in rings:
            x = y = 0
            ring = []
            for dx, dy in zip(flat[::2], flat[1::2], strict=True):
                x, y = x + dx, y + dy
                ring.append((x / 1000, y / 1000))
            places.append(ring)
        yield places


COORDINATE = st.integers(-179_000, 179_000).map(lambda n: n / 1000)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=2, max_size=30))
def test_a_line_comes_back_as_it_was(places):
    single = [p for i, p in enumerate(places) if i == 0 or p != places[i - 1]]
    if len(single) < 2:
        return
    assert list(decoded(encoded(LineString(single)))) == [[single]]


def test_a_polygon_keeps_its_parts_and_holes():
    hole = Polygon(box(0, 0, 4, 4).exterior, [box(1, 1, 2, 2).exterior])
    parts = list(decoded(encoded(MultiPolygon([hole, box(6, 6, 7, 7)]))))
    assert [len(rings) for rings in parts] == [2, 1]
    assert Polygon(parts[0][0], parts[0][1:]).equals(hole)


def test_a_label_lies_inside_even_where_the_centre_does_not():
    horseshoe = shapely.difference(box(0, 0, 10, 10), box(2, 2, 8, 10))
    assert not horseshoe.contains(horseshoe.centroid)
    assert horseshoe.contains(shapely.Point(label_place(horseshoe)))


def test_a_label_lies_in_the_largest_part():
    assert box(5, 5, 9, 9).contains(
        shapely.Point(label_place(MultiPolygon([box(0, 0, 1, 1), box(5, 5, 9, 9)])))
    )
