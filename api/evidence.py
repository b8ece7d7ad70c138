"""The claims behind a record and the sources they rest on, for the HTML view of an item."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import orjson

from api.deps import Services
from api.rows import Record, record
from geo.atlas import Atlas, Layer
from geo.filters import In
from geo.query import Query
from geo.schema.model import Language
from geo.store import FeatureStore

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim with its source and the layer of the record it is about, None where not here."""

    claim: Record
    source: Record | None
    source_id: str | None
    feature_id: str
    layer: str | None
    contradicts: bool


def evidence_of(
    services: Services, layer: Layer, shown: Record, language: Language
) -> list[Evidence]:
    """The claims about a record; for a source, the claims that rest on it.

    A record whose only source is a data set has the claims on that data set too, for the fields
    that it has and no claim of its own is about.
    """
    atlas, store = services.atlas, services.store
    if "claims" not in atlas.layers or layer.name == "claims":
        return []
    claims = atlas.layers["claims"]
    about = "source_id" if layer.name == "sources" else "feature_id"
    keys = (shown.id, *_data_set(layer, shown))
    query = Query(where=In(about, keys), limit=_PAGE)
    every_claim = [(orjson.loads(claim), claim) for claim in every(store, claims, query)]
    found = [pair for pair in every_claim if _text(pair[0], about) == shown.id]
    told = {_text(claim, "field") for claim, _ in found}
    found += [
        (claim, encoded)
        for claim, encoded in every_claim
        if _text(claim, about) != shown.id
        and _text(claim, "field") not in told
        and shown.fact(_text(claim, "field"))
    ]
    source_ids = tuple(dict.fromkeys(_text(claim, "source_id") for claim, _ in found))
    feature_ids = tuple(dict.fromkeys(_text(claim, "feature_id") for claim, _ in found))
    sources = _by_id(atlas, store, source_ids, language)
    homes = _homes(atlas, store, feature_ids)
    return [
        Evidence(
            claim=record(encoded, claims.schema, language),
            source=sources.get(_text(claim, "source_id")),
            source_id=_text(claim, "source_id") or None,
            feature_id=_text(claim, "feature_id"),
            layer=homes.get(_text(claim, "feature_id")),
            contradicts=_text(claim, "stance") == "contradicts",
        )
        for claim, encoded in found
    ]


def _data_set(layer: Layer, shown: Record) -> tuple[str, ...]:
    """The source of a mapped record that has but one."""
    if not layer.schema.mapped:
        return ()
    cited = next((fact.codes for fact in shown.facts if fact.name == "source_ids"), ())
    return cited if len(cited) == 1 else ()


def every(store: FeatureStore, layer: Layer, query: Query) -> Iterator[bytes]:
    """All features a query selects, page after page."""
    while True:
        page = store.page(layer, query)
        yield from page.features
        if page.next is None:
            return
        query = replace(query, cursor=page.next)


def _text(claim: dict[str, dict[str, str | None]], name: str) -> str:
    return claim["properties"].get(name) or ""


def _by_id(
    atlas: Atlas, store: FeatureStore, ids: tuple[str, ...], language: Language
) -> dict[str, Record]:
    if "sources" not in atlas.layers or not ids:
        return {}
    sources = atlas.layers["sources"]
    found = every(store, sources, Query(ids=ids, limit=_PAGE))
    records = (record(source, sources.schema, language) for source in found)
    return {one.id: one for one in records}


def _homes(atlas: Atlas, store: FeatureStore, ids: tuple[str, ...]) -> dict[str, str]:
    """The layer each record lies in."""
    homes: dict[str, str] = {}
    for layer in atlas.layers.values():
        wanted = tuple(one for one in ids if one and one not in homes)
        if not wanted:
            break
        if layer.name in ("claims", "sources"):
            continue
        query = Query(ids=wanted, limit=_PAGE, geometry="none", properties=())
        homes |= {orjson.loads(one)["id"]: layer.name for one in every(store, layer, query)}
    return homes
