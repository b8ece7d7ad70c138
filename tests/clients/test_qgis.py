"""QGIS, run offscreen by its own Python: features page by page, filters, and tiles drawn."""

import json
import math
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import shapely
from expected import LAYERS, chosen, exact, features, of_large, overlapping, same, same_place

pytestmark = pytest.mark.heavy
SCRIPT = Path(__file__).with_name("in_qgis.py")
# Optional fields, which records without them go without: this version of QGIS learns the fields
# from the first ten records, and does not see those that come up later.
RARE = frozenset({"external_ids", "geo_precision_src", "time_precision_src"})
PYTHON = "/usr/bin/python3"  # QGIS's bindings are made for Debian's


@pytest.fixture(scope="module")
def qgis(tmp_path_factory):
    """Has QGIS do jobs, each ``(kind, arguments)``; their answers."""
    home = tmp_path_factory.mktemp("qgis")
    env = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    env["PATH"] = os.environ["PATH"]

    def done(*jobs):
        # stands in for a person at the screen, who would see an error in the log's window
        ran = subprocess.run(
            [PYTHON, SCRIPT], input=json.dumps(jobs), capture_output=True, text=True, env=env,
            timeout=300, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr or "QGIS is not installed; `make clients` does"
        answers = json.loads(ran.stdout)
        assert not [one["error"] for one in answers if "error" in one]
        return answers

    return done


def ids(answer):
    return sorted(one["properties"]["id"] for one in answer["features"])


def test_it_reads_each_record_once_with_its_values(qgis, running, mini):
    with running.listening() as asked:
        answers = qgis(*[("features", {"base": running.base, "layer": name}) for name in LAYERS])
    for name, answer in zip(LAYERS, answers, strict=True):
        expected = features(mini, name)
        assert answer["count"] == len(expected)
        assert ids(answer) == sorted(expected)
        for one in answer["features"]:
            record = expected[one["properties"]["id"]]
            assert same_place(one["wkt"] and shapely.from_wkt(one["wkt"]), record["geometry"])
            for field, value in record["properties"].items():
                if field in answer["types"] or field not in RARE:
                    assert alike(one["properties"][field], value), field
    assert sum("cursor=" in one for one in asked) == 2  # fourteen attacks by six


def alike(seen, stated):
    """QGIS, which has no schema to go by, takes for texts what it sees no value of at first."""
    return same(seen, stated) or seen == str(stated)


def test_days_are_days_to_it(qgis, server):
    (answer,) = qgis(("features", {"base": server, "layer": "attacks"}))
    assert answer["types"]["date_start"] == "Date"
    assert answer["types"]["fatalities_low"] == "Integer"
    assert answer["types"]["civilian_targeting"] == "Boolean"


# A user's filter, the records it must find, and what of it this version, which does not know CQL2
# yet, asks the server for. The rest it does itself.
SUBSETS = [
    ("\"event_type\" = 'Battles'", lambda p: p["event_type"] == "Battles", None),
    ('"fatalities_low" > 3', lambda p: (p["fatalities_low"] or 0) > 3, None),
    ("\"name_fr\" LIKE '%essai%'", lambda p: "essai" in (p["name_fr"] or ""), None),
    ("\"date_start\" >= '2015-01-01'", overlapping(start="2015-01-01"),
     "datetime=2015-01-01/9999-12-31T00:00:00Z"),
    ("\"date_start\" <= '2019-06-09'", overlapping(end="2019-06-09"),
     "datetime=0000-01-01T00:00:00Z/2019-06-09"),
    ("\"date_start\" >= '2015-01-01' AND \"date_start\" <= '2019-06-09'",
     overlapping("2015-01-01", "2019-06-09"), "datetime=2015-01-01/2019-06-09"),
]  # fmt: skip


def test_it_filters(qgis, running, mini):
    attacks = features(mini, "attacks")
    with running.listening() as asked:
        answers = qgis(*[
            ("features", {"base": running.base, "layer": "attacks", "subset": subset})
            for subset, _, _ in SUBSETS
        ])  # fmt: skip
    for (subset, rule, sent), answer in zip(SUBSETS, answers, strict=True):
        assert ids(answer) == chosen(attacks, rule), subset
        assert sent is None or any(one.endswith(sent) for one in asked), subset


def test_it_asks_for_the_maps_extent(qgis, running, mini):
    box = (-1, 15, 1, 17)
    with running.listening() as asked:
        (answer,) = qgis(
            ("features", {"base": running.base, "layer": "attacks", "box": box}),
        )
    assert any(one.endswith("bbox=-1,15,1,17") for one in asked)
    inside = [
        name
        for name, one in features(mini, "attacks").items()
        if one["geometry"]
        and shapely.from_geojson(json.dumps(one["geometry"])).intersects(shapely.box(*box))
    ]
    assert inside
    assert ids(answer) == sorted(inside)


def test_it_reaches_the_last_page_of_many(qgis, large, large_atlas):
    (answer,) = qgis(("features", {"base": large, "layer": "attacks"}))
    events = of_large(large_atlas).set_index("id")
    assert answer["count"] == len(events)
    assert ids(answer) == sorted(events.index)
    unplaced = {one["properties"]["id"] for one in answer["features"] if one["wkt"] is None}
    assert unplaced == set(events.index[events["lon"].isna()])


def test_it_draws_tiles(qgis, server, mini, tmp_path):
    """There is ink where the exact attacks lie, and nowhere else."""
    picture, box = tmp_path / "tiles.ppm", (-12, 8, 8, 26)
    url = f"{server}/tiles/attacks/%7Bz%7D/%7Bx%7D/%7By%7D.mvt"
    job = {"url": url, "source_layer": "attacks", "box": box, "picture": str(picture)}
    (answer,) = qgis(("tiles", job))
    assert answer["errors"] == []
    ink = (read_ppm(picture) != 255).any(axis=2)
    records = features(mini, "attacks")
    places = [
        on_picture(records[name]["geometry"]["coordinates"], box, ink.shape[::-1])
        for name in exact(records)
    ]
    assert places
    for x, y in places:
        assert ink[y - 2 : y + 3, x - 2 : x + 3].any()
    for x, y in places:
        ink[y - 9 : y + 10, x - 9 : x + 10] = False
    assert not ink.any()


def read_ppm(path):
    """The picture as rows of pixels of red, green and blue."""
    kind, size, most, content = path.read_bytes().split(b"\n", 3)
    assert (kind, most) == (b"P6", b"255")
    width, height = map(int, size.split())
    return np.frombuffer(content, np.uint8).reshape(height, width, 3)


def on_picture(place, box, size):
    """The pixel of a place; QGIS widens the extent to the picture's shape about its middle."""

    def mercator(lon, lat):
        return math.radians(lon), math.asinh(math.tan(math.radians(lat)))

    (west, south), (east, north) = mercator(*box[:2]), mercator(*box[2:])
    step = max((east - west) / size[0], (north - south) / size[1])
    x, y = mercator(*place)
    middle = (west + east) / 2, (south + north) / 2
    return (
        round(size[0] / 2 + (x - middle[0]) / step),
        round(size[1] / 2 - (y - middle[1]) / step),
    )
