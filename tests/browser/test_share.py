"""What is shared is what the page shows."""

from pages import asked
from test_map import tab

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore


def test_links_and_data_are_of_what_shows(visit, mali_site, mali):
    seen = visit(mali_site.base + "/map")
    page = seen.page
    page.evaluate(
        """() => ConflictAtlas.selection.set({ datetime: ["2012-01-01", "2013-12-31"],
          text: "é", layersOff: ["military_regions"] })"""
    )
    tab(page, "share")
    counts = page.evaluate("Object.fromEntries(ConflictAtlas.selection.counts().layers)")
    links = page.locator("#ca-share-data a")
    hrefs = [links.nth(i).get_attribute("href") for i in range(links.count())]
    names = [links.nth(i).get_attribute("data-layer") for i in range(links.count())]
    assert names == ["attacks", "border_incidents", "bases"]
    atlas = Atlas.open(mali)
    app = create_app(Settings(dir=mali), atlas, ColumnarStore(atlas))
    for name, answer in zip(names, asked(app, [(href, None) for href in hrefs]), strict=True):
        assert answer.json()["numberMatched"] == counts[name]
    page.locator("#ca-share-link").focus()
    address = page.locator("#ca-share-link").input_value()
    ids = "() => [...ConflictAtlas.selection.mask()].join('')"
    assert visit(address).page.evaluate(ids) == page.evaluate(ids)
    page.evaluate(
        "() => ConflictAtlas.selection.set({ layersOff:"
        " ConflictAtlas.selection.layers.map((one) => one.name) })"
    )
    assert page.locator("#ca-share-data").inner_text() == "No layer is on."
    assert seen.faults == []
