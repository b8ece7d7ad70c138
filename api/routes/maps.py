"""The map as a page, as an embed and as one file, and the scripts and styles of the first two."""

from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.responses import Response

from api import links, params
from api.answers import cache_control, of_version, versions
from api.deps import Call
from api.http import HTML, IMMUTABLE, JSON, Offer, Reply, respond
from api.pictures import crowd_spec, map_spec, page_links
from api.sharing import share_links
from geo.errors import NotFoundError, RequestError
from maps.assets import FOLDER, Assets, read

_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


def page(call: Call) -> Response:
    """The map of a view. Raises RequestError."""
    return _view(call, links.MAP, embed=False)


def embed(call: Call) -> Response:
    """The same view for a frame in another's page. Raises RequestError."""
    return _view(call, links.EMBED, embed=True)


def file(call: Call) -> Response:
    """The same view as one file that needs nothing else. Raises RequestError."""
    return _view(call, links.MAP_FILE, embed=False)


def _view(call: Call, path: str, *, embed: bool) -> Response:
    from maps.page import document, render  # noqa: PLC0415 - brings pandas: maps alone need it

    spec = map_spec(call.given, call.services.atlas, embed=embed)
    of_version(call)
    names = tuple(layer.name for layer in spec.layers)
    online = path == links.MAP and call.services.settings.online_base_maps
    look = (spec.viewport, spec.language, spec.theme, spec.legend, online)
    key = call.key(path, versions(call), names, spec.query, look, tuple(call.given.items()))
    offer = call.offer((HTML, JSON) if path == links.MAP else (HTML,))
    if path == links.MAP and call.services.drawers is not None:
        call.services.drawers.warm()  # who looks at a map may want its figure
    # The page itself says what may run in it; who may frame it only a header can say.
    ancestors = call.services.settings.frame_ancestors if embed else "'self'"
    headers = {"Content-Security-Policy": f"frame-ancestors {ancestors}"}
    assets = Assets.inline() if path == links.MAP_FILE else Assets.served(_static(call))
    if offer is HTML and (
        styles := assets.awaited(framed=embed)
    ):  # asked for before the page is read
        headers["Link"] = ", ".join(f"<{url}>; rel=preload; as=style" for url in styles)
    reply = Reply(offer, key, cache_control(call), headers, "page")
    shared = share_links(spec, call.given, call.links, call.services.settings)
    own = page_links(spec, call.given, call.links, path)
    own = replace(own, share=shared, online=online)
    store = call.services.store
    if offer is JSON:
        return respond(call.conditions, reply, lambda: document(spec, store, own))
    return respond(call.conditions, reply, lambda: render(spec, store, assets, own))


def columns(call: Call) -> Response:
    """The records of large layers as columns, or their ids alone. Raises RequestError."""
    from maps import crowd_columns  # noqa: PLC0415 - brings shapely: maps alone need it

    spec = crowd_spec(call.given, call.services.atlas)
    if (wanted := call.given.get("properties")) not in (None, ""):
        text = "must be empty, for the ids alone, or be left out"
        raise RequestError("properties", wanted, text, "nothing")
    key = call.key(call.path, versions(call), tuple(call.given.items()))
    reply = Reply(call.offer((JSON,)), key, cache_control(call))
    make = crowd_columns.document if wanted is None else crowd_columns.ids
    return respond(call.conditions, reply, lambda: make(spec, call.services.store))


def months(call: Call) -> Response:
    """How many records of a view there are by month and type. Raises RequestError."""
    from maps import months as counted  # noqa: PLC0415 - as the columns

    spec = map_spec(call.given, call.services.atlas, params.MAP_MONTHS)
    key = call.key(call.path, versions(call), tuple(call.given.items()))
    reply = Reply(call.offer((JSON,)), key, cache_control(call))
    return respond(call.conditions, reply, lambda: counted.document(spec, call.services.store))


def _static(call: Call) -> str:
    """Where our files are, without a host: so the page's scheme holds behind any proxy."""
    return urlsplit(call.links.base).path + links.STATIC


def static(name: str, call: Call) -> Response:
    """A script, style or picture of the pages. Raises NotFoundError."""
    params.only(call.given, ("v",))
    kind = _files().get(name)
    if kind is None:
        raise NotFoundError("file", name, "a file that our pages name")
    digest = sha256(read(name)).hexdigest()[:12]
    cache = IMMUTABLE if call.given.get("v") == digest else cache_control(call)
    reply = Reply(kind, (name, digest), cache, effort="file")
    return respond(call.conditions, reply, lambda: read(name))


@lru_cache(maxsize=1)
def _files() -> dict[str, Offer]:
    """The files there are, so that no path a client sends ever reaches the disk."""
    found = (path for path in FOLDER.rglob("*") if path.is_file())
    return {
        path.relative_to(FOLDER).as_posix(): Offer(
            "", _KINDS.get(path.suffix, "application/octet-stream")
        )
        for path in found
    }


ROUTES = (
    (links.MAP, page),
    (links.MAP_COLUMNS, columns),
    (links.MAP_MONTHS, months),
    (links.EMBED, embed),
    (links.MAP_FILE, file),
    (links.STATIC + "/{name:path}", static),
)
