"""What a view rests on: its sources, each with how many records name it, and its last change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.atlas import Atlas, Layer
from geo.query import Query
from geo.schema.model import Language
from geo.store import FeatureStore
from maps import details
from maps.filter_terms import Namer
from maps.records import by_id

_SOURCES, _SOURCE_IDS, _CHANGED = "sources", "source_ids", "updated_at"


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source of a view; ``number`` is how the view refers to it, from 1."""

    number: int
    id: str
    title: str
    by: str  # author, publisher and date; may be empty
    url: str  # http or https only; may be empty
    n: int  # records of the view that name it


def sources(
    atlas: Atlas,
    store: FeatureStore,
    queries: Iterable[tuple[Layer, Query]],
    language: Language,
) -> tuple[CitedSource, ...]:
    """The sources of what narrowed queries select, those of most records first, then by id."""
    found: Counter[str] = Counter()
    for layer, query in queries:
        if _SOURCE_IDS in layer.schema.by_name:
            found.update(store.counts(layer, query, _SOURCE_IDS))
    found.pop(None, None)  # type: ignore[call-overload]  # records without a source, where a store counts them
    keys = sorted(found, key=lambda key: (-found[key], key))
    rows = by_id(store, atlas, _SOURCES, sorted(keys))
    cited = []
    for number, key in enumerate(keys, 1):
        row = rows.get(key, {"properties": {}})["properties"]
        shown = details.source(row, language)
        cited.append(CitedSource(number, key, shown.title or key, shown.by, shown.url, found[key]))
    return tuple(cited)


def last_change(layers: Sequence[Layer], store: FeatureStore) -> str:
    """The day on which a record of the layers last changed, ISO 8601; empty where none says."""
    found = [
        moment
        for layer in layers
        if _CHANGED in layer.schema.by_name
        for moment in store.counts(layer, Query(), _CHANGED)
    ]
    return max(filter(None, found), default="")[:10]


def namer(atlas: Atlas, store: FeatureStore, language: Language) -> Namer:
    """Finds the name of a row of another collection; the key itself where it has none."""

    def name(collection: str, key: str) -> str:
        row = by_id(store, atlas, collection, [key]).get(key, {}).get("properties", {})
        return row.get(f"name_{language}") or row.get("name") or row.get("title") or key

    return name
