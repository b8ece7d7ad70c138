"""What the OGC's own test suites do, where the words of a standard would not tell.

``ets-ogcapi-features10`` and ``ets-ogcapi-tiles10`` are in no package registry, so they do not run
here. These tests walk the service as their sources do, by links, with a client that knows nothing.
"""

from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pyproj
import pytest
from answers import links, only_link
from asgi import decoded

GEOJSON = {"Accept": "application/geo+json"}
JSON = {"Accept": "application/json"}
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-"


def features(client, collection, **query):
    """A page of the collection by its link, the parameters added as REST Assured adds them."""
    href = only_link(collection, "items", "application/geo+json")["href"]
    kept = dict(parse_qsl(urlsplit(href).query))
    return decoded(client.get(href.split("?")[0], params=kept | query, headers=GEOJSON))


def test_dates_are_an_instant_an_interval_and_a_start_with_a_duration(client, collections):
    spans = {
        one["id"]: one["extent"]["temporal"]["interval"][0]
        for one in collections
        if "temporal" in one.get("extent", {})
    }
    dated = [one for one in collections if all(spans.get(one["id"], [None]))]
    assert dated
    for one in dated:
        start, end = map(datetime.fromisoformat, spans[one["id"]])
        first = start + (end - start) / 4  # with a fraction of a second
        last = first + (end - start) / 4
        day = first.date()
        both = [one_end.isoformat().replace("+00:00", "Z") for one_end in (first, last)]
        assert features(client, one, datetime=both[0])["type"] == "FeatureCollection"
        features(client, one, datetime="/".join(both))
        for_two_days = features(client, one, datetime=f"{day}/P2D")
        assert ids(for_two_days) == ids(
            features(client, one, datetime=f"{day}/{day + timedelta(days=2)}")
        )


def ids(page):
    return [one["id"] for one in page["features"]]


@pytest.mark.parametrize(
    "box",
    ["-1.5,50,1.5,53", "-80,-5,-70,5", "177,65,-177,70", "-180,85,180,90", "-180,-90,180,-85"],
)
def test_boxes_far_away_hold_only_what_has_no_place(client, collections, box):
    for one in collections:
        if "spatial" in one.get("extent", {}):
            found = features(client, one, bbox=box, limit="50")["features"]
            assert all(each["geometry"] is None for each in found)


def test_the_extent_as_a_box_in_each_system_finds_no_more(client, collections):
    for one in collections:
        if "spatial" not in one.get("extent", {}):
            continue
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        every = set(ids(features(client, one, bbox=f"{west},{south},{east},{north}", limit="50")))
        assert every
        for uri in one["crs"]:
            code = uri.rsplit("/", 1)[1]
            name = "OGC:CRS84" if code == "CRS84" else f"EPSG:{code}"
            turned = pyproj.Transformer.from_crs("OGC:CRS84", name).transform
            box = [*turned(west, south), *turned(east, north)]
            found = features(
                client, one, bbox=",".join(map(str, box)), limit="50", **{"bbox-crs": uri}
            )
            assert set(ids(found)) <= every


def test_the_next_pages_may_be_as_large_as_the_document_says(client, api, collections, settings):
    most = api["components"]["parameters"]["limit"]["schema"]["maximum"]
    assert most == settings.max_limit
    for one in collections:
        page = features(client, one)
        seen = ids(page)
        while further := links(page, "next"):
            parts = urlsplit(further[0]["href"])
            query = dict(parse_qsl(parts.query)) | {"limit": str(most)}
            page = decoded(client.get(parts.path, params=query, headers=GEOJSON))
            seen += ids(page)
        assert len(seen) == len(set(seen)) == page["numberMatched"]


def test_the_tiling_schemes_are_items(client):
    for one in decoded(client.get("/tileMatrixSets", headers=JSON))["tileMatrixSets"]:
        found = only_link(one, "item", "application/json")
        assert "WebMercatorQuad" in found["href"]
        assert decoded(client.get(found["href"], headers=JSON))["tileMatrices"]


def test_tiles_are_found_by_links_and_end_where_their_limits_say(client, collections):
    documents = [decoded(client.get("/", headers=JSON)), *collections]
    lists = [one for body in documents for one in body["links"] if one["rel"].startswith(TILESETS)]
    assert len(lists) > 2
    for one in lists:
        assert "/tiles" in one["href"]
        assert "f=json" in one["href"]
        for tileset in decoded(client.get(one["href"], headers=JSON))["tilesets"]:
            # each link of the list is followed, so none may be a template
            found = [decoded(client.get(each["href"], headers=JSON)) for each in tileset["links"]]
            (whole,) = (body for body in found if "tileMatrixSetLimits" in body)
            limit = whole["tileMatrixSetLimits"][0]
            template = only_link(whole, "item")["href"]
            at = {"tileMatrix": limit["tileMatrix"], "tileCol": limit["minTileCol"]}
            assert status(client, template, at | {"tileRow": limit["maxTileRow"]}) == 200
            assert status(client, template, at | {"tileRow": limit["maxTileRow"] + 1}) == 404
            assert status(client, template, at | {"tileRow": 2**31 - 1}) == 404


def status(client, template, numbers):
    for name, number in numbers.items():
        template = template.replace("{" + name + "}", str(number))
    return client.get(template).status_code
