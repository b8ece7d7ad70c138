"""Protocol Buffers' numbers as bytes: one, many in a row, and many messages at once.

A varint is 7 bits a byte, lowest first; the high bit says that more follow ("Encoding").
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Column = tuple[NDArray[np.uint8], Mask | None]  # a byte of each message; where it is there


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


def zigzag(numbers: NDArray[Any]) -> U64:
    """Signed 32-bit numbers as ``sint32``: 0, -1, 1, -2 become 0, 1, 2, 3."""
    wide = numbers.astype(np.int64)
    return ((wide << 1) ^ (wide >> 63)).astype(np.uint64)


def varints(numbers: U64) -> bytes:
    """The numbers one after the other."""
    return messages(columns(numbers), len(numbers))[0].tobytes()


def columns(numbers: NDArray[Any], there: Mask | None = None) -> list[Column]:
    """A number of each message, byte by byte; in those messages only where it is ``there``."""
    most = int(numbers.max(initial=0))
    numbers = numbers.astype(np.uint32 if most < 1 << 32 else np.uint64)
    kind = numbers.dtype.type
    found: list[Column] = []
    shift = 0
    more: Mask | None = there
    while True:
        byte = (numbers >> kind(shift)).astype(np.uint8) & np.uint8(0x7F)
        if not most >> shift + 7:
            found.append((byte, more))
            return found
        goes_on = numbers >= kind(1 << shift + 7)
        byte |= goes_on.view(np.uint8) << np.uint8(7)
        found.append((byte, more))
        more = goes_on if there is None else goes_on & there
        shift += 7


def constant(byte: int, count: int, there: Mask | None = None) -> Column:
    """The same byte in each message."""
    return np.full(count, byte, np.uint8), there


def lengths(parts: Iterable[Column], count: int) -> NDArray[np.int64]:
    """How many bytes the columns come to in each message."""
    sizes = np.zeros(count, np.int64)
    for _, there in parts:
        sizes += 1 if there is None else there
    return sizes


def messages(parts: list[Column], count: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of all messages, one after the other, and the length of each."""
    if not parts:
        return np.empty(0, np.uint8), np.zeros(count, np.int64)
    table = np.empty((count, len(parts)), np.uint8)
    masks = np.ones((count, len(parts)), np.bool_)
    for number, (byte, there) in enumerate(parts):
        table[:, number] = byte
        if there is not None:
            masks[:, number] = there
    return table[masks], masks.sum(axis=1)
