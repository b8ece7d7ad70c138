"""``ingest`` and ``new`` as a shell sees them: output, exit codes, reports, and what is served."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import ged
import pytest
from asgi import Client, decoded

from api.app import create_app
from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore

COMMAND = Path(sys.executable).with_name("conflict-atlas")


def run(*arguments, cwd):
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd, check=False, capture_output=True, text=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def events(path, count, wrong=()):
    return ged.write(path, [ged.event(id=n, best=-1 if n in wrong else 8) for n in range(count)])


def ingest(*more, cwd, file="events.csv", into="a"):
    kind = ("--format", "ucdp-ged", "--layer", "attacks", "--into", into)
    return run("ingest", file, *kind, *more, cwd=cwd)


@pytest.fixture
def atlas(tmp_path, mini):
    return ged.empty_atlas(tmp_path / "a", mini / "areas" / "areas.geojson")


def test_from_nothing_to_a_map(tmp_path):
    made = run("new", "sahel", "--title", "Sahel", "--title-fr", "Le Sahel", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert run("check", "sahel", cwd=tmp_path).returncode == 0
    empty = run("map", "--atlas", "sahel", "-o", "empty.html", cwd=tmp_path)
    assert empty.returncode == 0, empty.stderr
    events(tmp_path / "events.csv", 5)
    done = ingest(into="sahel", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "5 rows read, 5 added, 0 replaced, 0 unchanged, 0 refused" in done.stderr
    assert run("check", "sahel", cwd=tmp_path).returncode == 0
    counted = run("counts", "--atlas", "sahel", "--layers", "attacks", cwd=tmp_path)
    assert counted.stdout.splitlines()[1].split()[-1] == "5"
    drawn = run("map", "--atlas", "sahel", "-o", "map.html", "--lang", "fr", cwd=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "Le Sahel" in page
    assert "Affrontement armé, Gao town" in page


def test_an_empty_atlas_is_served(tmp_path):
    folder = ged.empty_atlas(tmp_path / "a")
    opened = Atlas.open(folder)
    with Client(create_app(Settings(dir=folder), opened, ColumnarStore(opened))) as client:
        for path in ("/", "/collections", "/map", "/embed", "/docs", "/openapi.json"):
            assert client.get(path).status_code == 200, path
        for name in opened.layers:
            body = decoded(client.get(f"/collections/{name}/items?f=json"))
            assert body["numberMatched"] == 0
            assert client.get(f"/collections/{name}/items?f=html").status_code == 200
        assert client.get("/tiles/attacks,bases/0/0/0.mvt").status_code in (200, 204)


def test_what_is_brought_in_is_served(atlas, tmp_path):
    events(tmp_path / "events.csv", 5)
    assert ingest(cwd=tmp_path).returncode == 0
    opened = Atlas.open(atlas)
    with Client(create_app(Settings(dir=atlas), opened, ColumnarStore(opened))) as client:
        body = decoded(client.get("/collections/attacks/items?event_type=Battles"))
        assert body["numberMatched"] == 5
        page = client.get("/collections/attacks/items/ucdp-3?f=html").text
        assert "ucdp-where-prec" in page  # the rules of the data set are its evidence
        assert "ucdp-civilian-targeting" not in page  # the record has no such value
        french = client.get("/collections/attacks/items/ucdp-3?f=html&lang=fr").text
        assert "La partie A telle que l’UCDP la nomme." in french
        assert client.get("/collections/sources/items/ucdp-ged?f=html").status_code == 200
        assert client.get("/map").status_code == 200


def test_refused_rows_are_told_and_give_exit_1(atlas, tmp_path):
    events(tmp_path / "events.csv", 9, wrong=(4, 7))
    done = ingest("--report", "report.json", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.split(": ")[:4] for line in lines] == [
        ["events.csv", f"row {n + 1}", f"ucdp-{n}", "best"] for n in (4, 7)
    ]
    assert "9 rows read, 7 added, 0 replaced, 0 unchanged, 2 refused" in done.stderr
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["read"] == 9 == report["accepted"] + len(report["refused"])
    assert [(one["row"], one["rule"]) for one in report["refused"]] == [
        (5, "ucdp.deaths"), (8, "ucdp.deaths"),
    ]  # fmt: skip
    assert not report["dry_run"]


def test_many_refusals_are_counted_and_the_report_has_all(atlas, tmp_path):
    events(tmp_path / "events.csv", 80, wrong=range(70))
    done = ingest("--report", "report.json", cwd=tmp_path)
    assert len(done.stdout.splitlines()) == 51
    assert "20 more; report.json has all" in done.stdout
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert len(report["refused"]) == 70


def test_a_dry_run_writes_nothing(atlas, tmp_path):
    events(tmp_path / "events.csv", 3)
    before = {path: path.read_bytes() for path in atlas.rglob("*") if path.is_file()}
    done = ingest("--dry-run", cwd=tmp_path)
    assert done.returncode == 0
    assert "3 would be added" in done.stderr
    assert {path: path.read_bytes() for path in atlas.rglob("*") if path.is_file()} == before


def test_the_same_again_is_good_and_nothing_at_all_is_not(atlas, tmp_path):
    events(tmp_path / "events.csv", 3)
    assert ingest(cwd=tmp_path).returncode == 0
    again = ingest(cwd=tmp_path)
    assert again.returncode == 0
    assert "3 unchanged" in again.stderr
    events(tmp_path / "events.csv", 0)
    nothing = ingest(cwd=tmp_path)
    assert nothing.returncode == 1
    assert "0 rows read" in nothing.stderr


def test_text_of_the_data_steers_no_terminal(atlas, tmp_path):
    ged.write(tmp_path / "events.csv", [ged.event(id="\x1b[31m1"), ged.event(where_prec="\x9b5")])
    done = ingest(cwd=tmp_path)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\x9b" not in done.stdout


WRONG = [  # arguments, status, what is named
    (["ingest"], 2, "FILE"),
    (["ingest", "none.csv", "--format", "ucdp-ged", "--layer", "attacks", "--into", "a"], 2,
     "none.csv"),
    (["ingest", "events.csv", "--layer", "attacks", "--into", "a"], 2, "--format"),
    (["ingest", "events.csv", "--format", "ucdp", "--layer", "attacks", "--into", "a"], 2,
     "ucdp-ged"),
    (["ingest", "events.csv", "--format", "ucdp-ged", "--into", "a"], 2, "--layer"),
    (["ingest", "events.csv", "--format", "ucdp-ged", "--layer", "attack", "--into", "a"], 1,
     "attacks"),
    (["ingest", "events.csv", "--format", "ucdp-ged", "--layer", "bases", "--into", "a"], 2,
     "attacks"),
    (["ingest", "events.csv", "--format", "ucdp-ged", "--layer", "attacks", "--into", "b"], 1, "b"),
    (["ingest", "events.csv", "--format", "ucdp-ged", "--layer", "attacks"], 2, "--into"),
    (["ingest", "events.csv", "--format", "geojson", "--layer", "attacks", "--into", "a"], 1,
     "events.csv"),
    (["ingest", "events.csv", "--format", "geoparquet", "--layer", "attacks", "--into", "a"], 1,
     "events.csv"),
    (["new"], 2, "DIR"),
    (["new", "a"], 1, "not an empty folder"),
    (["new", "B"], 2, "id"),
    (["new", "b", "--bounds", "1,2"], 2, "bounds"),
    (["new", "b", "--areas", "none.geojson"], 2, "none.geojson"),
    (["new", "b", "--areas", "events.csv"], 1, "events.csv"),
    (["new", "no/such/b"], 1, "no such folder"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=[" ".join(w[0])[:70] for w in WRONG])
def test_errors_name_what_is_wrong_and_change_nothing(atlas, tmp_path, wrong):
    arguments, status, named = wrong
    events(tmp_path / "events.csv", 2)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == status
    assert named in done.stdout + done.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_two_at_once_do_no_harm(atlas, tmp_path):
    events(tmp_path / "events.csv", 4000)
    command = [COMMAND, "ingest", "events.csv", "--format", "ucdp-ged", "--layer", "attacks",
               "--into", "a"]  # fmt: skip
    both = [
        subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    told = [process.communicate(timeout=120)[1] for process in both]
    statuses = [process.returncode for process in both]
    assert 0 in statuses
    for status, text in zip(statuses, told, strict=True):
        if status == 1:
            assert "another ingest is writing to this atlas" in text
    assert run("check", "a", cwd=tmp_path).returncode == 0
    features = json.loads((atlas / "attacks.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) == 4000
    shutil.rmtree(atlas)
