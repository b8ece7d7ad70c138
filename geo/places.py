"""Where the records of a layer lie: their geometries, checked and split into points and others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.atlas import Layer
from geo.errors import DataError

_POINT = 0  # as GEOS numbers it
_DEGREES = "positions must be longitude, latitude in degrees"


@dataclass(frozen=True)
class Places:
    """Degrees, WGS 84, of records whose geometry is a point, NaN elsewhere.

    ``shapes`` are the other geometries by the record's number, wound by RFC 7946 section 3.1.6.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    shapes: dict[int, BaseGeometry]


def of_geojson(layer: Layer, ids: Sequence[str], geometries: Sequence[Any]) -> Places:
    """The places of parsed GeoJSON geometries. Raises DataError."""
    points, shapes = [], {}
    for row, geometry in enumerate(geometries):
        if geometry is None:
            continue
        if "Point" in layer.schema.geometry_types and _is_point(geometry):
            points.append(row)
        else:
            shapes[row] = _parsed(layer, ids[row], geometry)
    places = np.array([geometries[row]["coordinates"] for row in points], np.float64)
    return _placed(layer, ids, (np.array(points, np.int64), places), shapes)


def of_shapes(layer: Layer, ids: Sequence[str], shapes: NDArray[np.object_]) -> Places:
    """The places of shapely geometries, None for no geometry. Raises DataError."""
    is_point = (shapely.get_type_id(shapes) == _POINT) & ~shapely.is_empty(shapes)
    is_point &= ~shapely.has_z(shapes) & ("Point" in layer.schema.geometry_types)
    points = np.flatnonzero(is_point)
    others = np.flatnonzero(~is_point & ~shapely.is_missing(shapes)).tolist()
    found = {row: _checked(layer, ids[row], shapes[row]) for row in others}
    return _placed(layer, ids, (points, shapely.get_coordinates(shapes[points])), found)


def _placed(
    layer: Layer,
    ids: Sequence[str],
    points: tuple[NDArray[np.int64], NDArray[np.float64]],
    shapes: dict[int, BaseGeometry],
) -> Places:
    rows, places = points
    places = places.reshape(len(rows), 2)
    off = ~(np.abs(places) <= (180, 90)).all(axis=1)  # NaN too
    if off.any():
        _refuse(layer, ids[int(rows[off.argmax()])], _DEGREES)
    lon, lat = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    lon[rows], lat[rows] = places.T
    return Places(lon, lat, shapes)


def _is_point(geometry: object) -> bool:
    match geometry:
        case {"type": "Point", "coordinates": [lon, lat]}:
            return {type(lon), type(lat)} <= {int, float}
    return False


def _parsed(layer: Layer, name: str, geometry: object) -> BaseGeometry:
    try:
        shape = shapely.from_geojson(orjson.dumps(geometry))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        _refuse(layer, name, f"not a GeoJSON geometry: {error}")
    return _checked(layer, name, shape)


def _checked(layer: Layer, name: str, shape: BaseGeometry) -> BaseGeometry:
    """A shape that is none of the plain points, its polygons turned outside-left."""
    types = layer.schema.geometry_types
    if shape.geom_type not in types:
        _refuse(layer, name, f"{shape.geom_type} is not one of {', '.join(sorted(types))}")
    if shape.has_z or shape.geom_type == "Point":
        _refuse(layer, name, "positions must have two numbers")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        _refuse(layer, name, _DEGREES)
    turned: BaseGeometry = shapely.orient_polygons(shape, exterior_cw=False)
    return turned


def _refuse(layer: Layer, name: str, reason: str) -> NoReturn:
    raise DataError(layer.path.name, reason, name, "geometry")
