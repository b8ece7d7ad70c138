"""The report of a view as a document, in several formats."""

from typing import TYPE_CHECKING, cast

from starlette.responses import Response

from api import links, params
from api.answers import cache_control, of_version, versions
from api.deps import Call
from api.http import REPORTS, Later, Reply, respond_later
from api.pictures import address, map_spec, page_links
from geo.errors import NotFoundError

if TYPE_CHECKING:
    from maps.report_files import Kind

# The figures of texts that only name theirs: without the caption, which the text has.
_FIGURES = {"md": links.FIGURE_PNG, "tex": links.FIGURE_PDF}
_PLAIN = {"width": "900", "height": "620", "scale": "2", "caption": "false"}


def report(format: str, call: Call) -> Response | Later:  # noqa: A002 - the name of the path's part
    """The report of a view in that format. Raises RequestError, NotFoundError for the format."""
    offer = next((offer for offer in REPORTS if offer.f == format), None)
    if offer is None:
        raise NotFoundError("format", format, [offer.f for offer in REPORTS])
    given, atlas, store = call.given, call.services.atlas, call.services.store
    spec = map_spec(given, atlas, params.REPORT)
    view = params.without(given, params.REPORT_ONLY)
    version = of_version(call)
    own = page_links(spec, view, call.links, links.MAP)
    kind = cast("Kind", offer.f)
    rows, by_region = params.rows(given), params.by_region(given, kind)
    link = address(spec, view, call.links, version, links.MAP)
    named = _FIGURES.get(kind)
    figure_url = address(spec, view | _PLAIN, call.links, version, named) if named else ""
    key = call.key(call.path, versions(call), tuple(given.items()))
    headers = {"Content-Disposition": f'inline; filename="{atlas.id}-report.{offer.f}"'}
    reply = Reply(offer, key, cache_control(call), headers)

    def make() -> bytes:
        from maps.report_files import Reporting, Wish  # noqa: PLC0415 - as of figures

        wish = Wish(kind, rows, link, by_region=by_region, figure_url=figure_url)
        return Reporting(spec, store, own).written(wish)

    return respond_later(call.conditions, reply, make)


ROUTES = ((links.REPORT, report),)
