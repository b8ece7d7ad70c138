"""The answers several routes give: a document as JSON or on a page, both from one value."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from starlette.responses import Response

from api import links
from api.deps import Call
from api.http import FILES, HTML, Offer, Reply, respond
from geo.errors import NotFoundError
from geo.store import data_version


def cache_control(call: Call) -> str:
    """How long an answer that follows the data may be kept without asking."""
    return f"public, max-age={call.services.settings.max_age}"


def versions(call: Call) -> tuple[str, ...]:
    """The data versions of all layers."""
    services = call.services
    return tuple(services.store.version(layer) for layer in services.atlas.layers.values())


def of_version(call: Call) -> str:
    """The version of the data served. Raises NotFoundError where the caller means another one."""
    served = data_version(call.services.atlas, call.services.store)
    wanted = call.given.get("version", served)
    if wanted != served:
        raise NotFoundError("version", wanted, f"the version served: {served}")
    return served


def negotiated(call: Call, offers: Sequence[Offer], key: tuple[object, ...]) -> Reply:
    """The reply in the representation asked for; HTML goes out under the views' content policy."""
    offer = call.offer(offers)
    policy = {"Content-Security-Policy": call.services.views.policy} if offer is HTML else {}
    return Reply(offer, call.key(call.language, *key), cache_control(call), policy)


def view(call: Call, template: str, values: Mapping[str, Any]) -> bytes:
    """The page of a template; every template knows the call and the paths."""
    known = {"call": call, "paths": links, "files": FILES, "atlas": call.services.atlas}
    return call.services.views.render(template, call.language, {**known, **values})


def document(
    call: Call, offers: Sequence[Offer], title: str, make: Callable[[], Mapping[str, Any]]
) -> Response:
    """A document of the atlas as JSON, or the same JSON on a page."""
    reply = negotiated(call, offers, (call.path, tuple(call.given.items()), versions(call)))

    def body() -> bytes:
        if reply.offer is not HTML:
            return orjson.dumps(make())
        made = make()
        text = orjson.dumps(made, option=orjson.OPT_INDENT_2).decode()
        leading = {link["href"]: link for link in _links(made)}.values()
        return view(call, "document.html", {"title": title, "text": text, "leading": leading})

    return respond(call.conditions, reply, body)


def _links(part: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - any part of a JSON document
    """The links of a document, wherever they stand in it; no templates, which lead nowhere yet."""
    if isinstance(part, Mapping):
        if "href" in part and "rel" in part and not part.get("templated"):
            yield part
        part = tuple(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            yield from _links(one)
