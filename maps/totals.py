"""The numbers of a view's ``Summary``, asked of the store: at the same cost for any size."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from geo.atlas import Layer
from geo.expressions import In, IsNull, Not
from geo.query import Query
from geo.store import FeatureStore
from maps.crowds import Crowd, also, count
from maps.summary import Summary, Tolls
from maps.ways import WITHDRAWN

Asked = tuple[Layer, Query]  # a layer and the query narrowed to it

_LOW, _BEST, _HIGH = (f"fatalities_{bound}" for bound in ("low", "best", "high"))


def totals(crowds: Sequence[Crowd], asked: Sequence[Asked], store: FeatureStore) -> Summary:
    """The numbers of all layers together; ``crowds`` are what the same queries select of each.

    Its sources are not counted here. Raises RequestError where a layer cannot answer its query.
    """
    drawn: Counter[str] = Counter()
    for one in crowds:
        drawn.update(one.drawn)
    days = [day for one in crowds for day in one.days]
    return Summary(
        layers={one.layer.name: one.matched for one in reversed(crowds)},
        years=(min(days)[:4], max(days)[:4]) if days else (),
        undated=sum(_undated(layer, query, store) for layer, query in asked),
        drawn=drawn,
        tolls=tolls(asked, store),
        disputed=sum(_disputed(layer, query, store) for layer, query in asked),
        sources=0,
    )


def tolls(asked: Sequence[Asked], store: FeatureStore) -> Tolls | None:
    """The deaths of the records that stand; None where no layer has any."""
    found = [_tolls(layer, query, store) for layer, query in asked if _LOW in layer.schema.by_name]
    if not found:
        return None
    return Tolls(
        low=sum(one.low for one in found),
        high=sum(one.high for one in found),
        stated=sum(one.stated for one in found),
        open=sum(one.open for one in found),
        unstated=sum(one.unstated for one in found),
    )


def _tolls(layer: Layer, query: Query, store: FeatureStore) -> Tolls:
    """Of a bound that is not given, the next best number."""
    if "record_status" in layer.schema.by_name:
        query = also(query, Not(In("record_status", WITHDRAWN)))
    low = store.counts(layer, query, _LOW)
    unbounded = also(query, IsNull(_HIGH))
    best = store.counts(layer, unbounded, _BEST)
    least = store.counts(layer, also(unbounded, IsNull(_BEST)), _LOW)
    n, unstated = sum(low.values()), least.get(None, 0)
    return Tolls(
        low=_sum(low) + _sum(store.counts(layer, also(query, IsNull(_LOW)), _BEST)),
        high=_sum(store.counts(layer, query, _HIGH)) + _sum(best) + _sum(least),
        stated=n - unstated,
        open=sum(best.values()) - unstated,
        unstated=unstated,
    )


def _undated(layer: Layer, query: Query, store: FeatureStore) -> int:
    """Records with neither end of a date."""
    dated = [name for name in ("date_start", "date_end") if name in layer.schema.by_name]
    return count(layer, store, also(query, *map(IsNull, dated)))


def _disputed(layer: Layer, query: Query, store: FeatureStore) -> int:
    if "record_status" not in layer.schema.by_name:
        return 0
    return count(layer, store, also(query, In("record_status", ("disputed",))))


def _sum(counts: Mapping[Any, int]) -> int:
    return sum(value * n for value, n in counts.items() if value is not None)
