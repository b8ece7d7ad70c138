"""Maps in other sites: oEmbed after its specification, what heads of pages tell, and no framing."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import jsonschema
import pytest
from asgi import Client, decoded

from api.app import create_app
from api.settings import Settings
from geo.stores.columnar import ColumnarStore

BASE = "http://atlas.test"
VIEW = f"{BASE}/map?layers=attacks&datetime=2012-01-01/..&lang=fr"

# oEmbed 1.0, section 2.3.4: what each answer has, and what each type must have.
_TEXT, _SIZE = {"type": "string"}, {"type": "integer", "minimum": 1}
_COMMON = {
    "type": {"enum": ["photo", "video", "link", "rich"]},
    "version": {"const": "1.0"},
    **dict.fromkeys(("title", "author_name", "author_url", "provider_name", "provider_url"), _TEXT),
    "cache_age": {"type": "integer", "minimum": 0},
    "thumbnail_url": _TEXT,
    **dict.fromkeys(("thumbnail_width", "thumbnail_height", "width", "height"), _SIZE),
}
_THUMBNAIL = ["thumbnail_url", "thumbnail_width", "thumbnail_height"]
SCHEMA = {
    "type": "object",
    "properties": _COMMON,
    "required": ["type", "version"],
    "dependentRequired": dict.fromkeys(_THUMBNAIL, _THUMBNAIL),
    "oneOf": [
        {"properties": {"type": {"const": "rich"}, "html": _TEXT},
         "required": ["html", "width", "height"]},
        {"properties": {"type": {"const": "photo"}, "url": _TEXT},
         "required": ["url", "width", "height"]},
    ],
}  # fmt: skip


class Tags(HTMLParser):
    """The elements of a document, each with its attributes, as a browser reads them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag, **wanted):
        return [
            attributes
            for name, attributes in self.found
            if name == tag and all(attributes.get(key) == one for key, one in wanted.items())
        ]


def embedded(client, url=VIEW, **more):
    found = decoded(client.get("/oembed", params={"url": url, **more}))
    jsonschema.validate(found, SCHEMA)
    return found


def path_of(url):
    assert url.startswith(BASE)
    return url.removeprefix(BASE)


def test_a_view_is_embedded_as_a_frame(served):
    found = embedded(served)
    (frame,) = Tags(found["html"]).of("iframe")
    assert (found["width"], found["height"]) == (800, 500)
    assert (frame["width"], frame["height"], frame["loading"]) == ("800", "500", "lazy")
    assert frame["title"] == found["title"]
    assert "allow-scripts" in frame["sandbox"]
    assert "allow-same-origin" not in frame["sandbox"]
    asked = dict(parse_qsl(urlsplit(frame["src"]).query))
    assert asked == {"layers": "attacks", "datetime": "2012-01-01/..", "lang": "fr"}
    assert served.get(path_of(frame["src"])).status_code == 200
    assert "Atlas miniature" in found["provider_name"]
    assert served.get(path_of(found["thumbnail_url"])).headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("most", "width", "height", "thumbnail"),
    [
        ({"maxwidth": "400"}, 400, 500, None),
        ({"maxwidth": "460"}, 460, 500, (450, 300)),
        ({"maxheight": "300", "maxwidth": "5000"}, 800, 300, (450, 300)),
        ({"maxwidth": "900", "maxheight": "900"}, 800, 500, (900, 472)),
        ({"maxwidth": "1", "maxheight": "1"}, 1, 1, None),
    ],
)
def test_nothing_is_larger_than_the_consumer_wants(served, most, width, height, thumbnail):
    found = embedded(served, **most)
    assert (found["width"], found["height"]) == (width, height)
    if thumbnail is None:
        assert "thumbnail_url" not in found
    else:
        assert (found["thumbnail_width"], found["thumbnail_height"]) == thumbnail


@pytest.mark.parametrize("most", [{}, {"maxwidth": "700"}, {"maxwidth": "500"}])
def test_a_photo_is_the_figure_of_the_very_size(served, most):
    found = embedded(served, type="photo", **most)
    picture = served.get(path_of(found["url"]))
    assert picture.headers["content-type"] == "image/png"
    size = (int.from_bytes(picture.content[at : at + 4], "big") for at in (16, 20))  # PNG's IHDR
    assert tuple(size) == (found["width"], found["height"])
    asked = dict(parse_qsl(urlsplit(found["url"]).query))
    assert asked["layers"] == "attacks"


def test_what_a_reader_chose_on_the_page_comes_along(served):
    fragment = "#datetime=2019-01-01%2F..&disputed=yes&q=%22%3E%3Cscript%3E"
    found = embedded(served, VIEW + fragment)
    (frame,) = Tags(found["html"]).of("iframe")
    assert frame["src"].endswith(fragment)
    assert "thumbnail_url" not in found  # a figure would show more than the frame
    asked = {"url": VIEW + fragment, "type": "photo"}
    assert served.get("/oembed", params=asked).json()["parameter"] == "url"
    placed = embedded(served, VIEW + "#map=6.25/14.5/-4&tab=share")
    assert "thumbnail_url" in placed
    assert Tags(placed["html"]).of("iframe")[0]["src"].endswith("#map=6.25/14.5/-4&tab=share")


