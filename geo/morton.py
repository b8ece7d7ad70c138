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
def box_ranges(box: BBox, most: int = 144) -> NDArray[np.uint64]:
    """At most ``most`` ranges of codes, first and last, in order: every position of the box.

    They may hold others too, so positions are tested again. The box must not cross the
    antimeridian (``BBox.parts``).
    """
    x, y = project([box.west, box.east], [box.north, box.south])
    (west, east), (north, south) = x.tolist(), y.tolist()
    shift = max(east - west, south - north).bit_length()  # at most 4 cells of that size
    while shift and _cells(west, east, shift - 1) * _cells(north, south, shift - 1) <= most:
        shift -= 1
    columns = np.arange(west >> shift, (east >> shift) + 1)
    rows = np.arange(north >> shift, (south >> shift) + 1)
    codes = np.sort((_spread(columns) | _spread(rows)[:, np.newaxis] << np.uint64(1)).ravel())
    apart = np.flatnonzero(np.diff(codes) > 1) + 1
    firsts = codes[np.append(0, apart)]
    lasts = codes[np.append(apart, len(codes)) - 1]
    size = np.uint64(2 * shift)
    rest = np.uint64((1 << 2 * shift) - 1)
    found = np.column_stack((firsts << size, lasts << size | rest))
    found.setflags(write=False)  # all who ask share it
    return found


def _cells(first: int, last: int, shift: int) -> int:
    """How many cells of that size, a side of 2^shift, reach from one place to another."""
    return (last >> shift) - (first >> shift) + 1


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
