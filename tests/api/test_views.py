"""HTML views: whatever is in the data is text, links work, both languages are there."""

import json
import re
import shutil
from html import unescape
from html.parser import HTMLParser

import pytest
from asgi import Client, decoded

from api.app import create_app
from api.settings import Settings
from api.texts import TEXTS
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore

HOSTILE = "<img src=x onerror=alert(1)>\"'`${7*7}</script><script>alert(2)</script>{{7*7}}&amp;"


class Tags(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text.append(data)


def parsed(page):
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.fixture(scope="module")
def hostile(mini, tmp_path_factory):
    """The mini atlas with hostile text in every text of its records."""
    folder = tmp_path_factory.mktemp("hostile") / "atlas"
    shutil.copytree(mini, folder)
    attacks = json.loads((folder / "attacks.geojson").read_text("utf-8"))
    for feature in attacks["features"]:
        feature["properties"]["name_en"] = feature["properties"]["place_name"] = HOSTILE
        feature["properties"]["summary_fr"] = HOSTILE
    (folder / "attacks.geojson").write_text(json.dumps(attacks), "utf-8")
    claims = json.loads((folder / "claims.json").read_text("utf-8"))
    for claim in claims:
        claim["paraphrase"] = claim["value"] = claim["locator"] = HOSTILE
    (folder / "claims.json").write_text(json.dumps(claims), "utf-8")
    sources = json.loads((folder / "sources.json").read_text("utf-8"))
    for source in sources:
        source["title"] = HOSTILE
    (folder / "sources.json").write_text(json.dumps(sources), "utf-8")
    config = (folder / "atlas.toml").read_text("utf-8")
    (folder / "atlas.toml").write_text(config.replace("Mini atlas", "<b>Mini</b>"), "utf-8")
    atlas = Atlas.open(folder)
    with Client(create_app(Settings(dir=folder), atlas, ColumnarStore(atlas))) as found:
        yield found


def test_hostile_text_is_shown_and_runs_nothing(hostile):
    items = "/collections/attacks/items"
    first = decoded(hostile.get(items))["features"][0]
    assert first["properties"]["name_en"] == HOSTILE  # JSON escapes nothing for HTML
    source = decoded(hostile.get("/collections/sources/items"))["features"][0]["id"]
    pages = (f"{items}?f=html", f"{items}/{first['id']}?f=html", "/?f=html", "/docs")
    for url in (*pages, f"/collections/sources/items/{source}?f=html"):
        answer = hostile.get(url)
        assert answer.status_code == 200
        tags = parsed(answer.text)
        assert not [tag for tag, _ in tags.tags if tag in ("script", "img", "b", "iframe")]
        assert not [name for _, given in tags.tags for name in given if name.startswith("on")]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        if "attacks" in url:
            assert HOSTILE in "".join(tags.text)
        assert "49" not in "".join(tags.text).split(HOSTILE)[0][:200]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_item_shows_its_claims_and_sources(client, mini, language):
    claims = json.loads((mini / "claims.json").read_text("utf-8"))
    sources = {
        one["source_id"]: one for one in json.loads((mini / "sources.json").read_text("utf-8"))
    }
    feature = next(one["feature_id"] for one in claims if one["stance"] == "contradicts")
    layer = next(
        name
        for name in ("attacks", "bases", "border_incidents", "military_regions")
        if client.get(f"/collections/{name}/items/{feature}").status_code == 200
    )
    page = client.get(f"/collections/{layer}/items/{feature}?f=html&lang={language}")
    text = " ".join(unescape(re.sub(r"<[^>]*>", " ", page.text)).split())
    assert f'lang="{language}"' in page.text
    for claim in claims:
        if claim["feature_id"] == feature:
            assert claim["paraphrase"] in text
            assert sources[claim["source_id"]]["title"] in text
            assert (claim["locator"] or "") in text
    assert TEXTS[language]["evidence"] in text


def test_a_source_shows_the_claims_that_rest_on_it(client, mini):
    claims = json.loads((mini / "claims.json").read_text("utf-8"))
    source = claims[0]["source_id"]
    page = client.get(f"/collections/sources/items/{source}?f=html").text
    rows = page.count('<tr id="')
    assert rows == sum(one["source_id"] == source for one in claims)


def test_what_claims_are_about_is_said_in_the_language(mali):
    atlas = Atlas.open(mali)
    paths = ("/collections/areas/items/ML?", "/collections/claims/items?limit=1000&")
    with Client(create_app(Settings(dir=mali), atlas, ColumnarStore(atlas))) as found:
        for path in paths:
            text = found.get(f"{path}f=html&lang=fr").text
            cells = {cell.strip() for cell in re.findall(r"<td>([^<]*)</td>", text)}
            assert "Contexte" in cells, path
            assert not cells & {"context", "aggregate", "event_type", "place_name"}, path


def test_paging_by_the_links_of_the_page(client, mini):
    total = len(json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"])
    url, seen = "/collections/attacks/items?f=html&limit=4&lang=fr", []
    while url:
        page = parsed(client.get(url).text)
        links = [given for tag, given in page.tags if tag == "a"]
        seen += [given["href"] for given in links if "/attacks/items/" in given["href"]]
        url = next((given["href"] for given in links if given.get("rel") == "next"), None)
    assert len(seen) == len(set(seen)) == total
    assert all("lang=fr" in href for href in seen)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "path",
    ["/", "/collections", "/collections/attacks", "/collections/attacks/items", "/docs",
     "/conformance", "/collections/attacks/queryables", "/collections/attacks/tiles"],
)  # fmt: skip
def test_every_link_of_every_page_leads_somewhere(client, path, language):
    page = client.get(path, params={"f": "html", "lang": language})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "object at 0x" not in page.text
    assert "built-in" not in page.text
    for tag, given in parsed(page.text).tags:
        if tag == "a":
            assert client.get(given["href"]).status_code == 200, given["href"]


def test_both_languages_have_the_same_words():
    assert set(TEXTS["en"]) == set(TEXTS["fr"])
    assert all(TEXTS["fr"].values())
