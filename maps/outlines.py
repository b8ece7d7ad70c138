"""Shapes made small for a page: clipped, thinned, and written as whole numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.schema.model import Language

FINE = 0.003  # degrees: what bends less may be straight where a page has much to hold
SCALE = 1_000  # units a degree: about 100 m, finer than any outline we ship


def encoded(outline: BaseGeometry) -> list[list[list[int]]]:
    """Rings or lines grouped by part, each a flat list x, y, dx, dy, dx, dy … in 1/1000 degree.

    A polygon's part is its outer ring, then its holes; a line's part is the line. Positions that
    fall on the one before are left out.
    """
    parts = [part for part in shapely.get_parts(outline) if not part.is_empty]
    return [[_deltas(shapely.get_coordinates(ring)) for ring in _rings(part)] for part in parts]


def area(feature: Mapping[str, Any], language: Language, fine: float = 0.0) -> dict[str, Any]:
    """A footprint as pages draw it: its name, how it was made, its parts, where its label stands.

    What bends less than ``fine`` degrees is drawn straight.
    """
    outline = shape(dict(feature["geometry"]))
    thin = shapely.simplify(outline, fine) if fine else outline
    properties = feature["properties"]
    return {
        "name": properties[f"name_{language}"],
        "how": properties.get(f"method_{language}") or "",
        "parts": encoded(thin),
        "at": label_place(thin),
        "size": round(outline.area, 3),
    }


def bounds_of(lists: Iterable[Sequence[float]]) -> list[list[float]]:
    """Boxes (west, south, east, north) as the two corners Leaflet takes: [[s, w], [n, e]]."""
    wests, souths, easts, norths = zip(*lists, strict=True)
    return [[min(souths), min(wests)], [max(norths), max(easts)]]


def label_place(outline: BaseGeometry) -> list[float]:
    """Longitude and latitude of a place for a label, well inside the largest part; 3 decimals."""
    largest = max(shapely.get_parts(outline), key=lambda part: part.area)
    point = shapely.maximum_inscribed_circle(largest, tolerance=0.05).coords[0]
    return [round(point[0], 3), round(point[1], 3)]


def _rings(part: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(part, shapely.Polygon):
        return [part.exterior, *part.interiors]
    return [part]


def _deltas(places: NDArray[np.float64]) -> list[int]:
    flat: list[int] = []
    last_x = last_y = 0
    for x, y in (places * SCALE).round().astype(int).tolist():
        if flat and (x, y) == (last_x, last_y):
            continue
        flat += [x - last_x, y - last_y]
        last_x, last_y = x, y
    return flat
