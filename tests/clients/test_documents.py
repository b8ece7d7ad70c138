"""Reports opened by the programs people write reports with; hostile text stops none of them."""

import subprocess
import unicodedata
import zipfile
from io import BytesIO

import pypandoc
import pytest
from docx import Document
from elsewhere import elsewhere
from lxml import etree
from poison import poisoned
from readers import word

from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.report_files import BESIDE, FIGURE, Reporting, Wish
from maps.spec import MapSpec, PageLinks

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module", params=["mini", "words", "everything", "elsewhere"])
def view(request, mini, tmp_path_factory):
    folder = mini
    if request.param == "elsewhere":
        folder = elsewhere(tmp_path_factory.mktemp("elsewhere") / "atlas")
    elif request.param != "mini":
        target = tmp_path_factory.mktemp("hostile") / "atlas"
        folder = poisoned(mini, target, request.param == "everything")
    atlas = Atlas.open(folder)
    return Reporting(MapSpec(atlas, atlas.mapped), ColumnarStore(atlas), PageLinks())


def run(folder, *command):
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, errors="replace",
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def texts(folder, name):
    return "".join(run(folder, "pdftotext", name, "-").split())


def letters(text):
    """What is written, however its lines are broken and its accents composed."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def compiled(view, folder, program):
    (folder / "report.tex").write_bytes(view.written(Wish("tex")))
    (folder / f"{FIGURE}.{BESIDE['tex']}").write_bytes(view.figure("pdf"))
    for _ in range(2):
        run(folder, program, "-interaction=nonstopmode", "-halt-on-error",
            "-no-shell-escape", "report.tex")  # fmt: skip
    assert "Sources" in texts(folder, "report.pdf")


def test_pdflatex_compiles_it(view, tmp_path):
    compiled(view, tmp_path, "pdflatex")


@pytest.mark.parametrize("program", ["xelatex", "lualatex"])
@pytest.mark.parametrize("view", ["mini", "elsewhere"], indirect=True)
def test_newer_latex_compiles_it_and_loses_no_letter(view, tmp_path, program):
    """What its face does not have is told by code points, not left out."""
    compiled(view, tmp_path, program)
    assert "Missing character" not in (tmp_path / "report.log").read_text("utf-8", "replace")


def test_pdflatex_does_without_the_figure(view, tmp_path):
    (tmp_path / "report.tex").write_bytes(view.written(Wish("tex")))
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex")


def test_libreoffice_opens_it(view, tmp_path):
    (tmp_path / "report.docx").write_bytes(view.written(Wish("docx")))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    run(tmp_path, "soffice", home, "--headless", "--convert-to", "pdf", "report.docx")
    shown = letters(texts(tmp_path, "report.pdf"))
    for row in ("Sources", "Deaths"):
        assert row in shown
    for part in word((tmp_path / "report.docx").read_bytes()).paragraphs:
        if part.text.isascii():  # Poppler has an order of its own for other writing
            assert letters(part.text)[:60] in shown, part.text


def test_qpdf_finds_no_fault(view, tmp_path):
    (tmp_path / "report.pdf").write_bytes(view.written(Wish("pdf")))
    run(tmp_path, "qpdf", "--check", "report.pdf")
    assert "Tagged:          yes" in run(tmp_path, "pdfinfo", "report.pdf")


def test_qpdf_and_pdftotext_read_its_figure(view, tmp_path):
    (tmp_path / "figure.pdf").write_bytes(view.figure("pdf"))
    run(tmp_path, "qpdf", "--check", "figure.pdf")
    assert "Tagged:          yes" in run(tmp_path, "pdfinfo", "figure.pdf")
    rows = run(tmp_path, "pdffonts", "figure.pdf").splitlines()[2:]
    assert rows
    assert all(row.split()[-5] == "yes" for row in rows)  # embedded


def test_pandoc_keeps_alternative_text_tables_and_language(view, tmp_path):
    archive = zipfile.ZipFile(BytesIO(view.written(Wish("zip"))))
    archive.extractall(tmp_path)
    said = view.written(Wish("docx"))
    alt = word(said).inline_shapes[0]._inline.docPr.get("descr")
    for target in ("docx", "html"):
        run(tmp_path, pypandoc.get_pandoc_path(), "report.md", "-s", "-o", f"report.{target}")
    made = Document(tmp_path / "report.docx")
    assert alt in {one.get("descr") for one in made.element.iter() if one.tag.endswith("docPr")}
    assert [len(one.rows) for one in made.tables] == [len(one.rows) for one in word(said).tables]
    page = (tmp_path / "report.html").read_text("utf-8")
    read = etree.HTML(page)
    assert [one.get("alt") for one in read.iter("img")] == [alt]
    assert read.findtext(".//title")
