"""Lines and areas as the geometry of vector tile features, all shapes of a tile at once.

Coordinates are tile units, (0, 0) in the north-west corner, rows growing southwards.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.protobuf import U64, columns, messages, zigzag

_MOVE, _LINE, _CLOSE = 9, 2, 15  # MoveTo of one place, LineTo without its count, ClosePath
_POINTS, _LINES, _POLYGONS = 1, 2, 3  # geometry types (MVT 2.1 section 4.3.4)

Numbers = NDArray[np.int64]


class Outline(NamedTuple):
    """A shape as a feature carries it: its geometry type and its commands (MVT 2.1 section 4.3)."""

    kind: int
    commands: bytes


def outlines(shapes: NDArray[Any], dimensions: Numbers) -> list[Outline | None]:
    """The shapes on whole tile units, each as points (0), lines (1) or areas (2 dimensions).

    Areas are valid and wound as MVT 2.1 section 4.3.4.4 asks: outer rings have a positive area in
    tile units (clockwise as seen). None for a shape of which nothing is left.
    """
    parts, owners = _snapped(shapes, dimensions)
    found: list[Outline | None] = [None] * len(shapes)
    of = dimensions[owners]
    for kind, encode in ((_POINTS, _points), (_LINES, _lines), (_POLYGONS, _areas)):
        chosen = of == kind - 1
        if chosen.any():
            for owner, commands in encode(parts[chosen], owners[chosen]):
                found[owner] = Outline(kind, commands)
    return found


def _snapped(shapes: NDArray[Any], dimensions: Numbers) -> tuple[NDArray[Any], Numbers]:
    """The single points, lines and polygons left of shapes on whole units, and whose they are."""
    shapes = _rounded(shapes)
    parts, owners = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)  # of those within collections
    owners = owners[inner]
    kept = ~shapely.is_empty(parts) & (shapely.get_dimensions(parts) == dimensions[owners])
    return parts[kept], owners[kept]


def _rounded(shapes: NDArray[Any]) -> NDArray[Any]:
    """Valid shapes on whole units.

    Most are valid with each place rounded by itself. Only where lines came to cross or to lie on
    each other is the shape noded, which takes ten times as long.
    """
    found = shapely.transform(shapes, np.rint)
    valid = shapely.is_valid(found)
    found[valid] = shapely.remove_repeated_points(found[valid])
    if not valid.all():
        found[~valid] = shapely.set_precision(shapely.make_valid(shapes[~valid]), 1.0)
    return np.asarray(found)


def _points(parts: NDArray[Any], owners: Numbers) -> Sequence[tuple[int, bytes]]:
    """Each owner's points: one MoveTo with them all (MVT 2.1 section 4.3.4.2)."""
    places = shapely.get_coordinates(parts)
    found = []
    for owner in np.unique(owners).tolist():
        steps = zigzag(np.diff(places[owners == owner], axis=0, prepend=0).ravel())
        head = np.array([1 | len(steps) // 2 << 3], np.uint64)
        found.append((owner, _encoded(np.concatenate((head, steps)))[0].tobytes()))
    return found


def _lines(parts: NDArray[Any], owners: Numbers) -> Sequence[tuple[int, bytes]]:
    places, path = shapely.get_coordinates(parts, return_index=True)
    return _paths(places, path, owners, closed=False)


def _areas(parts: NDArray[Any], owners: Numbers) -> Sequence[tuple[int, bytes]]:
    rings, part = shapely.get_rings(
        shapely.orient_polygons(parts, exterior_cw=False), return_index=True
    )
    places, path = shapely.get_coordinates(rings, return_index=True)
    last = np.append(path[1:] != path[:-1], True)  # a ring ends where it starts: ClosePath says so
    return _paths(places[~last], path[~last], owners[part], closed=True)


def _paths(
    places: NDArray[np.float64], path: Numbers, owners: Numbers, *, closed: bool
) -> Sequence[tuple[int, bytes]]:
    """The commands of each owner's paths: ``path`` numbers that of each place, in order.

    A path is MoveTo, LineTo with all its other places, and ClosePath where it is closed; each
    place is told from the one before in the same feature (MVT 2.1 section 4.3.1).
    """
    sizes = np.bincount(path, minlength=len(owners))
    first = np.cumsum(sizes) - sizes  # the first place of each path
    steps = np.diff(places, axis=0, prepend=0)
    starts = np.append(True, owners[1:] != owners[:-1])  # paths that begin a feature
    steps[first[starts]] = places[first[starts]]
    lengths = 2 * sizes + (3 if closed else 2)
    begin = np.cumsum(lengths) - lengths
    at = (begin - 2 * first)[path] + 2 * np.arange(len(places)) + 1
    at[np.arange(len(places)) != first[path]] += 1
    tokens = np.empty(int(lengths.sum()), np.uint64)
    tokens[begin] = _MOVE
    tokens[begin + 3] = _LINE | (sizes - 1).astype(np.uint64) << np.uint64(3)
    if closed:
        tokens[begin + lengths - 1] = _CLOSE
    tokens[at], tokens[at + 1] = zigzag(steps).T
    data, ends = _encoded(tokens)
    edges = ends[np.append(begin[starts], len(tokens))].tolist()
    whole = data.tobytes()
    mine = owners[starts].tolist()
    return [(mine[i], whole[edges[i] : edges[i + 1]]) for i in range(len(mine))]


def _encoded(tokens: U64) -> tuple[NDArray[np.uint8], Numbers]:
    """The numbers as bytes, and where each begins and the last ends."""
    data, sizes = messages(columns(tokens), len(tokens))
    return data, np.concatenate(([0], np.cumsum(sizes)))
