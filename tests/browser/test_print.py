"""On paper: one page with map, legend, counts, caption, sources and disclaimer, and no controls."""

import re

import pytest
from pages import DESKTOP, PHONE
from test_map import tab

A4 = (595, 842)  # points


def sheets(pdf):
    """The sizes of a PDF's pages in points, read from its page objects."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == len(boxes)
    return [(round(float(wide)), round(float(high))) for wide, high in boxes]


# Most of two lines, or of three where they stand in three columns.
MORE_SOURCES = """(n) => { const list = document.querySelector("#ca-about .ca-sources");
  const one = list.lastElementChild;
  while (list.children.length < n) list.append(one.cloneNode(true)); }"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/map", "/carte"])
def test_a_map_fits_on_one_sheet_whatever_is_open(visit, mali_site, size, path):
    page = visit(f"{mali_site.base}{path}#theme=dark&tab=about", size).page
    before = page.evaluate("ConflictAtlas.map.getCenter()")
    assert sheets(page.pdf(prefer_css_page_size=True, print_background=True)) == [A4]
    page.wait_for_function("() => !document.body.classList.contains('ca-printing')")
    after = page.evaluate("ConflictAtlas.map.getCenter()")
    assert after == pytest.approx(before, abs=0.5)
    for n in (9, 14, 24):
        page.evaluate(MORE_SOURCES, n)
        assert sheets(page.pdf(prefer_css_page_size=True, print_background=True)) == [A4]


def test_what_is_on_the_sheet(visit, mali_site):
    page = visit(mali_site.base + "/map").page
    page.get_by_label("Battles", exact=True).uncheck()
    tab(page, "records")
    page.emulate_media(media="print")
    for there in (
        "h1", "#ca-map", "#ca-layers", "#ca-about .ca-sources li >> nth=0", ".ca-foot",
        "label:has-text('Strategic developments')",
    ):  # fmt: skip
        assert page.locator(there).is_visible(), there
    gone = "button:visible, input:visible, select:visible, [role=tab]:visible, .ca-time:visible"
    assert page.locator(gone).count() == 0
    for hidden in ("#ca-records", "#ca-filters", "label:text-is('Battles')"):
        assert not page.locator(hidden).is_visible(), hidden
    assert page.locator("#ca-about .ca-sources li").count() == 5
    assert "do not imply endorsement" in page.locator(".ca-foot").inner_text()


def test_paper_is_white_whatever_the_screen(visit, mini_site):
    page = visit(mini_site.base + "/map#theme=dark&tab=layers").page
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
