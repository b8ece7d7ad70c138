"""What a record says of its place holds together: precision, method, footprint and units."""

from collections.abc import Iterator, Mapping

from geo.schema.findings import Finding, show
from geo.schema.places import FOOTPRINT_FROM
from geo.schema.records import GEOMETRY, Folder, Record

RULES: Mapping[str, str] = {
    "place.null_geometry": "geometry is null exactly where location_method is not_stated",
    "place.precision": "geo_precision is null exactly where the geometry is",
    "place.point": "classes 1 to 3 are points",
    "place.footprint": "classes 4 to 8 have a footprint_ref, others none",
    "place.footprint_level": "the footprint of class 7, and of no other class, is a country",
    "place.radius_null": "location_radius_m is null exactly where the geometry is",
    "place.admin_known": "units are null below the known precision",
    "place.admin_vintage": "a unit's code stands with its vintage",
    "place.admin_code": "admin1_code is a unit of areas, of the record's country and vintage",
    "place.admin_name": "admin1_name is the unit's name",
    "place.inferred": "what is inferred has low confidence",
    "place.base_precision": "a base is an exact site only by reported coordinates or official map",
}

_ADMIN1 = ("admin1_name", "admin1_code")
_ADMIN2 = ("admin2_name", "admin2_code")
_DISTRICT, _REGION, _WATER = 4, 5, 8  # classes of geo_precision
_COUNTRY = 7
_OFFICIAL = ("reported_coords", "official_map")


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong between a record's fields of place."""
    vintages = frozenset(area.get("vintage") for area in folder.of("areas"))
    for record in folder.mapped():
        if record.sound("geo_precision", "location_method", "footprint_ref", GEOMETRY):
            yield from _precision(record)
            yield from _footprint(folder, record)
        yield from _known(record)
        yield from _vintage(record)
        if record.get("admin_vintage") in vintages and folder.knows("areas"):
            yield from _unit(folder.ids["areas"], record)
        if record.get("location_method") == "inferred" and record.get("confidence") in (
            "high",
            "medium",
        ):
            yield record.finding("place.inferred", "confidence", "the place is inferred")


def _precision(record: Record) -> Iterator[Finding]:
    precision, method = record.get("geo_precision"), record.get("location_method")
    unlocated = record.geometry is None
    if unlocated != (method == "not_stated"):
        state = "null" if unlocated else "given"
        yield record.refuse(
            "place.null_geometry", "location_method", f"{method} does not fit {state} geometry"
        )
    elif unlocated != (precision is None):
        yield record.refuse("place.precision", "geo_precision", f"{precision} does not fit")
    elif precision is not None and precision < FOOTPRINT_FROM:
        if record.geometry.get("type") != "Point":
            yield record.refuse("place.point", GEOMETRY, f"class {precision} is a point")
        elif record.layer == "bases" and precision == 1 and method not in _OFFICIAL:
            yield record.refuse(
                "place.base_precision", "geo_precision", f"{method} gives no exact site"
            )
    if record.sound("location_radius_m", GEOMETRY, "location_method"):
        radius = record.get("location_radius_m")
        if unlocated != (radius is None):
            yield record.refuse(
                "place.radius_null", "location_radius_m", f"{radius} does not fit the geometry"
            )


def _footprint(folder: Folder, record: Record) -> Iterator[Finding]:
    if not record.sound("geo_precision"):
        return
    precision, code = record.get("geo_precision"), record.get("footprint_ref")
    drawn = precision is not None and precision >= FOOTPRINT_FROM
    if drawn != (code is not None):
        yield record.refuse(
            "place.footprint", "footprint_ref", f"{show(code)} does not fit class {precision}"
        )
        return
    area = folder.ids.get("areas", {}).get(code or "")
    level = area.get("level") if area is not None else None
    if level is not None and (level == "country") != (precision == _COUNTRY):
        yield record.refuse(
            "place.footprint_level",
            "footprint_ref",
            f"{code} is a {level}, which does not fit class {precision}",
        )


def _known(record: Record) -> Iterator[Finding]:
    if not record.sound("geo_precision", GEOMETRY, "location_method"):
        return
    precision = record.get("geo_precision") or _COUNTRY
    names: tuple[str, ...] = ()
    if precision > _DISTRICT:
        names = _ADMIN2
    if precision > _REGION and precision != _WATER:
        names = (*_ADMIN1, *_ADMIN2)
    for name in names:
        if record.get(name) is not None:
            yield record.refuse(
                "place.admin_known", name, f"{show(record.get(name))} is finer than the precision"
            )
            return


def _vintage(record: Record) -> Iterator[Finding]:
    if not record.sound("admin_vintage", "admin1_code", "admin2_code"):
        return
    code = record.get("admin1_code") or record.get("admin2_code")
    if code and record.get("admin_vintage") is None:
        yield record.refuse("place.admin_vintage", "admin_vintage", "null, but a code is given")


def _unit(areas: Mapping[str, Record], record: Record) -> Iterator[Finding]:
    """For a record whose vintage is one that areas has."""
    code = record.get("admin1_code")
    if code is None or not record.sound("country"):
        return
    area = areas.get(code)
    if area is None:
        yield record.refuse("place.admin_code", "admin1_code", f"{show(code)} is not in areas")
        return
    if not area.sound("level", "vintage", "country", "name_en", "name_fr"):
        return
    expected = ("admin1", record.get("admin_vintage"), record.get("country"))
    if tuple(area.get(name) for name in ("level", "vintage", "country")) != expected:
        yield record.refuse(
            "place.admin_code", "admin1_code", f"{show(code)} is not {' '.join(map(str, expected))}"
        )
        return
    names = (area.get("name_en"), area.get("name_fr"))
    name = record.get("admin1_name")
    if record.sound("admin1_name") and name not in names:
        yield record.finding(
            "place.admin_name", "admin1_name", f"{show(name)} is not {show(names[0])}"
        )
