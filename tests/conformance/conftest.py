from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi import Client, decoded

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore


@pytest.fixture(scope="session")
def settings(mini: Path) -> Settings:
    return Settings(dir=mini, default_limit=5, max_limit=50)


@pytest.fixture(scope="session")
def client(mini: Path, settings: Settings) -> Iterator[Client]:
    atlas = Atlas.open(mini)
    with Client(create_app(settings, atlas, ColumnarStore(atlas))) as found:
        yield found


@pytest.fixture(scope="session")
def api(client):
    """The OpenAPI document."""
    return decoded(client.get("/openapi.json"))


@pytest.fixture(scope="session")
def collections(client):
    return decoded(client.get("/collections"))["collections"]


@pytest.fixture(scope="session")
def spatial(collections):
    """The ids of the collections whose features have geometries."""
    rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
    return [one["id"] for one in collections if any(each["rel"] == rel for each in one["links"])]
