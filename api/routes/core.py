"""Landing page, conformance, the OpenAPI document and its reading, and the health check."""

import orjson
from starlette.responses import Response

from api import links, params
from api.answers import document, negotiated, versions, view
from api.conformance import CLASSES
from api.deps import Call
from api.describing import MATRIX_SETS, VECTOR_TILES, listing
from api.http import HTML, JSON, OPENAPI, respond
from api.links import link
from api.models import Landing
from api.openapi import api_document


def landing(call: Call) -> Response:
    """The landing page: OGC 17-069r4 /req/core/root-op."""
    params.only(call.given, params.PAGE)
    reply = negotiated(call, (JSON, HTML), ("landing", versions(call)))

    def make() -> bytes:
        atlas, language = call.services.atlas, call.language
        if reply.offer is HTML:
            return view(call, "landing.html", listing(call))
        body = Landing(
            title=atlas.title(language),
            description=atlas.descriptions[language],
            attribution=atlas.attribution,
            links=_landing_links(call),
        )
        return orjson.dumps(body)

    return respond(call.conditions, reply, make)


def _landing_links(call: Call) -> list[dict[str, str]]:
    to, home = call.links.to, links.ROOT
    return [
        link("self", to(home, {"f": "json"}), JSON.media_type, "This document"),
        link("alternate", to(home, {"f": "html"}), HTML.media_type, "This document as HTML"),
        link("service-desc", to(links.OPENAPI), OPENAPI.media_type, "The API definition"),
        link("service-doc", to(links.DOCS), HTML.media_type, "The API documentation"),
        link("conformance", to(links.CONFORMANCE), JSON.media_type, "Conformance classes"),
        link("data", to(links.COLLECTIONS), JSON.media_type, "The collections"),
        link(VECTOR_TILES, to(links.ALL_TILESETS, {"f": "json"}), JSON.media_type, "Vector tiles"),
        link(MATRIX_SETS, to(links.MATRIX_SETS, {"f": "json"}), JSON.media_type, "Tiling schemes"),
        link("preview", to(links.MAP), HTML.media_type, "The map"),
    ]


def conformance(call: Call) -> Response:
    """The conformance classes: OGC 17-069r4 /req/core/conformance-op."""
    params.only(call.given, params.PAGE)
    return document(call, (JSON, HTML), "Conformance", lambda: {"conformsTo": list(CLASSES)})


def openapi(call: Call) -> Response:
    """The OpenAPI 3.0 document: OGC 17-069r4 /req/core/api-definition-op."""
    params.only(call.given, ("f",))
    reply = negotiated(call, (OPENAPI, JSON), ("openapi", call.path))
    return respond(call.conditions, reply, lambda: orjson.dumps(_api(call)))


def docs(call: Call) -> Response:
    """The OpenAPI document as a page to read, without scripts."""
    params.only(call.given, params.PAGE)
    reply = negotiated(call, (HTML,), ("docs",))
    return respond(call.conditions, reply, lambda: view(call, "docs.html", {"api": _api(call)}))


def _api(call: Call) -> dict[str, object]:
    services = call.services
    return api_document(services.atlas, services.settings, call.links, services.release)


def health(call: Call) -> Response:
    """Says that the atlas can be read, and in which version."""
    params.only(call.given, ("f",))
    call.offer((JSON,))
    atlas, store = call.services.atlas, call.services.store
    layers = {layer.name: store.version(layer) for layer in atlas.layers.values()}
    body = {"status": "ok", "atlas": atlas.id, "version": atlas.version, "layers": layers}
    return Response(orjson.dumps(body), 200, {"Cache-Control": "no-store"}, JSON.media_type)


ROUTES = (
    (links.ROOT, landing),
    (links.CONFORMANCE, conformance),
    (links.OPENAPI, openapi),
    (links.DOCS, docs),
    (links.HEALTH, health),
)
