"""The one place of URLs: every path the service answers, and the absolute links to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from geo.errors import RequestError

ROOT = "/"
CONFORMANCE = "/conformance"
OPENAPI = "/openapi.json"
DOCS = "/docs"
HEALTH = "/healthz"
COLLECTIONS = "/collections"
COLLECTION = "/collections/{layer}"
QUERYABLES = COLLECTION + "/queryables"
SORTABLES = COLLECTION + "/sortables"
SCHEMA = COLLECTION + "/schema"
FEATURE_SCHEMA = SCHEMA + "/feature"
ITEMS = COLLECTION + "/items"
ITEM = ITEMS + "/{feature_id}"
TILESETS = COLLECTION + "/tiles"
TILESET = TILESETS + "/WebMercatorQuad"
TILEJSON = TILESET + "/tilejson.json"
# The order of the OGC, row before column, and its names: OGC 20-057 /req/core/tc-op.
_OGC_NUMBERS = "/{tileMatrix}/{tileRow}/{tileCol}"
OGC_TILE = TILESET + _OGC_NUMBERS
ALL_TILESETS = "/tiles"
ALL_TILESET = ALL_TILESETS + "/WebMercatorQuad"
ALL_TILEJSON = ALL_TILESET + "/tilejson.json"
ALL_OGC_TILE = ALL_TILESET + _OGC_NUMBERS
MATRIX_SETS = "/tileMatrixSets"
MATRIX_SET = MATRIX_SETS + "/WebMercatorQuad"
XYZ_TILE = "/tiles/{layers}/{z}/{x}/{y}.mvt"  # the order of Leaflet, MapLibre, QGIS
MAP = "/map"
MAP_COLUMNS = "/map/columns"
MAP_MONTHS = "/map/months"
EMBED = "/embed"
MAP_FILE = "/map.html"
CAPTION = "/caption.json"
CITE = "/cite"
OEMBED = "/oembed"
EMBED_SCRIPT = "/embed.js"
FIGURE_SVG = "/figure.svg"
FIGURE_PDF = "/figure.pdf"
FIGURE_PNG = "/figure.png"
REPORT = "/report.{format}"
STATIC = "/static"

# What stands at the top, for who mistyped it.
PATHS = (
    *(CONFORMANCE, OPENAPI, DOCS, HEALTH, COLLECTIONS, ALL_TILESETS, MATRIX_SETS),
    *(FIGURE_SVG, FIGURE_PDF, FIGURE_PNG),
    *(MAP, MAP_COLUMNS, MAP_MONTHS, EMBED, MAP_FILE, CAPTION, CITE, OEMBED, EMBED_SCRIPT),
)

_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]*")  # RFC 3986 section 2.3

# A host name, an IPv4 address or a bracketed IPv6 address, and a port (RFC 3986 section 3.2.2).
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute URLs below ``base``, which has no closing slash."""

    base: str

    def to(self, path: str, query: Mapping[str, str] | None = None, **parts: object) -> str:
        """The URL of one of this module's paths, its ``{parts}`` filled in and quoted.

        A part that is not given stays a template variable, as OGC API - Tiles and TileJSON want.
        """
        for name, value in parts.items():
            path = path.replace("{" + name + "}", _quoted(str(value), ","))
        return self._url(path, query)

    def here(self, path: str, query: Mapping[str, str]) -> str:
        """The URL of a request's own decoded path with these parameters."""
        return self._url(_quoted(path, "/,"), query)

    def _url(self, path: str, query: Mapping[str, str] | None) -> str:
        if not query:
            return self.base + path
        pairs = [f"{_quoted(name)}={_quoted(value)}" for name, value in query.items()]
        return f"{self.base}{path}?{'&'.join(pairs)}"


@lru_cache(maxsize=256)  # a page links to itself ten times, with the same values each time
def _quoted(text: str, safe: str = "") -> str:
    """The text percent-encoded (RFC 3986 section 2.1), but for the characters that are safe."""
    # Most texts are of such characters only, and seeing that is faster than going through them.
    return text if _UNRESERVED.fullmatch(text) else quote(text, safe=safe)


def base_of(scheme: str, host: str) -> str:
    """The base URL a request came to.

    Raises RequestError where the Host header is not a host, since links would carry it on.
    """
    if not _HOST.fullmatch(host):
        raise RequestError("Host", host, "is not a host name and port")
    return f"{'https' if scheme == 'https' else 'http'}://{host}"


def link(rel: str, href: str, media_type: str, title: str | None = None) -> dict[str, str]:
    """A link of an OGC API answer (OGC 17-069r4 section 5.2, RFC 8288)."""
    found = {"rel": rel, "type": media_type, "href": href}
    if title:
        found["title"] = title
    return found


def header(rel: str, href: str, media_type: str) -> str:
    """The same as a ``Link`` header field, for answers whose body carries no links."""
    return f'<{href}>; rel="{rel}"; type="{media_type}"'
