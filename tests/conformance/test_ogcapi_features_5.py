"""OGC API - Features Part 5 (OGC 23-058r1): a test for each requirement, named by its id."""

import pytest
from answers import only_link
from asgi import decoded
from jsonschema import Draft202012Validator, FormatChecker

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
RESOURCES = ("schema", "queryables", "sortables")
TYPES = {"string", "integer", "number", "boolean", "array"}
MEDIA_TYPE = "application/schema+json"


@pytest.fixture(scope="module")
def schemas(client, collections):
    """Every schema: (collection, resource) to document."""
    return {
        (one["id"], name): decoded(client.get(f"/collections/{one['id']}/{name}"))
        for one in collections
        for name in RESOURCES
    }


def properties(schemas):
    for document in schemas.values():
        yield from document["properties"].values()


def with_role(document, role):
    return [one for one in document["properties"].values() if one.get("x-ogc-role") == role]


def test_req_schemas_json_schema(client, schemas):
    for (_, _), document in schemas.items():
        Draft202012Validator.check_schema(document)
        assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert document["type"] == "object"
        assert "?" not in document["$id"]
        answer = client.get(document["$id"], headers={"Accept": MEDIA_TYPE})
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.json() == document


def test_req_schemas_properties(schemas):
    for one in properties(schemas):
        if "format" in one and one["format"].startswith("geometry-"):
            assert "type" not in one
            assert "$ref" not in one
        else:
            assert one["type"] in TYPES
            assert one.get("format") in (None, "date", "date-time", "uri")


def test_req_schemas_additional_keywords(schemas):
    known = {"title", "description", "type", "format", "enum", "items", "pattern", "minLength"}
    known |= {"maxLength", "minimum", "maximum"}
    for one in properties(schemas):
        assert all(name.startswith("x-ogc-") for name in set(one) - known)


def test_req_schemas_role(schemas):
    assert all(isinstance(one.get("x-ogc-role", ""), str) for one in properties(schemas))


def test_req_schemas_role_id(schemas):
    for document in schemas.values():
        (one,) = with_role(document, "id")
        assert one["type"] == "string"


def test_req_schemas_property_seq(schemas):
    for document in schemas.values():
        found = [one.get("x-ogc-propertySeq") for one in document["properties"].values()]
        numbers = [one for one in found if one is not None]
        assert len(set(numbers)) == len(numbers)
        assert all(type(one) is int for one in numbers)


def test_req_core_roles_features_role_primary_geometry(schemas, spatial):
    for (name, resource), document in schemas.items():
        found = with_role(document, "primary-geometry")
        assert len(found) == (name in spatial and resource != "sortables")
        assert all(one["format"].startswith("geometry-") for one in found)


@pytest.mark.parametrize("role", ["primary-interval-start", "primary-interval-end"])
def test_req_core_roles_features_role_primary_interval(schemas, role):
    found = [with_role(document, role) for document in schemas.values()]
    assert any(found)
    assert all(one["format"] == "date" for some in found for one in some)
    assert all(len(some) <= 1 for some in found)


def test_req_core_roles_features_primary_temporal_constraints(schemas):
    for document in schemas.values():
        assert not with_role(document, "primary-instant")
        start, end = (with_role(document, f"primary-interval-{one}") for one in ("start", "end"))
        assert [one["format"] for one in start] == [one["format"] for one in end]


def test_req_core_roles_features_role_type(schemas):
    for document in schemas.values():
        found = with_role(document, "type")
        assert len(found) <= 1
        assert all(one["type"] == "string" for one in found)


def check(client, collections, resource):
    for one in collections:
        found = only_link(one, REL + resource)
        assert found["type"] == MEDIA_TYPE
        answer = client.get(found["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == MEDIA_TYPE
        assert answer.json()["$id"].endswith(f"/collections/{one['id']}/{resource}")


def test_req_returnables_and_receivables_link(client, collections):
    check(client, collections, "schema")


def test_req_returnables_and_receivables_op(client):
    assert client.get("/collections/attacks/schema").status_code == 200
    assert client.get("/collections/nothing/schema").status_code == 404


def test_req_returnables_and_receivables_response(client, schemas, collections):
    """Each property of each feature is declared."""
    for one in collections:
        declared = set(schemas[one["id"], "schema"]["properties"])
        found = decoded(client.get(f"/collections/{one['id']}/items", params={"limit": "50"}))
        for feature in found["features"]:
            assert set(feature["properties"]) <= declared


def test_the_schema_of_a_feature_holds_for_each_but_for_nulls(client, collections):
    """What ``describedby`` leads to; nulls are told in words, since GDAL reads no list of types."""
    for one in collections:
        address = only_link(one, "describedby")["href"]
        schema = Draft202012Validator(client.get(address).json(), format_checker=FormatChecker())
        found = decoded(client.get(f"/collections/{one['id']}/items", params={"limit": "50"}))
        assert "null" in schema.schema["description"]
        for feature in found["features"]:
            stated = {n: v for n, v in feature["properties"].items() if v is not None}
            schema.validate({**feature, "geometry": {}, "properties": stated})


def test_req_queryables_link(client, collections):
    check(client, collections, "queryables")


def test_req_queryables_op(client):
    assert client.get("/collections/attacks/queryables").status_code == 200
    assert client.get("/collections/nothing/queryables").status_code == 404


def test_req_queryables_response(client, schemas):
    assert all(not schemas[key]["additionalProperties"] for key in schemas if "queryables" in key)
    answer = client.get("/collections/attacks/items", params={"nothing": "1"})
    assert answer.status_code == 400


def test_req_sortables_link(client, collections):
    check(client, collections, "sortables")


def test_req_sortables_op(client):
    assert client.get("/collections/attacks/sortables").status_code == 200
    assert client.get("/collections/nothing/sortables").status_code == 404


def test_req_sortables_response(client, schemas):
    for (name, resource), document in schemas.items():
        if resource != "sortables":
            continue
        assert document["additionalProperties"] is False
        for field, one in document["properties"].items():
            assert one["type"] in TYPES
            url = f"/collections/{name}/items"
            assert client.get(url, params={"sortby": field}).status_code == 200
        assert client.get(url, params={"sortby": "geometry"}).status_code == 400
