"""The collections, one collection, and what can be asked of its fields."""

import orjson
from starlette.responses import Response

from api import fields, links, params
from api.answers import document, negotiated, versions, view
from api.deps import Call
from api.describing import describe, listing
from api.http import HTML, JSON, SCHEMA, respond
from api.links import link
from api.models import Collections


def collections(call: Call) -> Response:
    """All collections: OGC 17-069r4 /req/core/fc-md-op."""
    params.only(call.given, params.PAGE)
    reply = negotiated(call, (JSON, HTML), ("collections", versions(call)))

    def make() -> bytes:
        if reply.offer is HTML:
            return view(call, "collections.html", listing(call))
        found = [describe(call, layer) for layer in call.services.atlas.layers.values()]
        own = [
            link("self", call.url(f="json"), JSON.media_type),
            link("alternate", call.url(f="html"), HTML.media_type),
        ]
        return orjson.dumps(Collections(links=own, collections=found))

    return respond(call.conditions, reply, make)


def collection(layer: str, call: Call) -> Response:
    """One collection: OGC 17-069r4 /req/core/sfc-md-op. Raises NotFoundError."""
    params.only(call.given, params.PAGE)
    found = call.services.atlas.layer(layer)
    version = call.services.store.version(found)
    reply = negotiated(call, (JSON, HTML), ("collection", layer, version))

    def make() -> bytes:
        described = describe(call, found)
        if reply.offer is HTML:
            values = {"collection": described, "schema": found.schema}
            return view(call, "collection.html", values)
        return orjson.dumps(described)

    return respond(call.conditions, reply, make)


def queryables(layer: str, call: Call) -> Response:
    """What a filter can name: OGC 19-079r2 /req/queryables/get-queryables-op."""
    params.only(call.given, params.PAGE)
    found = call.services.atlas.layer(layer)
    address = call.links.to(links.QUERYABLES, layer=layer)
    return document(
        call,
        (SCHEMA, JSON, HTML),
        f"{layer}: queryables",
        lambda: fields.queryables(found.schema, address, call.language),
    )


def sortables(layer: str, call: Call) -> Response:
    """What an order can name: OGC 23-058r1 /req/sortables/op."""
    params.only(call.given, params.PAGE)
    found = call.services.atlas.layer(layer)
    address = call.links.to(links.SORTABLES, layer=layer)
    return document(
        call,
        (SCHEMA, JSON, HTML),
        f"{layer}: sortables",
        lambda: fields.sortables(found.schema, address, call.language),
    )


def schema(layer: str, call: Call) -> Response:
    """What a feature holds: OGC 23-058r1 /req/core-roles-features/schema-op."""
    params.only(call.given, params.PAGE)
    found = call.services.atlas.layer(layer)
    address = call.links.to(links.SCHEMA, layer=layer)
    return document(
        call,
        (SCHEMA, JSON, HTML),
        f"{layer}: schema",
        lambda: fields.returnables(found.schema, address, call.language),
    )


def feature_schema(layer: str, call: Call) -> Response:
    """What the GeoJSON of a feature holds: the target of ``describedby``."""
    params.only(call.given, params.PAGE)
    found = call.services.atlas.layer(layer)
    address = call.links.to(links.FEATURE_SCHEMA, layer=layer)
    return document(
        call,
        (SCHEMA, JSON, HTML),
        f"{layer}: GeoJSON schema",
        lambda: fields.feature_schema(found.schema, address, call.language),
    )


ROUTES = (
    (links.COLLECTIONS, collections),
    (links.COLLECTION, collection),
    (links.QUERYABLES, queryables),
    (links.SORTABLES, sortables),
    (links.SCHEMA, schema),
    (links.FEATURE_SCHEMA, feature_schema),
)
