"""The report of a view as a document, in several formats."""

from typing import cast

from starlette.responses import Response

from api import links, params
from api.answers import cache_control, of_version, versions
from api.deps import Call
from api.http import REPORTS, Reply, respond
from api.pictures import address, map_spec, page_links
from geo.errors import NotFoundError
from maps.report_files import Kind, Wish, written


def report(format: str, call: Call) -> Response:  # noqa: A002 - the name of the path's part
    """The report of a view in that format. Raises RequestError, NotFoundError for the format."""
    offer = next((offer for offer in REPORTS if offer.f == format), None)
    if offer is None:
        raise NotFoundError("format", format, [offer.f for offer in REPORTS])
    given, atlas, store = call.given, call.services.atlas, call.services.store
    spec = map_spec(given, atlas, params.REPORT)
    view = params.without(given, params.REPORT_ONLY)
    own = page_links(spec, view, call.links, links.MAP)
    link = address(spec, view, call.links, of_version(call), links.MAP)
    wish = Wish(cast("Kind", offer.f), params.rows(given), link)
    key = call.key(call.path, versions(call), tuple(given.items()))
    headers = {"Content-Disposition": f'inline; filename="{atlas.id}-report.{offer.f}"'}
    reply = Reply(offer, key, cache_control(call), headers)
    return respond(call.conditions, reply, lambda: written(spec, store, own, wish))


ROUTES = ((links.REPORT, report),)
