"""The page as a whole, without a browser."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import folium
import pytest

import maps
from geo.query import Interval, Query
from maps.assets import AssetError, Assets
from maps.page import build, render
from maps.payload import json_text
from maps.spec import PageLinks

LINKS = PageLinks(
    languages={"en": "/map?lang=en", "fr": "/map?lang=fr"},
    items={"attacks": "/collections/attacks/items"},
    home="/",
)


class Elements(HTMLParser):
    """A parser that is not ours: tags with attributes, and the texts of scripts and styles."""

    def __init__(self):
        super().__init__()
        self.found, self.texts, self.stack = [], [], []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        self.stack.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        self.stack = [one for one in self.stack if one[0] != tag]

    def handle_data(self, data):
        if self.stack and self.stack[-1][0] in ("script", "style", "title"):
            self.texts.append((*self.stack[-1], data))


def parsed(page):
    parser = Elements()
    parser.feed(page.decode("utf-8"))
    return parser


@pytest.fixture(scope="module")
def served(english, mini_store):
    return render(english, mini_store, Assets.served("/static"), LINKS)


@pytest.fixture(scope="module")
def single(english, mini_store):
    return render(english, mini_store, Assets.inline(), LINKS)


@pytest.mark.parametrize("assets", [Assets.served("/static"), Assets.inline()])
def test_same_input_same_bytes(english, mini_store, assets):
    assert render(english, mini_store, assets, LINKS) == render(english, mini_store, assets, LINKS)


def test_the_head_says_language_and_title_and_lets_readers_zoom(served, french, mini_store):
    found = parsed(served)
    assert ("html", {"lang": "en", "dir": "ltr"}) in found.found
    metas = [attributes for tag, attributes in found.found if tag == "meta"]
    viewports = [meta["content"] for meta in metas if meta.get("name") == "viewport"]
    assert viewports == ["width=device-width, initial-scale=1"]
    assert ("title", {}, "Mini atlas · 1961–2025") in found.texts
    assert b'<html lang="fr" dir="ltr">' in render(french, mini_store, Assets.served("/static"))


def test_one_main_and_one_first_heading(served):
    tags = [tag for tag, _ in parsed(served).found]
    assert tags.count("main") == tags.count("h1") == 1


def test_who_published_a_source_may_write_from_right_to_left(served):
    """What is set before and after it, in print too, stays where it is."""
    text = served.decode()
    assert '<span class="ca-by"><bdi dir="ltr">A. Auteur' in text
    assert "A. Auteur\u200e, " in text


def test_nothing_is_loaded_from_elsewhere(served, single):
    for page in (served, single):
        for tag, attributes in parsed(page).found:
            for name in ("src", "href", "data", "action", "poster", "srcset"):
                if tag == "a" or name not in attributes:
                    continue
                assert attributes[name].startswith(("/static/", "data:", "#")), (tag, attributes)
        assert b"cdn" not in page.split(b"<body")[0].replace(b"data:", b"")


def test_one_file_needs_no_other(single):
    for tag, attributes in parsed(single).found:
        if tag in ("script", "link", "img", "iframe"):
            assert attributes.get("src", "data:,").startswith("data:")
            assert attributes.get("href", "data:,").startswith("data:")


@pytest.mark.parametrize("kind", ["served", "single"])
def test_the_policy_allows_what_is_there_and_no_more(kind, request):
    found = parsed(request.getfixturevalue(kind))
    policy = next(
        attributes["content"]
        for tag, attributes in found.found
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    rules = {part.split()[0]: set(part.split()[1:]) for part in policy.split("; ")}
    assert "unsafe" not in policy
    assert rules["default-src"] == {"'none'"}
    for tag in ("script", "style"):
        plain = ({}, {"type": "module"})
        texts = [
            text for name, attributes, text in found.texts if name == tag and attributes in plain
        ]
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'"
            for t in texts
        }
        assert hashes == {one for one in rules[f"{tag}-src"] if "sha256" in one}
    assert ("'self'" in rules["script-src"]) == (kind == "served")


def test_no_attribute_runs_or_styles(served):
    for tag, attributes in parsed(served).found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag


def test_counts_of_the_legend_are_the_stores(served, mini_atlas, mini_store):
    text = served.decode("utf-8")
    for layer in mini_atlas.mapped:
        matched = mini_store.page(layer, Query(limit=0)).matched
        assert f'data-count="{layer.name}">{matched}<' in text
    assert "25 records" in text


def test_a_filter_changes_counts_period_and_records(english, mini_store):
    query = Query(interval=Interval.parse("2019-01-01/2020-12-31"))
    spec = replace(english, query=query)
    page = render(spec, mini_store, Assets.served("/static")).decode("utf-8")
    assert "from 1 January 2019 to 31 December 2020" in page
    for layer in spec.layers:
        matched = mini_store.page(layer, replace(query, limit=0)).matched
        assert f'data-count="{layer.name}">{matched}<' in page
    whole = render(english, mini_store, Assets.served("/static")).decode("utf-8")
    told = [data_of(one) for one in (page, whole)]
    assert [one["period"] for one in told] == ["from 1 January 2019 to 31 December 2020", ""]
    assert [one["filtered"] for one in told] == [True, False]
    assert "Chosen by the address: Dates: from 1 January 2019 to 31 December 2020" in page
    for one, filtered in ((page, True), (whole, False)):
        assert ('id="ca-filtered">filter on<' in one) is filtered
        assert re.search(r'id="ca-off-map">\d+ not on the map<', one)


def test_the_table_for_readers_without_scripts_says_where_the_rest_is(
    english, mini_store, monkeypatch
):
    monkeypatch.setattr("maps.page.MOST_ROWS", 3)
    links = replace(LINKS, scopes={"attacks": {"datetime": "2001-01-01/.."}})
    page, single = (
        render(english, mini_store, assets, links).decode("utf-8")
        for assets in (Assets.served("/static"), Assets.inline())
    )
    row = '<tr><th scope="row">'
    assert (page.count(row), single.count(row)) == (3, 25)
    assert "The newest 3 are here; 22 more in the whole lists:" in page
    url = "/collections/attacks/items?datetime=2001-01-01%2F..&amp;lang=en"
    assert f'<a href="{url}">Attacks and battles (14)</a>' in page
    assert "The newest 3 are here" not in single


def data_of(page):
    """The document of the page's scripts."""
    return json.loads(re.search(r'id="ca-data">(.*?)</script>', page)[1])


