"""Instants and intervals of records against others, in days or microseconds."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import operands
from geo.expressions import Span, Temporal, TemporalOperator
from geo.operands import Domain
from geo.stores import sides
from geo.stores.columns import Mask, Rows
from geo.stores.snapshot import Snapshot

_FIRST, _LAST = int(np.iinfo(np.int64).min), int(np.iinfo(np.int64).max)

# By OWL-Time (W3C/OGC), whose intervals are (a, b) and (c, d) here: both ends are included.
_RELATIONS: Mapping[TemporalOperator, Callable[[Any, Any, Any, Any], Any]] = {
    "after": lambda a, b, c, d: a > d,
    "before": lambda a, b, c, d: b < c,
    "disjoint": lambda a, b, c, d: (b < c) | (a > d),
    "equals": lambda a, b, c, d: (a == c) & (b == d),
    "intersects": lambda a, b, c, d: (b >= c) & (a <= d),
    "contains": lambda a, b, c, d: (a < c) & (b > d),
    "during": lambda a, b, c, d: (a > c) & (b < d),
    "finishedby": lambda a, b, c, d: (a < c) & (b == d),
    "finishes": lambda a, b, c, d: (a > c) & (b == d),
    "meets": lambda a, b, c, d: b == c,
    "metby": lambda a, b, c, d: a == d,
    "overlaps": lambda a, b, c, d: (a < c) & (b > c) & (b < d),
    "overlappedby": lambda a, b, c, d: (a > c) & (a < d) & (b > d),
    "startedby": lambda a, b, c, d: (a == c) & (b > d),
    "starts": lambda a, b, c, d: (a == c) & (b < d),
}


def compared(leaf: Temporal, snapshot: Snapshot, rows: Rows) -> tuple[Mask, Mask]:
    """Whether the relation holds for each row, and whether all its ends are known."""
    domain = operands.check_times((*leaf.left.ends, *leaf.right.ends), snapshot.schema)
    known: Any = np.ones(len(snapshot.area[rows]), np.bool_)
    numbers = []
    for span in (leaf.left, leaf.right):
        found, there = _ends(span, domain, snapshot, rows)
        numbers += found
        known = known & there
    hit = _RELATIONS[leaf.operator](*numbers)
    return np.broadcast_to(hit, known.shape), known


def _ends(
    span: Span, domain: Domain, snapshot: Snapshot, rows: Rows
) -> tuple[list[NDArray[np.int64] | int], Any]:
    """Start and end of a span for each row or for all, and where both are known."""
    found: list[NDArray[np.int64] | int] = []
    known: Any = True
    for end, is_open in ((span.start, _FIRST), (span.end, _LAST)):
        if end is None:
            found.append(is_open)
            continue
        side = sides.side(end, domain, snapshot, rows)
        found.append(np.asarray(side.values, np.int64))
        known = known & side.known
    return found, known
