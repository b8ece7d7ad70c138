"""The caption of a view over HTTP: its numbers are what the same filter gets from the items."""

from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
from asgi import decoded
from random_views import LAYERS, items, views


def test_numbers_are_the_api_s(served):
    for given in views(3, 25):
        found = decoded(served.get("/caption.json", params=given))
        names = given.get("layers", ",".join(LAYERS)).split(",")
        counts = {name: items(served, name, given)["numberMatched"] for name in names}
        assert {one["name"]: one["n"] for one in found["layers"]} == counts
        assert found["n"] == sum(counts.values()) == sum(found["drawn"].values())
        for one in found["sources"]:
            asked = {**given, "source_ids": one["id"]}
            assert one["n"] == sum(items(served, n, asked)["numberMatched"] for n in names)
        assert str(found["n"]) in found["records"]
        assert len(found["alt"]) <= 300


@pytest.mark.parametrize("given", [{}, {"id": "none"}, {"lang": "fr", "bbox": "0,10,1,11"}])
def test_it_is_what_the_openapi_document_says(served, given):
    document = decoded(served.get("/openapi.json"))
    answers = document["paths"]["/caption.json"]["get"]["responses"]["200"]
    (schema,) = (content["schema"] for content in answers["content"].values())
    whole = {**schema, "components": document["components"]}
    text = jsonschema.Draft202012Validator(nullable(whole))
    found = decoded(served.get("/caption.json", params=given))
    assert [error.message for error in text.iter_errors(found)] == []


def nullable(part):
    """OpenAPI 3.0's ``nullable`` as JSON Schema has it."""
    if isinstance(part, list):
        return [nullable(one) for one in part]
    if not isinstance(part, dict):
        return part
    found = {key: nullable(one) for key, one in part.items() if key != "nullable"}
    return {"anyOf": [found, {"type": "null"}]} if part.get("nullable") is True else found


def test_the_link_back_is_canonical_and_asks_for_the_same(served):
    for given in views(5, 12):
        found = decoded(served.get("/caption.json", params=given))
        link = urlsplit(found["link"])
        back = dict(parse_qsl(link.query))
        assert link.path == "/map"
        assert back.pop("version") == found["version"]
        again = decoded(served.get("/caption.json", params=back))
        assert again == found
        assert served.get(found["link"].removeprefix("http://atlas.test")).status_code == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("datetime=2012-01-01T00:00:00Z/..&layers=attacks", "layers=attacks&datetime=2012-01-01/"),
        ("lang=en&legend=true&bbox=-5.0,10,4,20.50", "bbox=-5,10,4,20.5"),
        ("layers=military_regions,bases,border_incidents,attacks", ""),
        ("filter=source_count%3E1", "filter-lang=cql2-text&filter=source_count%20%3E%20%201"),
        (
            "filter=source_count%3E1",
            'filter-lang=cql2-json&filter={"op":">","args":[{"property":"source_count"},1]}',
        ),
        (
            "event_type=Battles&bbox=-5,10,4,20",
            "bbox-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84&bbox=-5,10,4,20&event_type=Battles",
        ),
    ],
)
def test_what_asks_for_the_same_has_one_address(served, one, other):
    first, second = (decoded(served.get(f"/caption.json?{text}")) for text in (one, other))
    assert first == second


@pytest.mark.parametrize("path", ["/map", "/embed", "/map.html", "/caption.json"])
def test_a_version_is_served_or_said_not_to_be(served, path):
    version = decoded(served.get("/caption.json"))["version"]
    assert served.get(path, params={"version": version}).status_code == 200
    answer = served.get(path, params={"version": "1999.1.0-00000000"})
    assert answer.status_code == 404
    problem = answer.json()
    assert (problem["what"], problem["value"]) == ("version", "1999.1.0-00000000")
    assert version in problem["allowed"]


def test_a_version_of_items(client):
    version = decoded(client.get("/caption.json"))["version"]
    page = decoded(client.get("/collections/bases/items", params={"version": version}))
    other = {"version": "0"}
    assert client.get("/collections/bases/items", params=other).status_code == 404
    one = "/collections/bases/items/" + page["features"][0]["id"]
    assert client.get(one, params={"version": version}).status_code == 200
    assert client.get(one, params=other).status_code == 404


def test_wrong_parameters_are_named(client):
    answer = client.get("/caption.json?leyers=bases")
    assert answer.status_code == 400
    assert answer.json()["nearest"] == "layers"
    assert client.get("/caption.json?f=html").status_code == 400


def test_it_is_conditional(client):
    answer = client.get("/caption.json?layers=bases")
    same = {"If-None-Match": answer.headers["etag"]}
    assert client.get("/caption.json?layers=bases", headers=same).status_code == 304