def test_a_filter_that_selects_nothing_says_so(english, mini_store):
    query = Query(ids=("no-such-record",))
    page = render(replace(english, query=query), mini_store, Assets.served("/static"))
    assert b"No record matches" in page


def test_disclaimer_licence_and_version_are_in_the_pages_language(english, french, mini_store):
    for spec, words in ((english, "Boundaries are boxes"), (french, "Les frontières sont des")):
        page = render(spec, mini_store, Assets.served("/static")).decode("utf-8")
        foot = page[page.index('<footer class="ca-foot">') : page.index("</footer>")]
        assert words in foot
        assert "Conflict Atlas contributors" in foot
        assert "CC-BY-4.0" in foot
        assert "2026.11.0" in foot


def test_an_embed_and_a_page_without_legend(english, mini_store):
    embed = render(replace(english, embed=True), mini_store, Assets.served("/static"))
    assert b'<body class="ca ca-embed">' in embed
    for part in (b"ca-records", b"ca-filters", b"ca-share", b"ca-time", b"table.js", b"share.css"):
        assert part not in embed, part
    for part in (b"ca-layers", b"ca-unplaced", b"ca-about", b"ca-foot", b"Boundaries are boxes"):
        assert part in embed, part
    bare = render(replace(english, legend=False), mini_store, Assets.served("/static"))
    assert b'id="ca-layers"' not in bare
    assert b'id="ca-records"' in bare


def test_data_cannot_end_its_script():
    text = json_text({"a": "</script><script>&\u2028\u2029<!--"})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"a": "</script><script>&\u2028\u2029<!--"}


def test_no_place_of_an_imprecise_record_is_in_the_page(served, mini):
    """No false pin, not even for who reads the source: the stored points are not there."""
    found = parsed(served)
    data = json.loads(next(t for tag, a, t in found.texts if a.get("id") == "ca-data"))
    points = {tuple(place["at"]) for how in ("point", "disc") for place in data["drawn"][how]}
    exact, vague = set(), set()
    for name in ("attacks", "bases", "border_incidents"):
        for feature in json.loads((mini / f"{name}.geojson").read_text("utf-8"))["features"]:
            geometry, precision = feature["geometry"], feature["properties"]["geo_precision"]
            if geometry and geometry["type"] == "Point":
                (exact if precision <= 3 else vague).add(tuple(geometry["coordinates"]))
    assert points == exact
    assert not points & vague
    listed = {
        data["records"][r]["id"] for how in data["drawn"].values() for p in how for r in p["r"]
    }
    assert "ml-attack-2012-03-22-country" not in listed


def test_a_notebook_goes_on_with_folium(english, mini_store):
    found = maps.build(english, mini_store)
    assert isinstance(found, folium.Map)
    folium.Rectangle([[13, -2], [15, 0]]).add_to(found)
    page = found.get_root().render()
    assert "L.rectangle(" in page
    assert page.index("L.map(") < page.index("ConflictAtlas.start(") < page.index("L.rectangle(")
    assert "srcdoc=" in found._repr_html_()


def test_what_a_notebook_adds_may_not_load_from_elsewhere_unless_it_says_so(english, mini_store):
    def with_plugin(assets):
        found = build(english, mini_store, assets)
        folium.plugins.Fullscreen().add_to(found)
        return found.get_root().render()

    import folium.plugins  # noqa: PLC0415 - only this test needs it

    with pytest.raises(AssetError, match=r"Assets\.online"):
        with_plugin(Assets.inline())
    assert "leaflet.fullscreen" in with_plugin(Assets.online())


def test_rendering_again_gives_the_same(english, mini_store):
    root = build(english, mini_store, Assets.inline()).get_root()
    assert root.render() == root.render()
