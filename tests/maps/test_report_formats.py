"""Reports in each format, read by others' programs; hostile text is shown and does nothing."""

import json
import re
import unicodedata
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import docx
import pypdf
import pytest
from poison import PAYLOADS, poisoned
from readers import (
    Html,
    cells_of_markdown,
    cells_of_word,
    links_of_markdown,
    pandoc,
    said,
    walk,
    word,
)

from geo.atlas import Atlas
from geo.errors import DataError
from geo.stores.columnar import ColumnarStore
from maps import escapes
from maps.drawing.printing import document
from maps.escapes import plain
from maps.report_files import KINDS, Reporting, Wish
from maps.reporting import report
from maps.spec import MapSpec, PageLinks

FOLDER = Path(escapes.__file__).parent / "templates"
BASE = "https://example.org"


def links(spec):
    names = [layer.name for layer in spec.layers]
    return PageLinks(items={name: f"{BASE}/collections/{name}/items" for name in names})


def made(spec, store, kind, **wish):
    wanted = Wish(kind, link=f"{BASE}/map?lang=en", **wish)
    return Reporting(spec, store, links(spec)).written(wanted)


@pytest.fixture(scope="module", params=["words", "everything"])
def hostile(request, mini, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "atlas"
    atlas = Atlas.open(poisoned(mini, folder, request.param == "everything"))
    return MapSpec(atlas, atlas.mapped), ColumnarStore(atlas)


def rows_of(spec, store):
    return [row for table in report(spec, store, links(spec)).tables for row in table.rows]


def squeezed(text):
    """One line, its letters composed, as Pandoc's reader of GFM does."""
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", plain(text)).strip())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_same_view_same_bytes(mini_atlas, mini_store, kind, language):
    spec = MapSpec(mini_atlas, mini_atlas.mapped, language=language)
    assert made(spec, mini_store, kind) == made(spec, mini_store, kind)


def test_word_shows_hostile_text_as_it_is(hostile):
    document = word(made(*hostile, "docx"))
    cells = [squeezed(cell) for cell in cells_of_word(document)]
    for row in rows_of(*hostile):
        assert any(squeezed(row.title) in cell and squeezed(row.id) in cell for cell in cells)
        assert squeezed(row.where) in cells
        assert not row.sides or squeezed(row.sides) in cells
    xml = document.element.xml
    assert "w:instrText" not in xml
    assert "w:fldSimple" not in xml  # the page number is in the footer
    for relation in document.part.rels.values():
        if relation.is_external:
            assert urlsplit(relation.target_ref).scheme in ("http", "https")


def test_pandoc_reads_hostile_markdown_as_it_is(hostile):
    text = made(*hostile, "md").decode()
    for source in ("markdown", "markdown+autolink_bare_uris", "gfm"):
        cells, kinds, document = cells_of_markdown(text, source)
        cells = {squeezed(cell) for cell in cells}
        for row in rows_of(*hostile):
            assert squeezed(row.where) in cells
            assert not row.sides or squeezed(row.sides) in cells
            assert any(cell.startswith(squeezed(row.title)) for cell in cells)
        assert not kinds & {"RawInline", "RawBlock", "Math", "Code", "CodeBlock", "Cite", "Note"}
        assert not kinds & {"Strikeout", "Superscript", "Subscript", "SmallCaps", "Quoted"}
        for link in links_of_markdown(document):
            assert link == "report-figure.png" or urlsplit(link).scheme in ("http", "https"), link
    assert "{{<" not in text  # Quarto's shortcodes


def test_html_shows_hostile_text_as_it_is(hostile):
    page = Html(made(*hostile, "html").decode())
    cells = {squeezed(cell) for cell in page.cells}
    for row in rows_of(*hostile):
        assert squeezed(row.where) in cells
        assert any(squeezed(row.title) in cell for cell in cells)
    assert not page.tags & {"script", "iframe", "object", "svg", "form", "input"}
    assert not {name for name in page.attributes if name.startswith("on") or name == "style"}
    for link in page.links:
        figure = link.startswith("data:image/svg+xml;base64,")  # a picture runs nothing
        assert figure or urlsplit(link).scheme in ("http", "https", "")
        assert not link.startswith("//")
    assert "unsafe" not in page.policy
    assert page.policy.startswith("default-src 'none'")


def test_word_has_what_readers_and_their_programs_need(english, mini_store):
    document = word(made(english, mini_store, "docx"))
    found = report(english, mini_store, links(english))
    properties = document.core_properties
    assert properties.title == found.caption.title
    assert properties.language == "en"
    assert document.paragraphs[0].style.name == "Title"
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads[0] == "What this shows"
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert all("w:cantSplit" in row._tr.xml for row in table.rows)
    for part in (document.styles, document.settings):
        assert 'w:val="en-GB"' in part.element.xml
    text = pandoc(made(english, mini_store, "docx"), "docx", "plain", "--wrap=none")
    for line in (found.caption.disclaimer, found.caption.attribution, *found.description):
        assert line in text


def test_a_word_template_keeps_its_own(tmp_path, english, mini_store):
    template = docx.Document()
    template.styles["Heading 1"].font.name = "Courier New"
    template.sections[0].header.paragraphs[0].text = "Confidential"
    paragraph = template.add_paragraph("About ")
    paragraph.add_run("{{ti")
    paragraph.add_run("tle}}, n = {{ n }}")
    template.add_paragraph("{{report}}")
    template.add_paragraph("After")
    path = tmp_path / "house.docx"
    template.save(path)
    document = word(made(english, mini_store, "docx", template=path))
    texts = [one.text for one in document.paragraphs]
    found = report(english, mini_store, links(english))
    assert texts[0] == f"About {found.caption.title}, n = {found.caption.n}"
    assert texts[1] == found.caption.title
    assert texts[-1] == "After"
    assert document.sections[0].header.paragraphs[0].text == "Confidential"
    assert document.styles["Heading 1"].font.name == "Courier New"
    assert len(document.tables) == sum(bool(table.rows) for table in found.tables)


def test_a_word_template_without_a_place_or_styles_gets_the_report_at_its_end(
    tmp_path, english, mini_store
):
    template = docx.Document()
    for name in ("Title", "List Bullet", "Caption", "Heading 2"):
        template.styles[name].delete()
    template.add_paragraph("Before")
    path = tmp_path / "bare.docx"
    template.save(path)
    document = word(made(english, mini_store, "docx", template=path))
    assert document.paragraphs[0].text == "Before"
    assert len(document.tables) > 1


def test_a_template_that_cannot_be_used_is_named(tmp_path, english, mini_store):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK nothing")
    with pytest.raises(DataError, match=r"broken\.docx"):
        made(english, mini_store, "docx", template=broken)
    asks = docx.Document()
    asks.add_paragraph("{{titel}}")
    asks.save(tmp_path / "asks.docx")
    with pytest.raises(DataError, match="titel"):
        made(english, mini_store, "docx", template=tmp_path / "asks.docx")
    text = tmp_path / "house.md"
    for content in (
        *("{{ report.nothing }}", "{% for %}", "{{ report.__class__.__mro__ }}", "{{ 1 / 0 }}"),
        *('{% include "/etc/passwd" %}', "{{ 'x' * 10000000000 }}", "{{ 9 ** 9 ** 9 }}"),
        *("{% for i in range(9999999) %}{% endfor %}", "{{ ('x' * 9).nothing() }}"),
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    ):
        text.write_text(content, "utf-8")
        with pytest.raises(DataError, match=r"house\.md"):
            made(english, mini_store, "md", template=text)


def test_a_typst_template_reads_no_file(tmp_path, english, mini_store, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    path = tmp_path / "house.typ"
    for content in ('#read("secret.txt")', '#read("/secret.txt")', "#nothing", "#f("):
        path.write_text(content, "utf-8")
        with pytest.raises(DataError, match=r"house\.typ"):
            made(english, mini_store, "pdf", template=path)


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_text_template_gets_inert_values(tmp_path, hostile, kind):
    path = tmp_path / f"house.{kind}"
    part = "<p>" if kind == "html" else ""
    path.write_text(
        "{% for table in report.tables %}{% for row in table.rows %}"
        f"{part}{{{{ row.title|safe }}}}\n\n{part}{{{{ row.title ~ '' }}}}\n\n"
        "{% endfor %}{% endfor %}",
        encoding="utf-8",
    )
    text = made(*hostile, kind, template=path).decode()
    document = pandoc(text, {"md": "markdown", "html": "html"}[kind], "plain", "--wrap=none")
    lines = [squeezed(line) for line in document.splitlines() if line.strip()]
    titles = [squeezed(row.title) for row in rows_of(*hostile)]
    assert lines == [title for title in titles for _ in range(2)]


def test_word_tells_its_figure_to_who_does_not_see_it(english, mini_store):
    document = word(made(english, mini_store, "docx"))
    (shape,) = document.inline_shapes
    found = report(english, mini_store, links(english))
    assert shape._inline.docPr.get("descr") == found.alt


def test_html_and_markdown_tell_it_too(english, mini_store):
    found = report(english, mini_store, links(english))
    page = made(english, mini_store, "html").decode()
    assert f'alt="{escape(found.alt)}"' in page
    read = pandoc(made(english, mini_store, "md"), "markdown")
    (image,) = [part for part in walk(read) if part.get("t") == "Image"]
    assert dict(image["c"][0][2])["fig-alt"] == found.alt
    html = pandoc(made(english, mini_store, "md"), "markdown", "html")
    assert f'alt="{escape(found.alt)}"' in html.replace("\n", " ")
    assert said(image["c"][1]) in (found.alt, found.figure_caption)  # one is the caption's


def test_typst_sets_hostile_text_as_it_is(hostile):
    source = made(*hostile, "typ")
    page = document(source, "report.typ")
    assert page.startswith(b"%PDF")
    assert b"/URI (javascript" not in page
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', source.decode())
    written = {json.loads(f'"{one}"', strict=False) for one in strings}
    for row in rows_of(*hostile):
        assert {plain(row.title), plain(row.where), plain(row.id)} <= written


def test_latex_has_no_command_of_the_data(hostile):
    text = made(*hostile, "tex").decode()
    known = set(re.findall(r"\\[A-Za-z@]+", (FOLDER / "report.tex").read_text("utf-8")))
    known |= set(re.findall(r"\\[A-Za-z]+", "".join(escapes._LATEX.values())))
    known |= {r"\foreignlr", r"\foreignrl", r"\allowbreak"}
    assert set(re.findall(r"\\[A-Za-z@]+", text)) <= known
    body = text.split(r"\begin{document}")[1].replace("\\%", "")
    assert not re.search(r"(?<!{)%(?!\n)", body.replace("}%\n", "")), "a comment of the data's"


def test_pandoc_reads_the_latex_too(mini_atlas, mini_store):
    """Its tables, its ids and its signs; and a shown address has places to break at."""
    spec = MapSpec(mini_atlas, mini_atlas.mapped, language="fr")
    text = made(spec, mini_store, "tex")
    found = report(spec, mini_store, links(spec))
    read = pandoc(text, "latex", "html", "--wrap=none")
    rows = re.findall(r"<tr.*?</tr>", read, re.DOTALL)
    for row in (row for table in found.tables for row in table.rows):
        assert any(row.id in one and escape(row.kind, quote=False) in one for one in rows)
    for words in (found.caption.period, "« Non précisé »", "N°"):
        assert squeezed(words) in squeezed(read)
    shown = next(line.shown for line in found.notes if line.shown)
    assert pandoc(escapes.latex_shown(shown), "latex", "plain", "--wrap=none").strip() == shown
    assert text.decode().count(r"\allowbreak{}") >= shown.count("/") - 1


def test_pdf_is_tagged_and_named(english, mini_store, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(made(english, mini_store, "pdf"))
    reader = pypdf.PdfReader(path)
    found = report(english, mini_store, links(english))
    assert reader.metadata.title == found.caption.title
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/MarkInfo"]["/Marked"]
    text = squeezed(" ".join(page.extract_text() for page in reader.pages))
    for line in (found.caption.disclaimer, found.figure_caption):
        assert squeezed(line).replace(" ", "") in text.replace(" ", "")
    heads = [one.title for one in reader.outline if not isinstance(one, list)]
    assert heads == [
        found.text[key] for key in ("about", "records", "contradictions", "sources", "notes")
    ]


def test_the_payloads_are_among_what_is_shown(hostile):
    titles = {row.title for row in rows_of(*hostile)}
    assert len(titles & set(PAYLOADS)) > 5
