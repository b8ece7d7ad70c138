import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import morton
from geo.query import BBox

WORLD_UNITS = st.integers(0, 2**32 - 1)
LONS = st.floats(-180, 180)
LATS = st.floats(-90, 90)


@given(x=WORLD_UNITS, y=WORLD_UNITS)
def test_codes_interleave_the_bits(x, y):
    expected = sum(((x >> i & 1) << 2 * i) | ((y >> i & 1) << 2 * i + 1) for i in range(32))
    assert int(morton.encode(x, y)) == expected


@given(st.lists(st.tuples(WORLD_UNITS, WORLD_UNITS), max_size=20))
def test_decoding_undoes_encoding(places):
    x, y = np.array(places, np.uint32).reshape(-1, 2).T
    back = morton.decode(morton.encode(x, y))
    assert (back[0] == x).all()
    assert (back[1] == y).all()


@given(x=WORLD_UNITS, y=WORLD_UNITS, z=st.integers(0, 24))
def test_a_tile_is_one_range_of_codes(x, y, z):
    first, last = morton.tile_range(z, x >> (32 - z), y >> (32 - z))
    assert first <= int(morton.encode(x, y)) <= last
    assert last - first + 1 == 4 ** (32 - z)


@given(lon=LONS, lat=LATS)
def test_positions_follow_the_formula_of_epsg_3857(lon, lat):
    """IOGP 373-7-2 section 3.5 (popular visualisation pseudo-Mercator), on a sphere of radius 1."""
    x, y = (int(side) for side in morton.project(lon, lat))
    lat = max(min(lat, 85.0511287798066), -85.0511287798066)
    north = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    assert abs(x - (lon + 180) / 360 * 2**32) <= 1
    assert abs(y - (0.5 - north / (2 * math.pi)) * 2**32) <= 64  # the tangent loses bits at poles


@pytest.mark.parametrize(
    ("lon", "lat", "x", "y"),
    [
        (-180, 90, 0, 0),
        (180, -90, 2**32 - 1, 2**32 - 1),
        (0, 0, 2**31, 2**31),
        (90, 66.51326044311186, 3 * 2**30, 2**30),
    ],
)
def test_known_positions(lon, lat, x, y):
    assert [int(side) for side in morton.project(lon, lat)] == pytest.approx([x, y], abs=2)


@given(st.tuples(LONS, LONS), st.tuples(LATS, LATS), LONS, LATS, st.integers(4, 200))
def test_the_ranges_of_a_box_hold_what_is_in_it_and_are_few(sides, heights, lon, lat, most):
    (west, east), (south, north) = sorted(sides), sorted(heights)
    ranges = morton.box_ranges(BBox(west, south, east, north), most)
    assert 1 <= len(ranges) <= most
    assert all(a[1] < b[0] for a, b in pairwise(ranges))
    inside = (min(max(lon, west), east), min(max(lat, south), north))
    code = int(morton.encode(*morton.project(*inside)))
    assert any(first <= code <= last for first, last in ranges)


def test_ranges_of_a_small_box_hold_little_else():
    ranges = morton.box_ranges(BBox(-0.1, 16.2, 0.1, 16.4))
    width = 0.2 / 360 * 2**32
    assert sum(last - first + 1 for first, last in ranges) < 4 * width * width


def test_the_grid_is_square_at_85_degrees():
    """OGC 17-083r4 annex D.1: WebMercatorQuad spans 85.0511287798066 degrees north to south."""
    assert abs(morton.LIMIT - 85.0511287798066) < 1e-12
