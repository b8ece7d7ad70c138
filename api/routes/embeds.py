"""What lets other sites show a map: oEmbed, and the script that their pages load."""

from dataclasses import replace
from hashlib import sha256

import orjson
from starlette.responses import Response

from api import links, params
from api.answers import cache_control, of_version, versions
from api.deps import Call
from api.errors import UnsupportedFormatError
from api.http import JSON, SCRIPT, Reply, respond
from api.oembed import View, Wish, embedding
from api.parameters import OEMBED
from api.pictures import map_spec, view_parameters
from api.sharing import view_of
from geo.errors import RequestError
from maps.assets import read
from maps.captions import caption

_SCRIPT = "host/embed.js"


def oembed(call: Call) -> Response:
    """How to embed the view of an address (oEmbed 1.0). Raises RequestError and NotFoundError."""
    given = call.given
    params.only(given, OEMBED)
    if "url" not in given:
        raise RequestError("url", "", "is missing", "the address of a map")
    if given.get("format", "json") != "json":
        raise UnsupportedFormatError(given["format"], ("json",))
    wish = Wish.of(given)
    asked, fragment = view_of(given["url"], call.links)
    spec = map_spec(asked, call.services.atlas)
    of_version(replace(call, given=asked))
    own = view_parameters(spec, asked)
    if "version" in asked:
        own["version"] = asked["version"]
    key = call.key(links.OEMBED, versions(call), tuple(given.items()))

    def make() -> bytes:
        view = View(own, fragment, caption(spec, call.services.store), call.links)
        return orjson.dumps(embedding(view, wish, call.services.settings.max_age))

    return respond(call.conditions, Reply(JSON, key, cache_control(call)), make)


def script(call: Call) -> Response:
    """The script of pages that show maps in frames."""
    params.only(call.given, ("v",))
    body = read(_SCRIPT)
    digest = sha256(body).hexdigest()[:12]
    reply = Reply(SCRIPT, (links.EMBED_SCRIPT, digest), cache_control(call))
    return respond(call.conditions, reply, lambda: body)


ROUTES = ((links.OEMBED, oembed), (links.EMBED_SCRIPT, script))
