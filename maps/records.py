"""What a map shows: the records its filter selects, and how each may honestly be drawn."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

import orjson

from geo.atlas import Atlas, Layer
from geo.filters import And, In
from geo.narrow import narrowed
from geo.query import Query
from geo.store import FeatureStore
from maps.spec import MapSpec

MOST = 5_000  # records a page carries; a page with more says how many it leaves out
_PAGE = 1_000  # also the most values of one filter

Properties = Mapping[str, Any]

Drawn = Literal[
    "point",  # precision 1 and 2: a sign at the place
    "disc",  # precision 3: a disc of location_radius_m
    "area",  # precision 4 to 6 and 8: the footprint, hatched
    "own",  # a polygon or line of the record's own
    "country",  # precision 7: listed
    "nowhere",  # no geometry: listed
    "withdrawn",  # retracted or merged: listed
]
LISTED: tuple[Drawn, ...] = ("country", "nowhere", "withdrawn")


@dataclass(frozen=True, slots=True)
class Record:
    """One feature. ``geometry`` is GeoJSON, None wherever it must not be drawn."""

    layer: Layer
    id: str
    properties: Properties
    geometry: Mapping[str, Any] | None
    drawn: Drawn

    @property
    def type(self) -> str | None:
        """The code that colours the record."""
        field = self.layer.schema.type_field
        return self.properties.get(field) if field else None

    @property
    def disputed(self) -> bool:
        """Whether sources contradict each other."""
        return bool(self.properties.get("record_status") == "disputed")


@dataclass(frozen=True, slots=True)
class Selection:
    """The records of a page, newest first within each layer, and how many the filter selects."""

    records: tuple[Record, ...]
    matched: Mapping[str, int]  # by layer, also those the page has no room for
    types: Mapping[tuple[str, str | None], int]  # the same by layer and type
    areas: Mapping[str, Mapping[str, Any]]  # the Features of the footprints the records refer to


def select(spec: MapSpec, store: FeatureStore) -> Selection:
    """What the page of ``spec`` shows. Raises RequestError where a layer cannot answer it."""
    pages: list[tuple[Layer, list[dict[str, Any]]]] = []
    matched: dict[str, int] = {}
    left = MOST
    for layer in spec.layers:
        query = narrowed(replace(spec.query, limit=0, cursor=None), layer.schema)
        matched[layer.name] = store.page(layer, query).matched
        found = list(_features(store, layer, query, left)) if left else []
        left -= len(found)
        pages.append((layer, found))
    codes = {feature["properties"].get("footprint_ref") for _, found in pages for feature in found}
    areas = by_id(store, spec.atlas, "areas", sorted(codes - {None}))
    records = tuple(_record(layer, feature, areas) for layer, found in pages for feature in found)
    types = Counter((record.layer.name, record.type) for record in records)
    for layer, found in pages:
        if len(found) < matched[layer.name]:
            types.update(_left_out(spec, store, layer, types))
    return Selection(records, MappingProxyType(matched), types, areas)


def _left_out(
    spec: MapSpec, store: FeatureStore, layer: Layer, there: Mapping[tuple[str, str | None], int]
) -> dict[tuple[str, str | None], int]:
    """How many records of each type the page has no room for."""
    schema = layer.schema
    codes = schema.by_name[schema.type_field].codes if schema.type_field else None
    query = narrowed(replace(spec.query, limit=0, cursor=None), schema)
    kept = () if query.where is None else (query.where,)
    left: dict[tuple[str, str | None], int] = {}
    for code in codes.values if codes else ():
        where = And((*kept, In(schema.type_field or "", (code,))))
        total = store.page(layer, replace(query, where=where)).matched
        left[layer.name, code] = total - there.get((layer.name, code), 0)
    return left


def by_id(
    store: FeatureStore, atlas: Atlas, name: str, ids: Sequence[str]
) -> Mapping[str, Mapping[str, Any]]:
    """The Features of a layer with these ids; those that are not there are left out."""
    layer = atlas.layers.get(name)
    if layer is None:
        return {}
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(ids), _PAGE):
        query = Query(ids=tuple(ids[start : start + _PAGE]), limit=_PAGE)
        found |= {row["id"]: row for row in map(orjson.loads, store.page(layer, query).features)}
    return found


def rows_of(
    store: FeatureStore, layer: Layer, field: str, values: Sequence[str]
) -> Iterator[Properties]:
    """The properties of a table's rows whose field has one of the values."""
    for start in range(0, len(values), _PAGE):
        part = Query(where=In(field, tuple(values[start : start + _PAGE])))
        for feature in _features(store, layer, part, None):
            yield feature["properties"]


def _features(
    store: FeatureStore, layer: Layer, query: Query, most: int | None
) -> Iterator[dict[str, Any]]:
    """The features of all pages in turn, at most so many."""
    cursor = None
    while most is None or most > 0:
        limit = _PAGE if most is None else min(_PAGE, most)
        page = store.page(layer, replace(query, limit=limit, cursor=cursor))
        yield from map(orjson.loads, page.features)
        if page.next is None:
            return
        cursor = page.next
        most = None if most is None else most - len(page.features)


def _record(layer: Layer, feature: dict[str, Any], areas: Mapping[str, Any]) -> Record:
    properties = feature["properties"]
    drawn = _drawn(properties, feature["geometry"], areas)
    # From precision 4 on the stored point only stands for an area: it does not leave this module.
    geometry = feature["geometry"] if drawn in ("point", "disc", "own") else None
    return Record(layer, feature["id"], properties, geometry, drawn)


def _drawn(
    properties: Properties, geometry: Mapping[str, Any] | None, areas: Mapping[str, Any]
) -> Drawn:
    precision = properties.get("geo_precision")
    if properties.get("record_status") in ("retracted", "merged"):
        return "withdrawn"
    if precision == 7:
        return "country"
    if geometry is not None and geometry["type"].endswith("Polygon"):
        return "own"
    if precision is not None and precision >= 4 and properties.get("footprint_ref") in areas:
        return "area"
    return _drawn_itself(precision, geometry)


def _drawn_itself(precision: int | None, geometry: Mapping[str, Any] | None) -> Drawn:
    """How the record's own point or line may be drawn."""
    if geometry is None or precision is None:
        return "nowhere"
    if geometry["type"] != "Point":
        return "own"
    if precision >= 4:  # the point would stand for an area that is not there: no false pin
        return "nowhere"
    return "disc" if precision == 3 else "point"
