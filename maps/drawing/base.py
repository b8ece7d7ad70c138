"""The atlas's base map on paper: land, water, borders, and the names that may stand on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas
from geo.schema.model import Language
from maps.basemap import read
from maps.drawing.boxes import Box
from maps.drawing.look import Look
from maps.drawing.projection import Projection
from maps.drawing.svg import element, path_of

_Known = tuple[str, Mapping[str, Any], BaseGeometry]
_KINDS = ("countries", "regions", "rivers", "towns")


@dataclass(frozen=True, slots=True)
class Part:
    """One country, region, river or town in pixels; ``rank`` is a town's, 1 the capital's."""

    kind: str
    name: str
    shape: BaseGeometry
    focus: bool  # part of what the atlas is about
    rank: int = 0


@dataclass(frozen=True)
class Base:
    """What of the base map lies in the panel; beyond ``known`` it has nothing, not even water."""

    known: BaseGeometry
    countries: tuple[Part, ...]
    regions: tuple[Part, ...]
    rivers: tuple[Part, ...]
    towns: tuple[Part, ...]


def base(atlas: Atlas, projection: Projection, language: Language) -> Base:
    """The base map under a projection. Raises DataError where a file is not GeoJSON."""
    known = {kind: _known(atlas, kind) for kind in _KINDS}
    focus = {own.get("country") for _, own, _ in known["regions"]}
    parts = {
        kind: tuple(
            part
            for one in rows
            if (part := _part(kind, one, projection, (focus, language))) is not None
        )
        for kind, rows in known.items()
    }
    box = bounds(atlas)
    there = projection.shape(shapely.box(*box)) if box else shapely.Polygon()
    return Base(there, parts["countries"], parts["regions"], parts["rivers"], parts["towns"])


def bounds(atlas: Atlas) -> Box | None:
    """West, south, east, north of the base map's countries, in degrees; None without any.

    It is what the base map knows: between its countries lies water, beyond them anything.
    """
    shapes = [there for _, _, there in _known(atlas, "countries")]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return west, south, east, north


def _known(atlas: Atlas, kind: str) -> Sequence[_Known]:
    """Id, properties and shape of each Feature, read once for each state of the file."""
    path = atlas.basemap.get(kind)
    if path is None:
        return ()
    state = path.stat() if path.is_file() else None
    return _kept(path, (state.st_mtime_ns, state.st_size) if state else ())


@lru_cache(maxsize=16)
def _kept(path: Path, _: tuple[int, ...]) -> Sequence[_Known]:
    return [(str(one.get("id")), one["properties"], shape(one["geometry"])) for one in read(path)]


def _part(
    kind: str, known: _Known, projection: Projection, about: tuple[set[str | None], Language]
) -> Part | None:
    (code, own, there), (focus, language) = known, about
    moved = projection.shape(there, 0) if kind == "towns" else projection.shape(there)
    if moved.is_empty:
        return None
    country = code if kind == "countries" else own.get("country")
    name = own.get(f"name_{language}") or ""
    return Part(kind, name, moved, country in focus, own.get("rank", 0))


def drawn(base: Base, look: Look) -> list[str]:
    """The base map from the ground up: sea, land, lakes, rivers, divisions, borders."""
    colours, unit = look.colours, look.unit
    sea = path_of(base.known)
    found = [element("path", {"d": sea, "fill": colours["water"]})] if sea else []
    for focus in (False, True):
        land = [one for one in base.countries if one.focus == focus]
        colour = colours["focus" if focus else "land"]
        found.append(_paths(land, {"fill": colour, "stroke": colours["border"]}, 0.6 * unit))
    lakes = [one for one in base.rivers if one.shape.geom_type.endswith("Polygon")]
    rivers = [one for one in base.rivers if one not in lakes]
    water = {"fill": colours["water"], "stroke": colours["river"]}
    found.append(_paths(lakes, water, 0.5 * unit))
    found.append(_paths(rivers, {"fill": "none", "stroke": colours["river"]}, 1.1 * unit))
    division = {"fill": "none", "stroke": colours["division"]}
    found.append(_paths(base.regions, division, 0.9 * unit))
    frontier = {"fill": "none", "stroke": colours["frontier"]}
    found.append(_paths([one for one in base.countries if one.focus], frontier, 1.3 * unit))
    return [one for one in found if one]


def _paths(parts: Sequence[Part], pen: dict[str, str], wide: float) -> str:
    """The parts as one path: a border two share is drawn twice as one line."""
    data = "".join(path_of(part.shape) for part in parts)
    if not data:
        return ""
    return element("path", {"d": data, **pen, "stroke-width": wide, "stroke-linejoin": "round"})


def borders(parts: Iterable[Part], others: Iterable[BaseGeometry] = ()) -> shapely.STRtree:
    """The lines that names keep off: the boundaries of these parts and other shapes."""
    shapes = [*(part.shape for part in parts), *others]
    lines = [shapely.boundary(one) if one.area else one for one in shapes]
    places, line = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    pairs = np.stack((places[:-1], places[1:]), axis=1)[line[:-1] == line[1:]]
    return shapely.STRtree(shapely.linestrings(pairs))