@pytest.mark.parametrize(
    ("given", "status", "name"),
    [
        ({}, 400, "url"),
        ({"url": VIEW, "maxwidth": "0"}, 400, "maxwidth"),
        ({"url": VIEW, "maxheight": "1e3"}, 400, "maxheight"),
        ({"url": VIEW, "type": "video"}, 400, "type"),
        ({"url": VIEW, "type": "photo", "maxwidth": "100"}, 400, "maxwidth"),
        ({"url": VIEW, "format": "xml"}, 501, "format"),
        ({"url": VIEW, "callback": "x"}, 400, "callback"),
        ({"url": f"{BASE}/map?layers=atacks"}, 400, "layers"),
        ({"url": f"{BASE}/map?filter=(((", "maxwidth": "9"}, 400, "filter"),
    ],
)
def test_what_is_wrong_is_named(served, given, status, name):
    answer = served.get("/oembed", params=given)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["parameter"] == name


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/map",
        f"{BASE}/collections",
        f"{BASE}/map/../map",
        "javascript:alert(1)",
        "map",
        "http://[",
        f"{BASE}@elsewhere.example/map",
    ],
)
def test_an_address_that_is_no_map_of_ours_is_not_found(served, url):
    answer = served.get("/oembed", params={"url": url})
    assert answer.status_code == 404
    assert f"{BASE}/map" in answer.json()["allowed"]


def test_consumers_may_come_by_the_other_scheme_and_name_the_format(served):
    url = VIEW.replace("http://", "https://").replace("/map", "/embed")
    assert embedded(served, url, format="json", dnt="1") == embedded(served)


@pytest.mark.parametrize("path", ["/map", "/embed"])
def test_the_head_leads_to_all_of_this(served, path):
    page = Tags(served.get(f"{path}?layers=bases&lang=fr").text)
    (found,) = page.of("link", type="application/json+oembed")
    assert decoded(served.get(path_of(found["href"])))["type"] == "rich"
    tags = {one["property"]: one["content"] for one in page.of("meta") if "property" in one}
    cards = {one["name"]: one["content"] for one in page.of("meta") if "name" in one}
    assert cards["twitter:card"] == "summary_large_image"
    assert tags["og:image"] == cards["twitter:image"]
    picture = served.get(path_of(tags["og:image"]))
    assert picture.headers["content-type"] == "image/png"
    size = (int.from_bytes(picture.content[at : at + 4], "big") for at in (16, 20))
    assert tuple(map(str, size)) == (tags["og:image:width"], tags["og:image:height"])
    caption = decoded(served.get("/caption.json?layers=bases&lang=fr"))
    assert tags["og:description"] == tags["og:image:alt"] == caption["alt"]
    assert tags["og:title"] == caption["heading"]
    (canonical,) = page.of("link", rel="canonical")
    assert canonical["href"] == tags["og:url"] == f"{BASE}/map?layers=bases&lang=fr"


HOSTILE = "name_en <> '\"><script>alert(1)</script><img src=x onerror=alert(2)>'"


def test_hostile_filters_run_nothing(served):
    given = {"filter": HOSTILE}
    page = served.get("/map", params=given).text
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    url = f"{BASE}/map?filter={HOSTILE.replace('=', '%3D')}"
    found = embedded(served, url)
    assert [tag for tag, _ in Tags(found["html"]).found] == ["iframe"]


def test_who_may_frame_is_the_setting_and_no_other_field_says_no(mini, mini_atlas):
    settings = Settings(dir=mini, frame_ancestors="https://news.example")
    with Client(create_app(settings, mini_atlas, ColumnarStore(mini_atlas))) as client:
        answer = client.get("/embed")
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors https://news.example" in policy
        assert "x-frame-options" not in answer.headers
        assert "frame-ancestors 'self'" in client.get("/map").headers["content-security-policy"]


def test_an_embed_asks_for_nothing_elsewhere(served):
    page = served.get("/embed").text
    tags = Tags(page)
    loaded = [one["src"] for one in tags.of("script") if "src" in one]
    loaded += [one["href"] for one in tags.of("link", rel="stylesheet")]
    assert loaded
    assert all(one.startswith("/static/") for one in loaded)
    assert tags.of("base") == [{"target": "_blank"}]  # a link must not open in the frame
    assert len(re.findall("<base", served.get("/map").text)) == 0


def test_the_script_for_hosts(served):
    answer = served.get("/embed.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "conflict-map" in answer.text
    held = {"If-None-Match": answer.headers["etag"]}
    assert served.get("/embed.js", headers=held).status_code == 304
    assert served.get("/embed.js?x=1").status_code == 400
