"""Scripts and styles: ours, local, and nobody else's."""

import re

import folium
import pytest

from maps import assets, texts
from maps.assets import EARLY, FOLDER, LATER, SCRIPTS, STYLES, UNFRAMED, AssetError, Assets, read


def test_every_file_is_there():
    for name in (*SCRIPTS, *STYLES):
        assert (FOLDER / name).is_file()


def test_every_script_of_ours_is_loaded():
    ours = {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "atlas").glob("*.js")}
    assert ours == {name for name in (EARLY, *SCRIPTS, *LATER) if name.startswith("atlas/")}


def test_setting_a_map_leaves_folium_alone():
    before = [list(folium.Map.default_js), list(folium.Map.default_css)]
    found = folium.Map(tiles=None)
    Assets.inline().put_on(found)
    assert [folium.Map.default_js, folium.Map.default_css] == before
    assert folium.Map(tiles=None).default_js is folium.Map.default_js
    names = [name for name, _ in (*found.default_js, *found.default_css)]
    assert names == [*SCRIPTS, *STYLES]


def test_a_frame_gets_what_it_shows_and_says_no_text_it_did_not_get():
    found = folium.Map(tiles=None)
    Assets.served("/static").put_on(found, framed=True)
    scripts, styles = ([name for name, _ in one] for one in (found.default_js, found.default_css))
    assert scripts == [name for name in SCRIPTS if name not in UNFRAMED]
    awaited = Assets.served("/static").awaited(framed=True)
    assert [url.split("?")[0].removeprefix("/static/") for url in awaited] == styles
    code = "".join(read(name).decode() for name in (*scripts, *LATER))
    for key in texts.UNFRAMED:
        words = re.escape(re.sub("_(one|many)$", "", key))
        assert not re.search(rf'CA\.(text|count)\("{words}', code), key


def test_a_served_link_changes_with_the_content(monkeypatch):
    own = Assets.served("/static/")
    found = str(own.script("atlas-asset:atlas/dom.js"))
    match = re.fullmatch(
        r'<script src="(/static/atlas/dom\.js)\?v=([0-9a-f]{12})" defer></script>', found
    )
    assert match
    monkeypatch.setattr(assets, "read", lambda _: b"other")
    assert match[2] not in str(own.script("atlas-asset:atlas/dom.js"))


def test_a_base_is_escaped():
    assert "<b>" not in Assets.served('/a"><b>').script("atlas-asset:atlas/dom.js")


@pytest.mark.parametrize("own", [Assets.inline(), Assets.served("/static")])
@pytest.mark.parametrize(
    "url",
    ["https://cdn.example/x.js", "//cdn.example/x.js", "x.js", "atlas-asset:../../pyproject.toml"],
)
def test_anything_else_is_refused(own, url):
    with pytest.raises(AssetError, match="not a file of ours"):
        own.script(url)
    with pytest.raises(AssetError, match="not a file of ours"):
        own.style(url)


def test_a_notebook_may_keep_what_folium_brings():
    found = Assets.online().script("https://cdn.example/x.js?a&b")
    assert found == '<script src="https://cdn.example/x.js?a&amp;b"></script>'


def test_inline_styles_refer_to_nothing():
    for name in STYLES:
        targets = re.findall(r"url\(([^)]*)\)", assets.style_text(name))
        assert all(target.startswith(("data:", "#")) for target in targets), name


def test_inline_scripts_cannot_end_early():
    for name in SCRIPTS:
        text = assets.script_text(name).lower()
        assert "</script" not in text
        assert "<!--" not in text
        assert "sourcemappingurl" not in text


def test_a_missing_file_says_what_to_do():
    with pytest.raises(AssetError, match="make run"):
        read("vendor/nothing.js")


def test_no_script_of_ours_makes_code_or_markup_of_text():
    """A second wall before the content policy: the ways by which data could run are not used."""
    ways = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|"
        r"setTimeout\(\s*['\"`]|DOMParser|createContextualFragment|srcdoc"
    )
    for path in (FOLDER / "atlas").glob("*.js"):
        assert not ways.search(path.read_text("utf-8")), path.name


def test_no_script_of_a_served_page_holds_up_the_next():
    served = Assets.served("/static")
    assert served.last("go();") == '<script type="module">go();</script>'
    assert Assets.inline().last("go();") == "<script>go();</script>"


def test_the_styles_that_are_waited_for_are_all_but_those_of_paper():
    awaited = Assets.served("/static").awaited()
    assert [url.split("?")[0] for url in awaited] == [
        f"/static/{name}" for name in STYLES if "print" not in name
    ]
    assert Assets.inline().awaited() == []
