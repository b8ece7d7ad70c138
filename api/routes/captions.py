"""What is said about a view, as data: every medium takes its words from here."""

import orjson
from starlette.responses import Response

from api import links
from api.answers import cache_control, of_version, versions
from api.deps import Call
from api.http import JSON, Reply, respond
from api.pictures import address, map_spec
from maps.caption_words import document
from maps.captions import caption


def captioned(call: Call) -> Response:
    """The caption of a view: its numbers, sources and texts. Raises RequestError."""
    spec = map_spec(call.given, call.services.atlas)
    version = of_version(call)
    key = call.key(links.CAPTION, versions(call), tuple(call.given.items()))
    reply = Reply(call.offer((JSON,)), key, cache_control(call))
    link = address(spec, call.given, call.links, version, links.MAP)

    def make() -> bytes:
        return orjson.dumps(document(caption(spec, call.services.store, link)))

    return respond(call.conditions, reply, make)


ROUTES = ((links.CAPTION, captioned),)
