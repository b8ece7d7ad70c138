"""Shapes made small for a page: clipped, thinned, and written as whole numbers."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

SCALE = 1_000  # units a degree: about 100 m, finer than any outline we ship


def encoded(shape: BaseGeometry) -> list[list[list[int]]]:
    """Rings or lines grouped by part, each a flat list x, y, dx, dy, dx, dy … in 1/1000 degree.

    A polygon's part is its outer ring, then its holes; a line's part is the line. Positions that
    fall on the one before are left out.
    """
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    return [[_deltas(shapely.get_coordinates(ring)) for ring in _rings(part)] for part in parts]


def bounds_of(lists: Iterable[Sequence[float]]) -> list[list[float]]:
    """Boxes (west, south, east, north) as the two corners Leaflet takes: [[s, w], [n, e]]."""
    wests, souths, easts, norths = zip(*lists, strict=True)
    return [[min(souths), min(wests)], [max(norths), max(easts)]]


def label_place(shape: BaseGeometry) -> list[float]:
    """Longitude and latitude of a place for a label, well inside the largest part; 3 decimals."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
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
