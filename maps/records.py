"""What a map shows: the records its filter selects, and how each may honestly be drawn."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import orjson

from geo.atlas import Atlas, Layer
from geo.filters import In
from geo.narrow import narrowed
from geo.query import Query
from geo.store import FeatureStore
from maps.crowds import Crowd, crowd, types
from maps.spec import MapSpec
from maps.ways import Drawn, area_codes, drawn_as

MOST = 5_000  # records a page carries; a file with more says how many it leaves out
LARGE = 2_000  # a layer of more is drawn from tiles, where the page has them
_PAGE = 1_000  # also the most values of one filter

Properties = Mapping[str, Any]

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
    large: Mapping[str, Crowd] = field(default_factory=dict)  # by layer, those not in ``records``


def select(
    spec: MapSpec, store: FeatureStore, tiled: Container[str] = (), most: int = MOST
) -> Selection:
    """What the page of ``spec`` shows. Raises RequestError where a layer cannot answer it.

    A layer of ``tiled`` with more than ``LARGE`` records, or more than there is room for, is not
    among the records but counted in ``large``: the page draws it from its tiles. There is room for
    ``most`` records.
    """
    pages: list[tuple[Layer, list[dict[str, Any]]]] = []
    queries = {layer.name: query_of(spec, layer) for layer in spec.layers}
    matched = {layer.name: store.page(layer, queries[layer.name]).matched for layer in spec.layers}
    large: dict[str, Crowd] = {}
    left = most
    for layer in spec.layers:
        query = queries[layer.name]
        if layer.name in tiled and matched[layer.name] > min(LARGE, left):
            large[layer.name] = crowd(layer, store, query, area_codes(spec.atlas, store))
            continue
        found = list(_features(store, layer, query, left)) if left else []
        left -= len(found)
        pages.append((layer, found))
    codes = {feature["properties"].get("footprint_ref") for _, found in pages for feature in found}
    areas = by_id(store, spec.atlas, "areas", sorted(codes - {None}))
    records = tuple(record_of(layer, feature, areas) for layer, found in pages for feature in found)
    counted = {
        (layer.name, code): n
        for layer in spec.layers
        for code, n in types(layer, store, queries[layer.name]).items()
    }
    return Selection(records, MappingProxyType(matched), counted, areas, large)


def query_of(spec: MapSpec, layer: Layer) -> Query:
    """The query of the view, narrowed to what the layer has fields for."""
    return narrowed(replace(spec.query, limit=0, cursor=None), layer.schema)


def digest(ids: Iterable[str]) -> str:
    """The SHA-256, in hexadecimal, by which a view's records are known again.

    Whoever has the records can compute it: ids in UTF-8, sorted, each with a line feed after it.
    """
    text = "".join(f"{one}\n" for one in sorted(ids))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


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


def record_of(layer: Layer, feature: Mapping[str, Any], areas: Container[str]) -> Record:
    """The Feature as it may be drawn."""
    properties = feature["properties"]
    drawn = drawn_as(properties, feature["geometry"], areas)
    # From precision 4 on the stored point only stands for an area: it does not leave this module.
    geometry = feature["geometry"] if drawn in ("point", "disc", "own") else None
    return Record(layer, feature["id"], properties, geometry, drawn)
