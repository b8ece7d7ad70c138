"""Maps in another site's page: in sandboxed frames of another origin, many at once, in place."""

import pytest
from pages import PHONE, Site, page_of
from playwright.sync_api import expect

from maps.assets import FOLDER
from maps.embed_codes import filled

HEAD = """<!DOCTYPE html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Host</title>
<script>
  window.told = []; window.shifts = [];
  addEventListener("message", (event) => told.push([event.origin, event.data]));
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map((one) => one.value)))
    .observe({ type: "layout-shift", buffered: true });
</script>"""


@pytest.fixture(scope="module")
def atlas_site(mini):
    pages = {"/embed": page_of(mini, embed=True), "/map": page_of(mini)}
    pages["/embed.js"] = (FOLDER / "host/embed.js").read_bytes()
    with Site(pages) as site:
        yield site


@pytest.fixture
def host(browser):
    """Opens a page of another origin with this body."""
    sites, contexts = [], []

    def opened(body, size=None):
        site = Site({"/": (HEAD + body).encode()})
        site.__enter__()
        sites.append(site)
        context = browser.new_context(viewport=size or {"width": 1100, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(site.base)
        return page

    yield opened
    for context in contexts:
        context.close()
    for site in sites:
        site.__exit__()


def frames(site, n):
    code = [
        filled("iframe", embed=f"{site.base}/embed?n={i}", title=f"Map {i}", width=800, height=500)
        for i in range(n)
    ]
    return "<p>Between.</p>".join(one.replace('loading="lazy" ', "") for one in code)


def components(site, n):
    code = filled(
        "component", script=f"{site.base}/embed.js", embed=f"{site.base}/embed",
        map=f"{site.base}/map", title="Map", width=800, height=500,
    )  # fmt: skip
    script, _, element = code.partition("\n")
    return script + "<p>Between.</p>".join([element] * n)


def test_ten_sandboxed_frames_tell_their_heights_and_move_nothing(host, atlas_site):
    script = filled("script", script=f"{atlas_site.base}/embed.js")
    page = host(script + frames(atlas_site, 10))
    page.wait_for_function("() => told.length >= 10")
    for origin, data in page.evaluate("told"):
        assert origin == "null"  # a sandboxed frame has none
        assert data["type"] == "conflict-atlas"
        assert 500 <= data["height"] < 700
    inner = [frame for frame in page.frames if "/embed" in frame.url]
    assert len(inner) == 10
    for frame in inner:
        expect(frame.locator("html")).to_have_attribute("data-ready", "yes")
    heights = page.evaluate("[...document.querySelectorAll('iframe')].map((f) => f.clientHeight)")
    assert heights == [500] * 10
    assert page.evaluate("shifts.reduce((a, b) => a + b, 0)") == 0
    assert page.faults == []


def test_components_come_when_they_are_near_and_take_the_place_they_had(host, atlas_site):
    page = host(components(atlas_site, 10))
    page.wait_for_function("() => document.querySelector('conflict-map iframe')")
    assert page.evaluate("document.querySelectorAll('conflict-map iframe').length") < 5
    before = page.evaluate("document.documentElement.scrollHeight")
    for i in range(10):
        page.locator("conflict-map").nth(i).scroll_into_view_if_needed()
        page.wait_for_function(
            "i => document.querySelectorAll('conflict-map')[i].querySelector('iframe')", arg=i
        )
    page.wait_for_function("() => told.length >= 10")
    assert page.evaluate("document.documentElement.scrollHeight") == before
    assert page.evaluate("shifts.reduce((a, b) => a + b, 0)") == 0
    frame = page.locator("conflict-map iframe").first
    assert frame.get_attribute("title") == "Map"
    assert "allow-same-origin" not in frame.get_attribute("sandbox")
    assert page.faults == []


def test_on_a_phone_a_frame_grows_until_the_map_can_be_read(host, atlas_site):
    body = components(atlas_site, 1) + "<p>After.</p>"
    page = host(body, PHONE)
    page.wait_for_function("() => told.length > 0")
    frame = next(frame for frame in page.frames if "/embed" in frame.url)
    frame.wait_for_function("() => document.getElementById('ca-map').offsetHeight >= 250")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # The disclaimer stands above the bar of the panel.
    low, bar = (
        frame.evaluate(f"document.querySelector('{one}').getBoundingClientRect().{side}")
        for one, side in ((".ca-foot", "bottom"), (".ca-handle", "top"))
    )
    assert low <= bar + 1


def test_attributes_become_parameters_and_nothing_else_does(host, atlas_site):
    hostile = "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"
    page = host(
        f'<script src="{atlas_site.base}/embed.js"></script>'
        f'<conflict-map layers="attacks,bases" lang="fr" filter="{hostile}" title="{hostile}"'
        ' class="wide" id="one" data-x="1" loading="eager"></conflict-map>'
        '<conflict-map src="javascript:alert(1)" loading="eager"></conflict-map>'
    )
    page.wait_for_function("() => document.querySelector('#one iframe')")
    src, title, n = page.evaluate(
        "() => { const f = document.querySelector('#one iframe'); return [f.src, f.title,"
        " document.querySelectorAll('iframe').length]; }"
    )
    assert src == (
        f"{atlas_site.base}/embed?layers=attacks%2Cbases&lang=fr"
        "&filter=%22%3E%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E"
    )
    assert title == '"><img src=x onerror=alert(1)>'
    assert n == 1  # a script is no address of a map
    assert page.evaluate("document.images.length") == 0


def test_a_message_of_anything_else_changes_nothing(host, atlas_site):
    script = filled("script", script=f"{atlas_site.base}/embed.js").replace(" async", "")
    page = host(script + frames(atlas_site, 1))
    page.wait_for_function("() => told.length >= 1")
    page.evaluate(
        """() => { for (const data of [null, "x", 9, { type: "conflict-atlas", height: 2000 },
             { type: "conflict-atlas" }]) postMessage(data, "*"); }"""
    )
    page.wait_for_function("() => told.length >= 6")
    assert page.evaluate("document.querySelector('iframe').clientHeight") == 500
    page.evaluate(
        """() => { const other = document.createElement("iframe");
          other.id = "other"; other.style.height = "200px";
          other.srcdoc = `<script>parent.postMessage(
            { type: "conflict-atlas", height: 2000 }, "*")</scr` + "ipt>";
          document.body.append(other); }"""
    )
    page.wait_for_function("() => told.length >= 7")
    assert page.evaluate("document.getElementById('other').clientHeight") == 200
