"""What is said about a view, as data, and how to cite it: all media take their words here."""

import orjson
from starlette.responses import Response

from api import links, params
from api.answers import cache_control, document, of_version, versions
from api.deps import Call
from api.http import CITATIONS, HTML, JSON, Reply, respond
from api.pictures import address, map_spec
from maps import caption_words
from maps.captions import caption
from maps.citations import document as citing
from maps.texts_captions import TEXTS


def captioned(call: Call) -> Response:
    """The caption of a view: its numbers, sources and texts. Raises RequestError."""
    spec = map_spec(call.given, call.services.atlas)
    link = address(spec, call.given, call.links, of_version(call), links.MAP)
    key = call.key(links.CAPTION, versions(call), tuple(call.given.items()))
    reply = Reply(call.offer((JSON,)), key, cache_control(call))

    def make() -> bytes:
        found = caption(spec, call.services.store, link)
        return orjson.dumps(caption_words.document(found))

    return respond(call.conditions, reply, make)


def cite(call: Call) -> Response:
    """A view as something to cite; nothing is stored. Raises RequestError."""
    spec, store = map_spec(call.given, call.services.atlas), call.services.store
    link = address(spec, call.given, call.links, of_version(call), links.MAP)
    offer = call.offer((JSON, HTML, *CITATIONS))
    if offer not in CITATIONS:
        title = TEXTS[params.language(call.given)]["cite"]
        return document(call, (JSON, HTML), title, lambda: citing(spec, store, link))
    key = call.key(links.CITE, versions(call), tuple(call.given.items()))
    name = {"Content-Disposition": f'attachment; filename="conflict-atlas.{_ENDINGS[offer.f]}"'}
    reply = Reply(offer, key, cache_control(call), name)

    def make() -> bytes:
        text: str = citing(spec, store, link)["citations"][offer.f]
        return text.encode()

    return respond(call.conditions, reply, make)


_ENDINGS = {"bibtex": "bib", "ris": "ris", "csl": "json"}


ROUTES = ((links.CAPTION, captioned), (links.CITE, cite))
