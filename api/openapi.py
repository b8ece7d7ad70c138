"""The OpenAPI 3.0.3 document, composed from the parameter table and the layers' fields.

QGIS, OWSLib and the OGC test suite read 3.0; FastAPI writes 3.1. No reference leaves the document.
"""

import re
from collections.abc import Iterable

from api import links, params, shapes
from api.http import (
    CITATIONS,
    FIGURES,
    FILES,
    GEOJSON,
    HTML,
    JSON,
    MVT,
    OPENAPI,
    REPORTS,
    SCHEMA,
    SCRIPT,
)
from api.links import Links
from api.operations import FAILURES, Document, formats, get, reference
from api.parameters import OEMBED, PARAMETERS, Parameter
from api.settings import Settings
from geo.atlas import Atlas, Layer
from geo.schema.jsonschema import value_schema
from geo.schema.model import Field

_TILE_OPERATIONS = {
    links.TILESETS: "vector.getTileSetsList",
    links.TILESET: "vector.getTileSet",
    links.OGC_TILE: "vector.getTile",
    links.ALL_TILESETS: "dataset.vector.getTileSetsList",
    links.ALL_TILESET: "dataset.vector.getTileSet",
    links.ALL_OGC_TILE: "dataset.vector.getTile",
    links.MATRIX_SETS: "getTileMatrixSetsList",
    links.MATRIX_SET: "getTileMatrixSet",
}
# Failures of few paths: by the status, where it may be.
_ONLY = {
    "501": (links.OEMBED,),
    "503": (links.FIGURE_SVG, links.FIGURE_PDF, links.FIGURE_PNG, links.REPORT),
}
_OGC_NUMBERS = ("tileMatrix", "tileRow", "tileCol")
_LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


def api_document(atlas: Atlas, settings: Settings, to: Links, release: str) -> Document:
    """The whole document; its server is the address it was asked at."""
    info: Document = {
        "title": atlas.title("en"),
        "description": atlas.descriptions["en"],
        "version": release,
        "license": {"name": atlas.licence},
    }
    if atlas.licence in _LICENCES:
        info["license"]["url"] = _LICENCES[atlas.licence]
    paths = _named(_paths(atlas))
    fields = _field_parameters(atlas)
    return {
        "openapi": "3.0.3",
        "info": info,
        "servers": [{"url": to.base}],
        "paths": paths,
        "components": {
            "parameters": _parameters(settings, paths) | fields | _of_oembed(),
            "responses": _responses(),
            "headers": {**shapes.HEADERS},
            "schemas": {"problem": _PROBLEM, **shapes.SCHEMAS},
        },
    }


def _parameters(settings: Settings, paths: Document) -> Document:
    found = {name: _told(parameter) for name, parameter in PARAMETERS.items()}
    told = found.pop("f")
    for name, values in formats(paths).items():
        found[name] = told | {"schema": {"type": "string", "enum": values}}
    found["limit"]["description"] += f" For files it is {settings.max_file_limit}."
    found["limit"]["schema"] |= {
        "maximum": settings.max_limit,
        "default": min(settings.default_limit, settings.max_limit),
    }
    return found


def _of_oembed() -> Document:
    found = {f"oembed.{name}": _told(parameter) for name, parameter in OEMBED.items()}
    found["oembed.url"]["required"] = True
    return found


def _told(parameter: Parameter) -> Document:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "required": False,
        "style": "form",
        "explode": False,
        "schema": dict(parameter.schema),
    }


_PROBLEM: Document = {
    "title": "Problem (RFC 9457)",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter that is wrong."},
        "value": {"type": "string", "description": "Its value as it was read."},
        "allowed": {
            "description": "The values there are, or what a value must be in words.",
            "oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}],
        },
        "what": {"type": "string", "description": "The kind of thing that is not here."},
        "nearest": {"type": "string", "description": "The allowed value most like it."},
    },
}


def _responses() -> Document:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        status: {"description": description, "content": content}
        for status, description in FAILURES.items()
    }


