"""What a page's scripts get: one JSON document of records, shapes and words, all as plain data."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import orjson
from shapely.geometry import shape

from geo.atlas import Layer
from geo.schema.model import Language
from geo.schema.places import GEO_PRECISIONS
from maps import details, styles, themes
from maps.basemap import basemap
from maps.columns import columns, filterable, places
from maps.figures import metres
from maps.names import Names, sources_of
from maps.outlines import FINE, area, encoded, label_place
from maps.packed import MANY
from maps.records import Record, Selection
from maps.spec import MapSpec
from maps.tables import roles
from maps.texts import TEXTS
from maps.versions import Version

# Characters that end or change a script element, or that old scripts take for line ends.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class Words:
    """Texts that many records share, each once; records hold their numbers."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """The number of the text."""
        return self.numbers.setdefault(text, len(self.numbers))

    def all(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self.numbers)


def payload(spec: MapSpec, selection: Selection, names: Names) -> dict[str, Any]:
    """The document for the page's scripts; ``static/atlas`` says what it does with each part."""
    words = Words()
    sources = sources_of(selection.records, names)
    numbers = {key: i for i, key in enumerate(sources)}
    records = [
        _record(record, details.detail(record, names, spec.language), words, numbers)
        for record in selection.records
    ]
    bounds = spec.viewport or spec.atlas.bounds
    return {
        "language": spec.language,
        "texts": dict(TEXTS[spec.language]),
        "bounds": [[bounds.south, bounds.west], [bounds.north, bounds.east]],
        "layers": [_layer(layer, spec.language) for layer in spec.layers],
        "untyped": _mark("", styles.mark("", None)),
        "records": records,
        "columns": columns(selection.records, spec.layers, spec.language),
        "places": places(spec.atlas, selection.records),
        "contact": spec.atlas.contact,
        "roles": roles(spec.language),
        "labels": _labels(selection.records, names, spec.language),
        "words": words.all(),
        "sources": [_source(key, names, spec.language) for key in sources],
        "drawn": drawn(selection, spec.language),
        "base": basemap(spec.atlas, spec.atlas.bounds, spec.language),
    }


def _labels(
    records: Iterable[Record], names: Names, language: Language
) -> dict[str, dict[str, str]]:
    """The words of the values a reader can filter by, where they are not the values themselves."""
    rows = [record.properties for record in records]
    regions = {row["admin1_code"] for row in rows if row.get("admin1_code")}
    actors = {row[side] for row in rows for side in ("actor_a", "actor_b") if row.get(side)}
    return {
        "regions": {code: names.name("areas", code, language) for code in sorted(regions)},
        "actors": {name: names.name("actors", name, language) for name in sorted(actors)},
        "precision": {code.value: code.label(language) for code in GEO_PRECISIONS.codes},
    }


def json_text(document: Mapping[str, Any]) -> str:
    """The document as JSON that may stand in a ``<script type="application/json">``."""
    return orjson.dumps(document).decode("utf-8").translate(_ESCAPES)


def drawn(selection: Selection, language: Language) -> dict[str, list[dict[str, Any]]]:
    """Where the records are drawn; ``r`` are their numbers. What must not be drawn is not here."""
    groups: dict[tuple[str, Hashable], list[int]] = defaultdict(list)
    for i, record in enumerate(selection.records):
        groups[record.drawn, _place(record, i)].append(i)
    found: dict[str, list[dict[str, Any]]] = {"point": [], "disc": [], "area": [], "own": []}
    fine = FINE if len(selection.records) > MANY else 0.0
    for (how, _), rows in groups.items():
        first = selection.records[rows[0]]
        if how == "point":
            found[how].append({"at": _at(first), "r": rows})
        elif how == "disc":
            radius = first.properties["location_radius_m"]
            shown = metres(radius, language)
            found[how].append({"at": _at(first), "radius": radius, "within": shown, "r": rows})
        elif how == "area":
            feature = selection.areas[first.properties["footprint_ref"]]
            found[how].append(area(feature, language, fine) | {"r": rows})
        elif how == "own":
            found[how].append(_own(first) | {"r": rows})
    return found


def _place(record: Record, number: int) -> Hashable:
    """What records must share to be drawn as one."""
    if record.drawn == "area":
        return str(record.properties["footprint_ref"])
    if record.geometry is None or record.drawn == "own":
        return number
    return (*record.geometry["coordinates"], record.properties.get("location_radius_m")
            if record.drawn == "disc" else None)  # fmt: skip


def _at(record: Record) -> list[float]:
    return list(record.geometry["coordinates"]) if record.geometry else []


def _own(record: Record) -> dict[str, Any]:
    outline = shape(dict(record.geometry or {}))
    number = record.properties.get("region_no")
    if not outline.geom_type.endswith("Polygon"):
        return {"line": True, "parts": encoded(outline)}
    at = label_place(outline)
    return {"parts": encoded(outline), "at": at, "number": number, "size": round(outline.area, 3)}


def _layer(layer: Layer, language: Language) -> dict[str, Any]:
    group = styles.group(layer, language)
    types = [
        {"code": entry.code, "label": entry.label, **_mark(layer.name, entry.mark)}
        for entry in group.entries
    ]
    return {
        "name": layer.name,
        "title": group.title,
        "types": types,
        "type_field": layer.schema.type_field,
        "fields": filterable(layer),
        "lasting": layer.schema.name in details.LASTING,
    }


def _mark(layer: str, mark: styles.Mark) -> dict[str, str]:
    return {
        "colour": mark.colour,
        "frame": mark.frame,
        "glyph": mark.glyph,
        "ink": mark.ink,
        "dashes": mark.dashes,
        "edge": themes.edge(mark),
        "line": themes.line(layer, mark),
    }


def _record(
    record: Record, detail: details.Detail, words: Words, sources: Mapping[str, int]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": record.id,
        "layer": record.layer.name,
        "type": record.type,
        "drawn": record.drawn,
        "title": detail.title,
        "kind": detail.kind,
        "when": detail.when,
        "where": detail.where,
        "exact": detail.exactness,
        "summary": detail.summary,
        "facts": [[words.number(label), value] for label, value in detail.facts],
        "rest": [[words.number(label), value] for label, value in detail.rest],
        "sources": [
            [sources[note.source_id], [_statement(one, words) for one in note.statements]]
            for note in detail.sources
        ],
        "version": record.properties.get("version"),
    }
    if detail.versions:
        found["versions"] = [_version(one, words, sources) for one in detail.versions]
    if record.disputed:
        found["disputed"] = True
    if record.layer.name == "bases":
        found["look"] = styles.LOOKS.get(record.properties.get("status") or "unknown", "unknown")
    return found


def _statement(one: details.Statement, words: Words) -> list[Any]:
    """[text, what about, where in the source, contradicts?, inferred?] with numbers of words."""
    return [
        one.text,
        words.number(one.about),
        words.number(one.locator),
        int(one.stance == "contradicts"),
        int(one.flag == "inferred"),
    ]


def _version(one: Version, words: Words, sources: Mapping[str, int]) -> list[Any]:
    """[what about, what the record has, [[source, value, text, where, contradicts?], …]]."""
    sides = [
        [
            *(sources[side.source_id], words.number(side.value), side.text),
            *(words.number(side.locator), int(side.contradicts)),
        ]
        for side in one.sides
    ]
    return [words.number(one.about), words.number(one.held), sides]


def _source(key: str, names: Names, language: Language) -> dict[str, str]:
    found = details.source(names.row("sources", key) or {}, language)
    return {"title": found.title or key, "by": found.by, "url": found.url}
