"""Content negotiation, conditional requests and the answer itself: RFC 9110 sections 8, 12, 13."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from starlette.responses import Response, StreamingResponse

from api import encoding
from api.errors import NotAcceptableError
from geo.errors import RequestError

VARY = "Accept, Accept-Encoding"
IMMUTABLE = "public, max-age=31536000, immutable"
Body = bytes | memoryview

_ETAG = re.compile(r'(?:W/)?"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Offer:
    """A representation a resource has: its name in ``f=`` and its media type."""

    f: str
    media_type: str
    title: str = ""  # how people call it
    packed: bool = False  # compressing it once more would save little

    @property
    def content_type(self) -> str:
        """The header's value: text carries its charset."""
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


JSON = Offer("json", "application/json")
HTML = Offer("html", "text/html")
GEOJSON = Offer("json", "application/geo+json", "GeoJSON")
CSV = Offer("csv", "text/csv", "CSV")
MVT = Offer("mvt", "application/vnd.mapbox-vector-tile")
JSONSEQ = Offer("jsonseq", "application/geo+json-seq", "GeoJSON text sequence")
GPKG = Offer("gpkg", "application/geopackage+sqlite3", "GeoPackage")
FGB = Offer("fgb", "application/flatgeobuf", "FlatGeobuf")  # as others send it; not registered
PARQUET = Offer("parquet", "application/vnd.apache.parquet", "GeoParquet", packed=True)
KML = Offer("kml", "application/vnd.google-earth.kml+xml", "KML")
SVG = Offer("svg", "image/svg+xml")
PDF = Offer("pdf", "application/pdf", packed=True)
PNG = Offer("png", "image/png", packed=True)
FIGURES = (SVG, PDF, PNG)
DOCX = Offer(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "Word",
    packed=True,
)
MARKDOWN = Offer("md", "text/markdown", "Markdown")  # RFC 7763
LATEX = Offer("tex", "application/x-tex", "LaTeX")
TYPST = Offer("typ", "text/plain", "Typst")  # none is registered
ZIP = Offer("zip", "application/zip", "LaTeX and Markdown with their figures", packed=True)
REPORTS = (DOCX, PDF, HTML, MARKDOWN, LATEX, TYPST, ZIP)
FILES = (CSV, JSONSEQ, GPKG, FGB, PARQUET, KML)
SCHEMA = Offer("json", "application/schema+json")
BIBTEX = Offer("bibtex", "application/x-bibtex", "BibTeX")  # as crossref.org sends it
RIS = Offer("ris", "application/x-research-info-systems", "RIS")
CSL = Offer("csl", "application/vnd.citationstyles.csl+json", "CSL-JSON")
CITATIONS = (BIBTEX, RIS, CSL)
SCRIPT = Offer("js", "text/javascript")

# Some clients ask for tiles by their encoding's name, and many name the one charset we send.
ALIASES = {"application/vnd.mapbox-vector-tile": "application/x-protobuf"}
CHARSET = frozenset(("charset=utf-8", 'charset="utf-8"'))
OPENAPI = Offer("json", "application/vnd.oai.openapi+json;version=3.0")


def negotiate(f: str | None, accept: str | None, offers: Sequence[Offer]) -> Offer:
    """The offer to answer with: ``f`` decides, else ``Accept``, else the first.

    Raises RequestError for an unknown ``f`` and NotAcceptableError where ``Accept`` takes none.
    """
    if f is not None:
        for offer in offers:
            if offer.f == f:
                return offer
        names = dict.fromkeys(offer.f for offer in offers)
        raise RequestError("f", f, "no such format here", names)
    if not accept or accept.strip() in ("", "*/*"):
        return offers[0]
    ranges = [_media_range(part) for part in accept.split(",")]
    ranked = [(_weight(offer, ranges), offer) for offer in offers]
    weight, best = max(ranked, key=lambda pair: pair[0])
    if weight <= 0:
        raise NotAcceptableError(accept, dict.fromkeys(offer.media_type for offer in offers))
    return best


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    parameters: frozenset[str]
    q: float


def _media_range(part: str) -> _Range:
    media_type, *parameters = [piece.strip().lower() for piece in part.split(";")]
    q = 1.0
    others = set()
    for parameter in parameters:
        if not parameter.startswith("q="):
            others.add(parameter)
            continue
        try:
            q = float(parameter[2:])
        except ValueError:
            q = 0.0
    return _Range(media_type, frozenset(others), q)


