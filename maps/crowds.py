"""Layers too large for a page's own document: drawn from tiles, counted by the store, never cut."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import orjson

from geo.atlas import Layer
from geo.expressions import And, Compare, Expression, In, IsNull, Not
from geo.operands import GEOMETRY
from geo.query import Query, Sort
from geo.schema.model import LayerSchema
from geo.store import FeatureStore

Drawn = Literal[
    "point",  # precision 1 and 2: a sign at the place
    "disc",  # precision 3: a disc of location_radius_m
    "area",  # precision 4 to 6 and 8: the footprint, hatched
    "own",  # a polygon or line of the record's own
    "country",  # precision 7: listed
    "nowhere",  # no geometry: listed
    "withdrawn",  # retracted or merged: listed
]
WITHDRAWN = ("retracted", "merged")


@dataclass(frozen=True, slots=True)
class Crowd:
    """A layer whose records a page does not hold, and what the filter selects of it."""

    layer: Layer
    matched: int
    types: Mapping[str | None, int]
    drawn: Mapping[Drawn, int]
    days: tuple[str, ...]  # the first and the last, as the records state them


def holds(layer: Layer) -> bool:
    """Whether a layer's records can be columns: only where none has an outline of its own."""
    return tuple(layer.schema.geometry_types) == ("Point",)


def crowd(layer: Layer, store: FeatureStore, query: Query) -> Crowd:
    """The numbers of a layer and a query narrowed to it, all of them exact.

    Raises RequestError where the layer cannot answer the query.
    """
    return Crowd(
        layer,
        _count(layer, store, query),
        types(layer, store, query),
        _drawn(layer, store, query),
        _days(layer, store, query),
    )


def types(layer: Layer, store: FeatureStore, query: Query) -> Mapping[str | None, int]:
    """How many records of each type a narrowed query selects; empty where the layer has none."""
    field = layer.schema.type_field
    return dict(store.counts(layer, query, field)) if field else {}


def _drawn(layer: Layer, store: FeatureStore, query: Query) -> Mapping[Drawn, int]:
    """How many records may be drawn in each way: the rules of ``records``, as filters."""
    found: Counter[Drawn] = Counter()
    left: tuple[Expression, ...] = ()
    for how, rule in _rules(layer.schema):
        found[how] += _count(layer, store, _also(query, *left, rule))
        left = (*left, Not(rule))
    found["own"] = _count(layer, store, query) - found.total()
    return {how: n for how, n in found.items() if n}


def _rules(schema: LayerSchema) -> list[tuple[Drawn, Expression]]:
    """Each way with its rule; a record is drawn in the first whose rule it fulfils."""
    there = schema.by_name
    rules: list[tuple[Drawn, Expression]] = []
    if "record_status" in there:
        withdrawn = And((Not(IsNull("record_status")), In("record_status", WITHDRAWN)))
        rules.append(("withdrawn", withdrawn))
    if "geo_precision" not in there:
        return [*rules, ("nowhere", IsNull(GEOMETRY))]
    known = Not(IsNull("geo_precision"))
    rules.append(("country", And((known, In("geo_precision", (7,))))))
    if "footprint_ref" in there:
        area = (known, Compare("geo_precision", ">=", 4), Not(IsNull("footprint_ref")))
        rules.append(("area", And((*area, Not(IsNull(GEOMETRY))))))
    rules += [("nowhere", IsNull(GEOMETRY)), ("nowhere", IsNull("geo_precision"))]
    return rules + _of_points(schema)


def _of_points(schema: LayerSchema) -> list[tuple[Drawn, Expression]]:
    if tuple(schema.geometry_types) != ("Point",):
        return []
    return [
        ("nowhere", Compare("geo_precision", ">=", 4)),
        ("disc", In("geo_precision", (3,))),
        ("point", Compare("geo_precision", "<", 3)),
    ]


def _days(layer: Layer, store: FeatureStore, query: Query) -> tuple[str, ...]:
    """The earliest start and the latest end; empty where no record is dated."""
    found = []
    for name, descending in (("date_start", False), ("date_end", True)):
        if name not in layer.schema.by_name:
            continue
        dated = _also(query, Not(IsNull(name)))
        ask = replace(dated, sort=(Sort(name, descending),), limit=1, properties=(name,))
        found += [orjson.loads(row)["properties"][name] for row in store.page(layer, ask).features]
    return tuple(found)


def _count(layer: Layer, store: FeatureStore, query: Query) -> int:
    return store.page(layer, replace(query, limit=0, cursor=None)).matched


def _also(query: Query, *rules: Expression) -> Query:
    kept = () if query.where is None else (query.where,)
    return replace(query, where=And((*kept, *rules)))
