"""Hostile text in every field of an atlas: nothing runs, nothing breaks, all is shown as it is."""

import json
import shutil

import pytest
from pages import Site, page_of

from geo.schema import SCHEMAS
from maps.assets import Assets

PAYLOADS = (
    '<img src=x onerror="window.__ran=1">',
    "</script><script>window.__ran=1</script>",
    "</textarea></title></style><script>window.__ran=1</script>",
    "${window.__ran=1}",
    "`+(window.__ran=1)+`",
    "'-(window.__ran=1)-'",
    '"><svg onload=window.__ran=1>',
    "\\u0022;window.__ran=1;//",
    "{{ 7*7 }}{% raw %}",
    "<!--<script>",
    "]]>&lt;b&gt;&amp;",
    "\u202egnol si siht\u202c",
    "\u2028window.__ran=1\u2029",
    "ߒߞߏ ߞߊ߲ ߖߌ߲߬ߖߌ߲",
    "نص عربي طويل",
    "🜨 e\u0301\u0323 ﷽",
    "javascript:window.__ran=1",
    "w" * 10_000,
)
FREE = {"string", "text", "list", "uri"}  # kinds whose values are anybody's words
LOGICAL = {"layer", "record_status", "footprint_ref", "source_ids", "feature_id", "source_id"}


class Poison:
    """Replaces texts by payloads, each in turn, and remembers which went where."""

    def __init__(self, everything):
        self.everything = everything  # also codes and dates, which a checked atlas could not have
        self.next = 0
        self.put = set()

    def text(self):
        self.next += 1
        found = PAYLOADS[self.next % len(PAYLOADS)]
        self.put.add(found)
        return found

    def row(self, schema, row):
        for field in schema.fields:
            free = field.kind in FREE and not field.refers_to
            if row.get(field.name) is None or field.name in LOGICAL or field.name == schema.key:
                continue
            if free or (self.everything and isinstance(row[field.name], str) and
                        field.kind not in ("date", "datetime")):  # fmt: skip
                row[field.name] = self.text()


def poisoned(mini, folder, everything):
    """A copy of the mini atlas full of payloads."""
    shutil.copytree(mini, folder)
    poison = Poison(everything)
    for path in sorted(folder.rglob("*.*json")):
        content = json.loads(path.read_text("utf-8"))
        schema = SCHEMAS.get(path.stem)
        rows = content["features"] if isinstance(content, dict) else content
        for row in rows:
            own = row.get("properties", row)
            if schema:
                poison.row(schema, own)
            else:  # the base map
                own.update({name: poison.text() for name in ("name_en", "name_fr")})
        path.write_text(json.dumps(content), encoding="utf-8")
    toml = folder / "atlas.toml"
    lines = []
    for line in toml.read_text("utf-8").splitlines():
        name = line.partition(" = ")[0]
        if name.startswith(("title_", "description_", "disclaimer_")) or name in (
            "attribution",
            "version",
            "licence",
        ):
            line = f"{name} = {json.dumps(poison.text()[:300])}"  # noqa: PLW2901 - the new line
        lines.append(line)
    toml.write_text("\n".join(lines), encoding="utf-8")
    assert poison.put == set(PAYLOADS)
    return folder


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
