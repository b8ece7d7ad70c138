"""Hostile text in every field of an atlas: nothing runs, nothing breaks, all is shown as it is."""

import json

import pytest
from pages import Site, page_of
from poison import PAYLOADS, poisoned

from maps.assets import Assets


@pytest.fixture(scope="module", params=["words", "everything"])
def hostile(request, mini, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "atlas"
    return poisoned(mini, folder, request.param == "everything")


EVERYTHING = """() => {
  const shown = [];
  for (const r of ConflictAtlas.data.records.keys()) {
    const node = ConflictAtlas.detail(r);
    document.body.append(node);
    shown.push([ConflictAtlas.data.records[r].id, node.textContent,
      node.querySelectorAll("img, script, iframe, object, embed, style, form").length,
      [...node.querySelectorAll("a")].map((a) => a.protocol)]);
    node.remove();
  }
  ConflictAtlas.map.eachLayer((layer) => {
    if (layer.listens("click")) {
      const at = layer.getLatLng ? layer.getLatLng() : layer.getBounds().getCenter();
      layer.fire("click", { latlng: at });
    }
  });
  ConflictAtlas.close();
  return shown;
}"""


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("assets", [Assets.served("/static"), Assets.inline()],
                         ids=["served", "inline"])  # fmt: skip
def test_nothing_runs_and_all_is_shown(visit, hostile, language, assets):
    with Site({"/map": page_of(hostile, language, assets)}) as site:
        seen = visit(site.base + "/map")
        page = seen.page
        shown = page.evaluate(EVERYTHING)
        for name in ("records", "about", "layers", "unplaced"):
            page.click(f"#ca-{name}-tab")
        for line in page.locator("#ca-unplaced li button").all():
            line.click()
            page.keyboard.press("Escape")
        page.wait_for_timeout(300)  # what an onerror or a timer would need
        assert page.evaluate("window.__ran") is None
        assert seen.faults == []
        assert all(url.startswith((site.base, "data:")) for url in seen.requests)
        assert len(shown) == 25
        features = {
            f["id"]: f["properties"]
            for layer in ("attacks", "bases", "border_incidents", "military_regions")
            for f in json.loads((hostile / f"{layer}.geojson").read_text("utf-8"))["features"]
        }
        for key, text, foreign, protocols in shown:
            assert foreign == 0
            assert set(protocols) <= {"http:", "https:"}
            for field in (f"name_{language}", f"summary_{language}"):
                assert features[key][field] in text
        names = page.locator(".ca-name").all_text_contents()
        assert set(names) <= set(PAYLOADS)
        assert page.locator("body img, body iframe, body object").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert (
            page.title()
            == next(p[:300] for p in PAYLOADS if page.title().startswith(p[:20])) + " · 1961–2025"
        )
        assert page.locator("h1").text_content() in {p[:300] for p in PAYLOADS}


def test_the_mini_atlas_can_show_that_something_ran(visit, hostile):
    """The test above can fail: the same payload as markup does run, were there no policy."""
    page = page_of(hostile).replace(b"<body", b"<body onload='window.__ran=1'", 1)
    start = page.index(b'<meta http-equiv="Content-Security-Policy"')
    bare = page[:start] + page[page.index(b">", start) + 1 :]
    with Site({"/with": page, "/without": bare}) as site:
        seen = visit(site.base + "/with")
        assert seen.page.evaluate("window.__ran") is None  # the second wall
        assert any("Content Security Policy" in fault for fault in seen.faults)
        assert visit(site.base + "/without").page.evaluate("window.__ran") == 1
