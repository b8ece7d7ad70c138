"""The mini atlas and its store, opened once."""

import pytest

from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.spec import MapSpec


@pytest.fixture(scope="session")
def mini_atlas(mini):
    return Atlas.open(mini)


@pytest.fixture(scope="session")
def mini_store(mini_atlas):
    return ColumnarStore(mini_atlas)


@pytest.fixture(scope="session")
def english(mini_atlas):
    return MapSpec(mini_atlas, mini_atlas.mapped)


@pytest.fixture(scope="session")
def french(mini_atlas):
    return MapSpec(mini_atlas, mini_atlas.mapped, language="fr")
