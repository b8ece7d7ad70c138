"""A layer's records as JSON Schema 2020-12, from the same tables as everything else."""

from collections.abc import Mapping
from typing import Any

from geo.schema.model import Field, Kind, Language, LayerSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_KINDS: Mapping[Kind, Mapping[str, str]] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "uri": {"type": "string", "format": "uri", "pattern": "^https?://"},
    "list": {"type": "string", "pattern": "^[^;]+(;[^;]+)*$"},
}
_TEXTS = ("string", "text", "code", "list", "edtf", "uri")


def value_schema(field: Field, language: Language = "en") -> dict[str, Any]:
    """What a value of the field that is not null looks like, with title and description."""
    found: dict[str, Any] = {"title": field.title(language)}
    if field.description_en:
        found["description"] = field.description_en
    found |= _KINDS.get(field.kind, {"type": "string"})
    if field.codes is not None:
        whole = field.kind == "integer"
        found["enum"] = [int(value) if whole else value for value in field.codes.values]
    if field.kind in _TEXTS:
        found["minLength"] = 1  # not known is null, never ""
    if field.max_length is not None:
        found["maxLength"] = field.max_length
    if field.minimum is not None:
        found["minimum"] = field.minimum
    if field.maximum is not None:
        found["maximum"] = field.maximum
    return found


def property_schema(field: Field, language: Language = "en") -> dict[str, Any]:
    """What the field's property looks like: a value, or null where the table allows it."""
    found = value_schema(field, language)
    if field.nullable:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found


def properties_schema(schema: LayerSchema, language: Language = "en") -> dict[str, Any]:
    """The JSON Schema of a Feature's ``properties``, or of a table's row."""
    return {
        "$schema": DIALECT,
        "title": schema.title(language),
        "description": schema.description_fr if language == "fr" else schema.description_en,
        "type": "object",
        "properties": {field.name: property_schema(field, language) for field in schema.fields},
        "required": [field.name for field in schema.fields if field.core],
        "additionalProperties": False,
    }
