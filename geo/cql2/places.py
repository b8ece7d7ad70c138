"""CQL2's spatial functions: geometries of its JSON encoding, and comparisons with them."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.cql2.limits import MOST_COORDINATES
from geo.cql2.values import shown
from geo.errors import FilterError, RequestError
from geo.expressions import Always, Expression, Spatial, SpatialOperator
from geo.operands import GEOMETRY
from geo.query import BBox
from geo.schema.model import LayerSchema

# The function with its sides changed, by the function.
FUNCTIONS: Mapping[str, tuple[SpatialOperator, SpatialOperator]] = {
    "s_intersects": ("intersects", "intersects"),
    "s_disjoint": ("disjoint", "disjoint"),
    "s_equals": ("equals", "equals"),
    "s_touches": ("touches", "touches"),
    "s_crosses": ("crosses", "crosses"),
    "s_overlaps": ("overlaps", "overlaps"),
    "s_within": ("within", "contains"),
    "s_contains": ("contains", "within"),
}
_TYPES = frozenset(
    {"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"}
)


def spatial(name: str, args: Sequence[Any], schema: LayerSchema, parameter: str) -> Expression:
    """The comparison of the layer's geometry with another, or of two geometries given."""
    left, right = (_side(one, schema, parameter) for one in args)
    operator, mirrored = FUNCTIONS[name]
    if left is None:
        return Spatial(operator, None if right is None else shapely.to_wkb(right))
    if right is None:
        return Spatial(mirrored, shapely.to_wkb(left))
    return Always(bool(getattr(shapely, operator)(left, right)))


def _side(node: Any, schema: LayerSchema, parameter: str) -> BaseGeometry | None:  # noqa: ANN401 - JSON
    """The geometry a node gives; None for that of the records."""
    match node:
        case {"property": str(name)}:
            if name == GEOMETRY and schema.geometry_types:
                return None
            allowed = [GEOMETRY] if schema.geometry_types else []
            raise FilterError(parameter, name, f"{schema.name} has no such geometry", allowed)
        case {"bbox": list(numbers)}:
            return _box(numbers, parameter)
        case {"type": str()}:
            return _geometry(node, parameter)
    raise FilterError(parameter, shown(node), "is not a geometry")


def _box(numbers: Sequence[Any], parameter: str) -> BaseGeometry:
    """The box; two where it crosses the antimeridian."""
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
        raise FilterError(parameter, "bbox", "needs 4 or 6 numbers")
    try:
        parts = list(BBox.parse(",".join(map(str, numbers)), parameter).parts())
    except RequestError as error:
        raise FilterError(parameter, error.value, error.reason) from None
    shapes = [_shape(part) for part in parts]
    return shapes[0] if len(shapes) == 1 else shapely.unary_union(shapes)


def _shape(box: BBox) -> BaseGeometry:
    """The box as an area; without width or height as a line, without both as a point."""
    low, high = (box.west, box.south), (box.east, box.north)
    if low == high:
        return shapely.Point(low)
    if box.west == box.east or box.south == box.north:
        return shapely.LineString([low, high])
    return shapely.box(*low, *high)


def _geometry(node: Mapping[str, Any], parameter: str) -> BaseGeometry:
    if not _is_known(node):
        raise FilterError(parameter, node["type"], "is no type of geometry here", sorted(_TYPES))
    try:
        shape = shapely.from_geojson(orjson.dumps(node))
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        raise FilterError(
            parameter, node["type"], f"is not a geometry: {str(error).strip()}"
        ) from None
    shape = shapely.force_2d(shape)
    places = shapely.get_coordinates(shape)
    if len(places) > MOST_COORDINATES:
        raise FilterError(parameter, node["type"], f"has more than {MOST_COORDINATES} positions")
    if shape.is_empty:
        raise FilterError(parameter, node["type"], "is empty")
    if not (abs(places) <= (180, 90)).all():
        text = "has positions that are not longitude, latitude in degrees"
        raise FilterError(parameter, node["type"], text)
    if not shape.is_valid:
        text = f"is not valid: {shapely.is_valid_reason(shape)}"
        raise FilterError(parameter, node["type"], text)
    found: BaseGeometry = shape
    return found


def _is_known(node: object) -> bool:
    match node:
        case {"type": "GeometryCollection", "geometries": list(parts)}:
            return bool(parts) and all(_is_known(part) for part in parts)
        case {"type": str(name), "coordinates": list()}:
            return name in _TYPES
    return False
