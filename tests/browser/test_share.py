"""What is shared is what the page shows: every link, code and citation of the panel."""

import random
import re
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from pages import DESKTOP, PHONE, Site, asked
from playwright.sync_api import expect
from test_filter import choice
from test_map import open_panel, tab

from api.app import create_app
from api.http import REPORTS
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.figure import FORMATS

SHOWN = """() => { const { records } = ConflictAtlas.data;
  const ids = [...ConflictAtlas.selection.mask()].flatMap((one, r) => one ? [records[r].id] : []);
  return { ids, layers: Object.fromEntries(ConflictAtlas.selection.counts().layers) }; }"""


@pytest.fixture(scope="module")
def app(mali):
    atlas = Atlas.open(mali)
    return create_app(Settings(dir=mali), atlas, ColumnarStore(atlas))


@pytest.fixture(scope="module")
def served_site(app):
    """The map as the service gives it, in both languages."""
    pages = asked(app, [("/map", None), ("/map?lang=fr&theme=dark", None)])
    with Site({"/map": pages[0].content, "/carte": pages[1].content}) as site:
        yield site


@pytest.fixture
def panel(visit, served_site, app):
    """Opens the panel; what its scripts ask of the service, the application answers."""

    def answered(route):
        (answer,) = asked(app, [(_path(route.request.url), None)])
        route.fulfill(status=answer.status_code, body=answer.content,
                      content_type=answer.headers["content-type"])  # fmt: skip

    def opened(path="/map", size=None, **options):
        seen = visit(served_site.base + path, size, **options)
        seen.page.route(re.compile(r"/(cite|caption\.json)\?"), answered)
        seen.page.route(re.compile(r"/cite$"), answered)
        open_panel(seen.page)
        tab(seen.page, "share")
        return seen

    return opened


