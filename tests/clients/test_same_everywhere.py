"""One view, every medium: ids, numbers, legend, caption and alternative text are the same."""

import csv
import io
import json
import random
import re
import struct
import unicodedata
import zlib
from hashlib import sha256
from html import unescape
from urllib.parse import urlencode

import pypdf
import pytest
from asgi import Client
from docx import Document
from elsewhere import elsewhere
from lxml import etree
from readers import pandoc

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore

LAYERS = ("military_regions", "bases", "border_incidents", "attacks")
BLOCKS = [pytest.param(0), *(pytest.param(n, marks=pytest.mark.heavy) for n in range(1, 4))]
VIEWS = 25  # of a block, for each atlas: 300 in all


@pytest.fixture(scope="module", params=["mini", "mali", "elsewhere"])
def client(request, mini, mali, tmp_path_factory):
    folder = {"mini": mini, "mali": mali}.get(request.param)
    atlas = Atlas.open(folder or elsewhere(tmp_path_factory.mktemp("elsewhere") / "atlas"))
    settings = Settings(dir=atlas.path)
    with Client(create_app(settings, atlas, ColumnarStore(atlas))) as found:
        found.place = request.param
        yield found


def views(block, place):
    """Random views around a place; some select nothing."""
    west, south, countries = place
    chance = random.Random(block)  # noqa: S311 - views, not keys
    for _ in range(VIEWS):
        wanted = {"lang": chance.choice(["en", "fr"])}
        wanted["layers"] = ",".join(sorted(chance.sample(LAYERS, chance.randint(1, 4))))
        if chance.random() < 0.4:
            first = chance.randint(1960, 2024)
            wanted["datetime"] = f"{first}-01-01/{chance.randint(first, 2025)}-12-31"
        if chance.random() < 0.3:
            left, low = west + chance.uniform(0, 12), south + chance.uniform(0, 8)
            box = (left, low, left + chance.uniform(1, 9), low + chance.uniform(1, 7))
            wanted["bbox"] = ",".join(f"{one:.3f}" for one in box)
        if chance.random() < 0.3:
            wanted["country"] = chance.choice([*countries, ",".join(countries[:2])])
        if "attacks" in wanted["layers"] and chance.random() < 0.3:
            wanted["event_type"] = chance.choice(["Battles", "Battles,Riots", "Protests"])
        if chance.random() < 0.3:
            low, name = chance.randint(1, 5), "geo_precision"
            wanted["filter"] = chance.choice([f"{name} >= {low}", f"NOT ({name} = {low})"])
        yield wanted


def told(client, wanted):
    """What the API says of the view: the ids of its layers, and its caption."""
    ids, query = [], {name: text for name, text in wanted.items() if name not in ("layers", "lang")}
    for layer in wanted["layers"].split(","):
        own = dict(query)
        if layer not in ("attacks", "border_incidents"):  # as on a map: others have no such field
            own.pop("event_type", None)
        address = f"/collections/{layer}/items?{urlencode({**own, 'limit': '1000'})}"
        body = client.get(address).json()
        found = [one["id"] for one in body["features"]]
        assert len(found) == body["numberMatched"]
        table = client.get(f"{address}&f=csv").text.lstrip("\ufeff")
        assert sorted(row["id"] for row in csv.DictReader(io.StringIO(table))) == sorted(found)
        ids += found
    caption = client.get(f"/caption.json?{urlencode(wanted)}").json()
    assert caption["n"] == len(ids)
    return sorted(ids), caption


def squeezed(text):
    """Letters alone: how lines are broken, and where spaces stand, is each medium's own.

    So is whether a letter and its accent are one character or two.
    """
    return re.sub(r"[\s\u200b\u00ad]+", "", unicodedata.normalize("NFC", text))


def in_order(text, caption):
    """Whether the lines of the legend stand in a figure's text in its order, each with its number;
    a label may be broken into lines, and others stand between the layers.
    """
    flat, at = squeezed(text), 0
    for layer in caption["layers"]:
        lines = [
            (layer["title"], layer["n"]),
            *((one["label"], one["n"]) for one in layer["types"]),
        ]
        for label, n in lines if layer["n"] else ():
            line = squeezed(f"{label}{n}")
            at = flat.find(line, at) + len(line)
            assert at >= len(line), label


def in_text(text, caption):
    """Whether a document says all that the caption says."""
    flat = squeezed(text)
    for line in caption["lines"]:
        if not line.startswith(("Sources", "http")):
            assert squeezed(line) in flat
    for source in caption["sources"]:
        assert squeezed(source["title"]) in flat
    # The types of each layer with their labels and numbers, in the legend's order.
    for layer in caption["layers"]:
        if layer["n"] and layer["types"]:
            told = ",".join(f"{one['label']}{one['n']}" for one in layer["types"])
            assert re.search(
                re.escape(squeezed(layer["title"])) + ":" + re.escape(squeezed(told)), flat
            )


