"""Names of districts, regions and countries to the areas of an atlas that stand for them."""

import re
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geo.schema.measures import covering_radius_m, decimals_allowed
from geo.schema.records import GEOMETRY, Folder, Record
from geo.schema.rules.vocabulary import fold

# What a source may write after a unit's name, without accents.
_GENERIC = re.compile(
    r"\s+(?:region|province|district|governorate|state|department|county|municipality|commune|"
    r"cercle|prefecture|oblast|wilaya|division|woreda|zone|territory|city)$"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """An area with the position that stands for it, and the metres that cover it from there."""

    code: str
    name: str
    vintage: str | None
    shape: BaseGeometry
    lon: float
    lat: float
    radius_m: int


class Units:
    """The countries, regions and districts among an atlas's areas, found by country and name."""

    def __init__(self, folder: Folder) -> None:
        self._areas: dict[tuple[str, str, str], Record | None] = {}
        for area in folder.of("areas"):
            if area.shape is None or not area.sound(GEOMETRY, "level", "country"):
                continue
            level, country = area.get("level"), area.get("country")
            if level == "country":
                self._add((level, country or area.id, ""), area)
            elif level in ("admin1", "admin2") and country:
                for name in {_key(area.get("name_en") or ""), _key(area.get("name_fr") or "")}:
                    self._add((level, country, name), area)
        self._made: dict[str, Unit | None] = {}

    def find(self, level: str, country: str, name: str | None = None) -> Unit | None:
        """The unit of that level, ``country``, ``admin1`` or ``admin2``; None where none fits.

        Names are compared without accents, case and words such as "province"; a name that two
        areas have fits neither.
        """
        key = _key(name or "")
        if level != "country" and not key:
            return None
        area = self._areas.get((level, country, key))
        if area is None:
            return None
        if area.id not in self._made:
            self._made[area.id] = _unit(area)
        return self._made[area.id]

    def _add(self, key: tuple[str, str, str], area: Record) -> None:
        self._areas[key] = None if self._areas.get(key, area) is not area else area


def _key(name: str) -> str:
    plain = re.sub(r"[^\w]+", " ", fold(name)).strip()
    return _GENERIC.sub("", plain)


def _unit(area: Record) -> Unit | None:
    """The unit of an area; None where no position of as few decimals as are honest lies in it."""
    shape = area.shape
    if not isinstance(shape, shapely.Polygon | shapely.MultiPolygon):
        return None
    # Rounded, the point farthest from the edge is likeliest to stay within.
    circle = shapely.get_coordinates(shapely.maximum_inscribed_circle(shape))
    for x, y in (shapely.get_coordinates(shape.representative_point())[0], circle[0]):
        for decimals in (2, 3, 4, 5):
            point = shapely.Point(round(float(x), decimals), round(float(y), decimals))
            radius = covering_radius_m(point, shape)
            allowed = decimals_allowed(radius)
            if shape.contains(point) and (allowed is None or decimals <= allowed):
                name, vintage = area.get("name_en"), area.get("vintage")
                return Unit(area.id, name, vintage, shape, point.x, point.y, radius)
    return None
