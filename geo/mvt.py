"""Mapbox Vector Tile 2.1 bytes from columns: points without a loop a feature, shapes one by one.

Coordinates are tile units, (0, 0) in the north-west corner and ``EXTENT`` in the south-east one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo.protobuf import (
    U64,
    Column,
    columns,
    constant,
    lengths,
    messages,
    sized,
    varint,
    varints,
    zigzag,
)
from geo.tile_values import Values, ValueTable

EXTENT = 4096
BUFFER = 64  # tile units that lines and areas reach beyond the edge; points never do

# Tags of the protobuf fields: number << 3 | wire type (MVT 2.1 section 4, vector_tile.proto).
_LAYER, _NAME, _FEATURE, _KEY, _EXTENT, _VERSION = 0x1A, 0x0A, 0x12, 0x1A, 0x28, 0x78
_ID, _TAGS, _TYPE, _GEOMETRY = 0x08, 0x12, 0x18, 0x22
_MOVE, _LINE, _CLOSE = 1, 2, 7  # commands (section 4.3.1)
_POINT, _LINESTRING, _POLYGON = 1, 2, 3  # geometry types (section 4.3.4)


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape as a feature carries it: its geometry type and its commands (MVT 2.1 section 4.3)."""

    kind: int
    commands: bytes


@dataclass(frozen=True)
class Tag:
    """One property of the features of a block: ``values[codes[i]]``, none where the code is -1.

    Tags may share one and the same object as values; the tile then holds them once. Texts may be
    an Arrow array.
    """

    name: str
    codes: NDArray[Any]
    values: Values


@dataclass(frozen=True)
class Block:
    """Features of one make. ``ids`` are whole numbers, unique in the layer.

    ``geometry`` is either columns and rows of single points in tile units, or outlines.
    """

    ids: NDArray[Any]
    tags: Sequence[Tag]
    geometry: tuple[NDArray[Any], NDArray[Any]] | Sequence[Outline]


def layer(name: str, blocks: Sequence[Block]) -> bytes:
    """The ``layers`` field of a tile with the features of all blocks; empty where there is none."""
    keys: dict[str, int] = {}
    values = ValueTable()
    features = []
    for block in blocks:
        if not len(block.ids):
            continue
        tags = _tag_columns(block.tags, len(block.ids), keys, values)
        if isinstance(block.geometry, tuple):
            features.append(_points(block.ids, tags, block.geometry))
        else:
            features.append(_shapes(block.ids, tags, block.geometry))
    if not features:
        return b""
    head = bytes([_VERSION, 2, _NAME]) + sized(name.encode())
    tail = [bytes([_KEY]) + sized(key.encode()) for key in keys]
    body = b"".join((head, *features, *tail, *values.parts, bytes([_EXTENT]) + varint(EXTENT)))
    return bytes([_LAYER]) + sized(body)


def snapped(shape: BaseGeometry, dimensions: int) -> BaseGeometry | None:
    """The points (0), lines (1) or areas (2 dimensions) of a shape on whole tile units, as Multi*.

    Areas are valid and wound as MVT 2.1 section 4.3.4.4 asks: outer rings have a positive area in
    tile units (clockwise as seen, rows grow southwards). None where nothing is left.
    """
    snapped = shapely.set_precision(shape, 1.0)
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts([snapped]))
        if not part.is_empty and shapely.get_dimensions(part) == dimensions
    ]
    if not parts:
        return None
    if dimensions == 2:
        shape = shapely.orient_polygons(shapely.multipolygons(parts), exterior_cw=False)
    else:
        shape = (shapely.multipoints if dimensions == 0 else shapely.multilinestrings)(parts)
    return shape


def outline(shape: BaseGeometry) -> Outline:
    """A shape on whole tile units (``snapped``) as a feature carries it."""
    kind, commands = _commands(shape)
    return Outline(kind, varints(commands))


def _tag_columns(
    tags: Sequence[Tag], count: int, keys: dict[str, int], values: ValueTable
) -> list[Column]:
    """Key and value numbers of all features, side by side.

    New keys are added to ``keys``, new values to ``values``.
    """
    found: list[Column] = []
    for tag in tags:
        first = values.add(tag.values)
        there = tag.codes >= 0
        mask = None if there.all() else there
        key = keys.setdefault(tag.name, len(keys))
        found += columns(np.full(count, key), mask)
        found += columns(np.where(there, tag.codes, 0) + first, mask)
    return found


def _shapes(ids: NDArray[Any], tags: list[Column], outlines: Sequence[Outline]) -> bytes:
    tokens, sizes = messages(tags, len(ids))
    ends = np.cumsum(sizes)
    texts = tokens.tobytes()
    parts = []
    starts, stops = (ends - sizes).tolist(), ends.tolist()
    for name, start, stop, one in zip(ids.tolist(), starts, stops, outlines, strict=True):
        body = b"".join(
            (
                bytes([_ID]) + varint(name),
                bytes([_TAGS]) + sized(texts[start:stop]) if stop > start else b"",
                bytes([_TYPE, one.kind, _GEOMETRY]) + sized(one.commands),
            )
        )
        parts.append(bytes([_FEATURE]) + sized(body))
    return b"".join(parts)


def _points(ids: NDArray[Any], tags: list[Column], xy: tuple[NDArray[Any], NDArray[Any]]) -> bytes:
    """Single points, all written at once."""
    count = len(ids)
    sizes = lengths(tags, count)
    tagged = None if sizes.all() else sizes > 0
    place = [
        *columns(np.full(count, _command(_MOVE, 1))),
        *columns(zigzag(xy[0])),
        *columns(zigzag(xy[1])),
    ]
    body = [
        constant(_ID, count),
        *columns(ids),
        constant(_TAGS, count, tagged),
        *columns(sizes, tagged),
        *tags,
        constant(_TYPE, count),
        constant(_POINT, count),
        constant(_GEOMETRY, count),
        *columns(lengths(place, count)),
        *place,
    ]
    head = [constant(_FEATURE, count), *columns(lengths(body, count))]
    return messages([*head, *body], count)[0].tobytes()


def _command(command: int, count: int) -> int:
    return command | count << 3


def _commands(shape: BaseGeometry) -> tuple[int, U64]:
    """Geometry type and command numbers of a shape on whole tile units (MVT 2.1 section 4.3)."""
    parts = shapely.get_parts(shape)
    match shapely.get_dimensions(shape):
        case 0:
            places = shapely.get_coordinates(parts)
            steps = np.diff(places, axis=0, prepend=0).ravel()
            return _POINT, np.concatenate(([_command(_MOVE, len(places))], zigzag(steps))).astype(
                np.uint64
            )
        case 1:
            lines = [shapely.get_coordinates(part) for part in parts]
            return _LINESTRING, _paths(lines, closed=False)
        case _:
            rings = shapely.get_rings(parts)
            return _POLYGON, _paths([shapely.get_coordinates(r)[:-1] for r in rings], closed=True)


def _paths(paths: Sequence[NDArray[Any]], *, closed: bool) -> U64:
    pen = np.zeros((1, 2))
    numbers: list[ArrayLike] = []
    for path in paths:
        steps = zigzag(np.diff(np.concatenate((pen, path)), axis=0).ravel())
        numbers += [[_command(_MOVE, 1)], steps[:2], [_command(_LINE, len(path) - 1)], steps[2:]]
        if closed:
            numbers.append([_command(_CLOSE, 1)])
        pen = path[-1:]
    return np.concatenate([np.asarray(part, np.uint64) for part in numbers])