def _weight(offer: Offer, ranges: Iterable[_Range]) -> float:
    """The weight of the most specific range the offer falls in (RFC 9110 section 12.5.1)."""
    media_type, *parameters = offer.media_type.split(";")
    specific = {
        ALIASES.get(media_type, media_type): 2,
        media_type: 2,
        media_type.split("/")[0] + "/*": 1,
        "*/*": 0,
    }
    fitting = [
        (specific[found.type], len(found.parameters), found.q)
        for found in ranges
        if found.type in specific and found.parameters - CHARSET <= set(parameters)
    ]
    return max(fitting)[2] if fitting else 0.0


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a request's header fields say about the answer it can use."""

    if_none_match: str | None = None
    accept_encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before its body: ``key`` is all that the bytes depend on, data version first."""

    offer: Offer
    key: tuple[object, ...]
    cache_control: str
    headers: Mapping[str, str] = field(default_factory=dict)
    effort: encoding.Effort = "quick"  # to compress it


@dataclass(frozen=True, slots=True)
class Later:
    """An answer whose body takes long to make: it is made where no other waits for it."""

    reply: Reply
    make: Callable[[], bytes]


def respond_later(
    conditions: Conditions, reply: Reply, make: Callable[[], bytes]
) -> Response | Later:
    """What is to be made; 304 where the client has it already."""
    return unchanged(conditions, reply) or Later(reply, make)


def made(conditions: Conditions, later: Later) -> Response:
    """The answer, its body made now."""
    return answer(conditions, later.reply, later.make())


def respond(conditions: Conditions, reply: Reply, make: Callable[[], bytes]) -> Response:
    """The answer to a GET or HEAD; 304 without calling ``make`` where the client has it already."""
    return unchanged(conditions, reply) or answer(conditions, reply, make())


def unchanged(conditions: Conditions, reply: Reply) -> Response | None:
    """A 304 where the client names the representation it would get, whatever its coding."""
    if not conditions.if_none_match:
        return None
    held = _held(conditions.if_none_match, _tag(reply))
    return Response(None, 304, _headers(reply, held)) if held else None


def answer(conditions: Conditions, reply: Reply, body: Body) -> Response:
    """The answer with its body, compressed where the client takes it and it pays.

    The ETag is strong, so each content coding has its own (RFC 9110 section 8.8.3.3).
    """
    tag = _tag(reply)
    if conditions.if_none_match and conditions.if_none_match.strip() == "*":
        return Response(None, 304, _headers(reply, tag))  # any will do, and now we know it exists
    pays = len(body) >= encoding.LEAST and not reply.offer.packed
    coding = encoding.choose(conditions.accept_encoding) if pays else None
    headers = {"Content-Type": reply.offer.content_type}
    if coding:
        body = encoding.encode(body, coding, reply.effort)
        headers["Content-Encoding"] = coding
        tag = f"{tag}-{coding}"
    return Response(body, 200, headers | _headers(reply, tag))


def stream(conditions: Conditions, reply: Reply, pieces: Iterator[bytes]) -> Response:
    """The same answer for a body that comes in pieces; ``unchanged`` was asked before."""
    tag = _tag(reply)
    if conditions.if_none_match and conditions.if_none_match.strip() == "*":
        return Response(None, 304, _headers(reply, tag))
    coding = None if reply.offer.packed else encoding.choose(conditions.accept_encoding)
    headers = {"Content-Type": reply.offer.content_type}
    if coding:
        pieces = encoding.encoded(pieces, coding)
        headers["Content-Encoding"] = coding
        tag = f"{tag}-{coding}"
    return StreamingResponse(pieces, 200, headers | _headers(reply, tag))


def _headers(reply: Reply, tag: str) -> dict[str, str]:
    cache = {"Vary": VARY, "Cache-Control": reply.cache_control, "ETag": f'"{tag}"'}
    return cache | dict(reply.headers)


def _tag(reply: Reply) -> str:
    text = repr((reply.offer.media_type, reply.key))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _held(if_none_match: str | None, tag: str) -> str | None:
    """The client's own tag where it names this representation in any coding."""
    known = {tag, *(f"{tag}-{coding}" for coding in encoding.CODINGS)}
    return next((held for held in _ETAG.findall(if_none_match or "") if held in known), None)
