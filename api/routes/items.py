"""The features of a collection, a page at a time, and one feature."""

from dataclasses import replace

import orjson
from starlette.responses import Response

from api import links, params
from api.answers import negotiated, of_version, versions, view
from api.deps import Call
from api.describing import QUERYABLES
from api.evidence import evidence_of
from api.http import (
    FILES,
    GEOJSON,
    HTML,
    JSON,
    SCHEMA,
    Body,
    Reply,
    answer,
    respond,
    stream,
    unchanged,
)
from api.links import header, link
from api.rows import columns, record
from geo import crs
from geo.atlas import Layer
from geo.crs import Crs
from geo.errors import NotFoundError
from geo.export import Export
from geo.formats import FORMATS
from geo.joined import BETWEEN, Joined
from geo.query import Query
from geo.store import Page

# MapLibre asks for application/json, GDAL and QGIS for application/geo+json: each gets its own.
FEATURE = (GEOJSON, JSON, HTML)
_SUFFIXES = {"jsonseq": "geojsons"}  # as GDAL knows it; others end as they are asked for
FEATURES = (*FEATURE, *FILES)

# What takes more than a look at some columns, and what ``limit`` says of a short page.
_SLOW = frozenset((*params.FILTERS, "sortby", "properties", "geometry", "crs", "bbox-crs"))
_SHORT = frozenset(map(str, range(1, 101)))


def is_short(call: Call) -> bool:
    """Whether a call asks for a short page of features as they are stored, by plain filters.

    Raises RequestError or NotAcceptableError for a representation that there is not.
    """
    limit = call.given.get("limit", str(call.services.settings.default_limit))
    return (
        limit in _SHORT
        and _SLOW.isdisjoint(call.given)
        and call.offer(FEATURES) not in (HTML, *FILES)
    )


def items(layer: str, call: Call) -> Response:
    """A page of features: OGC 17-069r4 /req/core/fc-op, RFC 7946 section 3.3."""
    services, settings = call.services, call.services.settings
    found = services.atlas.layer(layer)
    is_file = call.offer(FEATURES) in FILES
    limits = (settings.default_limit, settings.max_file_limit if is_file else settings.max_limit)
    query = params.items_query(call.given, found.schema, limits)
    if "version" in call.given:  # else no other layer is looked at
        of_version(call)
    system = params.answer_crs(call.given)
    key = (found.name, services.store.version(found), query, tuple(call.given.items()))
    reply = _with_crs(negotiated(call, FEATURES, key), system)
    if (same := unchanged(call.conditions, reply)) is not None:
        return same
    page = services.store.page(found, query)
    reply = replace(reply, headers={**reply.headers, **_headers(call, found, page, reply)})
    if is_file:
        export = Export(page.features, found.schema, query, system, call.language)
        return stream(call.conditions, reply, FORMATS[reply.offer.f](export))
    if reply.offer is HTML:
        return answer(call.conditions, reply, _view(call, found, query, page))
    shown = replace(page, features=crs.reprojected(page.features, system))
    body = feature_collection(shown, _links(call, found, page))
    return answer(call.conditions, reply, body)


def _with_crs(reply: Reply, system: Crs) -> Reply:
    """The reply with the system its positions are in: OGC 18-058r1 /req/crs/ogc-crs-header."""
    if reply.offer is HTML:
        return reply
    return replace(reply, headers={**reply.headers, "Content-Crs": f"<{system.uri}>"})


def _headers(call: Call, layer: Layer, page: Page, reply: Reply) -> dict[str, str]:
    """Paging for formats whose body has no room for links, and a name for files.

    Also where the queryables are: OGC 19-079r2 /req/queryables/queryables-link.
    """
    filterable = call.links.to(links.QUERYABLES, layer=layer.name)
    found = [header(QUERYABLES, filterable, SCHEMA.media_type)]
    if page.next:
        address = call.url(cursor=page.next)
        found.insert(0, header("next", address, reply.offer.media_type))
    headers = {"Link": ", ".join(found)}
    if reply.offer in FILES:
        headers["OGC-NumberMatched"] = str(page.matched)
        headers["OGC-NumberReturned"] = str(len(page.features))
        name = f"{layer.name}.{_SUFFIXES.get(reply.offer.f, reply.offer.f)}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return headers


def _view(call: Call, layer: Layer, query: Query, page: Page) -> bytes:
    shown = {
        "layer": layer,
        "fields": columns(layer.schema, query.properties),
        "records": [record(one, layer.schema, call.language) for one in page.features],
        "page": page,
    }
    return view(call, "items.html", shown)


def feature_collection(page: Page, own_links: list[dict[str, str]]) -> Body:
    """The page as a FeatureCollection (RFC 7946 section 3.3) with the members of OGC 17-069r4.

    There is no ``timeStamp``: the standard allows that, and the same data gives the same bytes.
    """
    head = {"type": "FeatureCollection", "numberMatched": page.matched}
    head |= {"numberReturned": len(page.features), "links": own_links}
    before, after = orjson.dumps(head)[:-1] + b',"features":[', b"]}\n"
    if isinstance(page.features, Joined):
        return page.features.within(before, after)
    return b"".join((before, BETWEEN.join(page.features), after))


def _links(call: Call, layer: Layer, page: Page) -> list[dict[str, str]]:
    to_layer = call.links.to(links.COLLECTION, layer=layer.name)
    found = [
        link("self", call.url(f="json"), GEOJSON.media_type, "This page"),
        link("alternate", call.url(f="html"), HTML.media_type, "This page as HTML"),
        *(
            link("alternate", call.url(f=one.f), one.media_type, f"This page as {one.title}")
            for one in FILES
        ),
        link("collection", to_layer, JSON.media_type, layer.schema.title(call.language)),
    ]
    if page.next:
        address = call.url(cursor=page.next, f="json")
        found.append(link("next", address, GEOJSON.media_type, "The page after"))
    return found


def item(layer: str, feature_id: str, call: Call) -> Response:
    """One feature: OGC 17-069r4 /req/core/f-op. Raises NotFoundError."""
    services = call.services
    found = services.atlas.layer(layer)
    query = params.item_query(call.given, found.schema, feature_id)
    of_version(call)
    system = params.answer_crs(call.given)
    key = (found.name, versions(call), query, system.uri)
    reply = _with_crs(negotiated(call, FEATURE, key), system)

    def make() -> bytes:
        page = services.store.page(found, query)
        if not page.features:
            allowed = f"an id of {layer}: {call.links.to(links.ITEMS, layer=layer)} lists them"
            raise NotFoundError("feature", feature_id, allowed)
        if reply.offer is HTML:
            return _item_view(call, found, page.features[0])
        own = orjson.dumps(_item_links(call, found))
        (feature,) = crs.reprojected(page.features, system)
        return feature[:-1] + b',"links":' + own + b"}\n"

    return respond(call.conditions, reply, make)


def _item_view(call: Call, layer: Layer, feature: bytes) -> bytes:
    shown = record(feature, layer.schema, call.language)
    evidence = evidence_of(call.services, layer, shown, call.language)
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
