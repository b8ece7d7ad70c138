"""What an atlas holds and what it lacks, counted, for its codebook."""

from collections import Counter
from collections.abc import Iterator, Sequence

from geo.schema.codes import CLAIM_FLAGS, CONFIDENCES, RECORD_STATUSES, STANCES
from geo.schema.markdown import table
from geo.schema.model import CodeList
from geo.schema.places import GEO_PRECISIONS, TIME_PRECISIONS
from geo.schema.records import Folder, Record


def holdings(folder: Folder) -> Iterator[str]:
    """Markdown blocks: counts, sources, what is missing and why."""
    yield "## What is in it"
    yield table(
        ("collection", "records"),
        ((f"`{name}`", len(records)) for name, records in folder.layers.items()),
    )
    layers = {name: records for name, records in folder.layers.items() if _is_mapped(records)}
    for title, field, codes in (
        ("By precision of the place", "geo_precision", GEO_PRECISIONS),
        ("By precision of the date", "time_precision", TIME_PRECISIONS),
        ("By confidence", "confidence", CONFIDENCES),
        ("By status", "record_status", RECORD_STATUSES),
    ):
        yield f"### {title}"
        yield _counts(layers, field, codes)
    yield from _types(layers)
    yield "### By precision, confidence and status together"
    yield _together(layers)
    yield "## Sources"
    yield _sources(folder)
    yield "## What is missing, and why"
    yield from _missing(folder, layers)


def _is_mapped(records: Sequence[Record]) -> bool:
    return bool(records) and records[0].schema.mapped


def _count(records: Sequence[Record], field: str) -> Counter[str]:
    return Counter(
        "null" if record.get(field) is None else str(record.get(field)) for record in records
    )


def _counts(layers: dict[str, tuple[Record, ...]], field: str, codes: CodeList) -> str:
    counts = {name: _count(records, field) for name, records in layers.items()}
    rows = []
    for value in (*codes.values, "null"):
        numbers = [counts[name][value] for name in layers]
        if any(numbers):
            label = "not known" if value == "null" else codes.label(value, "en")
            rows.append((f"`{value}`", label, *numbers))
    return table((field, "meaning", *layers), rows)


def _types(layers: dict[str, tuple[Record, ...]]) -> Iterator[str]:
    for name, records in layers.items():
        schema = records[0].schema
        codes = schema.by_name[schema.type_field].codes if schema.type_field else None
        if schema.type_field and codes is not None:
            yield f"### `{name}` by `{schema.type_field}`"
            yield _counts({name: records}, schema.type_field, codes)


def _together(layers: dict[str, tuple[Record, ...]]) -> str:
    fields = ("geo_precision", "confidence", "record_status")
    found = Counter(
        (name, *(_text(record.get(field)) for field in fields))
        for name, records in layers.items()
        for record in records
    )
    return table(("layer", *fields, "records"), ((*key, n) for key, n in sorted(found.items())))


def _text(value: object) -> str:
    return "null" if value is None else str(value)


def _sources(folder: Folder) -> str:
    claims = Counter(claim.get("source_id") for claim in folder.of("claims"))
    records = Counter(source for record in folder.mapped() for source in record.parts("source_ids"))
    return table(
        ("source", "title", "publisher", "type", "licence", "records", "claims"),
        (
            (
                f"`{source.id}`",
                source.get("title"),
                source.get("publisher"),
                source.get("source_type"),
                source.get("licence"),
                records[source.id],
                claims[source.id],
            )
            for source in folder.of("sources")
        ),
    )


def _missing(folder: Folder, layers: dict[str, tuple[Record, ...]]) -> Iterator[str]:
    yield "### Records without a place"
    yield table(
        ("record", "name", "why"),
        (
            (f"`{record.id}`", record.get("name_en"), record.get("confidence_reason"))
            for records in layers.values()
            for record in records
            if record.geometry is None
        ),
    )
    yield "### Deaths not stated"
    yield table(
        ("layer", "records", "of these, deaths not stated", "none, as reported"),
        (
            (f"`{name}`", len(records), basis["not_stated"], basis["none_reported"])
            for name, records in layers.items()
            if "fatalities_basis" in records[0].schema.by_name
            for basis in (_count(records, "fatalities_basis"),)
        ),
    )
    yield "### Claims that are not plain support"
    claims = folder.of("claims")
    stances, flags = _count(claims, "stance"), _count(claims, "flag")
    rows = [(f"`{v}`", STANCES.label(v, "en"), stances[v]) for v in STANCES.values]
    rows += [(f"`{v}`", CLAIM_FLAGS.label(v, "en"), flags[v]) for v in CLAIM_FLAGS.values]
    yield table(("stance or flag", "meaning", "claims"), rows)
    yield "### Words lost in a source"
    yield table(
        ("record", "field", "what can still be read"),
        (
            (f"`{claim.get('feature_id')}`", claim.get("field"), claim.get("paraphrase"))
            for claim in claims
            if claim.get("flag") == "lost_words"
        ),
    )
    yield "### Empty fields"
    yield _empty(layers)


def _empty(layers: dict[str, tuple[Record, ...]]) -> str:
    """Fields of which no record of the layer has a value."""
    rows = []
    for name, records in layers.items():
        empty = [
            field.name
            for field in records[0].schema.fields
            if all(record.get(field.name) is None for record in records)
        ]
        rows.append((f"`{name}`", ", ".join(empty) or "none"))
    return table(("layer", "fields without any value"), rows)
