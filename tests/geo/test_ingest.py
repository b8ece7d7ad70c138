"""Ingest: each row accounted for, files whole or not at all, and what is there is left in peace."""

import copy as copying
import fcntl
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import ged
import geopandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from geo import writing
from geo.atlas import Atlas
from geo.errors import DataError, NotFoundError, RequestError
from geo.ingest import Order, ingest
from geo.query import Query
from geo.schema.check import check
from geo.stores.columnar import ColumnarStore

LATER = "2026-11-25T12:00:00Z"
AFTER_CLAIMS = ("status.disputed", "status.inferred")  # what only claims can show


def bring(atlas, *files, kind="ucdp-ged", layer="attacks", now=ged.NOW, **more):
    order = Order(tuple(files), kind, layer, atlas, **more)
    return ingest(order, now, lambda stage, done: None)


def state(atlas):
    """Every file of a folder with its content."""
    files = (path for path in atlas.rglob("*") if path.is_file())
    return {path.relative_to(atlas).as_posix(): path.read_bytes() for path in files}


def features(atlas, layer="attacks"):
    document = json.loads((atlas / f"{layer}.geojson").read_text(encoding="utf-8"))
    return {row["id"]: row for row in document["features"]}


def as_geojson(path, rows):
    document = {"type": "FeatureCollection", "features": list(rows)}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def atlas(tmp_path, mini):
    """Empty, but for the areas of the invented one."""
    return ged.empty_atlas(tmp_path / "atlas", mini / "areas" / "areas.geojson")


@pytest.fixture
def copy(tmp_path, mini):
    """The invented atlas."""
    return Path(shutil.copytree(mini, tmp_path / "copy"))


@pytest.fixture
def csv(tmp_path):
    """Nine events, the third and sixth of which contradict themselves."""
    rows = [ged.event(id=n, best=-1 if n in (3, 6) else 8) for n in range(1, 10)]
    return ged.write(tmp_path / "events.csv", rows)