def _paths(atlas: Atlas) -> Document:
    documents = (
        (links.ROOT, "The landing page", (JSON, HTML)),
        (links.CONFORMANCE, "The conformance classes", (JSON, HTML)),
        (links.COLLECTIONS, "All collections", (JSON, HTML)),
    )
    paths = {path: get(text, offers, params.PAGE) for path, text, offers in documents}
    paths[links.OPENAPI] = get("This document", (OPENAPI, JSON), ("f",))
    paths[links.DOCS] = get("This document to read", (HTML,), params.PAGE)
    paths[links.HEALTH] = get("Whether the service can answer", (JSON,), ("f",))
    for layer in atlas.layers.values():
        paths |= _layer_paths(layer)
    for path in (links.MAP, links.EMBED, links.MAP_FILE):
        offers = (HTML, JSON) if path == links.MAP else (HTML,)
        paths[path] = get("The map of a view", offers, params.MAP, _any_field(atlas.mapped))
    figures = (links.FIGURE_SVG, links.FIGURE_PDF, links.FIGURE_PNG)
    for path, offer in zip(figures, FIGURES, strict=True):
        paths[path] = get("A figure of a view", (offer,), params.FIGURE, _any_field(atlas.mapped))
    fields = _any_field(atlas.mapped)
    for path, text, names in (
        (links.MAP_COLUMNS, "The records of large layers as columns", params.MAP_COLUMNS),
        (links.MAP_MONTHS, "How many records of a view lie in which month", params.MAP_MONTHS),
    ):
        paths[path] = get(text, (JSON,), names, fields)
    paths[links.CAPTION] = get("What is said about a view", (JSON,), params.MAP, fields)
    citable = (JSON, HTML, *CITATIONS)
    paths[links.CITE] = get("How to cite a view", citable, params.MAP, fields)
    paths[links.REPORT] = get("The report of a view", REPORTS, params.REPORT, fields, ("format",))
    asked = [f"oembed.{name}" for name in OEMBED]
    paths[links.OEMBED] = get("How to embed a view (oEmbed 1.0)", (JSON,), asked)
    paths[links.EMBED_SCRIPT] = get("The script of pages that embed maps", (SCRIPT,), ("v",))
    tiled = [layer for layer in atlas.layers.values() if layer.schema.geometry_types]
    paths |= _atlas_tile_paths(atlas)
    numbers = ("layers", "z", "x", "y")
    paths[links.XYZ_TILE] = get("A tile", (MVT,), params.TILE, _any_field(tiled), numbers)
    return paths


def _named(paths: Document) -> Document:
    """The paths with their ids, and what their answers are like."""
    for path, item in paths.items():
        of = re.fullmatch(f"{links.COLLECTIONS}/([^/]+)(/.*)?", path)
        template = links.COLLECTION + (of.group(2) or "") if of else path
        item["get"]["operationId"] = _operation_id(path, template, of.group(1) if of else None)
        _shape(item["get"]["responses"]["200"], template)
        for status, templates in _ONLY.items():
            if template not in templates:
                del item["get"]["responses"][status]
    del paths[links.HEALTH]["get"]["responses"]["304"]  # asked anew each time
    return paths


def _operation_id(path: str, template: str, layer: str | None) -> str:
    """The id; how those of tiles end is OGC 20-057 /req/oas30/operation-id."""
    suffix = _TILE_OPERATIONS.get(template)
    if suffix:
        return f"{layer}.collection.{suffix}" if layer else f"atlas.{suffix}"
    return ".".join(["get", *re.findall(r"\w+", path)])


def _shape(response: Document, template: str) -> None:
    """Say what the JSON of the response is like, and with which header fields features come."""
    name = shapes.OF_PATHS.get(template)
    for media_type, content in response["content"].items():
        if name and "json" in media_type and "-seq" not in media_type and "csl" not in media_type:
            content["schema"] = shapes.reference(name)
    headers = {links.ITEMS: tuple(shapes.HEADERS), links.ITEM: ("Content-Crs",)}.get(template, ())
    if headers:
        response["headers"] = {
            header: {"$ref": f"#/components/headers/{header}"} for header in headers
        }


