"""Kilometres on the ground: an equal-area plane centred on Mali."""

import shapely
from pyproj import Geod, Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

# Lambert azimuthal equal area on 17.5 N 4 W: lengths within Mali are right to 0.4 %.
PLANE = "+proj=laea +lat_0=17.5 +lon_0=-4 +datum=WGS84 +units=m"
_TO_PLANE = Transformer.from_crs("OGC:CRS84", PLANE, always_xy=True)
_ELLIPSOID = Geod(ellps="WGS84")


def buffer_km(geometry: BaseGeometry, km: float) -> BaseGeometry:
    """All within ``km`` of the geometry, in degrees; arcs as eighths of a quarter circle."""
    plane = shapely.transform(geometry, _TO_PLANE.transform, interleaved=False)
    around = plane.buffer(km * 1000, quad_segs=8).simplify(km * 10)  # 1 % of the distance
    return shapely.transform(
        around, lambda x, y: _TO_PLANE.transform(x, y, direction="INVERSE"), interleaved=False
    )


def distance_km(point: Point, geometry: BaseGeometry) -> float:
    """From the point to the geometry along the WGS 84 ellipsoid; 0 inside."""
    here, there = nearest_points(point, geometry)
    _, _, metres = _ELLIPSOID.inv(here.x, here.y, there.x, there.y)
    return float(metres) / 1000
