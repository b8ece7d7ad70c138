"""What a route is given: the services of the process and the call it answers. Look-ups only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from starlette.types import Scope

from api import params, query_string
from api.http import Conditions, Offer, negotiate
from api.links import Links, base_of
from api.settings import Settings
from api.views import Views
from geo.atlas import Atlas
from geo.schema.model import Language
from geo.store import FeatureStore

if TYPE_CHECKING:
    from api.drawers import Drawers


@dataclass(frozen=True, slots=True)
class Services:
    """What lives as long as the process."""

    settings: Settings
    atlas: Atlas
    store: FeatureStore
    views: Views
    release: str  # our own version
    build: str  # a hash of the program: the bytes of an answer depend on it too
    drawers: "Drawers | None" = None  # None in a process that draws itself

    def pinned(self) -> Self:
        """The same for one request, whose data stay at one version."""
        return replace(self, store=self.store.pinned())


@dataclass(frozen=True, slots=True)
class Call:
    """One request: its parameters, its links, and what its header fields say."""

    services: Services
    path: str
    given: Mapping[str, str]
    links: Links
    accept: str | None
    conditions: Conditions

    def anew(self) -> Self:
        """The same call, its data held at the version there is now."""
        return replace(self, services=self.services.pinned())

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


def call_of(scope: Scope, services: Services) -> Call:
    """The call of a request (ASGI, "HTTP Connection Scope"), its data held at one version.

    Raises RequestError for a query string or a Host header that cannot be read.
    """
    fields = dict(reversed(scope["headers"]))  # of a field that is there twice, the first
    host = _text(fields.get(b"host")) or "localhost"
    return Call(
        services=services.pinned(),
        path=scope["path"],
        given=query_string.read(scope["query_string"]),
        links=Links(services.settings.root or base_of(scope["scheme"], host)),
        accept=_text(fields.get(b"accept")),
        conditions=Conditions(
            _text(fields.get(b"if-none-match")), _text(fields.get(b"accept-encoding"))
        ),
    )


def _text(field: bytes | None) -> str | None:
    return None if field is None else field.decode("latin-1")
