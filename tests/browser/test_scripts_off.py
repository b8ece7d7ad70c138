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
    (drawn,) = asked(app, [("/figure.svg?layers=attacks&caption=false&width=900&height=650", None)])
    with Site({"/map": page.content, "/figure.svg": drawn.content}) as served:
        yield served


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
        "layers": ["attacks"], "theme": ["dark"], "caption": ["false"], "width": [wide],
        "height": ["650" if wide == "900" else "720"],
    }  # fmt: skip
    assert "14 records" in drawing.get_attribute("alt")
    assert drawing.bounding_box()["width"] > 0.6 * page.locator("#ca-map").bounding_box()["width"]
    assert page.locator("#ca-list tbody tr").count() == 14
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
