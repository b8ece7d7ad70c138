"""OGC API - Features Part 1 and RFC 7946, against the files themselves."""

import json
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from asgi import decoded

LAYERS = ("military_regions", "bases", "border_incidents", "attacks")
TABLES = ("sources", "claims", "actors", "units")


@pytest.fixture(scope="module")
def attacks(mini):
    return json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]


def link(body, rel, media_type=None):
    found = [
        one["href"]
        for one in body["links"]
        if one["rel"] == rel and media_type in (None, one["type"])
    ]
    assert found, f"no link {rel} in {body['links']}"
    return found[0]


def test_the_landing_page_leads_everywhere(client):
    body = decoded(client.get("/"))
    for rel in ("service-desc", "service-doc", "conformance", "data"):
        assert client.get(link(body, rel)).status_code == 200


def test_every_collection_is_listed_with_its_links(client, mini_atlas):
    body = decoded(client.get("/collections"))
    assert [one["id"] for one in body["collections"]] == list(mini_atlas.layers)
    for one in body["collections"]:
        assert decoded(client.get(link(one, "self"))) == one
        for each in one["links"]:
            assert client.get(each["href"]).status_code == 200, each


def test_extent_covers_the_features(client, attacks):
    extent = decoded(client.get("/collections/attacks"))["extent"]
    west, south, east, north = extent["spatial"]["bbox"][0]
    for feature in attacks:
        if feature["geometry"]:
            lon, lat = feature["geometry"]["coordinates"]
            assert west <= lon <= east
            assert south <= lat <= north
    start, end = extent["temporal"]["interval"][0]
    days = [f["properties"]["date_start"] for f in attacks if f["properties"]["date_start"]]
    assert start == min(days) + "T00:00:00Z"
    assert end.endswith("T23:59:59Z")


def test_a_page_is_a_feature_collection(client, attacks):
    answer = client.get("/collections/attacks/items")
    assert answer.headers["content-type"] == "application/geo+json"
    body = decoded(answer)
    assert body["type"] == "FeatureCollection"
    assert body["numberMatched"] == len(attacks)
    assert body["numberReturned"] == len(body["features"]) == 5  # the default
    assert "crs" not in body


def test_following_next_gives_every_feature_once(client, attacks):
    url, seen = "/collections/attacks/items?limit=4", []
    while url:
        body = decoded(client.get(url))
        assert body["numberMatched"] == len(attacks)
        seen += body["features"]
        found = [one["href"] for one in body["links"] if one["rel"] == "next"]
        url = found[0] if found else None
    assert len(seen) == len(attacks)
    by_id = {feature["id"]: feature for feature in seen}
    for feature in attacks:
        ours = by_id[feature["id"]]
        assert ours["geometry"] == feature["geometry"]
        stated = {n: v for n, v in feature["properties"].items() if v is not None}
        assert {n: v for n, v in ours["properties"].items() if v is not None} == stated


def test_next_keeps_the_filter(client):
    url = "/collections/attacks/items?limit=1&event_type=Battles&datetime=1900-01-01/.."
    following = link(decoded(client.get(url)), "next")
    kept = dict(parse_qsl(urlsplit(following).query))
    assert kept["event_type"] == "Battles"
    assert kept["datetime"] == "1900-01-01/.."


@pytest.mark.parametrize(("limit", "returned"), [("1", 1), ("50", 14), ("51", 14), ("9" * 60, 14)])
def test_a_large_limit_is_capped_not_refused(client, limit, returned):
    body = decoded(client.get(f"/collections/attacks/items?limit={limit}"))
    assert body["numberReturned"] == returned


def test_one_feature_and_its_links(client, attacks):
    for feature in attacks:
        answer = client.get(f"/collections/attacks/items/{feature['id']}")
        assert answer.headers["content-type"] == "application/geo+json"
        body = decoded(answer)
        assert body["id"] == feature["id"]
        assert body["geometry"] == feature["geometry"]
        assert client.get(link(body, "self")).json() == body
        assert decoded(client.get(link(body, "collection")))["id"] == "attacks"


@pytest.mark.parametrize("name", [*LAYERS, *TABLES, "areas"])
def test_every_record_of_every_layer_has_an_address(client, name):
    for feature in decoded(client.get(f"/collections/{name}/items?limit=50"))["features"]:
        path = path_of(name, feature["id"])
        assert decoded(client.get(path))["id"] == feature["id"]
        page = client.get(path + "?f=html")
        assert page.status_code == 200
        assert "<html lang=" in page.text


def path_of(layer, feature_id):
    return f"/collections/{layer}/items/{quote(feature_id, safe='')}"


def test_a_box_selects_what_it_meets_and_what_has_no_place(client, attacks):
    box = (-1.0, 15.0, 1.0, 17.0)
    wanted = {"limit": "50", "bbox": ",".join(map(str, box))}
    found = decoded(client.get("/collections/attacks/items", params=wanted))["features"]
    ids = {feature["id"] for feature in found}
    for feature in attacks:
        geometry, rough = feature["geometry"], feature["properties"]["geo_precision"] or 0
        if geometry is None:
            assert feature["id"] in ids
        elif rough < 4:
            lon, lat = geometry["coordinates"]
            inside = box[0] <= lon <= box[2] and box[1] <= lat <= box[3]
            assert (feature["id"] in ids) == inside
    six = {**wanted, "bbox": "-1,15,0,1,17,9000"}
    assert decoded(client.get("/collections/attacks/items", params=six))["features"] == found


