"""Where the geometry lies: in its footprint, unit and country, no finer than its radius."""

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.schema.findings import Finding
from geo.schema.measures import covering_radius_m, decimals_allowed, decimals_of, distance_m
from geo.schema.places import FOOTPRINT_FROM, MIN_RADIUS_M
from geo.schema.records import GEOMETRY, Folder, Record

RULES: Mapping[str, str] = {
    "place.radius": "location_radius_m is at least the class's, or covers the footprint",
    "place.decimals": "coordinates have no more decimals than the radius supports",
    "place.zero": "no point is at 0, 0, where faulty software puts what it does not know",
    "place.inside_footprint": "the representative point lies in its footprint",
    "place.inside_admin": "the point lies in its first-level unit, within 5 km",
    "place.inside_country": "the point lies in its country, within 5 km",
}

TOLERANCE_M = 5_000  # invariant 3
_NOWHERE = Point(0, 0)
_ROUNDING = 0.99  # of the covering radius: other formulas for the globe differ by up to 0.6 %
_NO_ONE_COUNTRY = (6, 8)  # classes whose footprint may cross borders


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with where the mapped layers' geometries lie."""
    areas = {
        record.id: record.shape
        for record in folder.of("areas")
        if record.shape is not None and record.sound(GEOMETRY)
    }
    shapely.prepare(list(areas.values()))
    for record in folder.mapped():
        if record.shape is None or not record.sound(GEOMETRY, "geo_precision"):
            continue
        if record.shape.equals(_NOWHERE):
            yield record.finding("place.zero", GEOMETRY, "0, 0 stands for null")
            continue
        footprint = areas.get(record.get("footprint_ref") or "")
        if footprint is not None and not _touches(footprint, record.shape):
            yield record.finding(
                "place.inside_footprint", GEOMETRY, f"is outside {record.get('footprint_ref')}"
            )
            continue
        yield from _radius(record, footprint)
        yield from _decimals(record)
        yield from _inside(record, areas)


def _radius(record: Record, footprint: BaseGeometry | None) -> Iterator[Finding]:
    radius, precision = record.get("location_radius_m"), record.get("geo_precision")
    if radius is None or precision is None or record.shape is None:
        return
    least = MIN_RADIUS_M.get(precision, 0)
    if precision >= FOOTPRINT_FROM and footprint is not None:
        least = int(covering_radius_m(record.shape, footprint) * _ROUNDING)
    if radius < least:
        yield record.finding(
            "place.radius",
            "location_radius_m",
            f"{radius} m is less than {least} m, the least of class {precision} here",
        )


def _decimals(record: Record) -> Iterator[Finding]:
    """Areal geometry is exempt: it is drawn from the shipped units, and claims no point."""
    radius = record.get("location_radius_m")
    allowed = decimals_allowed(radius) if radius else None
    if allowed is None or record.shape is None or record.shape.geom_type.endswith("Polygon"):
        return
    numbers = shapely.get_coordinates(record.shape).ravel().tolist()
    most = max(map(decimals_of, numbers))
    if most > allowed:
        yield record.finding(
            "place.decimals",
            GEOMETRY,
            f"{most} decimals; a radius of {radius} m supports {allowed}",
        )


def _touches(footprint: BaseGeometry, geometry: BaseGeometry) -> bool:
    if geometry.geom_type.endswith("Polygon"):
        geometry = geometry.representative_point()
    return bool(footprint.intersects(geometry))


def _inside(record: Record, areas: Mapping[str, BaseGeometry]) -> Iterator[Finding]:
    if record.shape is None or record.shape.geom_type != "Point":
        return
    precision = record.get("geo_precision")
    names = [("place.inside_admin", "admin1_code")]
    if precision not in _NO_ONE_COUNTRY:
        names.append(("place.inside_country", "country"))
    for rule, name in names:
        area = areas.get(record.get(name) or "")
        away = 0.0 if area is None else metres_outside(record.shape, area)
        if away > TOLERANCE_M:
            yield record.finding(rule, GEOMETRY, f"is {away:.0f} m outside {record.get(name)}")
            return


def metres_outside(point: BaseGeometry, area: BaseGeometry) -> float:
    """Metres from a point to an area, 0 inside it; both in degrees, WGS 84."""
    if area.intersects(point):
        return 0.0
    near = shapely.get_coordinates(shapely.shortest_line(point, area))
    return float(distance_m(near[0][0], near[0][1], np.asarray([near[1]]))[0])
