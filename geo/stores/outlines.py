"""Lines and areas, their boxes, and what of them a tile shows."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import morton, mvt
from geo.query import BBox
from geo.store import Tile

_FINE = 16  # from this zoom on the stored positions are coarser than a tile unit


@dataclass(frozen=True)
class Outlines:
    """Lines and areas in degrees, WGS 84, with their projections made when first asked for."""

    shapes: NDArray[Any]
    _simplified: dict[int, NDArray[Any]] = field(default_factory=dict, compare=False)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The shapes by their boxes in degrees."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def flat(self) -> NDArray[Any]:
        """The shapes in Web Mercator, (0, 0) to (2^32, 2^32) from the north-west."""
        return np.asarray(shapely.transform(self.shapes, _to_world))

    @cached_property
    def flat_tree(self) -> shapely.STRtree:
        """The flat shapes by their boxes."""
        return shapely.STRtree(self.flat)

    @cached_property
    def homes(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Column and row of one place inside each shape: the tile that holds it is its home."""
        inside = shapely.point_on_surface(self.shapes)
        return morton.project(shapely.get_x(inside), shapely.get_y(inside))

    def meeting(self, box: BBox) -> NDArray[np.bool_]:
        """Which of the shapes share at least one place with the box."""
        hit = np.zeros(len(self.shapes), np.bool_)
        for part in box.parts():
            corners = [[part.west, part.south], [part.east, part.north]]
            shape = shapely.envelope(shapely.multipoints(corners))  # a flat box is a line or point
            hit[self.tree.query(shape, predicate="intersects")] = True
        return hit

    def in_tile(self, tile: Tile) -> list[tuple[int, Any, bool]]:
        """Number, shape in whole tile units and whether the tile is its home, of each shape there.

        Shapes reach ``mvt.BUFFER`` units over the edge. One too small to see is still a square of
        one unit in its home tile, so that it is counted there.
        """
        size = 2.0 ** (morton.BITS - tile.z)
        unit = size / mvt.EXTENT
        west, north, reach = tile.x * size, tile.y * size, mvt.BUFFER * unit
        bounds = (west - reach, north - reach, west + size + reach, north + size + reach)
        found = []
        for number in np.sort(self.flat_tree.query(shapely.box(*bounds))).tolist():
            home = self._is_home(number, tile)
            clipped = shapely.clip_by_rect(self._at(tile.z)[number], *bounds)
            dimensions = int(shapely.get_dimensions(self.shapes[number]))
            shape = _to_tile(clipped, dimensions, (west, north), unit)
            if shape is None and home:
                shape = self._speck(number, (west, north), unit)
            if shape is not None:
                found.append((number, shape, home))
        return found

    def _at(self, z: int) -> NDArray[Any]:
        """The flat shapes as fine as the tile grid of a zoom shows."""
        if z >= _FINE:
            return self.flat
        if z not in self._simplified:
            unit = 2.0 ** (morton.BITS - z) / mvt.EXTENT
            self._simplified[z] = np.asarray(shapely.simplify(self.flat, unit))
        return self._simplified[z]

    def _is_home(self, number: int, tile: Tile) -> bool:
        x, y = (int(side[number]) >> (morton.BITS - tile.z) for side in self.homes)
        return (x, y) == (tile.x, tile.y)

    def _speck(self, number: int, corner: tuple[float, float], unit: float) -> BaseGeometry | None:
        x, y = (
            int((float(side[number]) - edge) // unit)
            for side, edge in zip(self.homes, corner, strict=True)
        )
        match shapely.get_dimensions(self.shapes[number]):
            case 0:
                return shapely.multipoints([[x, y]])
            case 1:
                return shapely.multilinestrings([[[x, y], [x + 1, y]]])
            case _:
                return mvt.snapped(shapely.box(x, y, x + 1, y + 1), 2)


def _to_tile(
    shape: BaseGeometry, dimensions: int, corner: tuple[float, float], unit: float
) -> BaseGeometry | None:
    if shape.is_empty:
        return None
    if not shape.is_valid:
        shape = shapely.make_valid(shape)
    return mvt.snapped(
        shapely.transform(shape, lambda places: (places - corner) / unit), dimensions
    )


def _to_world(places: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = morton.unit(places[:, 0], places[:, 1])
    return np.column_stack((x, y)) * morton.WORLD
