"""The ways a footprint is derived. Each gives a polygon and says in two languages how it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from mapdata.coverage import Mesh
from mapdata.names import COUNTRIES, UNITS
from mapdata.plane import buffer_km

DRAWN = "drawn"  # the vintage of a line that no boundary data set has
UNITS_VINTAGE = "ne-9"
COUNTRIES_VINTAGE = "ne-10m"
EN, FR = 0, 1


class Recipe(Protocol):
    """What a footprint needs to say of itself."""

    @property
    def vintage(self) -> str:
        """The boundaries it rests on."""

    def shape(self, mesh: Mesh) -> BaseGeometry:
        """The polygon, in degrees."""

    def methods(self) -> tuple[str, str]:
        """How it was derived, in English and French."""


@dataclass(frozen=True, slots=True)
class Union:
    """Whole administrative units together."""

    codes: Sequence[str]
    vintage: str = UNITS_VINTAGE

    def shape(self, mesh: Mesh) -> BaseGeometry:
        """The units dissolved."""
        return shapely.coverage_union_all([mesh.areas[code] for code in self.codes])

    def methods(self) -> tuple[str, str]:
        """Names the units."""
        names = {**UNITS, **COUNTRIES}
        english, french = ([names[code][lang] for code in self.codes] for lang in (EN, FR))
        return (
            f"Approximate: union of whole units ({', '.join(english)}), Natural Earth.",
            f"Approximatif : union d’unités entières ({', '.join(french)}), Natural Earth.",
        )


@dataclass(frozen=True, slots=True)
class Border:
    """The land on both sides of Mali's border with a neighbour."""

    neighbour: str
    km: int = 50
    east_of: float = -180  # only the part of the line east of this longitude
    vintage: str = COUNTRIES_VINTAGE

    def shape(self, mesh: Mesh) -> BaseGeometry:
        """A buffer of the shared line, without third countries."""
        mali, neighbour = mesh.countries["ML"], mesh.countries[self.neighbour]
        line = shapely.intersection(mali, neighbour)
        part = shapely.intersection(line, shapely.box(self.east_of, -90, 180, 90))
        return shapely.intersection(buffer_km(part, self.km), shapely.union(mali, neighbour))

    def methods(self) -> tuple[str, str]:
        """Names the border and the distance."""
        english, french = COUNTRIES[self.neighbour]
        part_en = part_fr = ""
        if self.east_of > -180:
            part_en = f" east of {-self.east_of:g}° W"
            part_fr = f" à l’est de {-self.east_of:g}° O".replace(".", ",")
        return (
            f"Approximate: within {self.km} km on both sides of the border between Mali and "
            f"{english}{part_en}, Natural Earth.",
            f"Approximatif : à moins de {self.km} km de part et d’autre de la frontière "
            f"Mali–{french}{part_fr}, Natural Earth.",
        )


@dataclass(frozen=True, slots=True)
class Tripoint:
    """A disc about the point where Mali and two neighbours meet."""

    neighbours: tuple[str, str]
    km: int
    vintage: str = COUNTRIES_VINTAGE

    def shape(self, mesh: Mesh) -> BaseGeometry:
        """The disc as a polygon."""
        meeting = [mesh.countries[code] for code in ("ML", *self.neighbours)]
        return buffer_km(shapely.intersection_all(meeting), self.km)

    def methods(self) -> tuple[str, str]:
        """Names the countries and the distance."""
        english, french = ([COUNTRIES[code][lang] for code in self.neighbours] for lang in (EN, FR))
        return (
            f"Approximate: within {self.km} km of the point where Mali, {english[0]} and "
            f"{english[1]} meet, Natural Earth.",
            f"Approximatif : à moins de {self.km} km du point où se rejoignent le Mali, "
            f"{french[0]} et {french[1]}, Natural Earth.",
        )


@dataclass(frozen=True, slots=True)
class Corridor:
    """The land along a line through places on it."""

    through: Sequence[tuple[float, float]]
    km: int
    places: str
    vintage: str = DRAWN

    def shape(self, mesh: Mesh) -> BaseGeometry:
        """A buffer of the line, inside Mali."""
        return shapely.intersection(
            buffer_km(LineString(self.through), self.km), mesh.countries["ML"]
        )

    def methods(self) -> tuple[str, str]:
        """Names the places and the distance."""
        return (
            f"Approximate: within {self.km} km of the line {self.places}.",
            f"Approximatif : à moins de {self.km} km de la ligne {self.places}.",
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A coarse outline drawn by hand, kept inside one administrative unit."""

    outline: Sequence[tuple[float, float]]
    within: str
    what: tuple[str, str]
    vintage: str = DRAWN

    def shape(self, mesh: Mesh) -> BaseGeometry:
        """The part of the outline in the unit."""
        return shapely.intersection(Polygon(self.outline), mesh.areas[self.within])

    def methods(self) -> tuple[str, str]:
        """What the outline follows."""
        return (f"Approximate: {self.what[EN]}.", f"Approximatif : {self.what[FR]}.")


@dataclass(frozen=True, slots=True)
class Disc:
    """The land about a place."""

    centre: tuple[float, float]
    km: int
    place: str
    vintage: str = DRAWN

    def shape(self, mesh: Mesh) -> BaseGeometry:
        """The disc as a polygon."""
        return buffer_km(Point(self.centre), self.km)

    def methods(self) -> tuple[str, str]:
        """Names the place and the distance."""
        return (
            f"Approximate: within {self.km} km of {self.place}.",
            f"Approximatif : à moins de {self.km} km de {self.place}.",
        )
