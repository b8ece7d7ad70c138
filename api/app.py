"""The composition root: everything the service is made of is put together here, from arguments."""

from hashlib import blake2b
from importlib import metadata
from pathlib import Path

from fastapi import FastAPI

from api import errors
from api.deps import Services
from api.edge import Edge
from api.routes import collections, core, items, maps, tiles
from api.settings import Settings
from api.tilecache import TileCache
from api.views import Views
from geo.atlas import Atlas
from geo.store import FeatureStore

ROUTES = (*core.ROUTES, *collections.ROUTES, *items.ROUTES, *tiles.ROUTES, *maps.ROUTES)
_HERE = Path(__file__).resolve().parent


def create_app(settings: Settings, atlas: Atlas, store: FeatureStore) -> FastAPI:
    """The service for one atlas. It reads nothing but its arguments and its own files."""
    # Our own OpenAPI 3.0 document and page stand in for FastAPI's, which are 3.1 and need a CDN.
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.services = Services(settings, atlas, store, Views.load(), release(), build())
    for path, endpoint in ROUTES:
        app.add_api_route(path, endpoint, methods=["GET", "HEAD"], response_model=None)
    errors.register(app)
    most = settings.tile_cache_mb * 1_000_000
    app.add_middleware(TileCache, atlas=atlas, store=store, most=most)
    app.add_middleware(Edge, settings=settings)
    return app


def build() -> str:
    """A hash of the program's own files: what makes an answer changes when they do.

    The version alone would leave readers of a checkout with the pages of the day before.
    """
    digest = blake2b(digest_size=8)
    for package in ("geo", "maps", "api"):
        for path in sorted((_HERE.parent / package).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def release() -> str:
    """The version of the installed program."""
    return metadata.version("conflict-atlas")
