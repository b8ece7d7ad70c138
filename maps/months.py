"""How many records lie in which month, by type: the bars of a time chart, all of them exact.

A page that holds its records counts them itself (``static/atlas/months.js``); of layers that it
does not hold, it asks here.
"""

from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.atlas import Layer
from geo.narrow import narrowed
from geo.query import Query
from geo.store import Coded, FeatureStore
from maps.spec import MapSpec

SPANS = (1, 3, 12)  # months: a month, a quarter and a year of the calendar

_DAYS = ("date_start", "date_end")
_YEAR_0 = 1970 * 12  # months before NumPy's first
_NEVER = np.iinfo(np.int64).max  # the month of what has no day

Numbers = NDArray[np.int64]


def document(spec: MapSpec, store: FeatureStore) -> bytes:
    """Of each layer of ``spec`` the numbers of its records by month, as JSON.

    A record counts once: in ``spans`` under the smallest of ``SPANS`` that holds all of it; in
    ``longer`` where not even a year does, or where it has one end only; in ``undated`` where it has
    none. So these sum up to ``n``, the number the query selects. Months count from that of January
    of the year 0: year * 12 + month - 1; a quarter and a year are named by their first. ``first``
    and ``last`` are the months of the earliest and the latest day, null where there is none. Raises
    RequestError where a layer cannot answer the query.
    """
    found = [_layer(layer, store, narrowed(spec.query, layer.schema)) for layer in spec.layers]
    return orjson.dumps({"layers": found})


def _layer(layer: Layer, store: FeatureStore, query: Query) -> dict[str, Any]:
    own = layer.schema.type_field
    wanted = [name for name in (*_DAYS, own) if name and name in layer.schema.by_name]
    table = store.table(layer, query, wanted)
    n = len(table.lon)
    start, end = (_months(table.fields.get(name), n) for name in _DAYS)
    none = Coded(np.full(n, -1), ())
    kinds = table.fields.get(own, none) if own else none
    dated = np.concatenate([start[start != _NEVER], end[end != _NEVER]])
    undated = int(np.count_nonzero((start == _NEVER) & (end == _NEVER)))
    spans = list(_spans(start, end, kinds.codes))
    return {
        "name": layer.name,
        "n": n,
        "undated": undated,
        "longer": n - undated - sum(sum(span["n"]) for span in spans),
        "first": int(dated.min()) if len(dated) else None,
        "last": int(dated.max()) if len(dated) else None,
        "types": [None, *kinds.values],
        "spans": spans,
    }


def _months(days: Coded | None, n: int) -> Numbers:
    """The month of each of the ``n`` days."""
    if days is None:
        return np.full(n, _NEVER)
    months = np.array(days.values, "datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.append(months + _YEAR_0, _NEVER)[days.codes]


def _spans(start: Numbers, end: Numbers, kinds: Numbers) -> list[dict[str, Any]]:
    """For each of ``SPANS`` and each type: the spans with records in them, and how many."""
    found = []
    left = (start != _NEVER) & (end != _NEVER)
    for months in SPANS:
        inside = left & (start // months == end // months)
        left &= ~inside
        for kind, (spans, numbers) in _counted(start[inside] // months, kinds[inside] + 1):
            found.append({"months": months, "type": kind,
                          "at": (spans * months).tolist(), "n": numbers.tolist()})  # fmt: skip
    return found


def _counted(spans: Numbers, kinds: Numbers) -> list[tuple[int, tuple[Numbers, Numbers]]]:
    """Each kind with its spans in order, and how often it is in each."""
    if not len(spans):
        return []
    first, wide = int(spans.min()), int(np.ptp(spans)) + 1
    often = np.bincount(kinds * wide + (spans - first)).astype(np.int64)
    table = np.pad(often, (0, -len(often) % wide)).reshape(-1, wide)
    found = []
    for kind in np.flatnonzero(table.any(axis=1)).tolist():
        there = np.flatnonzero(table[kind])
        found.append((kind, (there + first, table[kind][there])))
    return found
