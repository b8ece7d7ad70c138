"""What a collection says of itself: links, extent, and how many features it has."""

from typing import Any

from api import links
from api.deps import Call
from api.http import FILES, GEOJSON, HTML, JSON, SCHEMA
from api.links import link
from api.models import Collection, ExtentModel
from api.params import CRS84
from geo.atlas import Layer
from geo.crs import SYSTEMS
from geo.query import Query
from geo.schema.model import Language, LayerSchema
from geo.store import Extent

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
VECTOR_TILES = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
MATRIX_SETS = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SORTABLES = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
SCHEMA_REL = "http://www.opengis.net/def/rel/ogc/1.0/schema"


def describe(call: Call, layer: Layer) -> Collection:
    """The collection as OGC 17-069r4 section 7.14 has it."""
    schema, language = layer.schema, call.language
    found = Collection(
        id=layer.name,
        title=schema.title(language),
        description=description(schema, language),
        links=_links(call, layer),
        itemType="feature",
        crs=[*SYSTEMS],
    )
    if schema.geometry_types:
        found["storageCrs"] = CRS84
    extent = call.services.store.extent(layer)
    if extent and (shown := extent_model(extent)):
        found["extent"] = shown
    return found


def listing(call: Call) -> dict[str, Any]:
    """All collections and their numbers of records, for the pages that list them."""
    layers, store = call.services.atlas.layers.values(), call.services.store
    return {
        "collections": [describe(call, layer) for layer in layers],
        "counts": {layer.name: store.page(layer, Query(limit=0)).matched for layer in layers},
    }


def description(schema: LayerSchema, language: Language) -> str:
    """What the collection holds, in one sentence."""
    return schema.description_fr if language == "fr" else schema.description_en


def extent_model(extent: Extent) -> ExtentModel:
    """The extent in degrees and instants; a day counts from its first to its last second."""
    shown = ExtentModel()
    if extent.bbox:
        box = extent.bbox
        shown["spatial"] = {"bbox": [[box.west, box.south, box.east, box.north]], "crs": CRS84}
    if extent.start or extent.end:
        start = f"{extent.start}T00:00:00Z" if extent.start else None
        end = f"{extent.end}T23:59:59Z" if extent.end else None
        shown["temporal"] = {"interval": [[start, end]], "trs": GREGORIAN}
    return shown


def _links(call: Call, layer: Layer) -> list[dict[str, Any]]:
    def to(path: str, **query: str) -> str:
        return call.links.to(path, query, layer=layer.name)

    title = layer.schema.title(call.language)
    found = [
        link("self", to(links.COLLECTION, f="json"), JSON.media_type, title),
        link("alternate", to(links.COLLECTION, f="html"), HTML.media_type, title),
        link("items", to(links.ITEMS, f="json"), GEOJSON.media_type, f"{title}: GeoJSON"),
        link("items", to(links.ITEMS, f="html"), HTML.media_type, f"{title}: HTML"),
        *(
            link("items", to(links.ITEMS, f=one.f), one.media_type, f"{title}: {one.title}")
            for one in FILES
        ),
        link(QUERYABLES, to(links.QUERYABLES, f="json"), SCHEMA.media_type, "Queryables"),
        link(SORTABLES, to(links.SORTABLES, f="json"), SCHEMA.media_type, "Sortables"),
        link(SCHEMA_REL, to(links.SCHEMA, f="json"), SCHEMA.media_type, "Schema"),
        # GDAL learns the fields from here; without it, from the first page alone, where numbers
        # that are not stated look like texts. Up to 3.6 it knows one spelling only, though case
        # does not matter (RFC 8288 section 2.1.1).
        *(
            link(rel, to(links.FEATURE_SCHEMA, f="json"), SCHEMA.media_type, "GeoJSON schema")
            for rel in ("describedby", "describedBy")
        ),
    ]
    if layer.schema.geometry_types:
        found.append(
            link(VECTOR_TILES, to(links.TILESETS, f="json"), JSON.media_type, "Vector tiles")
        )
    return found
