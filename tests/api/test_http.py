"""Negotiation, conditional requests, codings, CORS: RFC 9110 and the Fetch standard."""

import gzip

import pyarrow as pa
import pytest
from asgi import Client, decoded
from plain_store import PlainStore

from api.app import create_app
from api.encoding import choose, encode
from api.errors import NotAcceptableError
from api.http import CSV, GEOJSON, HTML, JSON, MVT, negotiate
from api.settings import Settings
from geo.errors import RequestError

ITEMS = "/collections/attacks/items"
PATHS = (
    *("/", "/conformance", "/openapi.json", "/docs", "/collections", "/collections/attacks"),
    *("/collections/attacks/queryables", "/collections/attacks/schema", ITEMS),
    *("/collections/attacks/tiles", "/collections/attacks/tiles/WebMercatorQuad"),
    *("/collections/attacks/tiles/WebMercatorQuad/tilejson.json", "/tiles/attacks/0/0/0.mvt"),
)
OFFERS = (GEOJSON, JSON, HTML, CSV, MVT)


@pytest.mark.parametrize(
    ("accept", "offer"),
    [
        (None, GEOJSON),
        ("", GEOJSON),
        ("*/*", GEOJSON),
        ("application/geo+json", GEOJSON),
        ("application/json", JSON),
        ("application/*", GEOJSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/*", HTML),
        ("text/*;q=0.5, text/csv", CSV),
        ("application/json;q=0.2, text/csv;q=0.1", JSON),
        ("*/*, application/geo+json;q=0", JSON),
        ("TEXT/HTML ; Q=1", HTML),
        ("text/html;charset=utf-8", HTML),
        ('application/geo+json; charset="UTF-8"', GEOJSON),
        ("application/x-protobuf", MVT),
    ],
)
def test_accept_decides(accept, offer):
    assert negotiate(None, accept, OFFERS) is offer


@pytest.mark.parametrize("accept", ["application/xml", "image/*", "*/*;q=0", "x", ";;,", "a/b;q=z"])
def test_what_nobody_offers_is_not_acceptable(accept):
    with pytest.raises(NotAcceptableError):
        negotiate(None, accept, OFFERS)


def test_f_wins_over_accept():
    assert negotiate("csv", "text/html", OFFERS) is CSV
    with pytest.raises(RequestError) as refused:
        negotiate("jsn", "text/html", OFFERS)
    assert refused.value.nearest == "json"


def test_not_acceptable_over_http(client):
    answer = client.get(ITEMS, headers={"Accept": "application/xml"})
    assert answer.status_code == 406
    assert "application/geo+json" in answer.json()["allowed"]


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_held_is_not_sent_again(client, path):
    first = client.get(path)
    assert first.status_code == 200
    tag = first.headers["etag"]
    assert tag.startswith('"')  # strong
    for held in (tag, f'W/{tag}, "x"', f'"a", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": held})
        assert again.status_code == 304, held
        assert again.content == b""
        for name in ("etag", "vary", "cache-control"):
            assert again.headers[name]
    other = client.get(path, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200
    assert other.content == first.content


class Idle:
    """A store that knows its version and does no work."""

    def pinned(self):
        return self

    def version(self, layer):
        return "1"

    def ready(self):
        return True

    def page(self, layer, query):
        raise AssertionError("asked for a page")

    def tile(self, layer, tile, query):
        raise AssertionError("asked for a tile")


class Working(PlainStore):
    """The store that does the work, of the same version."""

    def version(self, layer):
        return "1"


@pytest.mark.parametrize("path", [ITEMS, ITEMS + "?limit=1", "/tiles/attacks/0/0/0.mvt"])
def test_a_304_needs_no_work(settings, mini_atlas, path):
    with Client(create_app(settings, mini_atlas, Working(mini_atlas))) as working:
        tag = working.get(path).headers["etag"]
    with Client(create_app(settings, mini_atlas, Idle())) as idle:
        assert idle.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert idle.get(path).status_code == 500  # it would have worked


def test_tags_differ_by_query_format_coding_language_and_release(client):
    urls = (ITEMS, ITEMS + "?limit=2", ITEMS + "?f=html", ITEMS + "?f=html&lang=fr")
    urls += (ITEMS + "?f=csv", ITEMS + "?bbox=0,0,1,1", "/collections/bases/items")
    tags = [client.get(url).headers["etag"] for url in urls]
    tags += [client.get(ITEMS, headers={"Accept-Encoding": "br"}).headers["etag"]]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(client, path):
    get, head = client.get(path), client.request("HEAD", path)
    assert head.status_code == get.status_code == 200
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("*", "zstd"),
        ("*, zstd;q=0", "br"),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=x", None),
        (";;;,,=", None),
    ],
)
def test_the_coding_is_one_the_client_takes(accept, coding):
    assert choose(accept) == coding


def test_header_fields_of_several_lines_are_one(client):
    """RFC 9110 section 5.3; the tiles that are kept are told apart by them too."""
    several = [("Accept", "image/png"), ("Accept", "application/json")]
    assert client.get(ITEMS, headers=several).headers["content-type"] == "application/json"
    tag = client.get(ITEMS).headers["etag"]
    tags = [("If-None-Match", '"x"'), ("If-None-Match", tag), ("If-None-Match", '"y"')]
    assert client.get(ITEMS, headers=tags).status_code == 304
    tile = "/tiles/attacks/6/31/29.mvt"
    plain = client.get(tile, headers={"Accept-Encoding": "identity"}).content
    codings = [("Accept-Encoding", "gzip"), ("Accept-Encoding", "identity")]
    for _ in range(2):
        assert client.get(tile, headers=codings).content == plain  # httpx decodes
    asked = client.get(tile, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in asked.headers
    assert asked.content == plain


def test_there_is_one_host(client):
    answer = client.get("/", headers=[("Host", "a.test"), ("Host", "b.test")])
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "Host"


def test_codings_are_undone_by_another_decoder():
    body = b"facts and sources, " * 500
    assert gzip.decompress(encode(body, "gzip")) == body
    assert encode(body, "gzip") == encode(body, "gzip")
    for coding, name in (("br", "brotli"), ("zstd", "zstd")):
        packed = encode(body, coding)
        assert len(packed) < len(body) / 10
        assert pa.decompress(packed, len(body), codec=name, asbytes=True) == body


def test_small_answers_are_not_compressed(client):
    answer = client.get("/healthz", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("path", [*PATHS, "/nowhere", ITEMS + "?limit=x", "/collections/x"])
def test_any_origin_may_read_every_answer(client, path):
    answer = client.get(path, headers={"Origin": "https://paper.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "etag" in answer.headers["access-control-expose-headers"].lower()
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_crash_carries_cors_and_tells_nothing(settings, mini_atlas):
    class Broken:
        def pinned(self):
            return self

        def version(self, layer):
            raise ZeroDivisionError("a secret")

    with Client(create_app(settings, mini_atlas, Broken())) as broken:
        answer = broken.get(ITEMS)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "secret" not in answer.text


def test_named_origins_only_where_the_settings_say_so(mini, mini_atlas, store):
    settings = Settings(dir=mini, cors_origins="https://a.example https://b.example")
    with Client(create_app(settings, mini_atlas, store)) as strict:
        good = strict.get("/conformance", headers={"Origin": "https://b.example"})
        bad = strict.get("/conformance", headers={"Origin": "https://c.example"})
    assert good.headers["access-control-allow-origin"] == "https://b.example"
    assert "access-control-allow-origin" not in bad.headers
    assert "origin" in good.headers["vary"].lower()


def test_a_preflight_is_answered(client):
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    answer = client.request("OPTIONS", ITEMS, headers=headers)
    assert answer.status_code == 204
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_only_reading_is_allowed(client, method):
    answer = client.request(method, ITEMS)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["status"] == 405


def test_links_follow_the_host_or_the_settings(client, mini, mini_atlas, store):
    body = decoded(client.get("/", headers={"Host": "maps.example:81"}))
    assert all(one["href"].startswith("http://maps.example:81/") for one in body["links"])
    settings = Settings(dir=mini, base_url="https://atlas.example/mali/")
    with Client(create_app(settings, mini_atlas, store)) as behind:
        body = decoded(behind.get("/", headers={"Host": "inside"}))
        page = behind.get("/?f=html", headers={"Host": "inside"}).text
    assert all(one["href"].startswith("https://atlas.example/mali/") for one in body["links"])
    assert "inside" not in page


@pytest.mark.parametrize("host", ['"><script>', "a b", "a/b", "x" * 300, "a:123456", "é"])
def test_a_host_that_is_none_is_refused(client, host):
    answer = client.get("/", headers={"Host": host.encode()})
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "Host"


def test_vary_and_cache_control(client):
    answer = client.get(ITEMS)
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert client.get(ITEMS + "?limit=x").headers["cache-control"] == "no-store"
