"""The colours and the base map a reader chooses: kept in the address, and nobody asked before."""

import base64
import re
from urllib.parse import urlsplit

import pytest
from pages import DESKTOP, PHONE
from playwright.sync_api import expect
from test_map import open_panel
from test_state import written

from maps import styles

HOSTS = {
    "osm": "tile.openstreetmap.org",
    "topo": "tile.opentopomap.org",
    "nasa": "gibs.earthdata.nasa.gov",
}
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GROUND = "getComputedStyle(document.querySelector('.leaflet-container')).backgroundColor"


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def theme_of(page):
    """The theme whose colours the page has, as the browser computes them."""
    water = page.evaluate(GROUND)
    return next(name for name, one in styles.THEMES.items() if rgb(one["water"]) == water)


@pytest.mark.parametrize(
    ("device", "theme"),
    [({}, "light"), ({"color_scheme": "dark"}, "dark"), ({"contrast": "more"}, "contrast")],
)
def test_a_page_follows_the_device_until_its_reader_chooses(visit, mini_site, device, theme):
    seen = visit(mini_site.base + "/map", **device)
    assert theme_of(seen.page) == theme
    for chosen in ("dark", "light", "contrast"):
        seen.page.check(f'input[name="ca-theme"][value="{chosen}"]')
        assert theme_of(seen.page) == chosen
    assert "theme=contrast" in written(seen.page).url
    seen.page.check('input[name="ca-theme"][value="auto"]')
    assert theme_of(seen.page) == theme
    assert "theme" not in written(seen.page).url
    assert seen.faults == []


def test_a_served_theme_wins_over_the_device_and_the_address_over_it(visit, mini, mini_site):
    from pages import page_of  # noqa: PLC0415 - one page of its own

    mini_site.pages["/dark"] = page_of(mini, theme="dark")
    assert theme_of(visit(mini_site.base + "/dark").page) == "dark"
    page = visit(mini_site.base + "/dark#theme=light&tab=filters").page
    assert theme_of(page) == "light"
    assert theme_of(visit(written(page).url).page) == "light"
    for other in ("nonsense", "grey"):  # greys are for figures: only a page served so has them
        assert theme_of(visit(f"{mini_site.base}/map#theme={other}&tab=filters").page) == "light"


@pytest.fixture
def tiles(visit):
    """Opens a page whose foreign tiles are ours, and tells who was asked for what."""

    def opened(url, size=None, **options):
        asked = []

        def answer(route):
            asked.append(route.request)
            route.fulfill(body=PIXEL, content_type="image/png")

        seen = visit("about:blank#", size, ready=False, **options)
        for host in HOSTS.values():
            seen.page.route(f"https://{host}/**", answer)
        return seen.go(url), asked

    return opened


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_foreign_base_map_is_asked_once_it_is_chosen_and_not_before(tiles, mini_site, size):
    seen, asked = tiles(mini_site.base + "/map", size)
    page = seen.page
    open_panel(page)
    assert asked == []
    expect(page.locator("#ca-layers")).to_contain_text("learns your internet address")
    for name, host in HOSTS.items():
        asked.clear()
        page.check(f'input[name="ca-base"][value="{name}"]')
        expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
        assert {urlsplit(one.url).netloc for one in asked} == {host}
        # OpenStreetMap's policy wants to know the site, and it learns no more than that.
        referrers = {one.all_headers().get("referer") for one in asked}
        assert referrers == ({None} if name == "nasa" else {mini_site.base + "/"})
        assert page.locator(".ca-credit a").count() > 0
        own = page.evaluate("ConflictAtlas.map.getPane('ca-names').style.visibility") == ""
        assert own == (name == "nasa")
    assert seen.faults == []
    asked.clear()
    page.check('input[name="ca-base"][value="none"]')
    assert page.locator(".ca-credit").count() == 0
    assert page.locator(".leaflet-tile").count() == 0
    page.check('input[name="ca-base"][value="own"]')
    assert page.evaluate("ConflictAtlas.map.getPane('ca-land').style.visibility") == ""
    assert asked == []


def test_an_address_brings_its_base_map_and_colours_back(tiles, mali_site):
    seen, _ = tiles(mali_site.base + "/map")
    seen.page.check('input[name="ca-base"][value="topo"]')
    seen.page.check('input[name="ca-theme"][value="dark"]')
    url = written(seen.page).url
    again, asked = tiles(url)
    expect(again.page.locator(".ca-credit")).to_contain_text("OpenTopoMap")
    assert again.page.locator('input[name="ca-base"][value="topo"]').is_checked()
    assert theme_of(again.page) == "dark"
    assert asked
    assert re.search(r"/carte#.*theme=dark&base=topo$", again.page.locator(".ca-lang").evaluate(
        "link => link.href"))  # fmt: skip


def test_a_base_map_that_does_not_answer_says_so(visit, mini_site):
    seen = visit(mini_site.base + "/map")
    seen.page.route("https://**/*", lambda route: route.abort())
    seen.page.check('input[name="ca-base"][value="osm"]')
    expect(seen.page.locator(".ca-credit")).to_contain_text("did not answer")
