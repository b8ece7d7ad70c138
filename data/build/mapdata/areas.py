"""areas.geojson: countries, Mali's units and the footprints that facts point to."""

from collections.abc import Iterator
from typing import Any

from mapdata.coverage import Mesh
from mapdata.footprints import FOOTPRINTS
from mapdata.names import COUNTRIES, NEIGHBOURS, UNITS
from mapdata.recipes import COUNTRIES_VINTAGE, UNITS_VINTAGE
from mapdata.writer import Feature

LICENCE = "CC0-1.0"  # Natural Earth is in the public domain; what is drawn here is dedicated to it

_UNIT_METHODS = (
    "First-level unit of Natural Earth 10m (eight regions and Bamako, before 2016), simplified.",
    "Unité de premier niveau de Natural Earth 10m (huit régions et Bamako, avant 2016), "
    "simplifiée.",
)
_COUNTRY_METHODS = (
    "Union of the first-level units of Natural Earth 10m, simplified.",
    "Union des unités de premier niveau de Natural Earth 10m, simplifiée.",
)


def features(mesh: Mesh) -> Iterator[Feature]:
    """One feature an area, with the properties all areas have."""
    for code in ("ML", *NEIGHBOURS):
        kind = ("country", code, COUNTRIES_VINTAGE)
        yield code, mesh.countries[code], _properties(code, COUNTRIES[code], kind, _COUNTRY_METHODS)
    for code, names in UNITS.items():
        kind = ("admin1", "ML", UNITS_VINTAGE)
        yield code, mesh.units[code], _properties(code, names, kind, _UNIT_METHODS)
    for row in FOOTPRINTS:
        kind = ("footprint", "ML", row.recipe.vintage)
        names = (row.name_en, row.name_fr)
        yield (
            row.code,
            row.recipe.shape(mesh),
            _properties(row.code, names, kind, row.recipe.methods()),
        )


def _properties(
    code: str, names: tuple[str, str], kind: tuple[str, str, str], methods: tuple[str, str]
) -> dict[str, Any]:
    level, country, vintage = kind
    return {
        "code": code,
        "name_en": names[0],
        "name_fr": names[1],
        "level": level,
        "country": country,
        "vintage": vintage,
        "method_en": methods[0],
        "method_fr": methods[1],
        "licence": LICENCE,
    }