def test_a_box_across_the_antimeridian_is_its_two_halves(client):
    def ids(box):
        return {
            feature["id"]
            for feature in decoded(
                client.get("/collections/attacks/items", params={"bbox": box, "limit": "50"})
            )["features"]
        }

    assert ids("0,-90,-3,90") == ids("0,-90,180,90") | ids("-180,-90,-3,90")


@pytest.mark.parametrize(
    "interval",
    [
        "2019-11-01",
        "2019-11-01/2019-11-01",
        "2012-01-01/2013-06-30",
        "../2012-12-31",
        "2020-01-01/..",
    ],
)
def test_an_interval_is_closed_and_takes_what_overlaps(client, attacks, interval):
    start, _, end = interval.partition("/")
    start, end = start.strip("."), (end or start).strip(".")
    expected = {
        feature["id"]
        for feature in attacks
        if (not end or (feature["properties"]["date_start"] or "") <= end)
        and (not start or (feature["properties"]["date_end"] or "9") >= start)
    }
    url = f"/collections/attacks/items?limit=50&datetime={interval}"
    assert {one["id"] for one in decoded(client.get(url))["features"]} == expected


def test_every_value_of_every_field_is_found_by_name(client, attacks):
    fields = decoded(client.get("/collections/attacks/queryables"))["properties"]
    assert {"event_type", "fatalities_best", "date_start", "actor_a"} <= set(fields)
    checked = 0
    for name in fields:
        values = {
            json.dumps(feature["properties"].get(name))
            for feature in attacks
            if feature["properties"].get(name) is not None
        }
        for encoded in sorted(values)[:3]:
            value = json.loads(encoded)
            text = json.dumps(value) if isinstance(value, bool) else str(value)
            if ";" in text:
                continue  # a list is asked for by one of its parts
            wanted = {name: text, "limit": "50", "properties": name}
            found = decoded(client.get("/collections/attacks/items", params=wanted))
            same = [one for one in attacks if one["properties"].get(name) == value]
            parts = [
                one
                for one in attacks
                if fields[name].get("type") in ("string", "array")
                and text in str(one["properties"].get(name)).split(";")
            ]
            expected = {one["id"] for one in [*same, *parts]}
            assert {one["id"] for one in found["features"]} == expected, (name, value)
            checked += 1
    assert checked > 40


def test_a_comma_joins_alternatives(client, attacks):
    url = "/collections/attacks/items?limit=50&event_type="
    both = decoded(client.get(url + "Battles,Riots"))["numberMatched"]
    kinds = [feature["properties"]["event_type"] for feature in attacks]
    assert both == kinds.count("Battles") + kinds.count("Riots")


def test_several_ids(client, attacks):
    ids = [attacks[0]["id"], attacks[3]["id"]]
    body = decoded(client.get(f"/collections/attacks/items?id={','.join(ids)}"))
    assert {one["id"] for one in body["features"]} == set(ids)


def test_ids_may_stand_in_quotes(client, attacks):
    ids = [attacks[0]["id"], attacks[3]["id"]]
    quoted = ",".join(f'"{one}"' for one in ids)
    body = decoded(client.get("/collections/attacks/items", params={"id": quoted}))
    assert {one["id"] for one in body["features"]} == set(ids)


def test_no_properties(client):
    for feature in decoded(client.get("/collections/attacks/items?properties="))["features"]:
        assert feature["properties"] == {}
        assert feature["id"]
    assert client.get("/collections/attacks/items?properties=,").status_code == 400


def test_chosen_properties_and_no_geometry(client):
    url = "/collections/attacks/items?properties=event_type,date_start&geometry=none"
    for feature in decoded(client.get(url))["features"]:
        assert set(feature["properties"]) == {"event_type", "date_start"}
        assert feature["geometry"] is None


def test_footprints_stand_in_for_points_of_areas(client, attacks):
    url = "/collections/attacks/items?limit=50&geometry=footprint"
    found = {one["id"]: one for one in decoded(client.get(url))["features"]}
    for feature in attacks:
        kind = (found[feature["id"]]["geometry"] or {}).get("type")
        if feature["geometry"] is None:
            assert kind is None
        elif feature["properties"]["geo_precision"] >= 4:
            assert kind in ("Polygon", "MultiPolygon")
        else:
            assert kind == "Point"


def test_sorted_up_and_down(client):
    def dates(sortby):
        url = f"/collections/attacks/items?limit=50&sortby={sortby}"
        found = [f["properties"]["date_start"] for f in decoded(client.get(url))["features"]]
        return [day for day in found if day]

    assert dates("date_start") == sorted(dates("date_start"))
    assert dates("-date_start") == sorted(dates("date_start"), reverse=True)
    assert dates("%2Bdate_start") == dates("+date_start") == dates("date_start")


def test_the_same_request_gives_the_same_bytes(client):
    url = "/collections/attacks/items?limit=3"
    assert client.get(url).content == client.get(url).content


def test_conformance_claims_what_these_tests_check(client):
    claimed = decoded(client.get("/conformance"))["conformsTo"]
    base = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert set(claimed) >= {base + name for name in ("core", "geojson", "html", "oas30")}