def _path(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def hrefs(page, of):
    return page.locator(f"{of} a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")


def chosen(page, state):
    page.evaluate(
        "(state) => ConflictAtlas.selection.set({ ...ConflictAtlas.selection.empty, ...state })",
        state,
    )
    return page.evaluate(SHOWN)


def views(page):
    """The addresses of the panel that are of the whole view: figures, documents, the embed."""
    code = page.locator("#ca-share-code").input_value()
    embed = unescape(re.search(r'src="([^"]*)"', code)[1])
    return [embed, *hrefs(page, "#ca-share-figure"), *hrefs(page, "#ca-share-report")]


def test_every_link_selects_what_the_page_shows(panel, app):
    seen = panel()
    dice = random.Random(21)  # noqa: S311 - a seed, so that a failure comes again
    for _ in range(14):
        shown = chosen(seen.page, choice(dice, seen.data()))
        addresses = views(seen.page)
        assert len(addresses) == 1 + len(FORMATS) + len(REPORTS)
        queries = {tuple(parse_qsl(urlsplit(one).query)) for one in addresses}
        assert len(queries) == 1
        given = dict(*queries)
        caption, cite = asked(app, [("/caption.json", given), ("/cite", given)])
        on = {name: n for name, n in shown["layers"].items() if n}
        assert {one["name"]: one["n"] for one in caption.json()["layers"] if one["n"]} == on
        ids = "".join(f"{one}\n" for one in sorted(shown["ids"]))
        assert cite.json()["sha256"] == sha256(ids.encode()).hexdigest()
        data = seen.page.locator("#ca-share-data a[data-format=json], a[data-format=csv]")
        links = data.evaluate_all("all => all.map((one) => [one.dataset.layer, one.href])")
        answers = asked(app, [(_path(href), None) for _, href in links])
        for (name, href), answer in zip(links, answers, strict=True):
            if "f=json" in href:
                assert answer.json()["numberReturned"] == shown["layers"][name]
            else:
                assert answer.headers["ogc-numberreturned"] == str(shown["layers"][name])
    assert seen.faults == []


def test_each_format_of_data_and_each_figure_is_there(panel, app):
    page = panel("/carte").page
    shown = chosen(page, {"disputed": True, "layersOff": ["bases"]})
    links = page.locator("#ca-share-data a").evaluate_all(
        "all => all.map((one) => [one.dataset.layer, one.dataset.format, one.href])"
    )
    formats = {"json", "csv", "jsonseq", "gpkg", "fgb", "parquet", "kml"}
    assert {(name, f) for name, f, _ in links} == {
        (name, f) for name in shown["layers"] if name != "bases" for f in formats
    }
    answers = asked(app, [(_path(href), None) for _, _, href in links])
    for (name, f, _), answer in zip(links, answers, strict=True):
        assert answer.status_code == 200
        if f != "json":
            assert answer.headers["ogc-numberreturned"] == str(shown["layers"][name])
    kinds = ["image/png", "image/svg+xml", "application/pdf"]
    drawn = asked(app, [(_path(href), None) for href in hrefs(page, "#ca-share-figure")])
    assert [answer.headers["content-type"] for answer in drawn] == kinds
    assert "theme=dark" in hrefs(page, "#ca-share-figure")[0]
    assert "lang=fr" in hrefs(page, "#ca-share-report")[0]
    told = asked(app, [(_path(href), None) for href in hrefs(page, "#ca-share-report")])
    assert [answer.status_code for answer in told] == [200] * len(REPORTS)


def test_the_link_opens_the_same_view(panel, visit):
    page = panel().page
    shown = chosen(page, {"datetime": ["2012-01-01", "2013-12-31"], "text": "é"})
    page.locator("#ca-share-link").focus()
    address = page.locator("#ca-share-link").input_value()
    assert visit(address).page.evaluate(SHOWN) == shown


def test_no_layer_no_links(panel):
    seen = panel()
    page = seen.page
    names = page.evaluate("ConflictAtlas.selection.layers.map((one) => one.name)")
    chosen(page, {"layersOff": names})
    assert page.locator("#ca-share-data").inner_text() == "No layer is on."
    assert hrefs(page, "#ca-share-figure") == []
    expect(page.locator("#ca-share-code")).to_be_disabled()
    expect(page.locator("#ca-share-code")).to_have_value("")
    chosen(page, {})
    expect(page.locator("#ca-share-code")).to_be_enabled()
    assert seen.faults == []


@pytest.mark.parametrize("path", ["/map", "/carte"])
def test_citations_follow_what_is_chosen(panel, path):
    page = panel(path).page
    entry = page.locator("#ca-share-entry")
    expect(entry).to_have_value(re.compile("Conflict Atlas"))
    chosen(page, {"disputed": True})
    expect(entry).to_have_value(re.compile("record_status"))
    for style, start in (("bibtex", "@misc"), ("ris", "TY  - DATA"), ("csl", "[")):
        page.select_option("#ca-share-style", style)
        expect(entry).to_have_value(re.compile("^" + re.escape(start)))
        (file,) = hrefs(page, "#ca-share-file")
        assert f"f={style}" in file
    page.select_option("#ca-share-style", "apa")
    assert hrefs(page, "#ca-share-file") == []


def test_codes_hold_hostile_choices_as_text(panel):
    page = panel().page
    hostile = "\"'><img src=x onerror=alert(1)>&amp;{title}"
    chosen(page, {"text": hostile})
    for kind, tags in (("iframe", 1), ("component", 3), ("picture", 4)):
        page.select_option("#ca-share-kind", kind)
        code = page.locator("#ca-share-code")
        expect(code).to_have_value(re.compile(r"%3Cimg\+src%3Dx"))
        found = page.evaluate(
            """() => { const text = document.getElementById("ca-share-code").value;
                 const read = new DOMParser().parseFromString(text, "text/html");
                 return [...read.querySelectorAll("head > *, body *")].map((e) => e.tagName); }"""
        )
        assert len(found) == tags, found
    expect(code).to_have_value(re.compile('alt="[^"]*No record'))


def test_a_field_is_copied_and_said_to_be(panel):
    seen = panel(permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    page.get_by_role("button", name="Copy: Code to paste").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#ca-share-code")
    page.get_by_role("button", name="Copy: Link to this view").press("Enter")
    expect(page.locator("#ca-share-said")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#ca-share-link")


def test_where_the_clipboard_is_refused_the_text_is_selected(panel):
    page = panel("/carte").page
    page.evaluate(
        """() => { navigator.clipboard.writeText = () => Promise.reject(new Error("no"));
                   document.execCommand = () => false; }"""
    )
    page.get_by_role("button", name="Copier : Code à coller".replace(" :", "\u00a0:")).click()
    expect(page.locator("#ca-share-said")).to_contain_text("Ctrl+C")
    selected = page.evaluate(
        "() => { const f = document.activeElement; return [f.id, f.selectionEnd - f.selectionStart,"
        " f.value.length]; }"
    )
    assert selected[0] == "ca-share-code"
    assert selected[1] == selected[2] > 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE, {"width": 360, "height": 740}])
def test_it_fits_the_screen(panel, size):
    page = panel("/carte", size).page
    wide = page.evaluate(
        """() => [...document.querySelectorAll("#ca-share *")].filter((one) =>
             one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)"""
    )
    assert wide == []
    assert page.evaluate("document.getElementById('ca-panel-body').scrollWidth") <= size["width"]


def test_formats_whose_names_are_words_are_named_in_the_language(panel):
    names = [panel(path).page.locator("#ca-share a").all_text_contents()
             for path in ("/map", "/carte")]  # fmt: skip
    said = [{one for one in found if " " in one} for found in names]
    assert len(said[0]) == len(said[1]) >= 2
    assert not said[0] & said[1]
