"""What a query's records of precision >= 4 come to, by the footprint that stands for them."""

import numpy as np
from numpy.typing import NDArray

from geo import overview
from geo.mvt import Tags
from geo.overview import Totals
from geo.query import Query
from geo.stores import selection, sums
from geo.stores.columns import Span
from geo.stores.footprints import Footprints
from geo.stores.snapshot import Snapshot

Numbers = NDArray[np.int64]


class AreaSums:
    """The sums of a checked query: alike in every tile, and found when a tile first shows them."""

    def __init__(self, snapshot: Snapshot, footprints: Footprints, query: Query) -> None:
        self._snapshot = snapshot
        self._query = query
        self._met = footprints.outlines.meeting(query.bbox) if query.bbox else None
        self._known: dict[int, list[int]] = {}  # of each footprint; empty where none is selected
        self._like: Totals | None = None  # any of them, for the names of the sums

    def of(self, areas: Numbers) -> tuple[list[bool], Tags]:
        """Which of the footprints stand for selected records, and the properties of those."""
        wanted = areas.tolist()
        new = [area for area in wanted if area not in self._known]
        if new:
            self._find(new)
        found = [self._known[area] for area in wanted]
        drawn = list(map(bool, found))
        table = np.array([sums for sums in found if sums], np.int64)
        if self._like is None or not len(table):
            return drawn, Tags.of(overview.COUNT, np.empty(0, np.int64), ())
        return drawn, overview.tags(_totals(table, self._like))

    def _find(self, areas: list[int]) -> None:
        snapshot = self._snapshot
        starts = snapshot.area_starts
        there = [a for a in areas if a + 1 < len(starts) and (self._met is None or self._met[a])]
        rows = selection.narrow(snapshot, self._query, _rows(starts, there))
        chosen = selection.numbers(rows)
        lows = np.searchsorted(chosen, [starts[a] for a in there])
        highs = np.searchsorted(chosen, [starts[a + 1] for a in there])
        filled = np.flatnonzero(lows < highs)
        found: dict[int, list[int]] = {area: [] for area in areas}
        if len(filled):
            edges = np.append(lows[filled], highs[filled[-1]])
            totals, _ = sums.totals(snapshot, rows, edges)
            self._like = totals
            table = _table(totals).tolist()
            found |= {there[place]: one for place, one in zip(filled.tolist(), table, strict=True)}
        self._known |= found


def _rows(starts: Numbers, areas: list[int]) -> Span:
    """The rows of some footprints, which are in order."""
    pieces = [np.arange(starts[area], starts[area + 1]) for area in areas]
    if len(pieces) == 1:
        return slice(int(starts[areas[0]]), int(starts[areas[0] + 1]))
    return np.concatenate([np.empty(0, np.int64), *pieces])


def _table(totals: Totals) -> Numbers:
    """A row a group: its count, its counts by type, and the fatalities."""
    return np.column_stack(
        [totals.count, *(one for _, one in totals.types), *(totals.deaths or ())]
    )


def _totals(table: Numbers, like: Totals) -> Totals:
    """What ``_table`` was made of."""
    names = [name for name, _ in like.types]
    types = [(name, table[:, place]) for place, name in enumerate(names, 1)]
    return Totals(table[:, 0], types, (table[:, -2], table[:, -1]) if like.deaths else None)
