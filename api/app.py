"""The composition root: everything the service is made of is put together here, from arguments."""

from importlib import metadata

from fastapi import FastAPI

from api import errors
from api.deps import Services
from api.edge import Edge
from api.routes import collections, core, items, tiles
from api.settings import Settings
from api.views import Views
from geo.atlas import Atlas
from geo.store import FeatureStore

ROUTES = (*core.ROUTES, *collections.ROUTES, *items.ROUTES, *tiles.ROUTES)


def create_app(settings: Settings, atlas: Atlas, store: FeatureStore) -> FastAPI:
    """The service for one atlas. It reads nothing but its arguments and its own files."""
    # Our own OpenAPI 3.0 document and page stand in for FastAPI's, which are 3.1 and need a CDN.
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.services = Services(settings, atlas, store, Views.load(), release())
    for path, endpoint in ROUTES:
        app.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
    errors.register(app)
    app.add_middleware(Edge, settings=settings)
    return app


def release() -> str:
    """The version of the installed program."""
    return metadata.version("conflict-atlas")
