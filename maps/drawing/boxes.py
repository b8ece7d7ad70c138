"""Boxes on paper: (left, top, right, bottom) in pixels, y downwards; and which places are taken."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

Box = tuple[float, float, float, float]

_CELL = 48.0


def around(x: float, y: float, wide: float, high: float) -> Box:
    """The box of that size with its middle there."""
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def apart(a: Box, b: Box) -> bool:
    """Whether the boxes share no more than an edge."""
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def within(inner: Box, outer: Box) -> bool:
    """Whether the first box lies in the second."""
    return (
        inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def grown(box: Box, by: float) -> Box:
    """The box with so much more on each side."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


class Taken:
    """The boxes something stands in already."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.take(box)

    def take(self, box: Box) -> None:
        """Something stands there now."""
        for cell in _cells(box):
            self._cells[cell].append(box)

    def covered(self, box: Box) -> float:
        """How much of the box is taken, in square pixels; what is taken twice counts twice."""
        there = {one for cell in _cells(box) for one in self._cells.get(cell, ())}
        return sum(_common(box, one) for one in there)

    def free(self, box: Box) -> bool:
        """Whether nothing stands there."""
        return all(apart(box, one) for cell in _cells(box) for one in self._cells.get(cell, ()))


def _common(a: Box, b: Box) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, wide) * max(0.0, high)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for x in range(int(box[0] // _CELL), int(box[2] // _CELL) + 1):
        for y in range(int(box[1] // _CELL), int(box[3] // _CELL) + 1):
            yield x, y
