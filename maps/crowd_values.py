"""What a layer drawn from tiles can be filtered by: the values its records have, and how many each.

The page does not hold these records, so its lists of values have them from here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from geo.atlas import Layer
from geo.expressions import Relation
from geo.operands import Property
from geo.query import Query
from geo.schema.model import Language
from geo.store import FeatureStore
from maps.crowds import also
from maps.records import by_id
from maps.spec import MapSpec

_SIDES = ("actor_a", "actor_b")
_FIELDS = {
    "regions": "admin1_code",
    "precision": "geo_precision",
    "civilians": "civilian_targeting",
}
_NAMED = {"regions": "areas", "actors": "actors"}  # the collection that names the values

Values = Mapping[str, Sequence[tuple[Any, int]]]


def values(layer: Layer, store: FeatureStore, query: Query) -> Values:
    """By what a page calls the filter: each value of it, most first, and how many records have it.

    None counts those that state none. An actor counts once for a record, whichever its side;
    ``query`` is narrowed to the layer. Raises RequestError where the layer cannot answer it.
    """
    there = layer.schema.by_name
    found = {
        key: list(store.counts(layer, query, field).items())
        for key, field in _FIELDS.items()
        if field in there
    }
    if set(_SIDES) <= set(there):
        found["actors"] = _actors(layer, store, query)
    return found


def _actors(layer: Layer, store: FeatureStore, query: Query) -> list[tuple[Any, int]]:
    both = Relation("=", *map(Property, _SIDES))
    total: Counter[Any] = Counter()
    for side in _SIDES:
        total.update(store.counts(layer, query, side))
    total.subtract(store.counts(layer, also(query, both), _SIDES[0]))
    del total[None]
    return total.most_common()


def labels(
    found: Mapping[str, Sequence[str]], store: FeatureStore, spec: MapSpec
) -> dict[str, dict[str, str]]:
    """The names of regions and actors in the page's language; what has none is its own name."""
    named = {}
    for key, collection in _NAMED.items():
        keys = list(found.get(key, ()))
        rows = by_id(store, spec.atlas, collection, keys)
        named[key] = {one: _name(rows.get(one), spec.language) or one for one in keys}
    return named


def _name(feature: Any, language: Language) -> str | None:  # noqa: ANN401 - a GeoJSON Feature
    properties = feature["properties"] if feature else {}
    return properties.get(f"name_{language}") or properties.get("name")
