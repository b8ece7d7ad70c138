"""Web Mercator positions as integers, Morton codes, and the ranges of a tile or box among them.

The square world of EPSG:3857 (OGC 17-083r4 annex D.1) is a grid of 2^32 by 2^32 units, (0, 0) in
the north-west. The Morton code interleaves the bits of column and row, so all positions of one
tile lie next to each other in the order of codes.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.query import BBox

BITS = 32
WORLD = 1 << BITS
LIMIT = math.degrees(2 * math.atan(math.exp(math.pi)) - math.pi / 2)  # 85.0511 degrees north
_LAST = WORLD - 1

_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)

_GATHER = (
    (1, 0x3333333333333333),
    (2, 0x0F0F0F0F0F0F0F0F),
    (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF),
    (16, 0x00000000FFFFFFFF),
)


def unit(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Columns and rows of positions in degrees, as fractions of the world from 0 to 1.

    Latitudes beyond the square's edge lie on the edge, so that nothing drops out of the tiles.
    """
    lon = np.asarray(lon, dtype=np.float64)
    lat = np.clip(np.asarray(lat, dtype=np.float64), -LIMIT, LIMIT)
    x = (lon + 180.0) / 360.0
    y = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * math.pi)
    return np.clip(x, 0.0, 1.0), np.clip(y, 0.0, 1.0)


def project(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Columns and rows in world units of positions in degrees, each from 0 to 2^32 - 1."""
    x, y = unit(lon, lat)
    return (
        np.minimum(np.floor(x * WORLD), _LAST).astype(np.uint32),
        np.minimum(np.floor(y * WORLD), _LAST).astype(np.uint32),
    )


def encode(x: ArrayLike, y: ArrayLike) -> NDArray[np.uint64]:
    """Morton codes of columns and rows: even bits from the column, odd bits from the row."""
    return _spread(np.asarray(x)) | (_spread(np.asarray(y)) << np.uint64(1))


def decode(codes: ArrayLike) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Columns and rows of Morton codes."""
    codes = np.asarray(codes, dtype=np.uint64)
    return _gather(codes), _gather(codes >> np.uint64(1))


def tile_range(z: int, x: int, y: int) -> tuple[int, int]:
    """First and last Morton code of a tile of WebMercatorQuad."""
    shift = 2 * (BITS - z)
    first = (_spread_one(x) | _spread_one(y) << 1) << shift
    return first, first + (1 << shift) - 1


@lru_cache(maxsize=256)  # each kind of rows is looked through by the same ranges
def box_ranges(box: BBox, most: int = 64) -> tuple[tuple[int, int], ...]:
    """At most ``most`` ranges of codes, in order, that hold every position of the box.

    They may hold others too, so positions are tested again. The box must not cross the
    antimeridian (``BBox.parts``).
    """
    (west, east), (north, south) = (
        side.tolist() for side in project([box.west, box.east], [box.north, box.south])
    )
    cells = [(0, 0, 0)]
    done: list[tuple[int, int, int]] = []
    while cells and 4 * len(cells) + len(done) <= most:
        split = [c for z, x, y in cells for c in _quarters(z, x, y)]
        cells = []
        for cell in split:
            match _relation(cell, (west, north, east, south)):
                case "inside":
                    done.append(cell)
                case "across":
                    cells.append(cell)
    return tuple(_joined(sorted(tile_range(*cell) for cell in done + cells)))


def _quarters(z: int, x: int, y: int) -> list[tuple[int, int, int]]:
    if z == BITS:
        return [(z, x, y)]
    return [(z + 1, 2 * x + i, 2 * y + j) for j in (0, 1) for i in (0, 1)]


def _relation(cell: tuple[int, int, int], box: tuple[int, int, int, int]) -> str:
    z, x, y = cell
    size = 1 << (BITS - z)
    west, north, east, south = x * size, y * size, (x + 1) * size - 1, (y + 1) * size - 1
    if east < box[0] or west > box[2] or south < box[1] or north > box[3]:
        return "apart"
    if (west >= box[0] and east <= box[2] and north >= box[1] and south <= box[3]) or size == 1:
        return "inside"
    return "across"


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and first == joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _spread(numbers: NDArray[np.generic]) -> NDArray[np.uint64]:
    spread = numbers.astype(np.uint64)
    for shift, mask in _SPREAD:
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread


def _spread_one(number: int) -> int:
    """As ``_spread``, for one number without the cost of an array."""
    for shift, mask in _SPREAD:
        number = (number | number << shift) & mask
    return number


def _gather(codes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    gathered = codes & np.uint64(0x5555555555555555)
    for shift, mask in _GATHER:
        gathered = (gathered | (gathered >> np.uint64(shift))) & np.uint64(mask)
    return gathered.astype(np.uint32)
