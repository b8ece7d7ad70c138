"""The map as one file, opened from disk."""

import pytest
from pages import asked, page_of

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore
from maps.assets import Assets


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_opens_from_disk_and_asks_for_nothing(visit, mali, tmp_path, language):
    path = tmp_path / "carte.html"
    path.write_bytes(page_of(mali, language, Assets.inline()))
    seen = visit(path.as_uri())
    assert seen.faults == []
    assert [url for url in seen.requests if not url.startswith("data:")] == [path.as_uri()]
    assert seen.page.locator(".ca-icon-sign").count() > 5
    seen.page.locator(".ca-icon-sign").first.click()
    seen.page.locator("#ca-reader h2").wait_for()


def test_a_saved_file_leads_back_to_the_service_and_asks_it_nothing(visit, mali, tmp_path):
    path = tmp_path / "map.html"
    atlas = Atlas.open(mali)
    app = create_app(Settings(dir=mali), atlas, ColumnarStore(atlas))
    (answer,) = asked(app, [("/map.html?layers=attacks", None)])
    path.write_bytes(answer.content)
    seen = visit(path.as_uri())
    page = seen.page
    page.click("#ca-share-tab")
    page.evaluate("ConflictAtlas.selection.set({ disputed: true })")
    assert page.input_value("#ca-share-link").startswith("http://atlas.test/map?layers=attacks&")
    files = page.locator("#ca-share-file a")
    assert files.all_inner_texts() == ["BibTeX", "RIS", "CSL-JSON"]
    assert "record_status" in files.first.get_attribute("href")
    assert not page.locator("#ca-share-entry").is_visible()
    assert [url for url in seen.requests if not url.startswith("data:")] == [path.as_uri()]
    assert seen.faults == []


@pytest.mark.parametrize(
    ("assets", "most"), [(Assets.served("/static"), 0.7), (Assets.inline(), 2)]
)
def test_it_is_small(mali, assets, most):
    assert len(page_of(mali, assets=assets)) < most * 1_000_000
