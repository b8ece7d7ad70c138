"""Records as the HTML views show them: labels for codes, words for booleans, one cell a field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.texts import TEXTS
from geo.schema.evidence import CLAIMS
from geo.schema.model import Field, Language, LayerSchema
from geo.schema.topics import topic

# The fields that tell records apart in a list, in order; a layer shows those it has.
_TELLING = (
    *("title", "paraphrase", "feature_id", "date_edtf", "place_name", "publisher"),
    *("field", "value", "stance", "source_id", "level", "country", "admin1_name", "published_at"),
    *("actor_type", "geo_precision", "fatalities_low", "fatalities_best", "fatalities_high"),
    "confidence",
)
_ABOUT = CLAIMS.by_name["field"]  # the name of a field, which has a title
_AREA = 4  # from this precision on a record is known only to an area (schema: geo_precision)


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of a record: its name, its title, and its value in words."""

    name: str
    title: str
    text: str
    codes: tuple[str, ...] = ()  # the raw values where they name records of ``refers_to``
    refers_to: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One feature, ready to show."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    place: str  # the geometry in words, empty where there is none
    only_area: bool  # known only to an area: its point is not where it happened

    def fact(self, name: str) -> str:
        """The value of a field in words, empty where it has none."""
        return next((fact.text for fact in self.facts if fact.name == name), "")


def record(feature: bytes, schema: LayerSchema, language: Language) -> Record:
    """A feature's facts in the schema's order; null fields are left out."""
    parsed = orjson.loads(feature)
    properties = parsed["properties"] or {}
    facts = tuple(
        _fact(field, properties[field.name], language)
        for field in schema.fields
        if properties.get(field.name) is not None
    )
    name = properties.get(f"name_{language}") or properties.get("name") or properties.get("title")
    at_point = (parsed["geometry"] or {}).get("type") == "Point"
    only_area = at_point and (properties.get("geo_precision") or 0) >= _AREA
    place = "" if only_area else _place(parsed["geometry"])
    return Record(str(parsed["id"]), str(name or parsed["id"]), facts, place, only_area)


def _place(geometry: dict[str, Any] | None) -> str:
    """A point as latitude and longitude in degrees, other shapes by their name."""
    if geometry is None:
        return ""
    if geometry["type"] != "Point":
        return str(geometry["type"])
    longitude, latitude = geometry["coordinates"][:2]
    return f"{latitude}°, {longitude}°"


def columns(schema: LayerSchema, chosen: Sequence[str] | None) -> tuple[Field, ...]:
    """The fields a list shows: those chosen, else the layer's type and what tells records apart."""
    names = chosen if chosen is not None else (schema.type_field or "", *_TELLING)
    by_name = schema.by_name
    return tuple(by_name[name] for name in dict.fromkeys(names) if name in by_name)


def _fact(field: Field, value: object, language: Language) -> Fact:
    parts = str(value).split(";") if field.kind == "list" else [str(value)]
    if isinstance(value, bool):
        parts = [TEXTS[language][str(value).lower()]]
    elif field == _ABOUT:
        parts = [topic(str(value), language)]
    texts = [field.codes.label(part, language) for part in parts] if field.codes else parts
    named = tuple(parts) if field.refers_to else ()
    return Fact(field.name, field.title(language), "; ".join(texts), named, field.refers_to)
