"""The composition root: everything the service is made of is put together here, from arguments."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from anyio import to_thread
from fastapi import FastAPI
from starlette.routing import Route

from api import errors
from api.deps import Call, Services
from api.drawers import Drawers
from api.edge import Edge
from api.endpoints import AT_ONCE, Endpoint, Function, Queue, Quick
from api.process import give_back
from api.release import build, release
from api.routes import captions, collections, core, embeds, figures, items, maps, reports, tiles
from api.settings import Settings
from api.tilecache import TileCache
from api.views import Views
from geo.atlas import Atlas
from geo.store import FeatureStore

_TIDY = 30  # seconds

# Functions that only look up: handing them to a thread would take longer than what they do.
LOOKED_UP = (core.health, items.item)
MOST_ASKED = (tiles.xyz_tile, items.items, items.item, core.health)
ROUTES: tuple[tuple[str, Function], ...] = (
    *core.ROUTES,
    *collections.ROUTES,
    *items.ROUTES,
    *tiles.ROUTES,
    *maps.ROUTES,
    *captions.ROUTES,
    *embeds.ROUTES,
    *figures.ROUTES,
    *reports.ROUTES,
)


def create_app(
    settings: Settings, atlas: Atlas, store: FeatureStore, drawers: Drawers | None = None
) -> FastAPI:
    """The service for one atlas. It reads nothing but its arguments and its own files.

    Figures and reports are left to ``drawers``; without them they are made here, as all else is.
    """
    # Our own OpenAPI 3.0 document and page stand in for FastAPI's, which are 3.1 and need a CDN.
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=partial(_lifespan, drawers),
        telemetry={"tracing": False, "metrics": False, "logs": False},  # nobody is told who asks
    )
    services = Services(settings, atlas, store, Views.load(), release(), build(), drawers)
    app.router.routes += _routes(services)
    errors.register(app)
    most = settings.tile_cache_mb * 1_000_000
    app.add_middleware(TileCache, atlas=atlas, store=store, most=most)
    app.add_middleware(Edge, settings=settings)
    return app


def _routes(services: Services) -> list[Route]:
    """The routes, those first that are asked most: they are tried one after the other."""
    queue = Queue()

    def is_short(call: Call) -> bool:  # and so it is as well where nothing else is worked on
        return queue.is_idle() and items.is_short(call)

    quick: dict[Function, Quick] = dict.fromkeys(LOOKED_UP, lambda _: True)
    quick[items.items] = is_short
    ordered = sorted(ROUTES, key=lambda route: route[1] not in MOST_ASKED)
    return [
        Route(
            path,
            Endpoint(function, services, queue, quick.get(function, lambda _: False)),
            methods=["GET"],  # and HEAD, which Starlette adds
        )
        for path, function in ordered
    ]


@asynccontextmanager
async def _lifespan(drawers: Drawers | None, _: FastAPI) -> AsyncIterator[None]:
    # Files that are sent piece by piece get no more threads than other answers do.
    to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    tidying = asyncio.create_task(_tidied(drawers))
    yield
    tidying.cancel()
    if drawers is not None:
        drawers.end()


async def _tidied(drawers: Drawers | None) -> None:
    """What a burst of requests, or a new version of a layer, has left in memory does not stay."""
    while True:
        await asyncio.sleep(_TIDY)
        give_back()
        if drawers is not None:
            drawers.rest()
