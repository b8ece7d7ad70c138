"""Geometry by RFC 7946: positions on the globe, closed and rightly wound rings, valid shapes."""

from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.schema.findings import Finding, show
from geo.schema.records import GEOMETRY, Folder, Record

RULES: Mapping[str, str] = {
    "geometry.type": "the geometry's type is one the layer may have",
    "geometry.null": "areas and the base map have geometry",
    "geometry.structure": "coordinates are nested as the type asks (RFC 7946 section 3.1)",
    "geometry.position": "positions are finite lon, lat in degrees (RFC 7946 sections 3.1.1 and 4)",
    "geometry.ring": "rings are closed, of four positions or more (RFC 7946 section 3.1.6)",
    "geometry.winding": "outer rings run counter-clockwise, holes clockwise (section 3.1.6)",
    "geometry.valid": "the geometry is valid (OGC 06-103r4)",
}

_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the geometries; sound ones become the record's ``shape``."""
    groups = (*folder.layers.values(), *folder.basemap.values())
    for records in groups:
        for record in records:
            if record.schema.geometry_types:
                yield from _record(record)


def _record(record: Record) -> Iterator[Finding]:
    if record.geometry is None:
        if not record.schema.mapped:
            yield record.refuse("geometry.null", GEOMETRY, "null is not allowed here")
        return
    fault = _fault(record)
    if fault is None:
        geometry = shape(record.geometry)
        fault = _shape_fault(geometry)
        record.shape = geometry
    if fault:
        yield record.refuse(fault[0], GEOMETRY, fault[1])


def _fault(record: Record) -> tuple[str, str] | None:
    kind = record.geometry.get("type")
    if not isinstance(kind, str) or kind not in record.schema.geometry_types:
        allowed = ", ".join(sorted(record.schema.geometry_types))
        return "geometry.type", f"{show(kind)} is not one of {allowed}"
    extra = record.geometry.keys() - {"type", "coordinates", "crs"}
    if extra or "coordinates" not in record.geometry:
        return "geometry.structure", "needs type and coordinates only"
    depth = _DEPTHS[kind]
    lines = _lines(record.geometry["coordinates"], depth)
    if lines is None:
        return "geometry.structure", f"the coordinates are not those of a {kind}"
    for line in lines:
        fault = _line_fault(line, kind)
        if fault:
            return fault
    return None


def _lines(coordinates: object, depth: int) -> list[list[object]] | None:
    """The lists of positions in ``coordinates``, None where they are not nested so deep."""
    if depth == 0:
        return [[coordinates]]
    level: list[object] = [coordinates]
    for _ in range(depth - 1):
        if not all(isinstance(item, list) and item for item in level):
            return None
        level = [inner for item in level if isinstance(item, list) for inner in item]
    lines = [item for item in level if isinstance(item, list) and item]
    return lines if len(lines) == len(level) else None


def _line_fault(line: list[object], kind: str) -> tuple[str, str] | None:
    for position in line:
        if not isinstance(position, list) or any(isinstance(n, list | dict) for n in position):
            return "geometry.structure", f"the coordinates are not those of a {kind}"
        if not _is_position(position):
            return "geometry.position", f"{show(position)} is not a position of lon and lat"
    if kind.endswith("LineString") and len(line) < 2:
        return "geometry.structure", "a line needs two positions"
    if kind.endswith("Polygon") and (len(line) < 4 or line[0] != line[-1]):
        return "geometry.ring", "a ring is open or has fewer than four positions"
    return None


def _is_position(position: list[object]) -> bool:
    if len(position) != 2:
        return False
    lon, lat = position
    return _is_within(lon, 180) and _is_within(lat, 90)


def _is_within(value: object, limit: int) -> bool:
    """Whether it is a finite number of at most ``limit``, whatever its size."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return -limit <= value <= limit  # false for NaN


def _shape_fault(geometry: BaseGeometry) -> tuple[str, str] | None:
    if not shapely.is_valid(geometry):
        return "geometry.valid", str(shapely.is_valid_reason(geometry))
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type != "Polygon":
            continue
        outer = shapely.is_ccw(part.exterior)
        if not outer or any(shapely.is_ccw(hole) for hole in part.interiors):
            return "geometry.winding", "a ring runs the wrong way round"
    return None
