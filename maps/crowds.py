"""Layers too large for a page's own document: drawn from tiles, counted by the store, never cut."""

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geo.atlas import Layer
from geo.expressions import And, Expression
from geo.query import Query
from geo.store import FeatureStore, Table

Drawn = Literal[
    "point",  # precision 1 and 2: a sign at the place
    "disc",  # precision 3: a disc of location_radius_m
    "area",  # precision 4 to 6 and 8: the footprint, hatched
    "own",  # a polygon or line of the record's own
    "country",  # precision 7: listed
    "nowhere",  # no geometry: listed
    "withdrawn",  # retracted or merged: listed
]
MOST_HELD = 100_000  # records of all large layers that a page holds as columns; above, tiles
WITHDRAWN = ("retracted", "merged")
_DECIDING = ("record_status", "geo_precision", "footprint_ref")


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


def crowd(layer: Layer, store: FeatureStore, query: Query) -> Crowd:
    """The numbers of a layer and a query narrowed to it, all of them exact.

    Raises RequestError where the layer cannot answer the query.
    """
    return Crowd(
        layer,
        count(layer, store, query),
        types(layer, store, query),
        _drawn(layer, store, query),
        _days(layer, store, query),
    )


def types(layer: Layer, store: FeatureStore, query: Query) -> Mapping[str | None, int]:
    """How many records of each type a narrowed query selects; empty where the layer has none."""
    field = layer.schema.type_field
    return dict(store.counts(layer, query, field)) if field else {}


def _drawn(layer: Layer, store: FeatureStore, query: Query) -> Mapping[Drawn, int]:
    """How many records may be drawn in each way: the rules of ``records``, over columns.

    A record is drawn in the first way whose rule it fulfils.
    """
    schema = layer.schema
    fields = [name for name in _DECIDING if name in schema.by_name]
    rows = store.table(layer, query, fields)
    placed = rows.shaped | np.isfinite(rows.lon)
    precision = _precisions(rows)
    rough = precision >= 4
    rules: tuple[tuple[Drawn, NDArray[np.bool_]], ...] = (
        ("withdrawn", _has(rows, "record_status", WITHDRAWN)),
        ("country", precision == 7),
        ("own", rows.shaped & bool(schema.geometry_types & {"Polygon", "MultiPolygon"})),
        ("area", rough & _has(rows, "footprint_ref", None)),
        ("nowhere", ~placed | (precision == 0)),
        ("own", rows.shaped),
        ("nowhere", rough),
        ("disc", precision == 3),
        ("point", placed),
    )
    found: Counter[Drawn] = Counter()
    left = np.ones(len(rows.lon), bool)
    for how, rule in rules:
        found[how] += int(np.count_nonzero(left & rule))
        left &= ~rule
    return {how: n for how, n in found.items() if n}


def _precisions(rows: Table) -> NDArray[np.int64]:
    """The class of each row's place; 0 where it is not known."""
    column = rows.fields.get("geo_precision")
    if column is None:
        return np.zeros(len(rows.lon), np.int64)
    return np.array([*column.values, 0], np.int64)[column.codes]  # null is -1: the last


def _has(rows: Table, name: str, values: Container[object] | None) -> NDArray[np.bool_]:
    """Which rows have one of the values in a field; any value where None are given."""
    column = rows.fields.get(name)
    if column is None:
        return np.zeros(len(rows.lon), bool)
    fits = [values is None or value in values for value in column.values]
    return np.array([*fits, False], bool)[column.codes]


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
    parts = (*(() if query.where is None else (query.where,)), *rules)
    return replace(query, where=And(parts) if parts else None)
