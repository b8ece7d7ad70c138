"""Whole figures: what stands on the map covers nothing else there, and no type is hidden."""

import re
from dataclasses import replace
from io import BytesIO
from itertools import combinations

import pypdf
import pytest
from lxml import etree
from pictures import ROOT, SVG, invented, of_colour, pixels, shown
from pypdf.generic import IndirectObject

from geo.atlas import Atlas
from geo.query import BBox
from geo.stores.columnar import ColumnarStore
from maps import styles
from maps.caption_words import alt
from maps.captions import caption
from maps.drawing.boxes import apart, grown, within
from maps.drawing.faces import FACES, Type, width
from maps.drawing.sheet import Drawing
from maps.figure import figure
from maps.report_files import Reporting, Wish
from maps.spec import MapSpec, PageLinks, Paper
from maps.texts import TEXTS

PAPERS = {"small": Paper(600, 450), "a5": Paper(559, 794), "a3": Paper(1587, 1123)}
CLOSE = BBox(-6, 12, 0, 17)


@pytest.fixture(scope="module")
def atlas():
    return Atlas.open(ROOT / "data" / "mali")


@pytest.fixture(scope="module")
def store(atlas):
    return ColumnarStore(atlas)


@pytest.mark.parametrize("view", [None, CLOSE], ids=["all", "close"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("paper", PAPERS)
def test_no_name_covers_another_or_a_sign(atlas, store, paper, language, view):
    spec = MapSpec(atlas, atlas.mapped, language=language, viewport=view)
    found = shown(figure(spec, store, PAPERS[paper], "svg"))
    assert found.names
    assert all(found.halos.values())
    for name, box in found.names.items():
        assert within(box, found.frame), name
        inner = grown(box, -0.4)  # the drawing has two decimals, rings are no boxes
        assert all(apart(inner, other) for other in found.labels), name
        assert all(apart(inner, grown(other, -1)) for other in found.rings), name
    for (a, one), (b, other) in combinations(found.names.items(), 2):
        assert apart(grown(one, -0.4), other), (a, b)
    for one in found.labels:
        assert within(one, grown(found.frame, 0.1))
    for one, other in combinations(found.labels, 2):
        assert apart(grown(one, -0.1), other)
    if view is None:  # a narrower one may cut through where many records lie
        assert all(within(one, found.frame) for one in found.rings)


@pytest.mark.parametrize("events", ["2000", pytest.param("100k", marks=pytest.mark.heavy)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_type_of_the_legend_is_seen_on_the_map(tmp_path, events, theme):
    atlas = Atlas.open(invented(tmp_path / "atlas", events))
    store = ColumnarStore(atlas)
    spec = MapSpec(atlas, atlas.mapped, theme=theme)
    (layer,) = caption(spec, store).layers
    assert len(layer.types) > 4
    paper = Paper(900, 650)
    frame = shown(figure(spec, store, paper, "svg")).frame
    picture = pixels(figure(spec, store, paper, "png"))
    seen = {
        one.code: of_colour(picture, frame, styles.mark("attacks", one.code, theme).colour)
        for one in layer.types
    }
    assert all(seen.values()), seen


def test_beyond_the_base_map_there_is_no_water(atlas, store):
    spec = MapSpec(atlas, atlas.mapped, viewport=BBox(-60, -5, 30, 45), theme="light")
    frame = shown(figure(spec, store, Paper(), "svg")).frame
    picture = pixels(figure(spec, store, Paper(), "png"))
    colours = styles.THEMES["light"]
    left, top, right, bottom = frame
    west = (left + 3, top + 3, left + (right - left) / 8, bottom - 3)
    assert of_colour(picture, west, colours["water"]) == 0
    assert of_colour(picture, west, colours["paper"]) > 1_000
    assert of_colour(picture, frame, colours["water"]) > 1_000


FAR = {
    "antimeridian": BBox(170, -20, -170, 10),
    "world": BBox(-180, -90, 180, 90),
    "pole": BBox(-10, -90, 10, -80),
    "around the pole": BBox(-180, 60, 180, 90),
    "place": BBox(0, 15, 0, 15),
}


@pytest.mark.parametrize("size", [(4000, 400), (600, 4000)], ids=["wide", "high"])
@pytest.mark.parametrize("view", FAR.values(), ids=FAR)
def test_any_view_is_drawn(atlas, store, view, size):
    spec = MapSpec(atlas, atlas.mapped, viewport=view)
    shown(figure(spec, store, Paper(*size), "svg"))


def test_an_svg_needs_nothing_else(atlas, store):
    spec = MapSpec(atlas, atlas.mapped, language="fr")
    root = etree.fromstring(figure(spec, store, Paper(), "svg"))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    style = root.findtext(f"{SVG}style")
    assert re.findall(r"url\((?!data:font/ttf;base64,)", style) == []
    named = {one.get("font-family") for one in root.iter() if one.get("font-family")}
    assert named == set(re.findall(r"font-family:('[^']+')", style))
    for one in root.iter(etree.Element):
        for name, value in one.attrib.items():
            assert etree.QName(name).localname != "href" or value.startswith("#")
            assert re.sub(r"url\(#[\w-]+\)", "", value).count("url(") == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_small_figure_explains_what_it_shows_in_words_large_enough(atlas, store, language):
    spec = MapSpec(atlas, atlas.mapped, language=language)
    root = etree.fromstring(figure(spec, store, Paper(600, 560), "svg", "https://a.example/map"))
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert {TEXTS[language][key] for key in ("precision", "signs")} <= set(texts)
    assert any(text.startswith("Sources") and "[1]" in text for text in texts)
    words = [one for one in root.iter(f"{SVG}text") if not one.get("stroke")]
    small = [one for one in words if float(one.get("font-size")) < 8.3]
    assert all("".join(one.itertext()).isdigit() for one in small)  # on signs


def test_a_low_figure_names_how_many_sources_there_are(atlas, store):
    """It has no room for their names; ``and 2 more`` would be more than nothing."""
    spec = MapSpec(atlas, atlas.mapped)
    n = len(caption(spec, store).sources)
    root = etree.fromstring(figure(spec, store, Paper(600, 420), "svg"))
    texts = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert f"Sources: {n}, named in the data within this file." in texts
    assert not any("more source" in text for text in texts)


def test_a_small_figure_keeps_its_map(atlas, store):
    for language in ("en", "fr"):
        spec = MapSpec(atlas, atlas.mapped, language=language)
        left, top, right, bottom = shown(figure(spec, store, Paper(600, 450), "svg")).frame
        assert right - left > 290
        assert bottom - top > 200


def test_a_pdf_is_accessible(atlas, store):
    for language in ("en", "fr"):
        spec = MapSpec(atlas, atlas.mapped, language=language)
        content = figure(spec, store, Paper(), "pdf")
        assert len(content) < 1_000_000
        assert b"<pdfuaid:part>1<" in content  # ISO 14289-1
        reader = pypdf.PdfReader(BytesIO(content))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        words = caption(spec, store)
        assert reader.metadata.title == words.title
        (drawn,) = (one for one in tags(root["/StructTreeRoot"]) if one.get("/S") == "/Figure")
        assert drawn["/Alt"] == alt(words)
        text = " ".join(reader.pages[0].extract_text().split())
        assert words.title in text
        assert " ".join(words.disclaimer.split()) in text
        assert all("/FontFile2" in one for one in fonts(reader))


def test_names_in_arabic_and_nko_are_set_in_faces_that_have_them(atlas, store):
    titles = dict.fromkeys(("en", "fr"), "Mali ߡߊߟߌ مالي")
    spec = MapSpec(replace(atlas, titles=titles), atlas.mapped)
    content = figure(spec, store, Paper(), "pdf")
    names = {
        str(one["/FontName"]).partition("+")[2] for one in fonts(pypdf.PdfReader(BytesIO(content)))
    }
    assert {"NotoSansNKo-Regular", "NotoSansArabic-Regular"} <= names
    svg = figure(spec, store, Paper(), "svg").decode()
    assert "'Noto Sans NKo';" in svg
    assert "ߡߊߟߌ" in svg


def tags(part):
    """The elements of a structure tree (ISO 32000-1 section 14.7.2)."""
    part = part.get_object()
    if isinstance(part, list):
        for one in part:
            yield from tags(one)
    elif isinstance(part, dict):
        yield part
        if "/K" in part:
            yield from tags(part["/K"])


def fonts(reader):
    """The font descriptors of a PDF (ISO 32000-1 section 9.8)."""
    numbers = range(1, reader.trailer["/Size"])
    parts = [reader.get_object(IndirectObject(number, 0, reader)) for number in numbers]
    found = [
        one for one in parts if isinstance(one, dict) and one.get("/Type") == "/FontDescriptor"
    ]
    assert found
    return found


def test_letters_that_no_face_has_are_told_by_code_points(atlas, store):
    """They would be empty boxes in what Typst sets; a browser has other faces."""
    titles = dict.fromkeys(("en", "fr"), "Mali שלום 中文")
    spec = MapSpec(replace(atlas, titles=titles), atlas.mapped[:1])
    told = "Mali [U+05E9 05DC 05D5 05DD] [U+4E2D 6587]"
    made = Reporting(spec, store, PageLinks()).written(Wish("pdf", rows=1))
    for content in (figure(spec, store, Paper(), "pdf"), made):
        pages = pypdf.PdfReader(BytesIO(content))
        assert told in pages.pages[0].extract_text()
        assert pages.metadata.title == titles["en"]
    assert titles["en"] in figure(spec, store, Paper(), "svg").decode()


def test_texts_told_by_code_points_stay_on_the_page(atlas, store):
    titles = dict.fromkeys(("en", "fr"), "Mali שלום عليكم שלום 2020: שלום שלום שלום and more")
    there = replace(atlas, titles=titles, attributions=titles)
    spec = MapSpec(there, atlas.mapped[:1])
    sheet = Drawing(spec, store, caption(spec, store), (600, 450)).sheet(captioned=True)
    root = etree.fromstring(sheet.svg(printed=True))
    lines = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert sum("[U+05E9 05DC 05D5 05DD]" in line for line in lines) > 1
    assert not any("ש" in line for line in lines)
    runs = [one for one in root.iter(f"{SVG}tspan") if one.get("x")]
    assert "عليكم" in [one.text for one in runs]
    for one in runs:
        size = float(one.getparent().get("font-size"))
        face = next(f for f in FACES if one.get("font-family") == f"'{f.family}'")
        assert float(one.get("x")) + 0.95 * width(one.text, Type(size, "", face)) < 590


def test_only_what_is_drawn_together_is_explained(atlas, store):
    for layers, there in ((("border_incidents",), False), (("attacks",), True)):
        spec = MapSpec(atlas, tuple(map(atlas.layer, layers)))
        svg = figure(spec, store, PAPERS["a5"], "svg")
        texts = ["".join(one.itertext()) for one in etree.fromstring(svg).iter(f"{SVG}text")]
        rings = [one for one in shown(svg).rings if one[2] - one[0] > 10]  # not dots of towns
        assert bool(rings) == there
        assert any(text.startswith("Several records") for text in texts) == there


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_capital_keeps_its_name(atlas, store, language):
    spec = MapSpec(atlas, atlas.mapped, language=language)
    for size in ((600, 430), (600, 450), (900, 650)):
        names = shown(figure(spec, store, Paper(*size), "svg")).names
        assert any(name.startswith("Bamako ") for name in names)


def test_a_legend_too_long_for_the_page_leaves_out_what_may_be_spared(atlas, store):
    spec = MapSpec(atlas, atlas.mapped)
    svg = figure(spec, store, Paper(600, 330), "svg")
    texts = ["".join(one.itertext()) for one in etree.fromstring(svg).iter(f"{SVG}text")]
    assert "Battles" in texts
    assert TEXTS["en"]["precision"] not in texts
