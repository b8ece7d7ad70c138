"""Reports opened by the programs people write reports with; hostile text stops none of them."""

import subprocess

import pytest
from poison import poisoned

from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.report_files import BESIDE, FIGURE, Reporting, Wish
from maps.spec import MapSpec, PageLinks

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module", params=["mini", "words", "everything"])
def view(request, mini, tmp_path_factory):
    folder = mini
    if request.param != "mini":
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


def test_pdflatex_compiles_it(view, tmp_path):
    (tmp_path / "report.tex").write_bytes(view.written(Wish("tex")))
    (tmp_path / f"{FIGURE}.{BESIDE['tex']}").write_bytes(view.figure("pdf"))
    for _ in range(2):
        run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error",
            "-no-shell-escape", "report.tex")  # fmt: skip
    assert "Sources" in texts(tmp_path, "report.pdf")


def test_pdflatex_does_without_the_figure(view, tmp_path):
    (tmp_path / "report.tex").write_bytes(view.written(Wish("tex")))
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "report.tex")


def test_libreoffice_opens_it(view, tmp_path):
    (tmp_path / "report.docx").write_bytes(view.written(Wish("docx")))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    run(tmp_path, "soffice", home, "--headless", "--convert-to", "pdf", "report.docx")
    shown = texts(tmp_path, "report.pdf")
    for row in ("Sources", "Deaths"):
        assert row in shown


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
