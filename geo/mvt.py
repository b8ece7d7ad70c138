"""Mapbox Vector Tile 2.1 bytes from columns: points without a loop a feature, shapes one by one.

Coordinates are tile units, (0, 0) in the north-west corner and ``EXTENT`` in the south-east one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from geo.protobuf import (
    Column,
    columns,
    constant,
    lengths,
    messages,
    pairs,
    sized,
    varint,
    zigzag,
)
from geo.tile_outlines import Outline
from geo.tile_values import Table, Values, content, encoded

EXTENT = 4096
BUFFER = 64  # tile units that lines and areas reach beyond the edge; points never do

# Tags of the protobuf fields: number << 3 | wire type (MVT 2.1 section 4, vector_tile.proto).
_LAYER, _NAME, _FEATURE, _KEY, _EXTENT, _VERSION = 0x1A, 0x0A, 0x12, 0x1A, 0x28, 0x78
_ID, _TAGS, _TYPE, _GEOMETRY = 0x08, 0x12, 0x18, 0x22
_MOVE_ONCE, _POINT = 9, 1  # the command MoveTo with one place, the geometry type (section 4.3)


@dataclass(frozen=True)
class Tags:
    """Properties of the features of a block that take their values from one table.

    ``codes`` has a row a feature and a column a name: places in ``table``, or -1 for no value.
    """

    names: Sequence[str]
    codes: NDArray[Any]
    table: Table

    @classmethod
    def of(cls, name: str, codes: NDArray[Any], values: Values) -> Self:
        """One property: ``values[codes[i]]`` of feature i. Texts may be an Arrow array."""
        return cls((name,), codes.reshape(-1, 1), encoded(values))


@dataclass(frozen=True)
class Block:
    """Features of one make. ``ids`` are whole numbers, unique in the layer.

    ``geometry`` is either columns and rows of single points in tile units, or outlines.
    """

    ids: NDArray[Any]
    tags: Sequence[Tags]
    geometry: tuple[NDArray[Any], NDArray[Any]] | Sequence[Outline]


def layer(name: str, blocks: Sequence[Block]) -> bytes:
    """The ``layers`` field of a tile with the features of all blocks; empty where there is none."""
    keys: dict[str, int] = {}
    tables: list[Table] = []
    features = []
    for block in blocks:
        if not len(block.ids):
            continue
        tags = _tag_column(block.tags, len(block.ids), keys, tables)
        if isinstance(block.geometry, tuple):
            features.append(_points(block.ids, tags, block.geometry))
        else:
            features.append(_shapes(block.ids, tags, block.geometry))
    if not features:
        return b""
    head = bytes([_VERSION, 2, _NAME]) + sized(name.encode())
    tail = [bytes([_KEY]) + sized(key.encode()) for key in keys]
    values = map(content, tables)
    body = b"".join((head, *features, *tail, *values, bytes([_EXTENT]) + varint(EXTENT)))
    return bytes([_LAYER]) + sized(body)


def _tag_column(
    tags: Sequence[Tags], count: int, keys: dict[str, int], tables: list[Table]
) -> Column:
    """Key and value numbers of all features, side by side.

    New keys are added to ``keys``, the tables to ``tables``.
    """
    first = sum(map(len, tables))
    numbers: list[int] = []
    codes = [np.empty((count, 0), np.int32)]
    for group in tags:
        numbers += [keys.setdefault(name, len(keys)) for name in group.names]
        codes.append(np.where(group.codes < 0, -1, group.codes + first).astype(np.int32))
        tables.append(group.table)
        first += len(group.table)
    return pairs(numbers, np.concatenate(codes, axis=1))


def _shapes(ids: NDArray[Any], tags: Column, outlines: Sequence[Outline]) -> bytes:
    tokens, sizes = messages([tags], len(ids))
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


def _points(ids: NDArray[Any], tags: Column, xy: tuple[NDArray[Any], NDArray[Any]]) -> bytes:
    """Single points, all written at once."""
    count = len(ids)
    sizes = lengths([tags], count)
    tagged = None if sizes.all() else sizes > 0
    place = [
        constant(_MOVE_ONCE, count),
        *columns(zigzag(xy[0])),
        *columns(zigzag(xy[1])),
    ]
    body = [
        constant(_ID, count),
        *columns(ids),
        constant(_TAGS, count, tagged),
        *columns(sizes, tagged),
        tags,
        constant(_TYPE, count),
        constant(_POINT, count),
        constant(_GEOMETRY, count),
        *columns(lengths(place, count)),
        *place,
    ]
    head = [constant(_FEATURE, count), *columns(lengths(body, count))]
    return messages([*head, *body], count)[0].tobytes()
