"""The names behind a record's references, and the evidence for it: what details look up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.atlas import Atlas
from geo.schema.model import Field, Language
from geo.store import FeatureStore
from maps.records import Properties, Record, Selection, by_id, rows_of


@dataclass(frozen=True, slots=True)
class Names:
    """Rows that records refer to, by collection and id; claims by the record they are about."""

    rows: Mapping[str, Mapping[str, Properties]]
    claims: Mapping[str, tuple[Properties, ...]]

    def row(self, collection: str, key: str | None) -> Properties | None:
        """The row of that id; None where there is none."""
        return self.rows.get(collection, {}).get(key or "")

    def name(self, collection: str, key: str, language: Language) -> str:
        """The name of a row in the language; the key itself where it has none."""
        row = self.row(collection, key) or {}
        return row.get(f"name_{language}") or row.get("name") or row.get("title") or key


def names(atlas: Atlas, store: FeatureStore, selection: Selection) -> Names:
    """All that the details of these records name, in a few queries a collection."""
    claims = _claims(atlas, store, [record.id for record in selection.records])
    regions = {record.properties.get("admin1_code") for record in selection.records} - {None}
    wanted: dict[str, set[str]] = {"areas": set(map(str, regions))}
    for record in selection.records:
        for field in record.layer.schema.fields:
            if field.refers_to is not None:
                parts = references(field, record.properties)
                wanted.setdefault(field.refers_to, set()).update(parts)
    sources = wanted.setdefault("sources", set())
    sources.update(claim["source_id"] for rows in claims.values() for claim in rows)
    rows = {
        name: {key: row["properties"] for key, row in by_id(store, atlas, name, keys).items()}
        for name, keys in ((name, sorted(found)) for name, found in wanted.items())
    }
    return Names(rows, claims)


def references(field: Field, properties: Properties) -> Sequence[str]:
    """The ids a field of a record names."""
    value: Any = properties.get(field.name)
    if not value:
        return ()
    return str(value).split(";") if field.kind == "list" else (str(value),)


def sources_of(records: Iterable[Record], names_: Names) -> list[str]:
    """The ids of all sources behind the records, in the order of their ids."""
    found = {key for record in records for key in record.properties["source_ids"].split(";")}
    found |= {claim["source_id"] for rows in names_.claims.values() for claim in rows}
    return sorted(found)


def _claims(
    atlas: Atlas, store: FeatureStore, ids: Sequence[str]
) -> Mapping[str, tuple[Properties, ...]]:
    layer = atlas.layers.get("claims")
    found: dict[str, list[Properties]] = {}
    for claim in rows_of(store, layer, "feature_id", ids) if layer else ():
        found.setdefault(claim["feature_id"], []).append(claim)
    return {key: tuple(sorted(rows, key=_rank)) for key, rows in found.items()}


def _rank(claim: Properties) -> tuple[str, str]:
    return claim["source_id"], claim["claim_id"]