def _atlas_tile_paths(atlas: Atlas) -> Document:
    """The tiles of all mapped layers together, and the tiling scheme of all tiles."""
    fields, described = _any_field(atlas.mapped), (*params.TILE, "lang")
    numbers = _OGC_NUMBERS
    return {
        links.MATRIX_SETS: get("The tiling schemes", (JSON, HTML), params.PAGE),
        links.MATRIX_SET: get("The tiling scheme", (JSON, HTML), params.PAGE),
        links.ALL_TILESETS: get("The tilesets of the map", (JSON, HTML), described, fields),
        links.ALL_TILESET: get("The tileset of the map", (JSON, HTML), described, fields),
        links.ALL_TILEJSON: get("The same as TileJSON", (JSON,), described, fields),
        links.ALL_OGC_TILE: get("A tile of the map", (MVT,), params.TILE, fields, numbers),
    }


def _layer_paths(layer: Layer) -> Document:
    """The paths of one collection, its fields as parameters."""
    fields = [reference(f"{layer.name}.{name}") for name in params.queryables(layer.schema)]
    features, one = (GEOJSON, JSON, HTML, *FILES), (GEOJSON, JSON, HTML)
    title = layer.schema.title("en")
    found = {
        links.COLLECTION: get(title, (JSON, HTML), params.PAGE),
        links.QUERYABLES: get(f"{title}: queryables", (SCHEMA, JSON, HTML), params.PAGE),
        links.SORTABLES: get(f"{title}: sortables", (SCHEMA, JSON, HTML), params.PAGE),
        links.SCHEMA: get(f"{title}: schema", (SCHEMA, JSON, HTML), params.PAGE),
        links.FEATURE_SCHEMA: get(f"{title}: as GeoJSON", (SCHEMA, JSON, HTML), params.PAGE),
        links.ITEMS: get(f"{title}: a page", features, params.ITEMS, fields),
        links.ITEM: get(f"{title}: one", one, params.ITEM, path=("feature_id",)),
    }
    if layer.schema.geometry_types:
        described = (*params.TILE, "lang")
        found |= {
            links.TILESETS: get(f"{title}: tilesets", (JSON, HTML), described, fields),
            links.TILESET: get(f"{title}: tileset", (JSON, HTML), described, fields),
            links.TILEJSON: get(f"{title}: TileJSON", (JSON,), described, fields),
            links.OGC_TILE: get(f"{title}: a tile", (MVT,), params.TILE, fields, _OGC_NUMBERS),
        }
    return {path.replace("{layer}", layer.name): item for path, item in found.items()}


def _field_parameters(atlas: Atlas) -> Document:
    """Every field as a filter: of one layer by ``layer.field``, of several by ``any.field``."""
    layers = atlas.layers.values()
    found = {
        f"{layer.name}.{name}": _field_parameter(field)
        for layer in layers
        for name, field in params.queryables(layer.schema).items()
    }
    loose = {"type": "string", "minLength": 1}  # lists of codes may differ from layer to layer
    for name in _names(layers):
        found[f"any.{name}"] = _list_parameter(name, "For the layers that have it.", loose)
    return found


def _any_field(layers: Iterable[Layer]) -> list[Document]:
    return [reference(f"any.{name}") for name in _names(layers)]


def _names(layers: Iterable[Layer]) -> Iterable[str]:
    return dict.fromkeys(name for layer in layers for name in params.queryables(layer.schema))


def _field_parameter(field: Field) -> Document:
    """The field as a filter: of what its values are like what decides whether one can be asked."""
    told = value_schema(field)
    about = ": ".join(told[name] for name in ("title", "description") if name in told)
    kept = ("type", "format", "enum", "minLength")
    items = {name: value for name, value in told.items() if name in kept}
    return _list_parameter(field.name, about, items)


def _list_parameter(name: str, description: str, items: Document) -> Document:
    """A filter by a field: values joined by commas, one of which must hold."""
    return {
        "name": name,
        "in": "query",
        "description": description,
        "required": False,
        "style": "form",
        "explode": False,
        "schema": {"type": "array", "items": items, "minItems": 1},
    }
