"""What a route is given: the services of the process and the call it answers. Look-ups only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from api import params, query_string
from api.http import Conditions, Offer, negotiate
from api.links import Links, base_of
from api.settings import Settings
from api.views import Views
from geo.atlas import Atlas
from geo.schema.model import Language
from geo.store import FeatureStore


@dataclass(frozen=True, slots=True)
class Services:
    """What lives as long as the process."""

    settings: Settings
    atlas: Atlas
    store: FeatureStore
    views: Views
    release: str  # our own version
    build: str  # a hash of the program: the bytes of an answer depend on it too


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its parameters, its links, and what its header fields say."""

    services: Services
    path: str
    given: Mapping[str, str]
    links: Links
    accept: str | None
    conditions: Conditions

    @property
    def language(self) -> Language:
        """The language of titles and pages. Raises RequestError."""
        return params.language(self.given)

    def offer(self, offers: Sequence[Offer]) -> Offer:
        """The representation to answer with. Raises RequestError or NotAcceptableError."""
        return negotiate(self.given.get("f"), self.accept, offers)

    def url(self, **changed: str | None) -> str:
        """The URL of this very call with some parameters changed, those of None left out."""
        wanted = {**self.given, **changed}
        return self.links.here(self.path, {n: v for n, v in wanted.items() if v is not None})

    def key(self, *parts: object) -> tuple[object, ...]:
        """What an answer's bytes depend on: program, atlas, address, and the parts given."""
        services = self.services
        return (services.build, services.atlas.version, self.links.base, *parts)


async def call(request: Request) -> Call:
    """The call of a request, its data held at one version.

    Raises RequestError for a query string that cannot be read.
    """
    services: Services = request.app.state.services
    scope, headers = request.scope, request.headers
    base = services.settings.root or base_of(scope["scheme"], headers.get("host", "localhost"))
    return Call(
        services=replace(services, store=services.store.pinned()),
        path=scope["path"],
        given=query_string.read(scope["query_string"]),
        links=Links(base),
        accept=headers.get("accept"),
        conditions=Conditions(headers.get("if-none-match"), headers.get("accept-encoding")),
    )


Called = Annotated[Call, Depends(call)]
