"""One mesh of countries and Mali's units, simplified once; every boundary here is cut from it.

Two files whose borders come from separate simplifications show double lines. So Mali's units and
the countries are simplified together (shapely.coverage_simplify keeps shared edges shared), first
finely; then everything outside Mali again, more coarsely the farther it is, with the edges toward
what is already settled held fixed.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, box, shape
from shapely.geometry.base import BaseGeometry

from mapdata.names import COUNTRIES, NEIGHBOURS, UNITS
from mapdata.sources import Packages

FRAME = box(-30, -3, 26, 41)  # degrees; what a screen shows around Mali at zoom 5
DECIMALS = 3  # 0.001 degree is 110 m; Natural Earth is off by kilometres
# Square roots of the areas (degrees) that may be cut off a border: Mali, its neighbours, the rest.
MALI, NEAR, FAR = 0.004, 0.014, 0.09
LEAST_ISLAND = 0.015  # square degrees, about 180 km²: smaller islands are left out; none is near

# Natural Earth draws the line of control in Western Sahara. Here the territory is whole, as the
# United Nations list it (non-self-governing): south of 27°40' N, where the package has a vertex.
WESTERN_SAHARA = box(-20, 20, -8, 27.66144)

Shapes = dict[str, BaseGeometry]


@dataclass(frozen=True, slots=True)
class Mesh:
    """Mali's units and the countries around, edge-matched, by code, in degrees (WGS 84)."""

    units: Shapes
    countries: Shapes

    @property
    def areas(self) -> Shapes:
        """Mali's units, Mali and its seven neighbours."""
        near = {code: self.countries[code] for code in ("ML", *NEIGHBOURS)}
        return {**near, **self.units}


def build(packages: Packages) -> Mesh:
    """The mesh. Raises ValueError where a step leaves gaps, overlaps or invalid geometry."""
    mesh = _read(packages)
    _check(mesh)
    mesh = _simplify(mesh, MALI, fixed=frozenset())
    mesh = _simplify(mesh, NEAR, fixed=frozenset(UNITS))
    mesh = _simplify(mesh, FAR, fixed=frozenset({*UNITS, *NEIGHBOURS}))
    mesh = _round(mesh)
    _check(mesh)
    units = {code: mesh[code] for code in UNITS}
    countries = {code: geometry for code, geometry in mesh.items() if code not in UNITS}
    countries["ML"] = shapely.coverage_union_all(list(units.values()))
    return Mesh(units, countries)


def _read(packages: Packages) -> Shapes:
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in packages.admin1():
        properties = feature["properties"]
        country = properties["iso_a2"]
        code = properties["iso_3166_2"] if country == "ML" else country
        if country in COUNTRIES:
            geometry = shape(feature["geometry"])
            if geometry.intersects(FRAME):
                parts[code].append(geometry)
    whole = {code: shapely.coverage_union_all(parts[code]) for code in sorted(parts)}
    south = shapely.intersection(whole["MA"], WESTERN_SAHARA)
    whole["EH"] = _polygons(shapely.union(whole["EH"], south))
    whole["MA"] = _polygons(shapely.difference(whole["MA"], WESTERN_SAHARA))
    return {code: _clip(geometry) for code, geometry in whole.items()}


def _clip(geometry: BaseGeometry) -> BaseGeometry:
    """The part inside the frame, polygons only."""
    if FRAME.contains(geometry):
        return geometry
    return _polygons(shapely.intersection(geometry, FRAME))


def _simplify(mesh: Shapes, tolerance: float, fixed: frozenset[str]) -> Shapes:
    """The mesh with the edges not touching ``fixed`` simplified.

    The sea takes part as one more polygon, so that coasts are inner edges: what is left as the
    boundary of the rest are the edges toward ``fixed`` and the frame, which are kept.
    """
    codes = [code for code in mesh if code not in fixed]
    land = shapely.union_all(list(mesh.values()))
    sea = _polygons(shapely.difference(FRAME, land))
    simple = shapely.coverage_simplify(
        np.array([*(mesh[code] for code in codes), sea]), tolerance, simplify_boundary=False
    )
    return {**mesh, **dict(zip(codes, simple[:-1], strict=True))}


def _round(mesh: Shapes) -> Shapes:
    rounded = {code: _without_islets(geometry) for code, geometry in mesh.items()}
    return {
        code: shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
        for code, geometry in rounded.items()
    }


def _without_islets(geometry: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(geometry)
    kept = [part for part in parts if part.area >= LEAST_ISLAND] or [max(parts, key=shapely.area)]
    return kept[0] if len(kept) == 1 else MultiPolygon(kept)


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _check(mesh: Shapes) -> None:
    broken = [code for code, geometry in mesh.items() if not geometry.is_valid]
    edges = shapely.coverage_invalid_edges(np.array(list(mesh.values())))
    loose = [code for code, edge in zip(mesh, edges, strict=True) if not edge.is_empty]
    if broken or loose:
        raise ValueError(f"invalid: {broken}; not edge-matched: {loose}")
