"""The panel a record is read in: its facts and sides, its neighbours, focus, and where it leads."""

import json
import shutil
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from pages import DESKTOP, PHONE, Site, page_of
from playwright.sync_api import expect

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SHOW = """(key) => ConflictAtlas.show(ConflictAtlas.data.records.findIndex(
  (one) => `${one.layer}/${one.id}` === key))"""
KONNA = "attacks/ml-attack-2013-01-10-konna"


def opened(visit, site, key=KONNA, size=None, path="/map"):
    page = visit(site.base + path, size).page
    page.evaluate(SHOW, key)
    page.locator("#ca-reader").wait_for()
    return page


@SIZES
def test_each_sides_version_stands_beside_the_other(visit, mini_site, mini, size):
    page = opened(visit, mini_site, size=size)
    claims = json.loads((mini / "claims.json").read_text("utf-8"))
    sources = {s["source_id"]: s for s in json.loads((mini / "sources.json").read_text("utf-8"))}
    own = [c for c in claims if c["feature_id"] == KONNA.split("/")[1]]
    fields = {c["field"] for c in own if c["stance"] == "contradicts"}
    versions = page.locator(".ca-version")
    assert versions.count() == len(fields) > 0
    text = versions.all_text_contents()
    for claim in own:
        if claim["field"] in fields:
            assert any(
                claim["paraphrase"] in one
                and (claim["locator"] or "") in one
                and sources[claim["source_id"]]["title"] in one
                for one in text
            ), claim
    assert page.locator(".ca-side.ca-contradicts").count() == sum(
        c["stance"] == "contradicts" for c in own
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    box = page.locator("#ca-reader").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]


def test_versions_facts_and_change_are_in_the_pages_language(visit, mini_site):
    text = opened(visit, mini_site, path="/carte").locator("#ca-reader").inner_text()
    for words in ("Là où les sources diffèrent", "La fiche retient", "contredit", "version 1"):
        assert words in text, words


def test_the_records_of_one_place_are_reached_one_by_one(visit, mali_site):
    seen = visit(mali_site.base + "/map")
    page = seen.page
    place = page.evaluate(
        "ConflictAtlas.data.drawn.point.reduce((a, b) => b.r.length > a.r.length ? b : a)"
    )
    records = seen.data()["records"]
    wanted = {records[r]["id"] for r in place["r"]}
    assert len(wanted) > 2
    page.evaluate("(r) => ConflictAtlas.show(r)", place["r"][0])
    while page.locator('.ca-step[data-by="-1"]').is_enabled():
        page.click('.ca-step[data-by="-1"]')
    found = []
    for i in range(len(wanted)):
        found.append(page.locator(".ca-detail").get_attribute("data-id"))
        assert page.locator(".ca-position").inner_text() == f"{i + 1} of {len(wanted)} here"
        following = page.locator('.ca-step[data-by="1"]')
        if following.is_enabled():
            following.focus()
            page.keyboard.press("Enter")
    assert set(found) == wanted
    assert len(found) == len(wanted)
    page.click(".ca-back")
    assert page.locator("#ca-reader .ca-choose").count() == len(wanted)


@SIZES
def test_focus_goes_in_and_comes_back(visit, mini_site, size):
    page = visit(mini_site.base + "/map", size).page
    page.locator(".ca-icon-sign").first.click()
    expect(page.locator("#ca-reader h2")).to_be_focused()
    page.click(".ca-close")
    expect(page.locator("#ca-reader")).to_be_hidden()
    expect(page.locator(".folium-map")).to_be_focused()
    if page.locator("#ca-handle").is_visible():
        assert page.locator("#ca-handle").get_attribute("aria-expanded") == "false"


def test_no_ring_is_more_exact_than_what_is_known(visit, mali_site):
    """A sign's ring for a point only; a disc's rim, an area's outline; nothing for a country."""
    seen = visit(mali_site.base + "/map")
    page = seen.page
    rings = {"point": ".ca-here-sign", "disc": "path.ca-here", "area": "path.ca-here",
             "own": "path.ca-here"}  # fmt: skip
    for how in ("point", "disc", "area", "own", "country", "nowhere"):
        r = next(i for i, one in enumerate(seen.data()["records"]) if one["drawn"] == how)
        page.evaluate("(r) => ConflictAtlas.show(r)", r)
        counts = {one: page.locator(one).count() for one in (".ca-here-sign", "path.ca-here")}
        assert counts == {one: int(rings.get(how) == one) for one in counts}, how
    page.keyboard.press("Escape")
    assert page.locator(".ca-here-sign, path.ca-here").count() == 0


def test_the_permanent_link_opens_on_the_record_whatever_was_chosen(visit, mini_site):
    page = opened(visit, mini_site)
    page.evaluate("ConflictAtlas.selection.set({ disputed: true })")
    link = page.locator(".ca-permalink").get_attribute("href")
    other = visit(link).page
    other.locator("#ca-reader").wait_for()
    assert other.evaluate("ConflictAtlas.openRecord()") == KONNA
    assert other.evaluate("ConflictAtlas.selection.isWhole()")


def test_what_is_filtered_away_is_not_read_any_more(visit, mini_site):
    page = opened(visit, mini_site)
    page.evaluate("ConflictAtlas.selection.set({ layersOff: ['attacks'] })")
    expect(page.locator("#ca-reader")).to_be_hidden()


@pytest.mark.parametrize(
    "contact",
    [None, "mailto:desk@example.org",
     "https://example.org/new?title={id}%20v{version}&body={link}"],
)  # fmt: skip
def test_an_error_is_reported_where_the_atlas_says(visit, mini, tmp_path, contact):
    folder = tmp_path / "atlas"
    shutil.copytree(mini, folder)
    toml = folder / "atlas.toml"
    if contact:
        toml.write_text(f'contact = "{contact}"\n' + toml.read_text("utf-8"), encoding="utf-8")
    with Site({"/map": page_of(folder)}) as site:
        page = opened(visit, site)
        report = page.locator(".ca-report")
        assert report.count() == bool(contact)
        if not contact:
            return
        href = report.get_attribute("href")
        link = page.locator(".ca-permalink").get_attribute("href")
        key = KONNA.split("/")[1]
        if contact.startswith("mailto:"):
            given = parse_qs(urlsplit(href).query)
            assert href.startswith("mailto:desk@example.org?subject=")
            assert key in given["subject"][0]
            assert f"{key}, version 1\n{link}" in given["body"][0]
        else:
            filled = {"{id}": key, "{version}": "1", "{link}": link}
            for gap, value in filled.items():
                contact = contact.replace(gap, quote(value, safe=""))
            assert href == contact
