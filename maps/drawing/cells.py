"""Signs that would cover each other become one with their number: nothing hides, nothing is lost.

The sum of the cells is the sum of the records, for each kind too.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SIGN = 7.5  # units: half the width of a single sign
_MOST = 2_500  # places that are joined one by one; more are summed in squares first
_SQUARE = 30.0  # units
_OVERLAP = 0.97  # of two radii: signs nearer than that are joined


@dataclass(slots=True)
class Cell:
    """Records at one place or close together; ``kinds`` are numbers of kinds."""

    x: float
    y: float
    kinds: Counter[int]
    disputed: bool
    vague: int  # how many of them are known only near here

    @property
    def n(self) -> int:
        """How many records there are."""
        return self.kinds.total()


@dataclass(frozen=True, slots=True)
class Places:
    """Records on paper: pixels, number of the kind, whether disputed, whether only near there."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: NDArray[np.int64]
    disputed: NDArray[np.bool_]
    vague: NDArray[np.bool_]


def radius(n: int, unit: float) -> float:
    """Half the width of the sign of so many records, in pixels."""
    return unit * (_SIGN if n == 1 else min(25.0, 8.4 + 3.3 * math.log10(n)))


def cells(places: Places, unit: float) -> list[Cell]:
    """The cells, none over another, the larger first; same records, same cells."""
    if not len(places.x):
        return []
    found = _summed(places, 0.5)
    if len(found) > _MOST:
        found = _summed(places, _SQUARE * unit)
    while True:
        joined = _joined(found, unit)
        if len(joined) == len(found):
            return joined
        found = joined


def _summed(places: Places, square: float) -> list[Cell]:
    """A cell for each square that has records, at their mean place."""
    columns = np.floor(places.x / square).astype(np.int64)
    rows = np.floor(places.y / square).astype(np.int64)
    keys = np.column_stack((columns - columns.min(), rows - rows.min()))
    packed = keys[:, 0] * (int(keys[:, 1].max()) + 1) + keys[:, 1]
    squares, at = np.unique(packed, return_inverse=True)
    n = np.bincount(at)
    x, y = (np.bincount(at, weights=one) / n for one in (places.x, places.y))
    disputed = np.bincount(at, weights=places.disputed) > 0
    vague = np.bincount(at, weights=places.vague).astype(int)
    most = int(places.kind.max()) + 1
    both, numbers = np.unique(at * most + places.kind, return_counts=True)
    kinds: list[Counter[int]] = [Counter() for _ in squares]
    for one, count in zip(both.tolist(), numbers.tolist(), strict=True):
        kinds[one // most][one % most] = count
    return [
        Cell(*row, count, *flags)
        for row, count, flags in zip(
            zip(x.tolist(), y.tolist(), strict=True),
            kinds,
            zip(disputed.tolist(), vague.tolist(), strict=True),
            strict=True,
        )
    ]


def _joined(found: list[Cell], unit: float) -> list[Cell]:
    """Cells that would cover each other joined at the larger, which stays where it is."""
    step = 2 * radius(10**9, unit)
    grid: dict[tuple[int, int], list[Cell]] = {}
    kept: list[Cell] = []
    for one in sorted(found, key=lambda cell: (-cell.n, cell.y, cell.x)):
        column, row = int(one.x // step), int(one.y // step)
        near = _nearest(one, grid, (column, row), unit)
        if near is None:
            grid.setdefault((column, row), []).append(one)
            kept.append(one)
            continue
        near.kinds.update(one.kinds)
        near.disputed |= one.disputed
        near.vague += one.vague
    return kept


def _nearest(
    one: Cell,
    grid: Mapping[tuple[int, int], list[Cell]],
    at: tuple[int, int],
    unit: float,
) -> Cell | None:
    """The nearest cell there that this one would cover, or be covered by."""
    best, least = None, math.inf
    mine = radius(one.n, unit)
    for column in (at[0] - 1, at[0], at[0] + 1):
        for row in (at[1] - 1, at[1], at[1] + 1):
            for other in grid.get((column, row), ()):
                far = math.hypot(other.x - one.x, other.y - one.y)
                if far < _OVERLAP * (mine + radius(other.n, unit)) and far < least:
                    best, least = other, far
    return best
