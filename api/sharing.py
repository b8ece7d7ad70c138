"""Where a view is offered in other media, and the view that an address of ours asks for."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from api import links, query_string
from api.http import FILES, GEOJSON, REPORTS, Offer
from api.links import Links
from api.params import Given
from api.pictures import view_parameters
from api.settings import Settings
from geo.errors import NotFoundError
from maps.embed_codes import DRAWN, PICTURE
from maps.spec import MapSpec, ShareLinks

_FRAGMENT = "!$&'()*+,;=:@/?%-._~"  # RFC 3986 section 3.5, and what is percent-encoded already


def share_links(spec: MapSpec, given: Given, to: Links, settings: Settings) -> ShareLinks:
    """The addresses of a page's share panel, and of what others read in its head.

    The page that others are led to is the map's, from a frame as well.
    """
    own = view_parameters(spec, given)
    if "version" in given:
        own["version"] = given["version"]
    page = to.to(links.MAP, own)
    drawn = own if spec.embed else own | {"legend": "false"}  # which the page has beside it
    return ShareLinks(
        page=page,
        picture=to.to(links.FIGURE_PNG, own | _size(PICTURE)),
        drawings=tuple(_drawing(drawn, to, size) for size in DRAWN),
        oembed=to.to(links.OEMBED, {"url": page}),
        map=to.to(links.MAP),
        embed=to.to(links.EMBED),
        script=to.to(links.EMBED_SCRIPT),
        caption=to.to(links.CAPTION),
        cite=to.to(links.CITE),
        figures={
            "png": to.to(links.FIGURE_PNG),
            "svg": to.to(links.FIGURE_SVG),
            "pdf": to.to(links.FIGURE_PDF),
        },
        reports={one.f: (to.to(links.REPORT, format=one.f), _titled(one)) for one in REPORTS},
        files=(
            (GEOJSON.f, GEOJSON.title, settings.max_limit),
            *((one.f, one.title, settings.max_file_limit) for one in FILES),
        ),
    )


def _drawing(own: Mapping[str, str], to: Links, size: tuple[int, int]) -> str:
    """The address of the figure without a host: the page takes pictures from where it lies."""
    url = urlsplit(to.to(links.FIGURE_SVG, {**own, "caption": "false", **_size(size)}))
    return f"{url.path}?{url.query}"


def _titled(offer: Offer) -> str:
    return offer.title or offer.f.upper()


def _size(size: tuple[int, int]) -> dict[str, str]:
    return {"width": str(size[0]), "height": str(size[1])}


def view_of(url: str, to: Links) -> tuple[dict[str, str], str]:
    """The parameters that a map's address has, and what a reader chose there: from its ``#`` on.

    The scheme may differ: a proxy's is not always known. Raises NotFoundError where the address is
    of no map of ours, RequestError where its parameters cannot be read.
    """
    allowed = f"an address of a map: {to.to(links.MAP)} or {to.to(links.EMBED)} with parameters"
    try:
        parts, ours = urlsplit(url), urlsplit(to.base)
    except ValueError:
        raise NotFoundError("view", url, allowed) from None
    known = [ours.path + path for path in (links.MAP, links.EMBED)]
    if parts.scheme not in ("http", "https") or parts.netloc != ours.netloc:
        raise NotFoundError("view", url, allowed)
    if parts.path not in known:
        raise NotFoundError("view", url, allowed)
    given = query_string.read(parts.query.encode("utf-8", "replace"))
    given.pop("f", None)
    return given, f"#{quote(parts.fragment, safe=_FRAGMENT)}" if parts.fragment else ""
