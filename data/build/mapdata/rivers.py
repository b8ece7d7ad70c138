"""rivers.geojson: rivers and lakes of Natural Earth 50m; the package has no names, this has."""

from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from mapdata.names import Names
from mapdata.sources import Packages
from mapdata.writer import Feature

WINDOW = box(-20, 3, 15.5, 38)
DECIMALS = 3  # the package's own grid is 0.01 degree

# Position in the package's list of rivers: names, told from the course on the map.
RIVERS: dict[int, Names] = {
    6: ("Niger", "Niger"),  # where it crosses lakes
    15: ("Volta", "Volta"),
    21: ("Bafing", "Bafing"),
    26: ("Benue", "Bénoué"),
    28: ("Benue", "Bénoué"),
    29: ("Chari", "Chari"),
    51: ("Black Volta", "Mouhoun (Volta Noire)"),
    52: ("White Volta", "Nakambé (Volta Blanche)"),
    53: ("Niger", "Niger"),
    62: ("Sanaga", "Sanaga"),
    64: ("Sassandra", "Sassandra"),
    69: ("Senegal", "Sénégal"),
    75: ("Volta", "Volta"),
}
LAKES: dict[int, Names] = {
    1: ("Lake Chad", "Lac Tchad"),
    8: ("Kainji Lake", "Lac Kainji"),
    19: ("Lake Volta", "Lac Volta"),
}
TABLES = {"river": RIVERS, "lake": LAKES}


def features(packages: Packages) -> Iterator[Feature]:
    """One feature a river or lake: ``name_en``, ``name_fr``, ``kind`` (river or lake)."""
    topology = packages.africa()
    arcs = _arcs(topology)
    for kind, table in TABLES.items():
        merged: dict[Names, list[BaseGeometry]] = {}
        geometries = topology["objects"][f"{kind}s"]["geometries"]
        for position, names in table.items():
            merged.setdefault(names, []).append(_geometry(geometries[position], arcs))
        for names, parts in merged.items():
            shape = shapely.intersection(shapely.union_all(parts), WINDOW)
            if kind == "river":
                shape = shapely.line_merge(shape)
            shape = shapely.transform(shape, lambda xy: xy.round(DECIMALS))
            properties = {"name_en": names[0], "name_fr": names[1], "kind": kind}
            yield f"{kind}-{_slug(names[0])}", shape, properties


def _slug(name: str) -> str:
    return name.lower().removeprefix("lake ").removesuffix(" lake").replace(" ", "-")


def _arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """The arcs in degrees: quantised deltas undone (TopoJSON 1.0 §2.1.3, §2.1.4)."""
    (scale_x, scale_y), (west, south) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + west, y * scale_y + south))
        arcs.append(arc)
    return arcs


def _geometry(
    geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]
) -> LineString | MultiLineString | Polygon | MultiPolygon:
    def line(indices: list[int]) -> list[tuple[float, float]]:
        # A negative index is the arc ~index backwards; joined arcs share their end points.
        points: list[tuple[float, float]] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(arc[1:] if points else arc)
        return points

    def polygon(rings: list[list[int]]) -> Polygon:
        return Polygon(line(rings[0]), [line(ring) for ring in rings[1:]])

    match geometry["type"]:
        case "LineString":
            return LineString(line(geometry["arcs"]))
        case "MultiLineString":
            return MultiLineString([line(part) for part in geometry["arcs"]])
        case "Polygon":
            return polygon(geometry["arcs"])
        case "MultiPolygon":
            return MultiPolygon([polygon(part) for part in geometry["arcs"]])
        case other:
            raise ValueError(f"a {other} among rivers and lakes")
