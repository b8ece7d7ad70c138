"""Reads reports back with programs that are not ours: python-docx, Pandoc, an HTML parser."""

import json
import subprocess
from html.parser import HTMLParser
from io import BytesIO

import pypandoc
from docx import Document

LINKS = ("http", "https")


def pandoc(text, source, target="json", *options):
    """What Pandoc makes of a text or of bytes."""
    content = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "--sandbox", "-f", source, "-t", target, *options],
        input=content, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return json.loads(done.stdout) if target == "json" else done.stdout.decode()


def walk(part):
    """All parts of Pandoc's document."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from walk(one)


def said(inlines):
    """The text of some inlines."""
    found = []
    for part in walk(inlines):
        if part.get("t") in ("Space", "SoftBreak"):
            found.append(" ")
        elif part.get("t") == "Str":
            found.append(part["c"])
    return "".join(found)


def cells_of_markdown(text, source="markdown"):
    """The cells of all tables, and every kind of part the document has."""
    document = pandoc(text, source)
    cells = [
        said(cell[4])
        for table in walk(document["blocks"])
        if table.get("t") == "Table"
        for body in table["c"][4]
        for row in body[3]
        for cell in row[1]
    ]
    return cells, {part["t"] for part in walk(document) if "t" in part}, document


def links_of_markdown(document):
    return [part["c"][-1][0] for part in walk(document) if part.get("t") in ("Link", "Image")]


class Html(HTMLParser):
    """The text of each element of interest, and every tag and attribute there is."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.cells, self.links = set(), set(), [], []
        self.title, self.policy = "", ""
        self._open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        values = dict(attrs)
        if tag == "td":
            self.cells.append("")
        if tag in ("a", "img", "link"):
            self.links.append(values.get("href") or values.get("src"))
        if tag == "meta" and values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        if tag not in ("meta", "img", "link", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "td" in self._open:
            self.cells[-1] += data
        if "title" in self._open:
            self.title += data


def word(content):
    return Document(BytesIO(content))


def cells_of_word(document):
    return [cell.text for table in document.tables for row in table.rows for cell in row.cells]
