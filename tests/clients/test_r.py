"""R's sf reading what the server gives: equal rows, by OGC API and as files."""

from pathlib import Path
from urllib.request import urlretrieve

import pandas as pd
import pytest
import shapely
from expected import exact, features, of_large, same_place
from programs import run

pytestmark = pytest.mark.heavy
SCRIPT = Path(__file__).with_name("read_sf.R")


@pytest.fixture
def read(tmp_path):
    """What sf reads of a source, or of a layer of it; days and numbers as R holds them."""

    def frame(*source):
        run("Rscript", "--vanilla", SCRIPT, tmp_path / "rows.csv", *source)
        return pd.read_csv(tmp_path / "rows.csv", na_values=["NA"], keep_default_na=False)

    return frame


@pytest.fixture(scope="module")
def attacks(mini):
    return features(mini, "attacks")


def download(server, query, target):
    urlretrieve(f"{server}/collections/attacks/items?{query}", target)  # noqa: S310 - our own server
    return target


def is_same(frame, attacks):
    assert sorted(frame["id"]) == sorted(attacks)
    for row in frame.to_dict("records"):
        record = attacks[row["id"]]
        shape = None if pd.isna(row["wkt"]) else shapely.from_wkt(row["wkt"])
        assert same_place(shape, record["geometry"])
        for name in ("name_fr", "event_type", "fatalities_low", "fatalities_best", "date_start",
                     "geo_precision", "actor_b"):  # fmt: skip
            stated = record["properties"][name]
            assert pd.isna(row[name]) if stated is None else row[name] == stated, name


def test_the_collection(read, server, attacks):
    frame = read(f"OAPIF:{server}", "attacks")
    is_same(frame, attacks)
    assert set(frame["kind_of_date_start"]) == {"Date"}


def test_a_page_of_geojson_by_its_address(read, server, attacks):
    frame = read(f"{server}/collections/attacks/items?limit=6")
    is_same(frame, {name: attacks[name] for name in frame["id"]})
    assert frame["id"].nunique() == 6


def test_a_text_sequence(read, server, attacks, tmp_path):
    frame = read(download(server, "f=jsonseq&limit=1000", tmp_path / "all.geojsons"))
    is_same(frame, attacks)


def test_a_geopackage(read, server, attacks, tmp_path):
    frame = read(download(server, "f=gpkg&limit=1000", tmp_path / "a.gpkg"))
    is_same(frame, attacks)
    assert set(frame["kind_of_date_start"]) == {"Date"}


def test_a_flatgeobuf(read, server, attacks, tmp_path):
    frame = read(download(server, "f=fgb&limit=1000", tmp_path / "a.fgb"))
    assert sorted(frame["id"]) == sorted(attacks)


def test_a_tile(read, server, attacks):
    frame = read(f"MVT:{server}/tiles/attacks/0/0/0.mvt", "attacks")
    assert sorted(frame["id"]) == sorted(exact(attacks))


def test_many(read, large, large_atlas, tmp_path):
    frame = read(download(large, "f=gpkg&limit=100000", tmp_path / "many.gpkg")).set_index("id")
    events = of_large(large_atlas, ["fatalities_best"]).set_index("id")
    assert sorted(frame.index) == sorted(events.index)
    frame = frame.loc[events.index]
    assert frame["fatalities_best"].sum() == events["fatalities_best"].sum()
    assert (frame["wkt"].isna() == events["lon"].isna()).all()
