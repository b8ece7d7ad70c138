"""The map over HTTP: one view, its assets, its policy, and the same counts as everywhere."""

import json
import re
from html import unescape

import pytest
from asgi import Client, decoded

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore

PAGES = ("/map", "/embed", "/map.html")


def page_data(page):
    found = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_speaks_the_language(client, path, language):
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{language}"' in answer.text
    assert answer.content == client.get(f"{path}?lang={language}").content


def test_every_asset_of_the_page_is_ours_and_kept_for_ever(client):
    page = client.get("/map").text
    assets = re.findall(r'<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:js|css)[^"]*)"', page)
    assert len(assets) >= 4
    for asset in assets:
        assert asset.startswith("/static/")
        answer = client.get(asset)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        kind = "text/css" if ".css" in asset else "text/javascript"
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
        bare = client.get(asset.split("?")[0])
        assert "immutable" not in bare.headers["cache-control"]
        assert bare.content == answer.content


def test_pictures_of_the_style_sheets_are_there(client):
    style = client.get("/static/vendor/leaflet/leaflet.css").text
    pictures = set(re.findall(r"url\((images/[^)]+)\)", style))
    assert pictures
    for picture in pictures:
        answer = client.get(f"/static/vendor/leaflet/{picture}")
        assert answer.headers["content-type"] == "image/png"


def test_the_one_file_needs_nothing(client):
    page = client.get("/map.html").text
    assert not re.search(r"<script[^>]+src=|<link[^>]+stylesheet|@import|<img[^>]+src=.http", page)


@pytest.mark.parametrize(
    "query",
    ["", "event_type=Battles", "datetime=2012-01-01/2013-12-31", "bbox=-1,15,1,17", "country=BF"],
)
def test_the_map_shows_the_records_the_items_list(client, query):
    shown = page_data(client.get(f"/map?layers=attacks&{query}").text)["records"]
    url = f"/collections/attacks/items?limit=50&{query}"
    body = decoded(client.get(url))
    assert {one["id"] for one in shown} == {one["id"] for one in body["features"]}
    assert len(shown) == body["numberMatched"]


def test_a_filter_of_one_layer_leaves_the_others(client):
    every = page_data(client.get("/map").text)["records"]
    some = page_data(client.get("/map?incident_type=clash").text)["records"]
    for name in ("bases", "attacks", "military_regions"):
        ids = [{one["id"] for one in page if one["layer"] == name} for page in (every, some)]
        assert ids[0] == ids[1]
    assert len(some) < len(every)


def test_layers_view_and_links(client):
    page = client.get("/map?layers=bases&view=-1,15,1,17&lang=fr").text
    data = page_data(page)
    assert {one["layer"] for one in data["records"]} == {"bases"}
    assert data["bounds"] == [[15, -1], [17, 1]]
    assert "lang=en" in page  # the way to the other language keeps the view
    assert re.search(r"view=-1%2C15%2C1%2C17|view=-1,15,1,17", page)
    assert client.get(data["links"]["bases"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("layers=atacks", "layers"),
        ("layers=sources", "layers"),
        ("layers=bases&event_type=Battles", "event_type"),
        ("event_type=Battle", "event_type"),
        ("theme=drak", "theme"),
        ("legend=yes", "legend"),
        ("view=1,2,3", "view"),
        ("bbox=a", "bbox"),
        ("lang=de", "lang"),
        ("limit=5", "limit"),
        ("zoom=3", "zoom"),
    ],
)
def test_wrong_wishes_are_named(client, query, parameter):
    for path in PAGES:
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert answer.json()["parameter"] == parameter


def test_a_page_asks_for_records_in_the_words_of_the_page(client):
    page = page_data(client.get("/map?layers=bases&lang=fr").text)
    answer = client.get("/map?layers=bases&lang=fr&f=json")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert [one["title"] for one in found["records"]] == [one["title"] for one in page["records"]]
    assert client.get("/map.html?f=json").json()["parameter"] == "f"
    assert client.get("/map?f=jsno").json()["parameter"] == "f"


def test_who_may_frame_what(client):
    assert "frame-ancestors *" in client.get("/embed").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in client.get("/map").headers["content-security-policy"]
    for path in PAGES:
        assert "x-frame-options" not in client.get(path).headers


