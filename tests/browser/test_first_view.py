"""The first view of a page, as the wire has it: how much comes, and what it has to wait for."""

from urllib.parse import urlsplit

import pytest
from pages import DESKTOP, PHONE
from test_large import serving

MOST = 400_000  # bytes as they are sent: document with its data, scripts, styles
LIGHTER = 0.9  # of the page, at most
MOST_AWAITED = 30_000  # of styles, before anything shows
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
WATCH = """window.largest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.largest = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });"""


@pytest.fixture(scope="module")
def service(mali, tmp_path_factory):
    with serving(mali, tmp_path_factory.mktemp("first-view")) as base:
        yield base


class Wire:
    """What a page was sent, by the browser's own account (Chrome DevTools Protocol, Network)."""

    def __init__(self, page, line=None):
        self.answers, self.sizes = {}, {}
        self.protocol = page.context.new_cdp_session(page)
        self.protocol.send("Network.enable")
        if line:
            self.protocol.send("Network.emulateNetworkConditions", line)
        self.protocol.on("Network.responseReceived", self._answered)
        self.protocol.on("Network.loadingFinished", self._finished)

    def _answered(self, event):
        if event["response"]["url"].startswith("http"):
            self.answers[event["requestId"]] = event

    def _finished(self, event):
        self.sizes[event["requestId"]] = event["encodedDataLength"]

    def __iter__(self):
        """Kind, address, coding and size of each answer."""
        for key, event in self.answers.items():
            fields = {name.lower(): text for name, text in event["response"]["headers"].items()}
            coding = fields.get("content-encoding")
            yield event["type"], event["response"]["url"], coding, self.sizes[key]


@SIZES
@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_small_and_of_one_server(visit, service, size, language):
    seen = visit("about:blank", size, ready=False)
    wire = Wire(seen.page)
    seen.go(f"{service}/map?lang={language}")
    seen.page.wait_for_load_state("networkidle")
    found = list(wire)
    assert {kind for kind, *_ in found} == {"Document", "Script", "Stylesheet"}
    assert {urlsplit(url).netloc for _, url, *_ in found} == {urlsplit(service).netloc}
    assert [url for _, url, coding, n in found if n > 4_000 and not coding] == []
    assert 50_000 < sum(n for *_, n in found) <= MOST
    assert len(found) <= 40
    assert seen.faults == []


def test_a_map_in_a_frame_is_lighter_and_leads_to_the_whole_page(visit, service):
    sizes = {}
    for path in ("/map", "/embed"):
        seen = visit("about:blank", {"width": 800, "height": 500}, ready=False)
        wire = Wire(seen.page)
        seen.go(f"{service}{path}?layers=attacks&lang=fr")
        seen.page.wait_for_load_state("networkidle")
        sizes[path] = sum(n for *_, n in wire)
        assert {urlsplit(url).netloc for _, url, *_ in wire} == {urlsplit(service).netloc}
        assert seen.faults == []
    assert sizes["/embed"] <= LIGHTER * sizes["/map"], sizes
    whole = seen.page.locator(".ca-whole")
    assert whole.get_attribute("href") == f"{service}/map?layers=attacks&lang=fr"
    seen.page.locator("#ca-handle").click()
    seen.page.locator("#ca-tree input[data-type]").first.uncheck()
    seen.page.wait_for_function("() => location.hash.includes('off=')")
    fragment = seen.page.evaluate("location.hash")
    assert whole.get_attribute("href") == f"{service}/map?layers=attacks&lang=fr{fragment}"


def test_a_frame_however_small_shows_the_whole_view(visit, service):
    """What the buttons cover is given room, but never so much that no map is left."""
    seen = visit("about:blank", {"width": 320, "height": 480}, ready=False)
    seen.go(f"{service}/embed")
    for wide, high in ((320, 480), (280, 420), (300, 300)):
        seen.page.set_viewport_size({"width": wide, "height": high})
        seen.page.wait_for_function(
            "() => parseInt(document.querySelector('.leaflet-control-scale').innerText) >= 500"
        )


STYLES = """[...document.querySelectorAll("link[rel=stylesheet]:not([media=print])")]
  .map((one) => one.href)"""


def test_it_waits_for_styles_alone_and_asks_for_all_scripts_at_once(visit, service):
    """A script that holds up the parser is asked for when the one before it has run: on a slow
    line 24 of them took 11 seconds.
    """
    seen = visit("about:blank", ready=False)
    wire = Wire(seen.page)
    seen.go(f"{service}/map")
    seen.page.wait_for_load_state("networkidle")
    awaited = seen.page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter((one) => one.renderBlockingStatus === 'blocking').map((one) => one.name)"
    )
    sizes = {url: n for _, url, _, n in wire}
    # A style that the Link header has brought before the page was parsed is not told as awaited.
    awaited = {*awaited, *seen.page.evaluate(STYLES)}
    assert {urlsplit(url).path.rpartition(".")[2] for url in awaited} == {"css"}
    assert sum(sizes[url] for url in awaited) <= MOST_AWAITED
    scripts = seen.page.locator("script[src]")
    assert scripts.count() > 10
    assert scripts.evaluate_all("(all) => all.filter((one) => !one.defer && !one.async)") == []


@pytest.mark.parametrize("path", ["/map", "/embed"])
def test_the_styles_are_named_before_the_page(visit, service, path):
    page = visit("about:blank", ready=False).page
    answer = page.request.get(service + path)
    named = [one.split(">")[0].strip(" <") for one in answer.headers["link"].split(",")]
    linked = page.goto(service + path) and page.evaluate(STYLES)
    assert [service + one for one in named] == linked


@pytest.mark.parametrize(
    ("path", "size"),
    [("/map", DESKTOP), ("/map", PHONE), ("/embed", PHONE)],
    ids=["desktop", "phone", "frame"],
)
def test_its_largest_part_is_there_within_three_seconds_on_a_slow_line(visit, service, path, size):
    """At 400 kbit/s and 400 ms, where it is the line that takes the time; the best of three, for
    others use this machine too.
    """
    took, ready = [], []
    for _ in range(3):
        seen = visit("about:blank", size, ready=False)
        seen.page.add_init_script(WATCH)
        Wire(seen.page, LINE)
        seen.go(service + path)
        took.append(seen.page.evaluate("window.largest"))
        ready.append(seen.page.evaluate("performance.now()"))
        if took[-1] <= 3_000 and ready[-1] <= 12_000:
            break
    assert 400 < min(took) <= 3_000, took
    assert min(ready) <= 12_000, ready
