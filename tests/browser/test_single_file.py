"""The map as one file, opened from disk."""

import pytest
from pages import page_of

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


@pytest.mark.parametrize(
    ("assets", "most"), [(Assets.served("/static"), 0.7), (Assets.inline(), 2)]
)
def test_it_is_small(mali, assets, most):
    assert len(page_of(mali, assets=assets)) < most * 1_000_000
