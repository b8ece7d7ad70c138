"""Figures of a view, for paper, slides and other people's pages."""

from typing import TYPE_CHECKING, cast

from starlette.responses import Response

from api import links, params
from api.answers import cache_control, of_version, versions
from api.deps import Call
from api.http import PDF, PNG, SVG, Later, Offer, Reply, respond_later
from api.papers import paper
from api.pictures import address, map_spec

if TYPE_CHECKING:
    from maps.figure import Format


def svg(call: Call) -> Response | Later:
    """The figure as SVG, its texts texts and its faces in it. Raises RequestError."""
    return _figure(call, SVG)


def pdf(call: Call) -> Response | Later:
    """The figure as a tagged PDF of one page. Raises RequestError."""
    return _figure(call, PDF)


def png(call: Call) -> Response | Later:
    """The figure as PNG. Raises RequestError."""
    return _figure(call, PNG)


def _figure(call: Call, offer: Offer) -> Response | Later:
    given, store = call.given, call.services.store
    spec = map_spec(given, call.services.atlas, params.FIGURE)
    sheet = paper(given, caption=params.flag(given, "caption", default=True))
    version = of_version(call)
    view = {name: text for name, text in given.items() if name not in params.FIGURE_ALONE}
    link = address(spec, view, call.links, version, links.MAP)
    key = call.key(call.path, versions(call), tuple(given.items()))
    reply = Reply(call.offer((offer,)), key, cache_control(call))
    kind = cast("Format", offer.f)

    def make() -> bytes:
        # Shapely, Typst and HarfBuzz: who has others draw need not have them
        from maps.figure import figure  # noqa: PLC0415 - see above

        return figure(spec, store, sheet, kind, link)

    return respond_later(call.conditions, reply, make)


ROUTES = (
    (links.FIGURE_SVG, svg),
    (links.FIGURE_PDF, pdf),
    (links.FIGURE_PNG, png),
)
