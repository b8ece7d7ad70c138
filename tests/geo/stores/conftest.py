"""Two atlases behind the same tests: the hand-made mini one and a seeded larger one."""

from dataclasses import dataclass

import pytest
import store_oracle
import synthetic_atlas

from geo.atlas import Atlas, Layer
from geo.stores.columnar import ColumnarStore


@dataclass(frozen=True)
class Case:
    store: ColumnarStore
    layer: Layer
    oracle: store_oracle.Oracle


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory, mini):
    folder = tmp_path_factory.mktemp("synthetic")
    return synthetic_atlas.write(folder, 5_000, mini / "areas" / "areas.geojson")


@pytest.fixture(
    scope="session",
    params=[
        "mini attacks",
        "mini border_incidents",
        "mini military_regions",
        "mini bases",
        "synthetic attacks",
    ],
)
def case(request, mini, synthetic):
    """A store, one of its layers, and the oracle of that layer."""
    which, name = request.param.split()
    atlas = Atlas.open(mini if which == "mini" else synthetic)
    layer = atlas.layer(name)
    oracle = store_oracle.Oracle(layer.schema, layer.path, atlas.layer("areas").path)
    return Case(ColumnarStore(atlas), layer, oracle)
