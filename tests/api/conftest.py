from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi import Client
from plain_store import PlainStore

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore


@pytest.fixture(scope="session")
def mini_atlas(mini: Path) -> Atlas:
    return Atlas.open(mini)


@pytest.fixture(scope="session")
def settings(mini: Path) -> Settings:
    return Settings(dir=mini, default_limit=5, max_limit=50)


@pytest.fixture(scope="session", params=["plain", "columnar"])
def store(request: pytest.FixtureRequest, mini_atlas: Atlas) -> object:
    """Every test of the API passes on a store that loops over rows as on the real one."""
    return {"plain": PlainStore, "columnar": ColumnarStore}[request.param](mini_atlas)


@pytest.fixture(scope="session")
def client(settings, mini_atlas, store) -> Iterator[Client]:
    with Client(create_app(settings, mini_atlas, store)) as found:
        yield found


@pytest.fixture(scope="session")
def served(settings, mini_atlas) -> Iterator[Client]:
    """A client of the real store alone, for tests that cost time and ask nothing of stores."""
    with Client(create_app(settings, mini_atlas, ColumnarStore(mini_atlas))) as found:
        yield found
