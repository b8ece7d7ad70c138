"""Lines and areas, their boxes, and what of them a tile shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo import morton, mvt
from geo.query import BBox
from geo.store import Tile

_FINE = 16  # from this zoom on the stored positions are coarser than a tile unit
_TILES = 128  # whose shapes are remembered: some 300 kB each where all of an atlas's areas are

Numbers = NDArray[np.int64]
Bounds = tuple[float, float, float, float]


class Drawn(NamedTuple):
    """A shape in a tile: its number, its outline and whether the tile is its home."""

    number: int
    outline: mvt.Outline
    home: bool


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

    def in_tile(self, tile: Tile) -> Sequence[Drawn]:
        """What of the shapes a tile shows.

        Shapes reach ``mvt.BUFFER`` units over the edge. One too small to see is still a square of
        one unit in its home tile, so that it is counted there.
        """
        return self._drawn(tile)

    @cached_property
    def _drawn(self) -> Callable[[Tile], Sequence[Drawn]]:
        return lru_cache(maxsize=_TILES)(self._draw)

    def _draw(self, tile: Tile) -> Sequence[Drawn]:
        size = 2.0 ** (morton.BITS - tile.z)
        unit = size / mvt.EXTENT
        west, north, reach = tile.x * size, tile.y * size, mvt.BUFFER * unit
        bounds = (west - reach, north - reach, west + size + reach, north + size + reach)
        numbers = np.sort(self.flat_tree.query(shapely.box(*bounds)))
        clipped = self._clipped(numbers, tile.z, bounds)
        clipped = shapely.transform(clipped, lambda places: (places - (west, north)) / unit)
        found = []
        for number, part in zip(numbers.tolist(), clipped, strict=True):
            home = self._is_home(number, tile)
            shape = _snapped(part, int(shapely.get_dimensions(self.shapes[number])))
            if shape is None and home:
                shape = self._speck(number, (west, north), unit)
            if shape is not None:
                found.append(Drawn(number, mvt.outline(shape), home))
        return found

    def _clipped(self, numbers: Numbers, z: int, bounds: Bounds) -> NDArray[Any]:
        """The parts of the flat shapes within bounds; whole shapes are not looked at closer."""
        shapes = self._at(z, numbers)
        west, north, east, south = shapely.bounds(shapes).T
        inside = (west >= bounds[0]) & (north >= bounds[1])
        inside &= (east <= bounds[2]) & (south <= bounds[3])
        found = shapes.copy()
        found[~inside] = shapely.clip_by_rect(shapes[~inside], *bounds)
        return found

    def _at(self, z: int, numbers: Numbers) -> NDArray[Any]:
        """The flat shapes as fine as the tile grid of a zoom shows."""
        if z >= _FINE:
            return np.asarray(self.flat[numbers])
        if z not in self._simplified:
            self._simplified[z] = np.full(len(self.shapes), None, dtype=object)
        known = self._simplified[z]
        new = numbers[shapely.is_missing(known[numbers])]
        known[new] = shapely.simplify(self.flat[new], 2.0 ** (morton.BITS - z) / mvt.EXTENT)
        return np.asarray(known[numbers])

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


def _snapped(shape: BaseGeometry, dimensions: int) -> BaseGeometry | None:
    """A shape in tile units on whole ones; None where nothing of it is left."""
    if shape.is_empty:
        return None
    return mvt.snapped(shape if shape.is_valid else shapely.make_valid(shape), dimensions)


def _to_world(places: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = morton.unit(places[:, 0], places[:, 1])
    return np.column_stack((x, y)) * morton.WORLD
