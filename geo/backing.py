"""The sources, actors and claims that records brought in rest on, where the atlas lacks them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from geo import compute as pc
from geo.atlas import Atlas
from geo.errors import DataError
from geo.merging import Part
from geo.readers.parcel import Row
from geo.schema import SCHEMAS
from geo.schema.records import Folder, Record
from geo.schema.rules.claims import ruled_fields
from geo.writing import Draft, write_rows

# What others refer to comes first: an atlas between two of the files is sound.
TABLES = ("sources", "actors", "claims")

Tables = Mapping[str, Sequence[Row]]


def joined(tables: Iterable[Tables]) -> Tables:
    """The rows of several, each key once."""
    found: dict[str, dict[str, Row]] = {name: {} for name in TABLES}
    for one in tables:
        for name, rows in one.items():
            for row in rows:
                found[name].setdefault(_key(name, row), row)
    return {name: tuple(rows.values()) for name, rows in found.items()}


def grown(folder: Folder, tables: Tables) -> Folder:
    """The folder with these rows too, but for those whose key it has."""
    layers, ids = dict(folder.layers), dict(folder.ids)
    for name, rows in tables.items():
        if name not in layers:
            continue
        new = [
            Record(name, name, _key(name, row), SCHEMAS[name], dict(row))
            for row in rows
            if _key(name, row) not in ids[name]
        ]
        layers[name] = (*layers[name], *new)
        ids[name] = {**ids[name], **{record.id: record for record in new}}
    return replace(folder, layers=layers, ids=ids)


def needed(folder: Folder, tables: Tables, accepted: Part) -> Tables:
    """The rows that the accepted records rest on and the folder lacks, by table.

    Sources and actors that a record names, and the claims on these sources. A record whose only
    source is a data set wants a claim on that data set for each coded field (``claims.coverage``);
    where none comes along, one says that the value is as given.
    """
    if not accepted.columns.schema.mapped or not len(accepted.rows):
        return {}
    sources = _named(accepted, "source_ids")
    actors = _named(accepted, "actor_a") | _named(accepted, "actor_b")
    wanted: Tables = {
        "sources": [row for row in tables["sources"] if row["source_id"] in sources],
        "actors": [row for row in tables["actors"] if row["name"] in actors],
        "claims": [row for row in tables["claims"] if row["feature_id"] in sources],
    }
    as_given = list(_as_given(grown(folder, wanted), accepted))
    wanted = {**wanted, "claims": [*wanted["claims"], *as_given]}
    return {
        name: [row for row in wanted[name] if _key(name, row) not in folder.ids.get(name, ())]
        for name in TABLES
    }


def drafts(atlas: Atlas, folder: Folder, tables: Tables) -> Iterator[Draft]:
    """The drafts of the tables with new rows after their own. Raises DataError."""
    for name in TABLES:
        new = tables.get(name, ())
        if not new:
            continue
        if name not in atlas.layers:
            raise DataError("atlas.toml", "the records want this table too", field=name)
        path, schema = atlas.layers[name].path, SCHEMAS[name]
        rows = [record.properties for record in folder.of(name)]
        rows += sorted((dict(row) for row in new), key=lambda row: str(row[schema.key or ""]))
        yield path, _writer(name, rows)


def _writer(name: str, rows: Sequence[Row]) -> Callable[[Path], None]:
    return lambda part: write_rows(part, SCHEMAS[name], rows)


def _key(name: str, row: Row) -> str:
    return str(row[SCHEMAS[name].key or ""])


def _named(accepted: Part, field: str) -> set[str]:
    """The distinct values of a field, those of lists apart."""
    known = accepted.columns.schema.by_name.get(field)
    if known is None:
        return set()
    texts = pc.unique(_column(accepted, field)).drop_null().to_pylist()
    return {
        part for text in texts for part in (text.split(";") if known.kind == "list" else (text,))
    }


def _column(accepted: Part, field: str) -> pa.ChunkedArray:
    return accepted.columns.table[field].take(pa.array(accepted.rows))


def _as_given(folder: Folder, accepted: Part) -> Iterator[Row]:
    """Claims on data sets that are some records' only source and have no rule for a coded field."""
    ruled = ruled_fields(folder)
    coded = [field.name for field in accepted.columns.schema.fields if field.evidence]
    for source in folder.of("sources"):
        if source.get("source_type") != "dataset":
            continue
        missing = [name for name in coded if name not in ruled.get(source.id, ())]
        if not missing:
            continue
        theirs = pc.equal(_column(accepted, "source_ids"), source.id).fill_null(False)
        for name in missing:
            values = _column(accepted, name).filter(theirs)
            if values.null_count < len(values):
                yield _claim(source.id, name)


def _claim(source: str, field: str) -> Row:
    return {
        "claim_id": f"{source}-{field.replace('_', '-')}-as-given",
        "feature_id": source,
        "field": field,
        "value": None,
        "source_id": source,
        "locator": None,
        "stance": "supports",
        "paraphrase": "Taken over from the data set as the imported file gives it.",
        "paraphrase_fr": "Repris du jeu de données tel que le fichier importé le donne.",
        "rule": "as-given",
        "flag": None,
    }
