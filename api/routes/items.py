"""The features of a collection, a page at a time, and one feature."""

from dataclasses import replace

import orjson
from starlette.responses import Response

from api import links, params
from api.answers import negotiated, versions, view
from api.deps import Call, Called
from api.evidence import evidence_of
from api.http import CSV, GEOJSON, HTML, JSON, Reply, answer, respond, unchanged
from api.links import header, link
from api.rows import columns, record
from geo.atlas import Layer
from geo.errors import NotFoundError
from geo.formats import to_csv
from geo.query import Query
from geo.store import Page

# MapLibre asks for application/json, GDAL and QGIS for application/geo+json: each gets its own.
FEATURE = (GEOJSON, JSON, HTML)
FEATURES = (*FEATURE, CSV)


def items(layer: str, call: Called) -> Response:
    """A page of features: OGC 17-069r4 /req/core/fc-op, RFC 7946 section 3.3."""
    services, settings = call.services, call.services.settings
    found = services.atlas.layer(layer)
    limits = (settings.default_limit, settings.max_limit)
    query = params.items_query(call.given, found.schema, limits)
    key = (found.name, services.store.version(found), query, tuple(call.given.items()))
    reply = negotiated(call, FEATURES, key)
    if (same := unchanged(call.conditions, reply)) is not None:
        return same
    page = services.store.page(found, query)
    reply = replace(reply, headers={**reply.headers, **_headers(call, found, page, reply)})
    return answer(call.conditions, reply, _body(call, found, query, page, reply))


def _headers(call: Call, layer: Layer, page: Page, reply: Reply) -> dict[str, str]:
    """Paging for formats whose body has no room for links, and a name for files."""
    headers = {}
    if page.next:
        address = call.url(cursor=page.next)
        headers["Link"] = header("next", address, reply.offer.media_type)
    if reply.offer is CSV:
        headers["Content-Disposition"] = f'attachment; filename="{layer.name}.csv"'
    return headers


def _body(call: Call, layer: Layer, query: Query, page: Page, reply: Reply) -> bytes:
    if reply.offer is CSV:
        return to_csv(page.features, layer.schema, query)
    if reply.offer is HTML:
        shown = {
            "layer": layer,
            "fields": columns(layer.schema, query.properties),
            "records": [record(one, layer.schema, call.language) for one in page.features],
            "page": page,
        }
        return view(call, "items.html", shown)
    return feature_collection(page, _links(call, layer, page))


def feature_collection(page: Page, own_links: list[dict[str, str]]) -> bytes:
    """The page as a FeatureCollection (RFC 7946 section 3.3) with the members of OGC 17-069r4.

    There is no ``timeStamp``: the standard allows that, and the same data gives the same bytes.
    """
    head = {"type": "FeatureCollection", "numberMatched": page.matched}
    head |= {"numberReturned": len(page.features), "links": own_links}
    return b"".join(
        (orjson.dumps(head)[:-1], b',"features":[', b",\n".join(page.features), b"]}\n")
    )


def _links(call: Call, layer: Layer, page: Page) -> list[dict[str, str]]:
    to_layer = call.links.to(links.COLLECTION, layer=layer.name)
    found = [
        link("self", call.url(f="json"), GEOJSON.media_type, "This page"),
        link("alternate", call.url(f="html"), HTML.media_type, "This page as HTML"),
        link("alternate", call.url(f="csv"), CSV.media_type, "This page as CSV"),
        link("collection", to_layer, JSON.media_type, layer.schema.title(call.language)),
    ]
    if page.next:
        address = call.url(cursor=page.next, f="json")
        found.append(link("next", address, GEOJSON.media_type, "The page after"))
    return found


def item(layer: str, feature_id: str, call: Called) -> Response:
    """One feature: OGC 17-069r4 /req/core/f-op. Raises NotFoundError."""
    services = call.services
    found = services.atlas.layer(layer)
    query = params.item_query(call.given, found.schema, feature_id)
    reply = negotiated(call, FEATURE, (found.name, versions(call), query))

    def make() -> bytes:
        page = services.store.page(found, query)
        if not page.features:
            raise NotFoundError("feature", feature_id)
        if reply.offer is HTML:
            return _item_view(call, found, page.features[0])
        own = orjson.dumps(_item_links(call, found))
        return page.features[0][:-1] + b',"links":' + own + b"}\n"

    return respond(call.conditions, reply, make)


def _item_view(call: Call, layer: Layer, feature: bytes) -> bytes:
    shown = record(feature, layer.schema, call.language)
    evidence = evidence_of(call.services, layer, shown.id, call.language)
    return view(call, "item.html", {"layer": layer, "record": shown, "evidence": evidence})


def _item_links(call: Call, layer: Layer) -> list[dict[str, str]]:
    collection = call.links.to(links.COLLECTION, layer=layer.name)
    title = layer.schema.title(call.language)
    return [
        link("self", call.url(f="json"), GEOJSON.media_type, "This feature"),
        link("alternate", call.url(f="html"), HTML.media_type, "This feature as HTML"),
        link("collection", collection, JSON.media_type, title),
    ]


ROUTES = (
    (links.ITEMS, items),
    # ":path" since the name of an actor, which is its id, may hold a slash
    (links.ITEM.replace("{feature_id}", "{feature_id:path}"), item),
)
