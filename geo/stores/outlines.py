"""Lines and areas, their boxes, and what of them a tile shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import morton, mvt
from geo.query import BBox
from geo.store import Tile
from geo.stores.remembered import Remembered
from geo.tile_outlines import Outline, outlines

_WHOLE = (mvt.EXTENT + 2 * mvt.BUFFER) ** 2  # square units of a tile and what it reaches over
_FINE = 16  # from this zoom on the stored positions are coarser than a tile unit
_STEP = 4  # tile units between two positions of a shape from which on few would be left out
_REMEMBERED = 8_000_000  # bytes of shapes in tiles; 300 kB a tile where all areas of an atlas are
_OBJECTS = 200  # bytes that a shape takes beside its commands

Numbers = NDArray[np.int64]
Bounds = tuple[float, float, float, float]


class Drawn(NamedTuple):
    """A shape in a tile: its number, its outline and whether the tile is its home."""

    number: int
    outline: Outline
    home: bool


class _Grid(NamedTuple):
    """The units of a tile in the world: its corner, and how many world units one is."""

    west: float
    north: float
    unit: float

    @classmethod
    def of(cls, tile: Tile) -> Self:
        size = 2.0 ** (morton.BITS - tile.z)
        return cls(tile.x * size, tile.y * size, size / mvt.EXTENT)

    def bounds(self) -> Bounds:
        """The world units that are drawn."""
        near, far = mvt.BUFFER * self.unit, (mvt.EXTENT + mvt.BUFFER) * self.unit
        return self.west - near, self.north - near, self.west + far, self.north + far

    def placed(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places in the world as tile units."""
        return (places - (self.west, self.north)) / self.unit


@dataclass(frozen=True)
class Outlines:
    """Lines and areas in degrees, WGS 84, with their projections made when first asked for."""

    shapes: NDArray[Any]
    _simplified: dict[int, NDArray[Any]] = field(default_factory=dict, compare=False)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The shapes by their boxes in degrees.

        The shapes are not prepared: GEOS fills what it prepares when it is first asked, and threads
        that ask at once crash the process.
        """
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
    def dimensions(self) -> Numbers:
        """0 for points, 1 for lines, 2 for areas."""
        return np.asarray(shapely.get_dimensions(self.shapes), np.int64)

    @cached_property
    def _steps(self) -> NDArray[np.float64]:
        """World units from one position of each flat shape to the next, in the mean."""
        positions = np.maximum(shapely.get_num_coordinates(self.flat), 1)
        return np.asarray(shapely.length(self.flat) / positions)

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
            shape = shapely.envelope(shapely.multipoints(corners))  # flat too
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
        return Remembered(self._draw, _size, _REMEMBERED)

    def _draw(self, tile: Tile) -> Sequence[Drawn]:
        grid = _Grid.of(tile)
        numbers = np.sort(self.flat_tree.query(shapely.box(*grid.bounds())))
        clipped, home = self._clipped(numbers, tile.z, grid.bounds()), self._at_home(numbers, tile)
        seen = ~shapely.is_empty(clipped) | home  # of many that are near the box alone is met
        numbers, clipped, home = numbers[seen], clipped[seen], home[seen]
        drawn = self._outlines(clipped, numbers, grid)
        if lost := [i for i, one in enumerate(drawn) if one is None and home[i]]:
            specks = self._specks(numbers[lost], grid)
            for i, speck in zip(lost, specks, strict=True):
                drawn[i] = speck
        together = zip(numbers.tolist(), drawn, home.tolist(), strict=True)
        return [Drawn(number, one, at_home) for number, one, at_home in together if one is not None]

    def _outlines(
        self, clipped: NDArray[Any], numbers: Numbers, grid: _Grid
    ) -> list[Outline | None]:
        """The clipped shapes' outlines; areas that fill the tile share one."""
        whole = shapely.area(clipped) > (_WHOLE - 0.5) * grid.unit**2  # less is lost by snapping
        found: list[Outline | None] = [_filled()] * len(numbers)
        parts = np.flatnonzero(~whole)
        if not len(parts):
            return found
        shapes = shapely.transform(clipped[parts], grid.placed)
        shown = outlines(shapes, self.dimensions[numbers[parts]])
        for i, one in zip(parts.tolist(), shown, strict=True):
            found[i] = one
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
        unit = 2.0 ** (morton.BITS - z) / mvt.EXTENT
        if z >= _FINE:
            return np.asarray(self.flat[numbers])
        if z not in self._simplified:
            made = np.full(len(self.shapes), None, dtype=object)
            whole = self._steps > _STEP * unit
            made[whole] = self.flat[whole]
            self._simplified[z] = made
        known = self._simplified[z]
        new = numbers[shapely.is_missing(known[numbers])]
        known[new] = shapely.simplify(self.flat[new], unit)
        return np.asarray(known[numbers])

    def _at_home(self, numbers: Numbers, tile: Tile) -> NDArray[np.bool_]:
        shift = morton.BITS - tile.z
        x, y = (side[numbers].astype(np.int64) >> shift for side in self.homes)
        return np.asarray((x == tile.x) & (y == tile.y))

    def _specks(self, numbers: Numbers, grid: _Grid) -> list[Outline | None]:
        """The least that shows of shapes too small to see, at their homes."""
        homes = np.column_stack([side[numbers].astype(np.float64) for side in self.homes])
        x, y = np.floor(grid.placed(homes)).T
        dimensions = self.dimensions[numbers]
        shapes = shapely.box(x, y, x + 1, y + 1)
        line = dimensions == 1
        places = np.stack((np.column_stack((x, y)), np.column_stack((x + 1, y))), axis=1)
        shapes[line] = shapely.linestrings(places[line])
        point = dimensions == 0
        shapes[point] = shapely.points(np.column_stack((x, y))[point])
        return outlines(shapes, dimensions)


@cache
def _filled() -> Outline | None:
    """The outline of an area that fills the tile."""
    low, high = -mvt.BUFFER, mvt.EXTENT + mvt.BUFFER
    return outlines(np.array([shapely.box(low, low, high, high)]), np.array([2]))[0]


def _size(drawn: Sequence[Drawn]) -> int:
    return sum(len(one.outline.commands) + _OBJECTS for one in drawn)


def _to_world(places: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = morton.unit(places[:, 0], places[:, 1])
    return np.column_stack((x, y)) * morton.WORLD
