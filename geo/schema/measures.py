"""What the tables measure: metres on the globe, classes of dates, decimals of coordinates."""

import math
from decimal import Decimal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.edtf import Span

EARTH_RADIUS_M = 6_371_008.8  # mean radius of WGS 84 (IUGG)

_COARSER = (
    (25_000, 2),
    (2_000, 3),
)  # schema: radius in metres from which so many decimals are left


def distance_m(lon: float, lat: float, points: np.ndarray) -> np.ndarray:
    """Great-circle metres from a lon/lat position to each of ``points`` (n × 2, degrees)."""
    lons, lats = np.radians(points[:, 0]), np.radians(points[:, 1])
    lon0, lat0 = math.radians(lon), math.radians(lat)
    half = (
        np.sin((lats - lat0) / 2) ** 2
        + math.cos(lat0) * np.cos(lats) * np.sin((lons - lon0) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def covering_radius_m(geometry: BaseGeometry, footprint: BaseGeometry) -> int:
    """Metres from the geometry's point to the farthest vertex of its footprint, rounded up.

    A geometry that is not a point is taken at its representative point. Both in degrees, WGS 84.
    """
    point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    x, y = shapely.get_x(point), shapely.get_y(point)
    return math.ceil(float(distance_m(x, y, shapely.get_coordinates(footprint)).max()))


def time_class(span: Span) -> int:
    """The ``time_precision`` of a span: 1 day, 2 to 6 days, 3 week, 4 month, 5 longer or open."""
    days = span.days
    if days is None or days > 31:
        return 5
    if days == 1:
        return 1
    return 2 if days <= 6 else 3 if days == 7 else 4


def decimals_allowed(radius_m: float) -> int | None:
    """Decimals of a degree a radius supports: 3 from 2 km, 2 from 25 km; None below: any."""
    return next((decimals for least, decimals in _COARSER if radius_m >= least), None)


def decimals_of(value: float) -> int:
    """How many decimals the shortest text of a coordinate has."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
