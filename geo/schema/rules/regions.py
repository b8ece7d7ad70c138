"""Military regions: the polygon is the union of the units it says it is made of."""

from collections.abc import Iterator, Mapping

import shapely
from shapely.geometry.base import BaseGeometry

from geo.schema.findings import Finding
from geo.schema.records import GEOMETRY, Folder, Record

RULES: Mapping[str, str] = {
    "regions.method": "boundary_method is not_stated exactly where the geometry is null",
    "regions.members": "a region with a polygon has members, one without has none",
    "regions.member_level": "members are administrative units",
    "regions.union": "the polygon is the union of its members",
    "regions.footprint": "the footprint is the polygon",
}

TOLERANCE = 0.001  # of the area: rounding of coordinates, not another boundary


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the polygons of military regions."""
    areas = folder.ids.get("areas", {})
    for record in folder.of("military_regions"):
        if not record.sound(GEOMETRY, "boundary_method", "member_admin_codes", "location_method"):
            continue
        yield from _method(record)
        if record.shape is not None:
            yield from _union(record, areas)


def _method(record: Record) -> Iterator[Finding]:
    without = record.geometry is None
    if without != (record.get("boundary_method") == "not_stated"):
        yield record.refuse(
            "regions.method",
            "boundary_method",
            f"{record.get('boundary_method')} does not fit the geometry",
        )
    elif without != (not record.parts("member_admin_codes")):
        yield record.refuse(
            "regions.members", "member_admin_codes", "members do not fit the geometry"
        )


def _union(record: Record, areas: Mapping[str, Record]) -> Iterator[Finding]:
    members = [areas[code] for code in record.parts("member_admin_codes") if code in areas]
    wrong = next((area for area in members if area.get("level") not in ("admin1", "admin2")), None)
    if wrong is not None:
        yield record.refuse(
            "regions.member_level", "member_admin_codes", f"{wrong.id} is no administrative unit"
        )
        return
    shapes = [area.shape for area in members if area.shape is not None and area.sound(GEOMETRY)]
    if not shapes or len(shapes) < len(members):
        return
    if _differs(record.shape, shapely.union_all(shapes)):
        yield record.refuse(
            "regions.union", GEOMETRY, "differs from the union of member_admin_codes"
        )
        return
    footprint = areas.get(record.get("footprint_ref") or "")
    if footprint is None or footprint.shape is None or not footprint.sound(GEOMETRY):
        return
    if _differs(record.shape, footprint.shape):
        yield record.refuse("regions.footprint", "footprint_ref", "is another polygon")


def _differs(one: BaseGeometry | None, other: BaseGeometry) -> bool:
    if one is None:
        return True
    return bool(one.symmetric_difference(other).area > TOLERANCE * other.area)
