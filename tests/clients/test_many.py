"""An atlas of twenty pages: every client reaches the last one, and has each event once."""

import json
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from expected import of_large
from owslib.ogcapi.features import Features
from programs import run


@pytest.fixture(scope="module")
def events(large_atlas):
    return of_large(large_atlas, ["fatalities_best"]).set_index("id")


def test_the_gdal_of_the_wheel(large, events):
    frame = pyogrio.read_dataframe(f"OAPIF:{large}", layer="attacks").set_index("id")
    assert frame.index.is_unique
    found = frame.loc[events.index]
    assert len(frame) == len(events)
    assert np.array_equal(shapely.get_x(found.geometry), events["lon"], equal_nan=True)
    assert np.array_equal(shapely.get_y(found.geometry), events["lat"], equal_nan=True)
    assert np.array_equal(found["fatalities_best"], events["fatalities_best"], equal_nan=True)


def test_debians_gdal(large, events, tmp_path):
    target = tmp_path / "events.gpkg"
    source = (f"OAPIF:{large}", "attacks", "-oo", "PAGE_SIZE=1000")  # else it asks for ten at once
    _, complaints = run("ogr2ogr", target, *source)
    assert complaints == ""
    frame = pyogrio.read_dataframe(target).set_index("id")
    assert sorted(frame.index) == sorted(events.index)
    deaths = frame.loc[events.index, "fatalities_best"]
    assert np.array_equal(deaths, events["fatalities_best"], equal_nan=True)


def test_debians_gdal_by_date(large, large_atlas):
    where = "date_start >= '2015-01-01' AND date_start <= '2015-12-31'"
    source = (f"OAPIF:{large}", "attacks", "-where", where, "-oo", "PAGE_SIZE=1000")
    said, _ = run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", *source)
    found = [one["properties"]["id"] for one in json.loads(said)["features"]]
    days = of_large(large_atlas, ["date_start", "date_end"])
    starts, ends = (pd.to_datetime(days[name]) for name in ("date_start", "date_end"))
    # GDAL asks by `datetime`, so days overlap, and one that is not stated is open
    overlap = ~(starts > pd.Timestamp("2015-12-31")) & ~(ends < pd.Timestamp("2015-01-01"))
    assert sorted(found) == sorted(days.loc[overlap, "id"])


def test_owslib(large, events):
    client, ids, cursor = Features(large), [], {}
    while cursor is not None:
        page = client.collection_items("attacks", limit=1000, **cursor)
        ids += [one["id"] for one in page["features"]]
        following = [one["href"] for one in page["links"] if one["rel"] == "next"]
        cursor = (
            {"cursor": parse_qs(urlsplit(following[0]).query)["cursor"][0]} if following else None
        )
    assert page["numberMatched"] == len(ids) == len(events)
    assert sorted(ids) == sorted(events.index)
