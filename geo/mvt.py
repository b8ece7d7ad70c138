"""Mapbox Vector Tile 2.1 bytes from columns: points without a loop a feature, shapes one by one.

Coordinates are tile units, (0, 0) in the north-west corner and ``EXTENT`` in the south-east one.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

EXTENT = 4096
BUFFER = 64  # tile units that lines and areas reach beyond the edge; points never do

# Tags of the protobuf fields: number << 3 | wire type (MVT 2.1 section 4, vector_tile.proto).
_LAYER, _NAME, _FEATURE, _KEY, _VALUE, _EXTENT, _VERSION = 0x1A, 0x0A, 0x12, 0x1A, 0x22, 0x28, 0x78
_ID, _TAGS, _TYPE, _GEOMETRY = 0x08, 0x12, 0x18, 0x22
_MOVE, _LINE, _CLOSE = 1, 2, 7  # commands (section 4.3.1)
_POINT, _LINESTRING, _POLYGON = 1, 2, 3  # geometry types (section 4.3.4)

# What stands before a text value of 0, 1, 2... bytes, as long as each length takes one byte.
_SHORT = [bytes((_VALUE, size + 2, 0x0A, size)) for size in range(126)]

U64 = NDArray[np.uint64]


@dataclass(frozen=True)
class Tag:
    """One property of the features of a block: ``values[codes[i]]``, none where the code is -1."""

    name: str
    codes: NDArray[Any]
    values: Sequence[str | int | float | bool]


@dataclass(frozen=True)
class Block:
    """Features of one make. ``ids`` are whole numbers, unique in the layer.

    ``geometry`` is either columns and rows of single points, or shapely shapes as ``snapped``
    returns them; both in tile units.
    """

    ids: NDArray[Any]
    tags: Sequence[Tag]
    geometry: tuple[NDArray[Any], NDArray[Any]] | Sequence[Any]


def layer(name: str, blocks: Sequence[Block]) -> bytes:
    """The ``layers`` field of a tile with the features of all blocks; empty where there is none."""
    keys: dict[str, int] = {}
    values: list[bytes] = []
    features = []
    for block in blocks:
        if not len(block.ids):
            continue
        pairs, present = _tag_tokens(block.tags, len(block.ids), keys, len(values))
        for tag in block.tags:
            values += map(_value, tag.values)
        if isinstance(block.geometry, tuple):
            features.append(_points(block.ids, pairs, present, block.geometry))
        else:
            features.append(_shapes(block.ids, pairs, present, block.geometry))
    if not features:
        return b""
    head = bytes([_VERSION, 2, _NAME]) + _sized(name.encode())
    tail = [bytes([_KEY]) + _sized(key.encode()) for key in keys]
    body = b"".join((head, *features, *tail, *values, bytes([_EXTENT]) + _varint(EXTENT)))
    return bytes([_LAYER]) + _sized(body)


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


def zigzag(numbers: NDArray[Any]) -> U64:
    """Signed 32-bit numbers as protobuf's ``sint32``: 0, -1, 1, -2 become 0, 1, 2, 3."""
    wide = numbers.astype(np.int64)
    return ((wide << 1) ^ (wide >> 63)).astype(np.uint64)


def _tag_tokens(
    tags: Sequence[Tag], count: int, keys: dict[str, int], first: int
) -> tuple[U64, NDArray[np.bool_]]:
    """Key and value numbers of all features, side by side, and which of them are there.

    New keys are added to ``keys``; values count from ``first``.
    """
    pairs = np.zeros((count, 2 * len(tags)), np.uint64)
    present = np.zeros((count, 2 * len(tags)), np.bool_)
    for k, tag in enumerate(tags):
        pairs[:, 2 * k] = keys.setdefault(tag.name, len(keys))
        pairs[:, 2 * k + 1] = np.maximum(tag.codes, 0).astype(np.uint64) + np.uint64(first)
        present[:, 2 * k] = present[:, 2 * k + 1] = tag.codes >= 0
        first += len(tag.values)
    return pairs, present


