"""Protocol Buffers' numbers as bytes: one, or a whole table of them at once.

A varint is 7 bits a byte, lowest first; the high bit says that more follow ("Encoding").
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.signedinteger[Any]]


def varint(number: int) -> bytes:
    """One number."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def sized(body: bytes) -> bytes:
    """The bytes after their length, as a field of them is written."""
    return varint(len(body)) + body


def zigzag(numbers: NDArray[Any]) -> NDArray[np.int64]:
    """Signed 32-bit numbers as ``sint32``: 0, -1, 1, -2 become 0, 1, 2, 3."""
    wide = numbers.astype(np.int64)
    return (wide << 1) ^ (wide >> 63)


def sizes(table: Numbers) -> NDArray[np.uint8]:
    """How many bytes each number takes; none where it is negative."""
    found = (table >= 0).view(np.uint8)
    most, bits = int(table.max(initial=0)), 7
    while most >> bits:
        found += table >= 1 << bits
        bits += 7
    return found


def summed(sizes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The sum of each row; twice as fast as numpy's own."""
    sums: NDArray[np.int64] = np.einsum("ij->i", sizes, dtype=np.int64)
    return sums


def written(table: Numbers) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The numbers of a table row by row, those below 0 left out, and how many bytes each row takes.

    Each column gets as many bytes as its largest number needs, and those not needed are dropped.
    """
    if not table.size:
        return np.empty(0, np.uint8), np.zeros(len(table), np.int64)
    most = table.max(axis=0)
    if most.max() < 1 << 31:
        table = table.astype(np.int32, copy=False)
    widths = sizes(np.maximum(most, 0))
    column = np.repeat(np.arange(len(widths)), widths)
    place = np.arange(len(column)) - np.repeat(np.cumsum(widths, dtype=np.int64) - widths, widths)
    rest = table[:, column] >> (7 * place).astype(table.dtype)
    there = rest >= (place > 0)  # a first byte may be 0; of a number below 0 nothing is
    data = (rest & 0x7F | (rest > 0x7F).view(np.int8) << 7).astype(np.uint8)
    return data[there], summed(there.view(np.uint8))
