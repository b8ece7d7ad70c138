"""countries.geojson and regions.geojson: the mesh of the areas, with what a label needs."""

from collections.abc import Iterator

from mapdata.coverage import Mesh
from mapdata.names import COUNTRIES, UNITS
from mapdata.writer import Feature


def countries(mesh: Mesh) -> Iterator[Feature]:
    """One feature a country: ``code``, ``name_en``, ``name_fr``; cut at the frame of the mesh."""
    for code, geometry in mesh.countries.items():
        english, french = COUNTRIES[code]
        yield code, geometry, {"code": code, "name_en": english, "name_fr": french}


def regions(mesh: Mesh) -> Iterator[Feature]:
    """Mali's nine units: ``code``, ``name_en``, ``name_fr``, ``country``."""
    for code, geometry in mesh.units.items():
        english, french = UNITS[code]
        properties = {"code": code, "name_en": english, "name_fr": french, "country": "ML"}
        yield code, geometry, properties
