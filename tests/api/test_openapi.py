"""The OpenAPI document is one, is 3.0, and tells the truth about parameters."""

import pytest
from asgi import decoded
from openapi_spec_validator import OpenAPIV30SpecValidator

from api import links


@pytest.fixture(scope="module")
def document(served):
    return decoded(served.get("/openapi.json"))


def test_it_is_openapi_3_0(document):
    assert document["openapi"] == "3.0.3"
    OpenAPIV30SpecValidator(document).validate()


def test_its_media_type(served):
    answer = served.get("/openapi.json", headers={"Accept": "*/*"})
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    exact = {"Accept": "application/vnd.oai.openapi+json;version=3.0"}
    assert served.get("/openapi.json", headers=exact).status_code == 200
    assert served.get("/openapi.json?f=json").status_code == 200


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_no_reference_leaves_the_document(document):
    found = list(references(document))
    assert found
    assert all(one.startswith("#/components/") for one in found)


def test_limit_stands_where_qgis_looks(document, settings):
    limit = document["components"]["parameters"]["limit"]["schema"]
    assert limit == {"type": "integer", "minimum": 1, "maximum": 50, "default": 5}
    parameters = document["paths"]["/collections/attacks/items"]["get"]["parameters"]
    names = {one["$ref"].split("/")[-1] for one in parameters}
    assert {"limit", "bbox", "datetime", "attacks.event_type"} <= names


def test_every_path_is_served(document, served):
    numbers = ("z", "x", "y", "tileMatrix", "tileRow", "tileCol")
    parts = {"{" + name + "}": "0" for name in numbers} | {"{layers}": "attacks", "{format}": "md"}
    for path in document["paths"]:
        url = path
        for name, value in parts.items():
            url = url.replace(name, value)
        if "{feature_id}" in url:
            items = decoded(served.get(url.removesuffix("/{feature_id}") + "?limit=1"))
            url = url.replace("{feature_id}", items["features"][0]["id"])
        required = {links.OEMBED: {"url": "http://atlas.test/map"}}
        assert served.get(url, params=required.get(url)).status_code == 200, url


def test_every_parameter_of_the_document_is_taken(document, served):
    components = document["components"]["parameters"]
    for one in document["paths"]["/collections/attacks/items"]["get"]["parameters"]:
        parameter = components[one["$ref"].split("/")[-1]]
        answer = served.get("/collections/attacks/items", params={parameter["name"]: "\u2028"})
        assert answer.json().get("parameter") != parameter["name"] or (
            "unknown parameter" not in answer.text
        )


def test_it_names_the_formats_of_each_path(document, served):
    components = document["components"]["parameters"]
    for path in ("/", "/cite", "/healthz", "/collections/attacks/items", "/map", "/tiles"):
        operation = document["paths"][path]["get"]
        named = [one["$ref"].split("/")[-1] for one in operation["parameters"]]
        told = next(components[name] for name in named if name.startswith("f."))
        refused = served.get(path, params={"f": "nonsense"})
        assert told["name"] == "f"
        assert told["schema"]["enum"] == refused.json()["allowed"], path


def test_it_names_failures_where_they_may_be(document):
    having = {
        status: {p for p, item in document["paths"].items() if status in item["get"]["responses"]}
        for status in ("304", "501", "503")
    }
    assert "/healthz" not in having["304"]
    assert having["501"] == {"/oembed"}
    assert having["503"] == {"/figure.svg", "/figure.pdf", "/figure.png", "/report.{format}"}


def test_the_reading_page_needs_nobody_else(served):
    page = served.get("/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "src=" not in page.text
    assert links.ITEMS.replace("{layer}", "attacks") in page.text
