"""Figures: one drawing in three formats, with the words and numbers of the view in each."""

import json
import struct
import zlib

import pytest
from lxml import etree

from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.caption_words import alt, document
from maps.captions import caption
from maps.figure import FORMATS, figure
from maps.spec import MapSpec, Paper

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def view(mini):
    atlas = Atlas.open(mini)
    return MapSpec(atlas, atlas.mapped), ColumnarStore(atlas)


@pytest.fixture(scope="module")
def drawn(view):
    return {kind: figure(*view, Paper(), kind) for kind in FORMATS}


def chunks(png):
    place = 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        (sum_,) = struct.unpack(">I", png[place + 8 + size : place + 12 + size])
        assert zlib.crc32(kind + content) == sum_
        yield kind, content
        place += 12 + size


def texts(png):
    found = {}
    for kind, content in chunks(png):
        if kind == b"iTXt":
            key, rest = content.split(b"\0", 1)
            found[key.decode()] = rest[2:].split(b"\0", 2)[2].decode("utf-8")
    return found


def test_an_svg_says_what_the_caption_says(view, drawn):
    words = caption(*view)
    root = etree.fromstring(drawn["svg"])
    assert root.find(f"{SVG}title").text == words.title
    assert root.find(f"{SVG}desc").text == alt(words)
    facts = json.loads(root.find(f"{SVG}metadata").text)
    assert facts["n"] == words.n
    assert {name: facts[name] for name in document(words)} == json.loads(
        json.dumps(document(words))
    )


def test_the_texts_of_an_svg_are_texts(drawn):
    root = etree.fromstring(drawn["svg"])
    written = {"".join(one.itertext()) for one in root.iter(f"{SVG}text")}
    assert {"Attacks and battles", "Bases and posts", "Kidal"} <= written


def test_a_png_has_its_size_and_the_same_facts(drawn):
    png = drawn["png"]
    assert struct.unpack(">II", png[16:24]) == (900, 650)
    root = etree.fromstring(drawn["svg"])
    assert texts(png)["Conflict-Atlas"] == root.find(f"{SVG}metadata").text
    assert texts(png)["Description"] == root.find(f"{SVG}desc").text


def test_a_png_twice_as_fine_has_twice_the_pixels(view):
    png = figure(*view, Paper(600, 400, scale=2), "png")
    assert struct.unpack(">II", png[16:24]) == (1200, 800)
    dots = next(content for kind, content in chunks(png) if kind == b"pHYs")
    assert struct.unpack(">IIB", dots) == (round(192 / 0.0254), round(192 / 0.0254), 1)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_view_has_the_same_bytes(view, drawn, kind):
    assert figure(*view, Paper(), kind) == drawn[kind]
