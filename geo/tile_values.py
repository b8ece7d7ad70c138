"""The values of a vector tile's layer: encoded, and numbered for the features to point at."""

import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.protobuf import columns, constant, lengths, messages, sized, varint

Values: TypeAlias = Sequence[str | int | float | bool] | pa.Array  # an array is one of texts

_VALUE, _STRING = 0x22, 0x0A  # the field of the layer, and the text in it (MVT 2.1 section 4.1)
_NOTHING = pa.scalar(b"", pa.large_binary())
# What stands before a text value of 0, 1, 2... bytes, as long as each length takes one byte.
_SHORT = [bytes((_VALUE, size + 2, _STRING, size)) for size in range(126)]


class ValueTable:
    """The values of a layer as they are encoded, and the number of the first of each sequence."""

    def __init__(self) -> None:
        self.parts: list[bytes | memoryview] = []
        self._count = 0
        self._firsts: dict[int, tuple[int, Values]] = {}

    def add(self, values: Values) -> int:
        """The number of the first of the values, which are added unless they are there."""
        if (known := self._firsts.get(id(values))) is not None:
            return known[0]
        first = self._count
        self._firsts[id(values)] = first, values  # held, so that no other object gets its identity
        self._count += len(values)
        if isinstance(values, pa.Array):
            self.parts.append(_texts(values))
        else:
            self.parts += map(_value, values)
        return first


def _texts(texts: pa.Array) -> memoryview:
    """The ``values`` fields of texts, all written at once."""
    count = len(texts)
    sizes = pc.binary_length(texts).to_numpy()
    inner = [constant(_STRING, count), *columns(sizes)]
    outer = [constant(_VALUE, count), *columns(lengths(inner, count) + sizes), *inner]
    heads, ends = messages(outer, count)
    offsets = np.concatenate(([0], np.cumsum(ends)))
    head = pa.Array.from_buffers(
        pa.large_binary(), count, [None, pa.py_buffer(offsets), pa.py_buffer(heads)]
    )
    joined = pc.binary_join_element_wise(head, texts.cast(pa.large_binary()), _NOTHING)
    _, places, data = joined.buffers()
    last = int(np.frombuffer(places, np.int64)[count]) if count else 0
    return memoryview(data)[:last] if last else memoryview(b"")


def _value(value: str | int | float | bool) -> bytes:
    """The ``values`` field of a property value (MVT 2.1 section 4.4)."""
    if not isinstance(value, str):
        return _number(value)
    text = value.encode()
    if len(text) < len(_SHORT):
        return _SHORT[len(text)] + text
    return bytes([_VALUE]) + sized(b"\x0a" + sized(text))


@lru_cache(maxsize=1 << 14, typed=True)  # a tile has the same small numbers over and over
def _number(value: int | float | bool) -> bytes:
    match value:
        case bool():
            body = bytes([0x38, value])
        case float():
            body = b"\x19" + struct.pack("<d", value)
        case int() if value >= 0:
            body = b"\x28" + varint(value)
        case _:
            body = b"\x30" + varint((value << 1) ^ (value >> 63))
    return bytes([_VALUE]) + sized(body)
