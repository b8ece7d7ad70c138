"""Mapbox Vector Tile 2.1 bytes from columns: points without a loop a feature, shapes one by one.

Coordinates are tile units, (0, 0) in the north-west corner and ``EXTENT`` in the south-east one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from geo.protobuf import sized, sizes, summed, varint, written, zigzag
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
        tags = _tag_numbers(block.tags, len(block.ids), keys, tables)
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


def _tag_numbers(
    tags: Sequence[Tags], count: int, keys: dict[str, int], tables: list[Table]
) -> NDArray[np.int32]:
    """Key and value number of each property side by side, a row a feature; -1 for no value.

    New keys are added to ``keys``, the tables to ``tables``.
    """
    first = sum(map(len, tables))
    found = np.empty((count, sum(len(group.names) for group in tags), 2), np.int32)
    at = 0
    for group in tags:
        mine = found[:, at : at + len(group.names)]
        mine[..., 0] = [keys.setdefault(name, len(keys)) for name in group.names]
        mine[..., 1] = group.codes
        mine[..., 1] += first
        if group.codes.min(initial=0) < 0:
            mine[group.codes < 0] = -1
        tables.append(group.table)
        first += len(group.table)
        at += len(group.names)
    return found.reshape(count, -1)


def _shapes(ids: NDArray[Any], tags: NDArray[np.int32], outlines: Sequence[Outline]) -> bytes:
    tokens, sizes = written(tags)
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


def _points(
    ids: NDArray[Any], tags: NDArray[np.int32], xy: tuple[NDArray[Any], NDArray[Any]]
) -> bytes:
    """Single points, all written at once: a table of numbers, a row a feature."""
    width = tags.shape[1]
    kind = np.int32 if int(ids.max()) < 1 << 31 else np.int64
    table = np.empty((len(ids), 13 + width), kind)
    table[:, [0, 2, 4]] = _FEATURE, _ID, _TAGS
    table[:, 3] = ids
    table[:, 6 : 6 + width] = tags
    table[:, -7:-4] = _TYPE, _POINT, _GEOMETRY
    table[:, -3] = _MOVE_ONCE
    table[:, -2], table[:, -1] = zigzag(xy[0]), zigzag(xy[1])
    tagged, place = summed(sizes(tags)), summed(sizes(table[:, -3:]))
    table[:, 5], table[:, -4] = tagged, place
    if not tagged.all():
        table[tagged == 0, 4:6] = -1
    table[:, 1] = summed(sizes(table[:, [2, 3, 4, 5, -7, -6, -5, -4]])) + tagged + place
    return written(table)[0].tobytes()
