"""Layers too large for a page's own document: drawn from tiles, counted by the store, never cut."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

import numpy as np

from geo.atlas import Layer
from geo.expressions import And, Expression, clauses
from geo.query import Query
from geo.store import FeatureStore
from maps.ways import DRAWN, RULED_BY, Drawn, ways

MOST_HELD = 100_000  # records of all large layers that a page holds as columns; above, tiles


@dataclass(frozen=True, slots=True)
class Crowd:
    """A layer whose records a page does not hold, and what the filter selects of it."""

    layer: Layer
    matched: int
    types: Mapping[str | None, int]
    drawn: Mapping[Drawn, int]
    days: tuple[str, ...]  # the first and last start, the first and last end, as records state them


def holds(layer: Layer) -> bool:
    """Whether a layer's records can be columns: only where none has an outline of its own."""
    return tuple(layer.schema.geometry_types) == ("Point",)


def crowd(layer: Layer, store: FeatureStore, query: Query, areas: Container[str]) -> Crowd:
    """The numbers of a layer and a query narrowed to it, all of them exact.

    ``areas`` are the codes of the footprints there are. Raises RequestError where the layer cannot
    answer the query.
    """
    return Crowd(
        layer,
        count(layer, store, query),
        types(layer, store, query),
        _drawn(layer, store, query, areas),
        _days(layer, store, query),
    )


def types(layer: Layer, store: FeatureStore, query: Query) -> Mapping[str | None, int]:
    """How many records of each type a narrowed query selects; empty where the layer has none."""
    field = layer.schema.type_field
    return dict(store.counts(layer, query, field)) if field else {}


def _drawn(
    layer: Layer, store: FeatureStore, query: Query, areas: Container[str]
) -> Mapping[Drawn, int]:
    """How many records may be drawn in each way."""
    schema = layer.schema
    rows = store.table(layer, query, [name for name in RULED_BY if name in schema.by_name])
    has_areas = schema.geometry_types & {"Polygon", "MultiPolygon"}
    counts = np.bincount(ways(rows, areas, "Polygon" if has_areas else "LineString"))
    return {how: int(n) for how, n in zip(DRAWN, counts, strict=False) if n}


def _days(layer: Layer, store: FeatureStore, query: Query) -> tuple[str, ...]:
    """The earliest and the latest of each end; empty where no record is dated."""
    found: list[str] = []
    for name in ("date_start", "date_end"):
        if name in layer.schema.by_name:
            days = [day for day in store.counts(layer, query, name) if day is not None]
            found += (min(days), max(days)) if days else ()
    return tuple(found)


def count(layer: Layer, store: FeatureStore, query: Query) -> int:
    """How many records a narrowed query selects."""
    return store.page(layer, replace(query, limit=0, cursor=None)).matched


def also(query: Query, *rules: Expression) -> Query:
    """The query with further conditions."""
    parts = (*clauses(query.where), *rules)
    return replace(query, where=And(parts) if parts else None)
