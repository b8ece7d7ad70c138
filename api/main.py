"""The application of a server process: a factory that needs only the settings."""

from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore


def create(settings: Settings | None = None) -> FastAPI:
    """The application for the settings given, else for those of the environment.

    For ``uvicorn --factory api.main:create``. Raises DataError where there is no atlas.
    """
    found = settings or Settings()
    atlas = Atlas.open(found.dir)
    return create_app(found, atlas, ColumnarStore(atlas, found.snapshots))
