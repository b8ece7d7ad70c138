"""What a query's records of precision >= 4 come to, by the footprint that stands for them."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from geo import overview
from geo.mvt import Tag
from geo.query import Query
from geo.stores import selection, sums
from geo.stores.columns import Span
from geo.stores.footprints import Footprints
from geo.stores.snapshot import Snapshot

Numbers = NDArray[np.int64]
_NONE: Sequence[Tag] = ()


class AreaSums:
    """The sums of a checked query: alike in every tile, and found when a tile first shows them."""

    def __init__(self, snapshot: Snapshot, footprints: Footprints, query: Query) -> None:
        self._snapshot = snapshot
        self._query = query
        self._met = footprints.outlines.meeting(query.bbox) if query.bbox else None
        self._all = not (query.interval or query.where or query.ids)
        self._known: dict[int, Sequence[Tag]] = {}

    def of(self, areas: Sequence[int]) -> Mapping[int, Sequence[Tag]]:
        """The sums of these footprints and maybe others, as properties of a tile, by their numbers.

        Empty where a footprint stands for no selected record. ``areas`` are in order.
        """
        new = [area for area in areas if area not in self._known]
        if new:
            self._find(new)
        return self._known

    def _find(self, areas: Sequence[int]) -> None:
        snapshot = self._snapshot
        starts = snapshot.area_starts
        if self._all:  # the sums of all are differences of running totals
            areas = range(max(areas[-1] + 1, len(starts) - 1))
        there = [a for a in areas if a + 1 < len(starts) and (self._met is None or self._met[a])]
        found: dict[int, Sequence[Tag]] = dict.fromkeys(areas, _NONE)
        if there:
            rows = selection.narrow(snapshot, self._query, _rows(starts, there))
            edges = _edges(starts, there, rows)
            filled = np.flatnonzero(np.diff(edges))
            totals = sums.totals(snapshot, rows, np.append(edges[filled], edges[-1]))
            numbers = [there[place] for place in filled.tolist()]
            found |= zip(numbers, overview.each(totals), strict=True)
        self._known |= found


def _rows(starts: Numbers, areas: Sequence[int]) -> Span:
    """The rows of some footprints, which are in order."""
    if areas[-1] - areas[0] == len(areas) - 1:
        return slice(int(starts[areas[0]]), int(starts[areas[-1] + 1]))
    return np.concatenate([np.arange(starts[area], starts[area + 1]) for area in areas])


def _edges(starts: Numbers, areas: Sequence[int], rows: Span) -> Numbers:
    """The place among the rows where those of each footprint begin, and the end."""
    bounds = np.append(starts[areas], starts[areas[-1] + 1])
    if isinstance(rows, slice):
        return np.asarray(bounds - rows.start)
    return np.searchsorted(rows, bounds)
