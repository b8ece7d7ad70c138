"""The texts of a layer's features while it is compiled: put down as they come, taken in an order.

They may be more than fits into memory, and more than the disk has room for twice: they are put
down compressed, block by block. Each batch is put down by place, so that those which are taken
together lie together in each of the batches.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

_AT_ONCE = 1 << 24  # bytes that are taken together
_NEAR = 1 << 16  # bytes between two texts that cost less to read than to read twice
_BLOCK = 1 << 16  # bytes that are compressed together
_KEPT = 1024  # blocks that stay in memory: what is taken next lies in them, one a batch

Numbers = NDArray[np.int64]


class Texts:
    """Texts in an empty file of their own. Places are those of the bytes as they were."""

    def __init__(self, file: BinaryIO) -> None:
        self._blocks = _Blocks(file)
        self._end = 0

    def put(self, texts: pa.Array, order: Numbers) -> tuple[Numbers, Numbers]:
        """Writes the texts in the order; where each of them starts, and its length."""
        starts, content = parts(texts.take(pa.array(order)))
        self._blocks.write(content)
        found, sizes = np.empty((2, len(order)), np.int64)
        found[order] = self._end + starts[:-1] - starts[0]
        sizes[order] = np.diff(starts)
        self._end += len(content)
        return found, sizes

    def taken(self, starts: Numbers, sizes: Numbers) -> Iterator[memoryview]:
        """The texts of those places in their order, some at a time."""
        ends = np.cumsum(sizes)
        steps = np.arange(0, int(ends[-1]) if len(ends) else 0, _AT_ONCE)
        edges = [*np.unique(np.searchsorted(ends, steps, "right")).tolist(), len(ends)]
        for low, high in pairwise(edges):
            if low < high:
                yield self._together(starts[low:high], sizes[low:high])

    def _together(self, starts: Numbers, sizes: Numbers) -> memoryview:
        order = np.lexsort((sizes, starts))
        lows, highs = starts[order], (starts + sizes)[order]
        first = np.flatnonzero(np.append(True, lows[1:] - highs[:-1] > _NEAR))
        last = np.append(first[1:], len(order)) - 1
        runs = list(zip(lows[first].tolist(), highs[last].tolist(), strict=True))
        data = b"".join(self._blocks.read(low, high) for low, high in runs)
        lengths = highs[last] - lows[first]
        shift = np.repeat(np.cumsum(lengths) - lengths - lows[first], last - first + 1)
        edges = np.column_stack((lows + shift, highs + shift)).ravel()  # texts, and what is between
        edges = np.append(edges, len(data))
        between = pa.Array.from_buffers(
            pa.large_binary(), len(edges) - 1, [None, pa.py_buffer(edges), pa.py_buffer(data)]
        )
        places = np.empty(len(order), np.int64)
        places[order] = 2 * np.arange(len(order))
        return parts(between.take(pa.array(places)))[1]


class _Blocks:
    """Bytes in compressed blocks: all are written before the first is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._codec = pa.Codec("lz4")
        self._open = bytearray()  # what is not a block yet
        self._starts = [0]  # of the blocks in the file, and where the last ends
        self._kept: dict[int, bytes] = {}  # the last used, the oldest first

    def write(self, content: memoryview) -> None:
        """Appends the bytes."""
        self._open += content
        whole = len(self._open) // _BLOCK * _BLOCK
        for start in range(0, whole, _BLOCK):
            self._put(bytes(self._open[start : start + _BLOCK]))
        del self._open[:whole]

    def read(self, low: int, high: int) -> bytes:
        """The bytes of a range that was written."""
        first, last = low // _BLOCK, (high - 1) // _BLOCK
        found = b"".join(map(self._block, range(first, last + 1)))
        return found[low - first * _BLOCK : high - first * _BLOCK]

    def _put(self, block: bytes) -> None:
        packed = self._codec.compress(block, asbytes=True)
        self._file.write(packed)
        self._starts.append(self._starts[-1] + len(packed))

    def _block(self, number: int) -> bytes:
        if number == len(self._starts) - 1:
            return bytes(self._open)  # the last, too small to be compressed
        found = self._kept.pop(number, None)
        if found is None:
            start, end = self._starts[number : number + 2]
            self._file.seek(start)
            packed = self._file.read(end - start)
            found = self._codec.decompress(packed, _BLOCK, asbytes=True)
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[number] = found
        return found


def parts(texts: pa.Array) -> tuple[Numbers, memoryview]:
    """Where each text starts, and where the last ends; and the bytes of them all."""
    _, offsets, data = texts.buffers()
    starts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return starts, memoryview(data if data is not None else b"").cast("B")[starts[0] : starts[-1]]
