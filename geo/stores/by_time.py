"""The columns of a layer once more, in its default order: newest first.

In storage order a filter by time looks at every row. Here the rows of an interval are one run, and
a page of them is the first rows of it that fulfil the rest.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.expressions import And, Between, Compare, Expression, In, IsNull, Like, Not, Or
from geo.query import Interval, Query
from geo.stores import mask
from geo.stores.columns import Column, Mask
from geo.stores.order import walked
from geo.stores.selection import day_number, lasting
from geo.stores.snapshot import Snapshot

START, END = "date_start", "date_end"
_OPEN = np.iinfo(np.int32).max  # the last day of a record whose end is open
_WIDEST = 2  # bytes a value of a column that is kept once more


@dataclass(frozen=True)
class Run:
    """The places from ``first`` on that a query may select, and which of them it does."""

    first: int
    mask: Mask

    def page(self, first: int, limit: int) -> tuple[NDArray[np.int32], int | None]:
        """The next ``limit`` selected places at or after place ``first``, and where to go on."""
        if not limit:
            return np.empty(0, np.int32), None
        between = max(first, self.first), self.first + len(self.mask)
        places = walked(
            lambda part: self.mask[part.start - self.first : part.stop - self.first],
            between,
            limit + 1,
        )
        return places[:limit], int(places[limit]) if limit < len(places) else None


def again(column: Column, newest: NDArray[np.int32]) -> pa.Array | None:
    """A column's values in the default order; None for one that is not kept once more."""
    values = column.values
    is_small = values.dtype.kind == "i" and values.dtype.itemsize <= _WIDEST
    return pa.array(values[newest]) if is_small or column.field.name in (START, END) else None


def latest(end: Column, newest: NDArray[np.int32]) -> pa.Array:
    """The last day of any record from each place of the order on."""
    days = np.where(end.is_null(slice(None)), _OPEN, end.values.astype(np.int32))[newest]
    return pa.array(np.maximum.accumulate(days[::-1])[::-1])


@dataclass(frozen=True)
class ByTime:
    """The columns in the default order, by name, and the latest days."""

    columns: Mapping[str, Column]
    latest: NDArray[np.int32]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self | None:
        """Those of a snapshot; None where its default order is not by time."""
        latest = snapshot.latest
        return None if latest is None else cls(snapshot.again, latest)

    def run(self, query: Query) -> Run | None:
        """What a checked query selects; None where these columns cannot tell."""
        if query.ids or query.bbox or not (query.interval or query.where):
            return None
        if not _knows(query.where, self.columns):
            return None
        first, last = self._bounds(query.interval)
        rows = slice(first, last)
        masks = self._in_interval(query.interval, rows) if query.interval else []
        if query.where is not None:
            masks.append(_fulfilled(query.where, self.columns, rows))
        found = masks[0] if masks else np.ones(last - first, np.bool_)
        for one in masks[1:]:
            found = found & one
        return Run(first, found)

    def _bounds(self, interval: Interval | None) -> tuple[int, int]:
        """The places that an interval may select lie between these."""
        first, last = 0, len(self.latest)
        if interval and interval.end is not None:
            start = self.columns[START].values
            after = -day_number(interval.end)
            first = bisect_left(range(last), after, key=lambda place: -int(start[place]))
        if interval and interval.start is not None:
            before = -day_number(interval.start)
            latest = self.latest
            end = bisect_left(range(last), True, key=lambda place: -int(latest[place]) > before)
            last = max(first, end)
        return first, last

    def _in_interval(self, interval: Interval, rows: slice) -> list[Mask]:
        """A first day within bounds is sure of its end; the last day is compared."""
        if interval.start is None:
            return []
        return [lasting(self.columns[END], interval.start, rows)]


def _knows(expression: Expression | None, columns: Mapping[str, Column]) -> bool:
    match expression:
        case None:
            return True
        case Not(part):
            return _knows(part, columns)
        case And(parts) | Or(parts):
            return all(_knows(part, columns) for part in parts)
        case In() | Between() | Compare() | Like() | IsNull():
            return expression.field in columns
        case _:
            return False


def _fulfilled(expression: Expression, columns: Mapping[str, Column], rows: slice) -> Mask:
    def decide(leaf: Expression, negate: bool) -> Mask:
        match leaf:
            case In() | Between() | Compare() | Like() | IsNull():
                return mask.compared(leaf, columns[leaf.field], rows, negate=negate)
            case _:
                raise AssertionError(leaf)

    return mask.combined(expression, decide)
