"""Measures against the ellipsoid of another library, and against the schema's classes."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point, box

from geo.edtf import Span
from geo.schema.measures import (
    covering_radius_m,
    decimals_allowed,
    decimals_of,
    distance_m,
    time_class,
)

WGS84 = Geod(ellps="WGS84")
LON = st.floats(-180, 180)
LAT = st.floats(-89, 89)


@given(LON, LAT, LON, LAT)
def test_distance_is_that_of_the_ellipsoid_within_its_flattening(lon, lat, other_lon, other_lat):
    mine = float(distance_m(lon, lat, np.asarray([[other_lon, other_lat]]))[0])
    truth = WGS84.inv(lon, lat, other_lon, other_lat)[2]
    assert mine == pytest.approx(truth, rel=0.006, abs=1)


def test_covering_radius_reaches_the_farthest_corner():
    radius = covering_radius_m(Point(0, 15), box(-2, 13, 2, 17.5))
    truth = max(WGS84.inv(0, 15, x, y)[2] for x in (-2, 2) for y in (13, 17.5))
    assert radius == pytest.approx(truth, rel=0.006)


@given(st.integers(1, 4_000))
def test_time_class_follows_the_days(days):
    start = date(2012, 1, 1)
    found = time_class(Span(start, start + timedelta(days=days - 1)))
    bounds = {1: (1, 1), 2: (2, 6), 3: (7, 7), 4: (8, 31), 5: (32, math.inf)}
    least, most = bounds[found]
    assert least <= days <= most


def test_an_open_date_is_the_coarsest_class():
    assert time_class(Span(date(2012, 1, 1), None)) == 5


@given(st.decimals(-180, 180, places=6, allow_nan=False))
def test_decimals_are_counted_as_written(number):
    text = format(number.normalize(), "f")
    assert decimals_of(float(number)) == len(text.partition(".")[2])


@pytest.mark.parametrize(
    ("radius", "allowed"), [(100, None), (1_999, None), (2_000, 3), (24_999, 3), (25_000, 2)]
)
def test_decimals_a_radius_supports(radius, allowed):
    assert decimals_allowed(radius) == allowed
