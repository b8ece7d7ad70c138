"""The values of a vector tile's layer, encoded: tables of them that features point into."""

import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.protobuf import columns, constant, lengths, messages, sized, varint

Values: TypeAlias = Sequence[str | int | float | bool] | pa.Array  # an array is one of texts
Table: TypeAlias = pa.Array  # of binaries, each the ``values`` field of one value

_VALUE, _STRING, _UINT = 0x22, 0x0A, 0x28  # the field, and a text or number in it (MVT 2.1 4.1)


def encoded(values: Values | NDArray[np.int64]) -> Table:
    """The ``values`` field of each value (MVT 2.1 section 4.4), numpy's whole numbers included."""
    if isinstance(values, pa.Array):
        return _texts(values)
    if isinstance(values, np.ndarray):
        if not len(values) or values.min() >= 0:
            return _whole(values)
        values = values.tolist()
    return pa.array(list(map(value, values)), pa.large_binary())


def value(one: str | int | float | bool) -> bytes:
    """The ``values`` field of one value."""
    if not isinstance(one, str):
        return _number(one)
    return bytes([_VALUE]) + sized(bytes([_STRING]) + sized(one.encode()))


def content(table: Table) -> memoryview:
    """The bytes of all values of a table, one after the other."""
    starts, data = parts(table)
    return data[starts[0] : starts[-1]]


def parts(array: pa.Array) -> tuple[NDArray[np.int64], memoryview]:
    """Where each binary or text of an array without nulls starts, where the last ends, and all."""
    _, starts, data = array.buffers()
    if not len(array):
        return np.zeros(1, np.int64), memoryview(b"")
    places = np.frombuffer(starts, np.int64)[array.offset : array.offset + len(array) + 1]
    return places, memoryview(data if data is not None else b"")


def used(codes: NDArray[Any], table: Table) -> tuple[NDArray[np.int32], Table]:
    """The codes, and the table, of those values alone that any code names; -1 names none."""
    named = np.zeros(len(table) + 1, np.bool_)
    named[codes] = True
    named[-1] = False  # where code -1 has left its mark
    order = np.flatnonzero(named)
    place = np.full(len(named), -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place[codes], table.take(pa.array(order))


def _texts(texts: pa.Array) -> Table:
    starts, data = parts(texts)
    sizes = np.diff(starts)
    count = len(sizes)
    inner = [constant(_STRING, count), *columns(sizes)]
    outer = [constant(_VALUE, count), *columns(lengths(inner, count) + sizes), *inner]
    heads, head_sizes = messages(outer, count)
    is_text = np.repeat(np.tile([False, True], count), np.column_stack((head_sizes, sizes)).ravel())
    whole = np.empty(len(is_text), np.uint8)
    whole[~is_text] = heads
    whole[is_text] = np.frombuffer(data, np.uint8)[starts[0] : starts[-1]]
    return _table(whole, head_sizes + sizes)


def _whole(numbers: NDArray[np.int64]) -> Table:
    """Whole numbers from 0 on."""
    count = len(numbers)
    inner = [constant(_UINT, count), *columns(numbers)]
    size = columns(lengths(inner, count))
    return _table(*messages([constant(_VALUE, count), *size, *inner], count))


def _table(data: NDArray[np.uint8], sizes: NDArray[np.int64]) -> Table:
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    buffers = [None, pa.py_buffer(starts), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.large_binary(), len(sizes), buffers)


@lru_cache(maxsize=1 << 14, typed=True)  # a tile has the same small numbers over and over
def _number(value: int | float | bool) -> bytes:
    match value:
        case bool():
            body = b"\x38" + bytes([value])
        case float():
            body = b"\x19" + struct.pack("<d", value)
        case int() if value >= 0:
            body = bytes([_UINT]) + varint(value)
        case _:
            body = b"\x30" + varint((value << 1) ^ (value >> 63))
    return bytes([_VALUE]) + sized(body)
