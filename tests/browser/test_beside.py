"""Large layers beside small ones on a map: their rings and labels keep off the others' signs."""

import json
import shutil
import subprocess
import sys

import pytest
from test_large import drawn, serving, whole

EVENTS = 3_000  # too many for the page itself
# Signs, labels and numbers of the small layers that reach into a ring of a large one, in the frame.
COVERED = """() => {
  const CA = ConflictAtlas, { map } = CA, box = map.getContainer().getBoundingClientRect();
  const rings = [...CA.large.layers.values()].flatMap(({ scene, painted }) => scene.clusters
    .filter(({ n }) => n > 1).map((one) => ({ r: CA.radiusOf(one.n),
      at: map.layerPointToContainerPoint(painted.view.at(one)) })));
  const labels = [...CA.large.layers.values()].flatMap(({ scene, painted }) =>
    scene.labels.map((one) => ({ r: CA.labelSize(one)[1] / 2,
      at: map.layerPointToContainerPoint(painted.view.at(one)) })));
  const nodes = [...document.querySelectorAll(".ca-icon-sign, .ca-icon-badge, .ca-icon-number")];
  const covered = nodes.filter((node) => {
    const { left, top, right, bottom } = node.getBoundingClientRect();
    return rings.concat(labels).some(({ at, r }) => {
      const x = at.x + box.x, y = at.y + box.y;
      const aside = Math.max(left - x, 0, x - right), over = Math.max(top - y, 0, y - bottom);
      return Math.hypot(aside, over) < r - 1;
    });
  });
  return [nodes.length, rings.length, covered.map((node) => node.className)];
}"""


@pytest.fixture(scope="module")
def mixed(repository, tmp_path_factory):
    """The Mali atlas with invented attacks, and their areas beside its own."""
    folder, events = tmp_path_factory.mktemp("mixed"), tmp_path_factory.mktemp("events")
    program = repository / "tests" / "bench" / "generate.py"
    subprocess.run([sys.executable, program, str(EVENTS), events], check=True, capture_output=True)
    shutil.copytree(repository / "data" / "mali", folder, dirs_exist_ok=True)
    (folder / "attacks.geojson").unlink()
    shutil.copy(events / "attacks.parquet", folder)
    named = (folder / "atlas.toml").read_text("utf-8").replace("attacks.geojson", "attacks.parquet")
    (folder / "atlas.toml").write_text(named, "utf-8")
    areas = folder / "areas" / "areas.geojson"
    there, more = (json.loads(file.read_bytes()) for file in (areas, events / "areas.geojson"))
    known = {area["id"] for area in there["features"]}
    there["features"] += [area for area in more["features"] if area["id"] not in known]
    areas.write_text(json.dumps(there), "utf-8")
    return folder


@pytest.fixture(scope="module", params=[100_000, 0], ids=["held", "tiled"])
def base(request, mixed, tmp_path_factory):
    """The address of a server for whose pages the attacks are too many."""
    with serving(mixed, tmp_path_factory.mktemp("beside"), request.param) as address:
        yield address


def test_no_sign_or_label_lies_over_a_ring(visit, base):
    page = drawn(visit, base + "/map").page
    signs, rings, covered = settled(page)
    assert signs > 3
    assert rings > 3
    assert covered == []
    page.evaluate("() => ConflictAtlas.map.setView([14.5, -3], 6.5, {animate: false})")
    assert settled(page)[2] == []
    page.evaluate("() => ConflictAtlas.selection.set({ precision: [1, 2, 3] })")
    assert settled(page)[2] == []


def settled(page):
    whole(page)
    page.wait_for_timeout(200)
    return page.evaluate(COVERED)
