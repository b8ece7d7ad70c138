"""Features in one stretch of memory, as the answer that lists them sends them.

A page of a thousand is two megabytes: read to where they stay, they are not copied again.
"""

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

BETWEEN = b",\n"
_HEAD, _TAIL = 8_192, 16  # bytes of room around them; an answer whose head is longer is copied


class Joined(Sequence[bytes]):
    """Features of the sizes given, in ``views`` to be written to, with ``BETWEEN`` in between."""

    def __init__(self, sizes: NDArray[np.integer]) -> None:
        apart = len(BETWEEN)
        self._end = _HEAD + int(sizes.sum()) + apart * max(0, len(sizes) - 1)
        self._room = memoryview(bytearray(self._end + _TAIL))
        self.views: list[memoryview] = []
        at = _HEAD
        for size in sizes.tolist():
            if self.views:
                self._room[at : at + apart] = BETWEEN
                at += apart
            self.views.append(self._room[at : at + size])
            at += size

    def __len__(self) -> int:
        return len(self.views)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        if isinstance(index, slice):
            return list(map(bytes, self.views[index]))
        return bytes(self.views[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # as a list: its bytes can change

    def within(self, head: bytes, tail: bytes) -> memoryview:
        """The features between a head and a tail; what is returned stays good until the next."""
        if len(head) > _HEAD or len(tail) > _TAIL:
            return memoryview(b"".join((head, self._room[_HEAD : self._end], tail)))
        start, stop = _HEAD - len(head), self._end + len(tail)
        self._room[start:_HEAD] = head
        self._room[self._end : stop] = tail
        return self._room[start:stop]
