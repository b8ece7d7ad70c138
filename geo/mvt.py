"""Mapbox Vector Tile 2.1 bytes: many points from columns without a loop, other features one by one.

A hundred steps of numpy take as long for one point as for a thousand, so a few points, which most
tiles of the higher zooms hold, are written one by one too.

Coordinates are tile units, (0, 0) in the north-west corner and ``EXTENT`` in the south-east one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, TypeAlias

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


Tag: TypeAlias = tuple[str, bytes]  # a property's name, and its value as ``tile_values`` writes it


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
    """Single points of one make. ``ids`` are whole numbers, unique in the layer.

    ``place`` are their columns and rows in tile units.
    """

    ids: NDArray[Any]
    tags: Sequence[Tags]
    place: tuple[NDArray[Any], NDArray[Any]]


class Feature(NamedTuple):
    """One feature of any geometry; ``id`` is unique in the layer."""

    id: int
    tags: Sequence[Tag]
    geometry: Outline


def point(column: int, row: int) -> Outline:
    """A single point in tile units."""
    x, y = column << 1 ^ column >> 63, row << 1 ^ row >> 63
    return Outline(_POINT, bytes([_MOVE_ONCE]) + varint(x) + varint(y))


def layer(name: str, blocks: Sequence[Block | Sequence[Feature]]) -> bytes:
    """The ``layers`` field of a tile with the features of all blocks; empty where there is none."""
    names = _Names()
    features: list[bytes] = []
    for block in blocks:
        if not isinstance(block, Block):
            features += [_feature(one, names) for one in block]
        elif len(block.ids):
            tags = _tag_column(block.tags, len(block.ids), names)
            features.append(_points(block.ids, tags, block.place))
    if not features:
        return b""
    head = bytes([_VERSION, 2, _NAME]) + sized(name.encode())
    tail = [bytes([_KEY]) + sized(key.encode()) for key in names.keys]
    body = b"".join((head, *features, *tail, *names.values, bytes([_EXTENT]) + varint(EXTENT)))
    return bytes([_LAYER]) + sized(body)


class _Names:
    """The keys and values of a layer, and the numbers that features call them by."""

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self.values: list[bytes | memoryview] = []
        self._count = 0  # of the values
        self._heads: dict[str, bytes] = {}
        self._places: dict[bytes, bytes] = {}
        self._pairs: dict[Tag, bytes] = {}

    def key(self, name: str) -> int:
        """The number of a property's name."""
        return self.keys.setdefault(name, len(self.keys))

    def table(self, values: Table) -> int:
        """The number of the first of these values, all of which are taken in."""
        first = self._count
        self.values.append(content(values))
        self._count += len(values)
        return first

    def pair(self, tag: Tag) -> bytes:
        """A property as a feature carries it: the numbers of its name and value."""
        found = self._pairs.get(tag)
        if found is None:
            name, value = tag
            head = self._heads.get(name)
            if head is None:
                head = self._heads[name] = varint(self.key(name))
            place = self._places.get(value)
            if place is None:
                place = self._places[value] = varint(self._count)
                self.values.append(value)
                self._count += 1
            found = self._pairs[tag] = head + place
        return found


def _feature(one: Feature, names: _Names) -> bytes:
    number, given, (kind, commands) = one
    tags = b"".join(map(names.pair, given))
    body = b"%c%b%b%c%c%c%b%b" % (
        _ID,
        varint(number),
        b"%c%b%b" % (_TAGS, varint(len(tags)), tags) if tags else b"",
        _TYPE,
        kind,
        _GEOMETRY,
        varint(len(commands)),
        commands,
    )
    return b"%c%b%b" % (_FEATURE, varint(len(body)), body)


def _tag_column(tags: Sequence[Tags], count: int, names: _Names) -> Column:
    """Key and value numbers of all features, side by side; keys and values are taken in."""
    numbers: list[int] = []
    codes = [np.empty((count, 0), np.int32)]
    for group in tags:
        numbers += [names.key(name) for name in group.names]
        first = names.table(group.table)
        codes.append(np.where(group.codes < 0, -1, group.codes + first).astype(np.int32))
    return pairs(numbers, np.concatenate(codes, axis=1))


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