def _shapes(
    ids: NDArray[Any], pairs: U64, present: NDArray[np.bool_], shapes: Sequence[Any]
) -> bytes:
    parts = []
    for i, shape in enumerate(shapes):
        kind, commands = _commands(shape)
        tags = _varints(pairs[i][present[i]])
        body = b"".join(
            (
                bytes([_ID]) + _varint(int(ids[i])),
                bytes([_TAGS]) + _sized(tags) if tags else b"",
                bytes([_TYPE, kind]),
                bytes([_GEOMETRY]) + _sized(_varints(commands)),
            )
        )
        parts.append(bytes([_FEATURE]) + _sized(body))
    return b"".join(parts)


def _points(
    ids: NDArray[Any],
    pairs: U64,
    present: NDArray[np.bool_],
    xy: tuple[NDArray[Any], NDArray[Any]],
) -> bytes:
    """Single points, each a row of protobuf's variable-length numbers, all written at once."""
    move = np.full(len(ids), _command(_MOVE, 1), np.uint64)
    geometry = np.column_stack((move, zigzag(xy[0]), zigzag(xy[1])))
    count = len(ids)
    ids = ids.astype(np.uint64)
    tags = np.where(present, _sizes(pairs), 0).sum(1)
    shape = _sizes(geometry).sum(1)
    tagged = tags > 0
    head = np.where(tagged, 1 + _sizes(tags.astype(np.uint64)) + tags, 0)
    body = 1 + _sizes(ids) + head + 2 + 1 + _sizes(shape.astype(np.uint64)) + shape
    always = np.ones((count, 1), np.bool_)
    columns = [
        (_FEATURE, always), (body, always), (_ID, always), (ids, always),
        (_TAGS, tagged), (tags, tagged), (pairs, present),
        (_TYPE, always), (_POINT, always), (_GEOMETRY, always), (shape, always), (geometry, always),
    ]  # fmt: skip
    numbers = [_block(number, count) for number, _ in columns]
    masks = [
        np.broadcast_to(mask.reshape(count, -1), block.shape)
        for block, (_, mask) in zip(numbers, columns, strict=True)
    ]
    flat, there = np.concatenate(numbers, axis=1), np.concatenate(masks, axis=1)
    return _varints(flat[there])


def _block(numbers: int | NDArray[Any], count: int) -> U64:
    if isinstance(numbers, int):
        return np.full((count, 1), numbers, np.uint64)
    return numbers.astype(np.uint64).reshape(count, -1)


def _sizes(numbers: U64) -> NDArray[np.int64]:
    """How many bytes each number takes as a protobuf varint."""
    sizes = np.ones(numbers.shape, np.int64)
    most = int(numbers.max(initial=0))
    for bits in range(7, 64, 7):
        if most >> bits == 0:
            break
        sizes += numbers >= np.uint64(1 << bits)
    return sizes


def _varints(numbers: U64) -> bytes:
    """The numbers as protobuf varints, one after the other: 7 bits a byte, lowest first."""
    sizes = _sizes(numbers)
    ends = np.cumsum(sizes)
    starts = ends - sizes
    out = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    byte = 0
    while len(numbers):
        more = sizes > byte + 1
        low = (numbers & np.uint64(0x7F)).astype(np.uint8)
        out[starts + byte] = low | (more.astype(np.uint8) << 7)
        numbers, sizes, starts = numbers[more] >> np.uint64(7), sizes[more], starts[more]
        byte += 1
    return out.tobytes()


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _sized(body: bytes) -> bytes:
    return _varint(len(body)) + body


def _value(value: str | int | float | bool) -> bytes:
    """The ``values`` field of a property value (MVT 2.1 section 4.4)."""
    if not isinstance(value, str):
        return _number(value)
    text = value.encode()
    if len(text) < len(_SHORT):
        return _SHORT[len(text)] + text
    return bytes([_VALUE]) + _sized(b"\x0a" + _sized(text))


@lru_cache(maxsize=1 << 14, typed=True)  # a tile has the same small numbers over and over
def _number(value: int | float | bool) -> bytes:
    match value:
        case bool():
            body = bytes([0x38, value])
        case float():
            body = b"\x19" + struct.pack("<d", value)
        case int() if value >= 0:
            body = b"\x28" + _varint(value)
        case _:
            body = b"\x30" + _varint((value << 1) ^ (value >> 63))
    return bytes([_VALUE]) + _sized(body)


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
