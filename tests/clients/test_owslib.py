"""OWSLib, the client of OGC APIs that Python's geographic programs share."""

import json

import pytest
from owslib.ogcapi.features import Features


@pytest.fixture(scope="module")
def client(server):
    return Features(server)


def test_it_finds_the_collections(client):
    assert {"attacks", "bases", "military_regions", "border_incidents"} <= set(
        client.feature_collections()
    )


def test_it_reads_conformance_and_the_api_document(client):
    assert any(one.endswith("/conf/core") for one in client.conformance()["conformsTo"])
    assert client.api()["openapi"].startswith("3.0")


def test_it_reads_schema_and_queryables(client):
    assert client.collection_schema("attacks")["properties"]["event_type"]["type"] == "string"
    assert "event_type" in client.collection_queryables("attacks")["properties"]


def test_it_pages_through_every_record_once(client, mini):
    expected = [
        one["id"] for one in json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]
    ]
    page, ids = client.collection_items("attacks", limit=4), []
    while page:
        ids += [one["id"] for one in page["features"]]
        following = [one["href"] for one in page["links"] if one["rel"] == "next"]
        page = None
        if following:
            cursor = following[0].split("cursor=")[1].split("&")[0]
            page = client.collection_items("attacks", limit=4, cursor=cursor)
    assert sorted(ids) == sorted(expected)


def test_it_filters_and_reads_one(client):
    found = client.collection_items("attacks", bbox=[-1, 15, 1, 17], datetime_="2019-01-01/..")
    assert found["numberMatched"] == len(found["features"])
    one = found["features"][0]
    assert client.collection_item("attacks", one["id"])["id"] == one["id"]
