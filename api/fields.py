"""A layer's fields as JSON Schema: queryables, the schema resource, and OpenAPI parameters."""

from collections.abc import Mapping
from typing import Any

from api import params
from geo.schema.jsonschema import DIALECT, value_schema
from geo.schema.model import Field, Language, LayerSchema

# The formats of OGC 23-058r1 section 7.7 for a geometry property.
_GEOMETRY_FORMATS = {
    frozenset({"Point"}): "geometry-point",
    frozenset({"MultiPolygon"}): "geometry-multipolygon",
    frozenset({"Polygon", "MultiPolygon"}): "geometry-polygon-or-multipolygon",
}


_NULLS = {
    "en": "What is not known is null, or not there.",
    "fr": "Ce qui n’est pas connu est null, ou absent.",
}


def queryables(schema: LayerSchema, address: str, language: Language) -> dict[str, Any]:
    """The queryables as a JSON Schema (OGC 19-079r2 /req/queryables/queryables-response)."""
    properties: dict[str, Any] = {"id": {"title": "Id", "type": "string", "x-ogc-role": "id"}}
    if schema.geometry_types:
        properties["geometry"] = _geometry(schema)
    properties |= {
        name: _queryable(field, language) for name, field in params.queryables(schema).items()
    }
    return _document(schema, address, language, properties) | {"additionalProperties": False}


def _queryable(field: Field, language: Language) -> dict[str, Any]:
    """The field as filters see it: where it lists values, as their array."""
    found = value_schema(field, language)
    if field.kind != "list":
        return found
    told = {name: found[name] for name in ("title", "description") if name in found}
    return told | {"type": "array", "items": {"type": "string", "minLength": 1}}


def sortables(schema: LayerSchema, address: str, language: Language) -> dict[str, Any]:
    """What ``sortby`` can name, as a JSON Schema (OGC 23-058r1 /req/sortables/response)."""
    properties: dict[str, Any] = {"id": {"title": "Id", "type": "string", "x-ogc-role": "id"}}
    properties |= {field.name: value_schema(field, language) for field in schema.fields}
    return _document(schema, address, language, properties) | {"additionalProperties": False}


def returnables(schema: LayerSchema, address: str, language: Language) -> dict[str, Any]:
    """The schema of a feature (OGC 23-058r1), with the roles of id, geometry, dates and type."""
    properties: dict[str, Any] = {"id": {"title": "Id", "type": "string", "x-ogc-role": "id"}}
    if schema.geometry_types:
        properties["geometry"] = _geometry(schema)
    roles = {schema.type_field: "type"}
    if schema.temporal:
        roles |= {"date_start": "primary-interval-start", "date_end": "primary-interval-end"}
    for sequence, field in enumerate(schema.fields, start=1):
        properties[field.name] = value_schema(field, language)
        if field.name in roles:
            properties[field.name]["x-ogc-role"] = roles[field.name]
        properties[field.name]["x-ogc-propertySeq"] = sequence
    return _document(schema, address, language, properties)


def feature_schema(schema: LayerSchema, address: str, language: Language) -> dict[str, Any]:
    """The same as a JSON Schema of the GeoJSON Feature, as GDAL reads it.

    GDAL takes a field whose type is a list, such as integer or null, for a text: so here as in the
    other schemas nulls stand in the description alone.
    """
    fields = {field.name: value_schema(field, language) for field in schema.fields}
    members = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"title": "Id", "type": "string"},
        "geometry": {"title": "Geometry", "type": "object"},
        "properties": {"type": "object", "properties": fields},
    }
    return _document(schema, address, language, members)


def _geometry(schema: LayerSchema) -> dict[str, str]:
    form = _GEOMETRY_FORMATS.get(schema.geometry_types, "geometry-any")
    return {"title": "Geometry", "format": form, "x-ogc-role": "primary-geometry"}


def _document(
    schema: LayerSchema, address: str, language: Language, properties: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "$schema": DIALECT,
        "$id": address,
        "type": "object",
        "title": schema.title(language),
        "description": _NULLS[language],
        "properties": properties,
    }
