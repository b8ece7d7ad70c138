"""Reports over HTTP and from the command line: the filters of the map, the same answers."""

import zipfile
from io import BytesIO

import pytest
from click.testing import CliRunner
from docx import Document

from api.commands import cli
from geo.errors import DataError, RequestError

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "tex": "application/x-tex",
    "typ": "text/plain; charset=utf-8",
    "zip": "application/zip",
}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("query", ["", "?lang=fr", "?layers=attacks&event_type=Battles&rows=2"])
def test_a_report_in_each_format(client, kind, query):
    answer = client.get(f"/report.{kind}{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[kind]
    assert f"mini-report.{kind}" in answer.headers["content-disposition"]
    again = client.get(f"/report.{kind}{query}")
    assert again.content == answer.content
    tag = answer.headers["etag"]
    assert client.get(f"/report.{kind}{query}", headers={"If-None-Match": tag}).status_code == 304


def rows(content):
    tables = Document(BytesIO(content)).tables
    return [row.cells[2].text.splitlines()[-1] for table in tables for row in table.rows[1:]]


@pytest.mark.parametrize(
    "query", ["", "event_type=Battles", "bbox=-1,15,1,17", "filter=fatalities_low>1", "country=BF"]
)
def test_a_report_lists_what_the_items_list(served, query):
    found = served.get(f"/collections/attacks/items?limit=50&{query}").json()
    answer = served.get(f"/report.docx?layers=attacks&{query}")
    assert rows(answer.content) == [one["id"] for one in found["features"]]
    caption = served.get(f"/caption.json?layers=attacks&{query}").json()
    assert caption["n"] == found["numberMatched"]
    text = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    for line in caption["lines"]:
        assert line in text or line.startswith("Sources:")


def test_links_lead_back(served):
    document = Document(BytesIO(served.get("/report.docx?layers=attacks&country=ML").content))
    targets = {one.target_ref for one in document.part.rels.values() if one.is_external}
    ours = [one for one in targets if one.startswith("http://atlas.test")]
    assert any("/map?" in one and "country=ML" in one and "version=" in one for one in ours)
    for address in ours:
        assert served.get(address.removeprefix("http://atlas.test")).status_code == 200


def test_what_is_left_out_is_all_in_the_data_it_links_to(served):
    page = served.get("/report.html?layers=attacks&rows=2").text
    address = page.split('class="left-out"')[1].split('href="')[1].split('"')[0]
    lines = served.get(address.replace("&amp;", "&").removeprefix("http://atlas.test")).text
    total = served.get("/collections/attacks/items?limit=1").json()["numberMatched"]
    assert len(lines.strip().splitlines()) == total + 1


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("rows=-1", "rows"), ("rows=5001", "rows"), ("rows=", "rows"), ("rows=many", "rows"),
        ("layers=atacks", "layers"), ("lang=de", "lang"), ("limit=5", "limit"),
        ("event_type=Battle", "event_type"), ("f=docx", "f"), ("row=5", "row"),
    ],
)  # fmt: skip
def test_wrong_wishes_are_named(client, query, parameter):
    answer = client.get(f"/report.md?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter


def test_a_served_text_names_the_served_figure(served):
    text = served.get("/report.md?layers=attacks&country=ML").text
    address = text.split("](")[1].split(")")[0]
    assert "country=ML" in address
    assert "caption=false" in address
    figure = served.get(address.removeprefix("http://atlas.test"))
    assert figure.headers["content-type"] == "image/png"


def test_the_archive_has_all_that_its_texts_name(served):
    content = served.get("/report.zip?layers=attacks").content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert names == {"report.md", "report.tex", "report-figure.png", "report-figure.pdf"}
        assert "](report-figure.png)" in archive.read("report.md").decode()
        assert "{report-figure.pdf}" in archive.read("report.tex").decode()


def test_a_page_a_region_is_for_pdf(served):
    answer = served.get("/report.pdf?layers=attacks&by=region")
    assert answer.content.startswith(b"%PDF")
    for query in ("report.docx?by=region", "report.pdf?by=country"):
        refused = served.get(f"/{query}")
        assert refused.status_code == 400
        assert refused.json()["parameter"] == "by"


def test_a_page_a_region_lists_no_rows_and_has_its_own_view(served):
    for name, value in (("rows", "5"), ("view", "-5,12,0,18")):
        refused = served.get("/report.pdf", params={"by": "region", name: value})
        assert refused.status_code == 400
        assert refused.json()["parameter"] == name


def test_formats_there_are_not(client):
    answer = client.get("/report.doc")
    assert answer.status_code == 404
    assert answer.json()["nearest"] == "docx"
    assert client.get("/report.docx?version=other").status_code == 404


def run(*arguments, **env):
    return CliRunner().invoke(cli, ["report", *arguments], env=env)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_command_writes_what_is_served(served, mini, tmp_path, kind):
    target = tmp_path / f"view.{kind}"
    arguments = ("--atlas", str(mini), "-o", str(target), "--layers", "attacks", "--lang", "fr")
    done = run(*arguments, ATLAS_CACHE_DIR=str(tmp_path), ATLAS_BASE_URL="http://atlas.test")
    assert done.exit_code == 0, done.output
    answer = served.get(f"/report.{kind}?layers=attacks&lang=fr")
    if kind in ("md", "tex"):  # they name a file beside them where the served ones name an address
        beside = tmp_path / f"view-figure.{'png' if kind == 'md' else 'pdf'}"
        assert beside.stat().st_size > 10_000
        assert beside.name in target.read_text("utf-8")
    else:
        assert target.read_bytes() == answer.content


def test_the_command_without_a_server_names_no_address(mini, tmp_path):
    target = tmp_path / "view.md"
    done = run("--atlas", str(mini), "-o", str(target), ATLAS_CACHE_DIR=str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "/collections/" not in target.read_text("utf-8")


def test_the_command_takes_a_template(mini, tmp_path):
    template = tmp_path / "house.md"
    template.write_text("n = {{ report.caption.n }}", "utf-8")
    target = tmp_path / "view.md"
    options = ("--atlas", str(mini), "-o", str(target), "--template", str(template))
    done = run(*options, "--layers", "bases", ATLAS_CACHE_DIR=str(tmp_path))
    assert done.exit_code == 0, done.output
    assert target.read_text("utf-8").startswith("n = ")
    template.write_text("{{ nothing }}", "utf-8")
    assert isinstance(run(*options, ATLAS_CACHE_DIR=str(tmp_path)).exception, DataError)


def test_a_template_for_what_has_none_is_refused(mini, tmp_path):
    template = tmp_path / "house.typ"
    template.write_text("x", "utf-8")
    for name, more in (("view.zip", ()), ("view.pdf", ("--by", "region"))):
        options = ("--atlas", str(mini), "-o", str(tmp_path / name), "--template", str(template))
        done = run(*options, *more, ATLAS_CACHE_DIR=str(tmp_path))
        assert isinstance(done.exception, RequestError)
        assert "template" in str(done.exception)
        assert not (tmp_path / name).exists()


def test_reports_beside_each_other_have_each_their_figure(mini, tmp_path):
    figures = set()
    for stem in ("été 1", "été 2", "ete-1", "plain"):
        target = tmp_path / f"{stem}.md"
        options = ("--atlas", str(mini), "-o", str(target), "--layers", "bases")
        assert run(*options, ATLAS_CACHE_DIR=str(tmp_path)).exit_code == 0
        (named,) = [one.name for one in tmp_path.glob("*.png") if one.name not in figures]
        assert named.isascii()
        assert named in target.read_text("utf-8")
        figures.add(named)
    assert len(figures) == 4


def test_a_name_without_a_format_is_refused(mini, tmp_path):
    done = run("--atlas", str(mini), "-o", str(tmp_path / "view.odt"))
    assert isinstance(done.exception, RequestError)
    assert ".docx" in str(done.exception)
