"""With scripts off: the server's drawing and the table of the records remain."""

from urllib.parse import parse_qs, urlsplit

import pytest
from pages import DESKTOP, PHONE, Site, asked, page_of
from playwright.sync_api import expect

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.assets import Assets


@pytest.fixture(scope="module")
def site(mini):
    """The map as the service gives it, and the figures it names."""
    atlas = Atlas.open(mini)
    app = create_app(Settings(dir=mini), atlas, ColumnarStore(atlas))
    (page,) = asked(app, [("/map?layers=attacks&theme=dark", None)])
    (drawn,) = asked(
        app, [("/figure.svg?layers=attacks&legend=false&caption=false&width=900&height=650", None)]
    )
    with Site({"/map": page.content, "/figure.svg": drawn.content}) as served:
        yield served


def broken_words(page):
    """The words of the table that do not stand on one line; scripts off, so ranges are asked of
    the cells' texts word by word by the browser's own protocol.
    """
    protocol = page.context.new_cdp_session(page)
    found = protocol.send(
        "Runtime.evaluate", {"expression": f"({BROKEN})()", "returnByValue": True}
    )
    return found["result"]["value"]


BROKEN = """() => { const found = [];
  for (const cell of document.querySelectorAll("#ca-list :is(td, th)")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => box.top));
        if (lines.size > 1) found.push(word[0]);
      }
    }
  }
  return found; }"""


@pytest.mark.parametrize(
    ("size", "wide"), [(DESKTOP, "900"), (PHONE, "600")], ids=["wide", "phone"]
)
def test_a_drawing_of_the_very_view_stands_in_for_the_map(browser, site, size, wide):
    context = browser.new_context(java_script_enabled=False, viewport=size)
    page = context.new_page()
    drawings = []
    page.on("request", lambda one: "/figure" in one.url and drawings.append(urlsplit(one.url)))
    page.goto(site.base + "/map")
    drawing = page.locator(".ca-off img")
    expect(drawing).to_be_visible()
    (url,) = drawings
    assert parse_qs(url.query) == {
        "layers": ["attacks"], "theme": ["dark"], "legend": ["false"], "caption": ["false"],
        "width": [wide],
        "height": ["650" if wide == "900" else "720"],
    }  # fmt: skip
    assert "14 records" in drawing.get_attribute("alt")
    assert drawing.bounding_box()["width"] > 0.6 * page.locator("#ca-map").bounding_box()["width"]
    assert page.locator("#ca-list tbody tr").count() == 14
    if size is DESKTOP:
        assert broken_words(page) == []
        page.emulate_media(media="print")
        assert drawing.is_visible()
        assert not page.locator(".ca-off p").is_visible()
    context.close()


def test_a_file_holds_its_drawing(browser, mini, tmp_path):
    path = tmp_path / "map.html"
    path.write_bytes(page_of(mini, "en", Assets.inline()))
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    page = context.new_page()
    page.goto(path.as_uri())
    drawing = page.locator(".ca-off img")
    expect(drawing).to_be_visible()
    assert drawing.get_attribute("src").startswith("data:image/svg+xml;base64,")
    assert drawing.bounding_box()["height"] > 200
    assert page.locator("#ca-list tbody tr").count() == 25
    context.close()