def test_rows_add_up_and_the_atlas_is_sound(atlas, csv):
    report = bring(atlas, csv)
    assert (report.read, report.accepted, report.added) == (9, 7, 7)
    assert [(one.row, one.feature) for one in report.refused] == [(3, "ucdp-3"), (6, "ucdp-6")]
    assert check(atlas) == ()
    assert list(features(atlas)) == sorted(f"ucdp-{n}" for n in range(1, 10) if n not in (3, 6))
    sources = json.loads((atlas / "sources.json").read_text(encoding="utf-8"))
    assert [source["source_id"] for source in sources] == ["ucdp-ged"]
    assert sources[0]["licence"] == "CC-BY-4.0"
    actors = json.loads((atlas / "actors.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in actors} == {"Front X", "Government of Mali"}


def test_a_second_time_nothing_changes(atlas, csv):
    bring(atlas, csv)
    before = state(atlas)
    report = bring(atlas, csv, now=LATER)
    assert (report.added, report.replaced, report.unchanged) == (0, 0, 7)
    assert state(atlas) == before


def test_a_dry_run_tells_the_same_and_writes_nothing(atlas, csv):
    before = state(atlas)
    dry = bring(atlas, csv, dry_run=True)
    assert state(atlas) == before
    assert dry == bring(atlas, csv)


def test_what_differs_is_refused_or_replaces(atlas, tmp_path):
    first = ged.write(tmp_path / "a.csv", [ged.event(id=1), ged.event(id=2)])
    second = ged.write(tmp_path / "b.csv", [ged.event(id=1, high=20), ged.event(id=2)])
    bring(atlas, first)
    before = state(atlas)
    report = bring(atlas, second, now=LATER)
    assert (report.unchanged, [one.rule for one in report.refused]) == (1, ["id.different"])
    assert "--replace" in report.refused[0].reason
    assert state(atlas) == before
    report = bring(atlas, second, now=LATER, replace=True)
    assert (report.added, report.replaced, report.unchanged) == (0, 1, 1)
    found = {name: row["properties"] for name, row in features(atlas).items()}
    assert found["ucdp-1"]["fatalities_high"] == 20
    assert (found["ucdp-1"]["version"], found["ucdp-1"]["updated_at"]) == (2, LATER)
    assert (found["ucdp-2"]["version"], found["ucdp-2"]["updated_at"]) == (1, ged.NOW)
    assert check(atlas) == ()


def test_an_id_twice_is_refused_the_second_time(atlas, tmp_path):
    first = ged.write(tmp_path / "a.csv", [ged.event(id=1), ged.event(id=1, high=30)])
    second = ged.write(tmp_path / "b.csv", [ged.event(id=2), ged.event(id=1)])
    report = bring(atlas, first, second)
    assert (report.read, report.added) == (4, 2)
    told = [(Path(one.file).name, one.row, one.rule) for one in report.refused]
    assert told == [("a.csv", 2, "id.unique"), ("b.csv", 2, "id.unique")]
    assert "row 1 of" in report.refused[1].reason
    assert features(atlas)["ucdp-1"]["properties"]["fatalities_high"] == 12


def test_a_file_that_is_none_stops_no_other(atlas, csv, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    report = bring(atlas, wrong, csv)
    assert (report.read, report.added) == (9, 7)
    unreadable = [one for one in report.refused if one.row is None]
    assert [(Path(one.file).name, one.rule) for one in unreadable] == [
        ("wrong.csv", "file.unreadable")
    ]


def test_an_atlas_keeps_what_it_had(copy, csv):
    before = state(copy)
    bring(copy, csv)
    after = state(copy)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"attacks.geojson", "sources.json", "claims.json", "actors.json"}
    old = json.loads(before["attacks.geojson"])["features"]
    new = features(copy)
    assert {row["id"]: row for row in old} == {row["id"]: new[row["id"]] for row in old}
    for name in ("sources", "claims", "actors"):
        rows = json.loads(before[f"{name}.json"])
        assert json.loads(after[f"{name}.json"])[: len(rows)] == rows
    assert check(copy) == ()


@pytest.mark.parametrize("layer", ["bases", "military_regions", "attacks", "border_incidents"])
@pytest.mark.parametrize("kind", ["geojson", "geoparquet"])
def test_an_atlas_is_rebuilt_from_its_own_files(layer, kind, copy, tmp_path):
    path = copy / f"{layer}.geojson"
    rows = features(copy, layer)
    file = as_geojson(tmp_path / "in.geojson", rows.values())
    if kind == "geoparquet":
        frame = geopandas.GeoDataFrame(
            [{"id": name, **row["properties"]} for name, row in rows.items()],
            geometry=[row["geometry"] and shape(row["geometry"]) for row in rows.values()],
            crs="OGC:CRS84",
        )
        frame.convert_dtypes().to_parquet(tmp_path / "in.parquet")
        file = tmp_path / "in.parquet"
    path.write_text('{"type":"FeatureCollection","features":[]}', encoding="utf-8")
    report = bring(copy, file, kind=kind, layer=layer)
    assert [str(one) for one in report.refused] == []
    assert report.added == len(rows)
    assert features(copy, layer) == rows
    assert check(copy) == ()


def test_an_atlas_is_filled_table_by_table(atlas, mini, tmp_path):
    """Sources and actors, units and records that refer to them, claims about them last."""
    for layer in ("sources", "actors"):
        report = bring(atlas, mini / f"{layer}.json", kind="geojson", layer=layer)
        assert [str(one) for one in report.refused] == []
    apart = {}  # regions, bases and units name each other: first without that
    for layer in ("military_regions", "bases"):
        apart[layer] = as_geojson(
            tmp_path / layer, copying.deepcopy(features(mini, layer)).values()
        )
        document = json.loads(apart[layer].read_text(encoding="utf-8"))
        for row in document["features"]:
            row["properties"] |= {"units": None}
            row["properties"] |= {"seat_base_id": None} if layer == "military_regions" else {}
        apart[layer].write_text(json.dumps(document), encoding="utf-8")
    for file, layer, replace in (
        (apart["military_regions"], "military_regions", False),
        (apart["bases"], "bases", False),
        (mini / "units.json", "units", False),
        (mini / "military_regions.geojson", "military_regions", True),
        (mini / "bases.geojson", "bases", True),
    ):
        report = bring(atlas, file, kind="geojson", layer=layer, replace=replace)
        assert [str(one) for one in report.refused] == []
    for layer in ("attacks", "border_incidents"):
        report = bring(atlas, mini / f"{layer}.geojson", kind="geojson", layer=layer)
        assert [str(one) for one in report.refused] == []
    report = bring(atlas, mini / "claims.json", kind="geojson", layer="claims")
    assert [str(one) for one in report.refused] == []
    assert check(atlas) == ()


def test_what_is_referred_to_has_to_be_there(atlas, mini):
    report = bring(atlas, mini / "attacks.geojson", kind="geojson")
    assert report.added == 0
    assert {one.rule for one in report.refused} == {"refs.unresolved"}
    report = bring(atlas, mini / "claims.json", kind="geojson", layer="claims")
    assert report.added == 0
    assert {one.rule for one in report.refused} <= {"claims.target", "refs.unresolved"}


def test_records_of_one_data_set_get_one_claim_a_field(atlas, mini, tmp_path):
    source = {**json.loads((mini / "sources.json").read_text(encoding="utf-8"))[0],
              "source_id": "my-set", "source_type": "dataset"}  # fmt: skip
    (tmp_path / "s.json").write_text(json.dumps([source]), encoding="utf-8")
    bring(atlas, tmp_path / "s.json", kind="geojson", layer="sources")
    bring(atlas, mini / "actors.json", kind="geojson", layer="actors")
    rows = copying.deepcopy(list(features(mini).values()))
    for row in rows:
        row["properties"] |= {"source_ids": "my-set", "source_count": 1, "merged_into": None}
        row["properties"]["record_status"] = "candidate"
    report = bring(atlas, as_geojson(tmp_path / "in.geojson", rows), kind="geojson")
    assert report.added == len(rows)
    assert check(atlas) == ()
    claims = json.loads((atlas / "claims.json").read_text(encoding="utf-8"))
    assert {claim["rule"] for claim in claims} == {"as-given"}
    assert {claim["feature_id"] for claim in claims} == {"my-set"}


def test_ids_and_groups_are_those_of_the_whole_atlas(copy, tmp_path):
    """An id stands once in all layers; a group may have records of several."""
    rows = copying.deepcopy(list(features(copy, "border_incidents").values()))[:2]
    rows[0]["id"] = next(iter(features(copy)))
    rows[1]["id"] = "ml-border-new"
    rows[1]["properties"]["event_group"] = "together"
    attack = copying.deepcopy(next(iter(features(copy).values())))
    attack["id"], attack["properties"]["event_group"] = "ml-attack-new", "together"
    file = as_geojson(tmp_path / "b.geojson", rows)
    report = bring(copy, file, kind="geojson", layer="border_incidents")
    assert [one.rule for one in report.refused] == ["id.unique", "refs.event_group"]
    attacks = [*features(copy).values(), attack]
    as_geojson(copy / "attacks.geojson", attacks)
    report = bring(copy, file, kind="geojson", layer="border_incidents")
    assert [one.rule for one in report.refused] == ["id.unique"]


def test_each_of_two_rows_with_the_same_fault_is_told_by_its_own_id(atlas, mini, tmp_path):
    rows = [copying.deepcopy(row) for row in features(mini).values()][8:11:2]
    for row in rows:
        row["properties"]["source_count"] = 9
    report = bring(atlas, as_geojson(tmp_path / "in.geojson", rows), kind="geojson")
    assert [one.feature for one in report.refused] == [row["id"] for row in rows]


def test_an_event_no_source_dates_has_no_date(copy, tmp_path):
    row = copying.deepcopy(features(copy)["ml-attack-2019-11-01-indelimane"])
    as_geojson(copy / "attacks.geojson", [])
    row["properties"] |= dict.fromkeys(("date_edtf", "date_start", "date_end", "time_precision"))
    report = bring(copy, as_geojson(tmp_path / "in.geojson", [row]), kind="geojson")
    assert (report.added, report.refused) == (1, ())


BROKEN = [
    ("event_type", "Battle"), ("fatalities_low", -3), ("date_start", "2031-01-01"),
    ("actor_a", "Nobody"), ("source_ids", "src-none"), ("source_count", 9),
    ("geo_precision", 1), ("location_radius_m", 1), ("footprint_ref", "fp-none"),
    ("name_en", "Terrorists"), ("name_fr", "n/a"), ("summary_en", "<b>x</b>"), ("country", "BF"),
    ("admin1_code", "ML-8"), ("licence", None), ("merged_into", "ml-attack-none"),
    ("event_group", "alone"), ("confidence", "low"), ("updated_at", "today"),
    ("external_ids", "no scheme"), ("disorder_type", "Demonstrations"), ("time_precision", 5),
]  # fmt: skip


@given(st.integers(0, 2**32 - 1))
def test_a_row_is_refused_exactly_where_the_validator_finds_fault(mini, tmp_path_factory, seed):
    """The oracle is the validator over the whole folder, record by record."""
    dice = random.Random(seed)  # noqa: S311 - invented data, not secrets
    folder = tmp_path_factory.mktemp("atlas")
    atlas = Path(shutil.copytree(mini, folder / "a"))
    rows = copying.deepcopy(features(atlas))
    for row in rows.values():
        if dice.random() < 0.3:
            name, value = dice.choice(BROKEN)
            row["properties"][name] = value
    file = as_geojson(atlas / "attacks.geojson", rows.values())
    faulty = {
        finding.feature
        for finding in check(atlas)
        if finding.file == "attacks.geojson"
        and not finding.rule.startswith("claims.")
        and finding.rule not in AFTER_CLAIMS
    }
    shutil.copy(file, folder / "in.geojson")
    as_geojson(atlas / "attacks.geojson", [])
    report = bring(atlas, folder / "in.geojson", kind="geojson")
    refused = {one.feature for one in report.refused}
    assert report.read == len(rows) == report.accepted + len(refused)
    assert faulty <= refused
    # Records that name a refused one have nothing to name.
    assert {one.rule for one in report.refused if one.feature not in faulty} <= {
        "refs.event_group", "status.merged_into",
    }  # fmt: skip
    assert set(features(atlas)) == set(rows) - refused


# Large layers.


@pytest.fixture
def small_limit(monkeypatch):
    monkeypatch.setattr(writing, "PARQUET_FROM", 5)


def test_a_layer_that_grows_large_becomes_geoparquet(atlas, csv, small_limit):
    config = (atlas / "atlas.toml").read_text(encoding="utf-8")
    bring(atlas, csv)
    changed = (atlas / "atlas.toml").read_text(encoding="utf-8")
    assert changed == config.replace("attacks.geojson", "attacks.parquet")
    assert not (atlas / "attacks.geojson").exists()
    assert check(atlas) == ()
    frame = geopandas.read_parquet(atlas / "attacks.parquet")
    assert sorted(frame["id"]) == sorted(f"ucdp-{n}" for n in range(1, 10) if n not in (3, 6))
    assert frame.crs == "OGC:CRS84"
    opened = Atlas.open(atlas)
    assert ColumnarStore(opened).extent(opened.layer("attacks")).bbox is not None


def test_a_large_layer_takes_more_and_tells_what_differs(atlas, csv, tmp_path, small_limit):
    bring(atlas, csv)
    more = [ged.event(id=1), ged.event(id=2, high=40), ged.event(id=100)]
    report = bring(atlas, ged.write(tmp_path / "more.csv", more), now=LATER)
    assert (report.added, report.unchanged, len(report.refused)) == (1, 1, 1)
    report = bring(atlas, ged.write(tmp_path / "more.csv", more), now=LATER, replace=True)
    assert (report.replaced, report.unchanged) == (1, 2)
    frame = geopandas.read_parquet(atlas / "attacks.parquet").set_index("id")
    assert len(frame) == 8
    assert frame.loc["ucdp-2", ["fatalities_high", "version"]].tolist() == [40, 2]
    assert check(atlas) == ()


def test_both_kinds_of_file_serve_the_same(mini, tmp_path, csv, monkeypatch):
    found = []
    for limit in (5, 50):
        monkeypatch.setattr(writing, "PARQUET_FROM", limit)
        atlas = ged.empty_atlas(tmp_path / str(limit), mini / "areas" / "areas.geojson")
        bring(atlas, csv)
        opened = Atlas.open(atlas)
        page = ColumnarStore(opened).page(opened.layer("attacks"), Query(limit=100))
        found.append([json.loads(one) for one in page.features])
    for one, other in zip(*found, strict=True):
        assert {**one, "properties": None} == {**other, "properties": None}
        assert one["properties"] == other["properties"]
    assert len(found[0]) == 7


def test_a_store_that_serves_follows_a_layer_to_its_new_file(copy, csv, monkeypatch):
    opened = Atlas.open(copy)
    layer = opened.layer("attacks")
    store = ColumnarStore(opened)
    before = store.page(layer, Query(limit=100)).matched
    monkeypatch.setattr(writing, "PARQUET_FROM", 5)
    bring(copy, csv)
    assert not layer.path.exists()
    deadline = time.monotonic() + 30
    while store.page(layer, Query(limit=100)).matched == before and time.monotonic() < deadline:
        time.sleep(0.2)
    assert store.page(layer, Query(limit=100)).matched == before + 7


# Wrong use, and folders that cannot be written to.


def test_wrong_wishes_are_named(atlas, csv):
    with pytest.raises(RequestError, match="ucdp-ged"):
        bring(atlas, csv, kind="ucdp-gde")
    with pytest.raises(RequestError, match="attacks"):
        bring(atlas, csv, layer="bases")
    with pytest.raises(NotFoundError, match="attacks"):
        bring(atlas, csv, layer="attack")
    with pytest.raises(DataError, match="no such folder"):
        bring(atlas / "nowhere", csv)
    with pytest.raises(DataError, match=r"atlas\.toml"):
        bring(csv.parent, csv)


def test_an_atlas_whose_files_are_broken_is_left_alone(copy, csv):
    (copy / "sources.json").write_text("[{", encoding="utf-8")
    before = state(copy)
    with pytest.raises(DataError, match=r"sources\.json"):
        bring(copy, csv)
    assert state(copy) == before


def test_a_second_writer_is_told_to_wait(atlas, csv):
    before = state(atlas)
    handle = os.open(atlas, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(DataError, match="another ingest"):
            bring(atlas, csv)
        assert state(atlas) == before
        assert bring(atlas, csv, dry_run=True).added == 7
    finally:
        os.close(handle)
    assert bring(atlas, csv).added == 7


def test_a_full_disk_leaves_everything_as_it_was(copy, csv, monkeypatch):
    before = state(copy)

    def full(path, layer, parts):
        path.write_bytes(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_write_geojson", full)
    with pytest.raises(DataError, match="No space left"):
        bring(copy, csv)
    assert state(copy) == before


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = {paths!r}
import ged
from geo import writing
from geo.ingest import Order, ingest
from geo.query import Query
steps = 0
def step(real):
    def stepped(*given, **more):
        global steps
        steps += 1
        if steps == {at}:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **more)
    return stepped
Path.replace = step(Path.replace)
Path.unlink = step(Path.unlink)
os.fsync = step(os.fsync)
writing.PARQUET_FROM = {limit}
ingest(Order((Path({csv!r}),), "ucdp-ged", "attacks", Path({atlas!r})), ged.NOW, lambda *_: None)
print(steps)
"""


def run_until_killed(atlas, csv, at, limit):
    paths = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]
    program = KILLED.format(paths=paths, at=at, limit=limit, csv=str(csv), atlas=str(atlas))
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode == -signal.SIGKILL


@pytest.mark.parametrize("limit", [5, 50])
def test_killed_at_any_step_the_atlas_is_sound_and_the_next_run_ends_it(mini, tmp_path, csv, limit):
    clean = Path(shutil.copytree(mini, tmp_path / "clean"))
    was_killed = run_until_killed(clean, csv, at=-1, limit=limit)
    assert not was_killed
    old, new = features(mini), None
    at = 0
    while True:
        at += 1
        atlas = Path(shutil.copytree(mini, tmp_path / f"killed-{at}"))
        if not run_until_killed(atlas, csv, at, limit):
            break
        assert [str(finding) for finding in check(atlas)] == []
        opened = Atlas.open(atlas)
        count = ColumnarStore(opened).page(opened.layer("attacks"), Query(limit=100)).matched
        assert count in (len(old), len(old) + 7)
        assert not run_until_killed(atlas, csv, at=-1, limit=limit)
        new = state(atlas)
        assert {name: new[name] for name in new if not name.startswith(".")} == state(clean)
        assert [name for name in new if "ingest-part" in name] == []
        shutil.rmtree(atlas)
    assert at > 8


def test_killed_from_outside_the_old_data_are_whole(mini, tmp_path):
    csv = ged.write(tmp_path / "many.csv", [ged.event(id=n) for n in range(1, 20_000)])
    command = [
        Path(sys.executable).with_name("conflict-atlas"), "ingest", csv, "--format", "ucdp-ged",
        "--layer", "attacks", "--into",
    ]  # fmt: skip
    for number, pause in enumerate((1.0, 2.5, 4.0)):
        atlas = Path(shutil.copytree(mini, tmp_path / f"a{number}"))
        before = state(atlas)
        with subprocess.Popen(
            [*command, atlas], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
        after = {n: c for n, c in state(atlas).items() if not n.endswith(".ingest-part")}
        if process.returncode == -signal.SIGKILL and after["attacks.geojson"] == before.get(
            "attacks.geojson"
        ):
            assert check(atlas) == ()
        else:
            assert len(features(atlas)) == len(features(mini)) + 19_999