def test_the_policy_forbids_everything_foreign(client):
    for path in PAGES:
        page = client.get(path).text
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
        assert policy
        rules = unescape(policy[1])
        assert "default-src 'none'" in rules
        assert "unsafe" not in rules
        pictures = re.search(r"img-src [^;]*", rules)[0]  # below, which other maps
        assert not re.search(r"https?:|\*", rules.replace(pictures, ""))


def test_a_page_held_is_not_drawn_again(client):
    tag = client.get("/map").headers["etag"]
    assert client.get("/map", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/map?lang=fr").headers["etag"] != tag


@pytest.mark.parametrize(
    "name",
    [
        "", "/", "nothing.js", "..%2f", "../page.py", "%2e%2e/page.py", "vendor/../../page.py",
        "vendor/leaflet", "vendor/leaflet/", "/etc/passwd", "%2fetc%2fpasswd", "vendor%00.js",
        "VENDOR/leaflet/leaflet.js", "vendor//leaflet/leaflet.js", ".\\..\\page.py",
    ],
)  # fmt: skip
def test_only_our_files_are_served(client, name):
    answer = client.get(f"/static/{name}")
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"


def test_columns_of_a_view_are_its_records(client):
    given = {"layers": "attacks", "datetime": "2019-01-01/2021-12-31"}
    found = client.get("/map/columns", params=given)
    items = client.get("/collections/attacks/items?limit=50&datetime=2019-01-01/2021-12-31").json()
    assert found.json()["n"] == items["numberMatched"] > 0
    assert set(found.json()["ids"]) == {feature["id"] for feature in items["features"]}
    alone = client.get("/map/columns", params={**given, "properties": ""}).json()
    assert set(alone["ids"]["attacks"]) == set(found.json()["ids"])
    tag = found.headers["etag"]
    held = client.get("/map/columns", params=given, headers={"If-None-Match": tag})
    assert held.status_code == 304


def test_months_of_a_view_sum_up_to_its_records(client):
    given = {"layers": "attacks", "filter": "geo_precision < 4", "datetime": "2019-01-01/.."}
    found = client.get("/map/months", params=given)
    asked = {name: given[name] for name in ("filter", "datetime")}
    items = client.get("/collections/attacks/items", params=asked).json()
    (layer,) = found.json()["layers"]
    bars = sum(sum(span["n"]) for span in layer["spans"])
    assert bars + layer["longer"] + layer["undated"] == layer["n"] == items["numberMatched"] > 0
    held = client.get("/map/months", params=given, headers={"If-None-Match": found.headers["etag"]})
    assert held.status_code == 304
    several = client.get("/map/months").json()["layers"]
    assert len(several) > 1
    for query, parameter in (("lang=fr", "lang"), ("layers=nowhere", "layers"), ("f=csv", "f")):
        answer = client.get(f"/map/months?{query}")
        assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("layers=attacks&properties=name_en", "properties"),
        ("layers=military_regions", "layers"),
        ("layers=attacks&view=0,0,1,1", "view"),
        ("layers=attacks&f=html", "f"),
    ],
)
def test_wrong_wishes_for_columns_are_named(client, query, parameter):
    answer = client.get(f"/map/columns?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter


def test_the_policy_lets_other_maps_in_on_the_map_alone_and_where_it_may(client, mini):
    host = "https://tile.openstreetmap.org"
    assert host in client.get("/map").text
    assert [path for path in ("/embed", "/map.html") if host in client.get(path).text] == []
    atlas = Atlas.open(mini)
    settings = Settings(dir=mini, online_base_maps=False)
    with Client(create_app(settings, atlas, ColumnarStore(atlas))) as strict:
        answer = strict.get("/map")
        assert host not in answer.text
        assert answer.headers["etag"] != client.get("/map").headers["etag"]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "grey"])
def test_a_theme_is_the_document_s(client, theme):
    assert f'data-theme="{theme}"' in client.get(f"/map?theme={theme}").text
    assert "<html lang=\"en\" data-theme" not in client.get("/map").text  # fmt: skip