def facts(document, ids, caption):
    """Whether a figure's own data are the API's."""
    digest = sha256("".join(f"{one}\n" for one in ids).encode()).hexdigest()
    assert document["ids"] == f"sha256:{digest}"
    for name in ("n", "layers", "lines", "disclaimer", "alt", "sources", "drawn", "fatalities"):
        assert document[name] == caption[name], name


def svg(client, query, ids, caption):
    root = etree.fromstring(client.get(f"/figure.svg?{query}").content)
    space = "{http://www.w3.org/2000/svg}"
    facts(json.loads(root.find(f"{space}metadata").text), ids, caption)
    assert root.find(f"{space}desc").text == caption["alt"]
    in_order("".join("".join(one.itertext()) for one in root.iter(f"{space}text")), caption)


def png(client, query, ids, caption):
    content, texts, at = client.get(f"/figure.png?{query}").content, {}, 8
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + size]
        assert zlib.crc32(kind + body) == struct.unpack(">I", content[at + 8 + size :][:4])[0]
        if kind == b"iTXt":
            key, rest = body.split(b"\0", 1)
            texts[key.decode()] = rest.split(b"\0", 4)[4].decode()
        at += size + 12
    facts(json.loads(texts["Conflict-Atlas"]), ids, caption)
    assert texts["Disclaimer"] == caption["disclaimer"]


def pdf(client, query, ids, caption):
    reader = pypdf.PdfReader(io.BytesIO(client.get(f"/figure.pdf?{query}").content))
    facts(json.loads(reader.attachments["view.json"][0]), ids, caption)
    text = "".join(page.extract_text() for page in reader.pages)
    assert squeezed(caption["disclaimer"]) in squeezed(text)
    in_order(text, caption)


def docx(client, query, ids, caption):
    document = Document(io.BytesIO(client.get(f"/report.docx?{query}").content))
    rows = [row for table in document.tables for row in table.rows[1:]]
    assert sorted(row.cells[2].text.splitlines()[-1] for row in rows) == ids
    in_text("\n".join(one.text for one in document.paragraphs), caption)
    assert document.inline_shapes[0]._inline.docPr.get("descr") == caption["alt"]
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    for head, layer in zip(heads, caption["layers"], strict=True):
        assert head.startswith(layer["title"])


def html(client, query, ids, caption):
    page = client.get(f"/report.html?{query}").text
    assert sorted(unescape(one) for one in re.findall(r"<code>(.*?)</code>", page)) == ids
    in_text(unescape(re.sub(r"<[^>]*>", "", page)), caption)
    assert unescape(re.search(r'<img [^>]*alt="([^"]*)"', page)[1]) == caption["alt"]


def page(client, query, ids, caption):
    shown = client.get(f"/map?{query}").text
    data = re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', shown, re.DOTALL)
    assert sorted(one["id"] for one in json.loads(data[1])["records"]) == ids
    assert caption["disclaimer"] in unescape(shown)
    tree = etree.HTML(shown).find(".//ul[@id='ca-tree']")
    legend = ["".join(one.itertext()) for one in tree.iter("label")]
    wanted = [
        (one["title"], [t["label"] for t in one["types"] if t["code"]]) for one in caption["layers"]
    ]
    assert [" ".join(one.split()) for one in legend] == [
        label for title, labels in wanted for label in (title, *labels)
    ]


def texts(client, query, ids, caption):
    """Markdown as Pandoc reads it, and LaTeX."""
    text = client.get(f"/report.md?{query}").text
    in_text(pandoc(text, "markdown", "plain", "--wrap=none"), caption)
    assert sorted(re.findall(r" \*([^*]+)\* \|", text.replace("\\", ""))) == ids
    source = client.get(f"/report.tex?{query}").text
    found = re.findall(r"\\texttt{\\scriptsize (.*)}$", source, re.MULTILINE)
    assert sorted(one.replace("{}", "").replace("\\_", "_") for one in found) == ids


MEDIA = (svg, png, pdf, docx, html, page)


PLACES = {
    "elsewhere": (41, 10.5, ["YE", "OM", "DJ"]),
    "mini": (-12, 10, ["ML", "BF", "NE", "DZ"]),
    "mali": (-12, 10, ["ML", "NE", "BF", "DZ"]),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_every_medium_says_the_same(client, block):
    """Each view in texts and data, and in one of the others in turn."""
    for number, wanted in enumerate(views(block, PLACES[client.place])):
        ids, caption = told(client, wanted)
        query = urlencode(wanted)
        texts(client, query, ids, caption)
        MEDIA[(block + number) % len(MEDIA)](client, query, ids, caption)
