"""Protocol Buffers' numbers as bytes: one, many in a row, and many messages at once.

A varint is 7 bits a byte, lowest first; the high bit says that more follow ("Encoding").
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Column = tuple[NDArray[np.uint8], Mask | None]  # one byte or more a message; where they are there


def varint(number: int) -> bytes:
    """One number."""
    if number < 1 << 7:
        return bytes((number,))
    if number < 1 << 14:
        return bytes((number & 0x7F | 0x80, number >> 7))
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


def pairs(keys: Sequence[int], numbers: NDArray[Any]) -> Column:
    """A key and a number, side by side, for each row and column of a table of numbers.

    Where a number is negative there is neither. Keys and numbers are below 2^28.
    """
    key_bytes = [[key >> shift & 0x7F for key in keys] for shift in (0, 7, 14, 21)]
    most_keys, most = _size(max(keys, default=0)), _size(int(numbers.max(initial=0)))
    found = np.empty((*numbers.shape, most_keys + most), np.uint8)
    masks = np.empty(found.shape, np.bool_)
    there = numbers >= 0
    for place in range(most_keys):
        more = np.array([key >> 7 * (place + 1) > 0 for key in keys], np.uint8)
        found[..., place] = np.array(key_bytes[place], np.uint8) | more << 7
        longer = np.array([place == 0 or key >> 7 * place > 0 for key in keys], np.bool_)
        masks[..., place] = there & longer
    for place in range(most):
        byte = (numbers >> 7 * place).astype(np.uint8) & np.uint8(0x7F)
        if place + 1 < most:
            byte |= (numbers >= 1 << 7 * (place + 1)).view(np.uint8) << np.uint8(7)
        found[..., most_keys + place] = byte
        masks[..., most_keys + place] = there if place == 0 else numbers >= 1 << 7 * place
    flat = (len(numbers), -1)
    return found.reshape(flat), masks.reshape(flat)


def _size(number: int) -> int:
    """How many bytes a number takes."""
    return max(1, -(-number.bit_length() // 7))


def lengths(parts: Iterable[Column], count: int) -> NDArray[np.int64]:
    """How many bytes the columns come to in each message."""
    sizes = np.zeros(count, np.int64)
    for byte, there in parts:
        if there is None:
            sizes += 1 if byte.ndim == 1 else byte.shape[1]
        else:
            sizes += there if there.ndim == 1 else _counts(there)
    return sizes


def messages(parts: list[Column], count: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of all messages, one after the other, and the length of each."""
    width = sum(1 if byte.ndim == 1 else byte.shape[1] for byte, _ in parts)
    table = np.empty((count, width), np.uint8)
    masks = np.ones((count, width), np.bool_)
    at = 0
    for byte, there in parts:
        where = at if byte.ndim == 1 else slice(at, at + byte.shape[1])
        table[:, where] = byte
        if there is not None:
            masks[:, where] = there
        at += 1 if byte.ndim == 1 else byte.shape[1]
    return table.ravel()[masks.ravel()], _counts(masks)


def _counts(masks: Mask) -> NDArray[np.int64]:
    """How many are true in each row; twice as fast as numpy's own count."""
    counts: NDArray[np.int64] = np.einsum("ij->i", masks.view(np.uint8), dtype=np.int64)
    return counts
