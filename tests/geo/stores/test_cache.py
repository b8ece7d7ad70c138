import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import synthetic_atlas

from geo.atlas import Atlas
from geo.errors import DataError
from geo.query import Query
from geo.stores import cache, columnar
from geo.stores.columnar import ColumnarStore
from geo.stores.container import Container
from geo.stores.served import Served


@pytest.fixture
def atlas(tmp_path, mini):
    folder = tmp_path / "atlas"
    return Atlas.open(synthetic_atlas.write(folder, 200, mini / "areas" / "areas.geojson"))


@pytest.fixture
def attacks(atlas):
    return atlas.layer("attacks")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def everything(store, layer):
    page = store.page(layer, Query(limit=10_000))
    return page.matched, page.features


def snapshots(folder, layer="attacks"):
    return sorted(path.name for path in folder.glob(f"{layer}-*.snapshot"))


def test_a_second_store_opens_what_the_first_compiled(atlas, attacks, folder, monkeypatch):
    expected = everything(ColumnarStore(atlas), attacks)
    assert everything(ColumnarStore(atlas, folder), attacks) == expected
    version = ColumnarStore(atlas).version(attacks)
    assert snapshots(folder) == [f"attacks-{version}.snapshot"]

    def never(*_):
        raise AssertionError("compiled again")

    monkeypatch.setattr(cache, "compile_layer", never)
    assert everything(ColumnarStore(atlas, folder), attacks) == expected


def test_the_snapshot_is_arrow_that_others_can_read(atlas, attacks, folder):
    ColumnarStore(atlas, folder).version(attacks)
    container = Container.open(folder / snapshots(folder)[0])
    rows = {f["id"]: f["properties"] for f in json.loads(attacks.path.read_bytes())["features"]}
    ids = container.batch("ids").column(0).to_pylist()
    assert ids == sorted(rows)
    by_rank = container.batch("rows").column("id_rank").to_pylist()
    for name in ("event_type", "date_start", "fatalities_best", "geo_precision", "summary_fr"):
        column = container.batch(f"column {name}").column(0)
        column.validate(full=True)
        values = column.to_pylist()
        if name == "date_start":
            values = [v if v is None else str(np.datetime64(v, "D")) for v in values]
        assert values == [rows[ids[rank]][name] for rank in by_rank]


@pytest.mark.parametrize("layer", ["attacks", "areas"])  # records lean on their areas' snapshot
@pytest.mark.parametrize("hurt", ["truncate", "flip", "empty", "directory"])
def test_a_damaged_snapshot_is_made_again(atlas, attacks, folder, hurt, layer):
    expected = everything(ColumnarStore(atlas, folder), attacks)
    path = folder / snapshots(folder, layer)[0]
    whole = path.read_bytes()
    match hurt:
        case "truncate":
            path.write_bytes(whole[: len(whole) // 2])
        case "empty":
            path.write_bytes(b"")
        case "directory":
            path.write_bytes(whole.replace(b'"spans"', b'"spanz"'))
        case "flip":
            at = whole.index(Container.open(path).section("features").to_pybytes()) + 100
            path.write_bytes(bytes([whole[at] ^ 1]).join((whole[:at], whole[at + 1 :])))
    store = ColumnarStore(atlas, folder)
    assert everything(store, attacks) == expected
    everything(store, atlas.layer(layer))  # reads the features too
    assert path.read_bytes() == whole


def test_what_goes_bad_after_its_check_is_made_again(atlas, attacks, folder):
    store = ColumnarStore(atlas, folder)
    expected = everything(store, attacks)
    path = folder / snapshots(folder)[0]
    whole = path.read_bytes()
    newest = Container.open(path).section("rows")
    at = whole.index(newest.to_pybytes())
    with path.open("r+b") as file:  # in place, as a failing disk does; the mapped bytes change too
        file.seek(at)
        file.write(b"\x5f" * newest.size)
    assert everything(store, attacks) == expected
    assert path.read_bytes() == whole


def test_a_fault_of_ours_is_told_as_it_is(atlas, attacks, folder, monkeypatch):
    def broken(*_):
        raise IndexError("ours")

    store = ColumnarStore(atlas, folder)
    everything(store, attacks)
    monkeypatch.setattr(Served, "page", broken)
    with pytest.raises(IndexError, match="ours"):
        everything(store, attacks)


@pytest.mark.parametrize("layer", ["attacks", "areas"])
def test_every_flipped_byte_is_harmless(atlas, attacks, folder, layer):
    """A sample of all bytes of the file: the answers never change, whatever the reader meets."""
    small = synthetic_atlas.write(folder.parent / "small", 3, atlas.layer("areas").path)
    atlas = Atlas.open(small)
    attacks = atlas.layer("attacks")

    def answers():
        store = ColumnarStore(atlas, folder)
        page = store.page(attacks, Query(geometry="footprint"))
        return page.features, store.counts(attacks, Query(), "actor_a")

    expected = answers()
    path = folder / snapshots(folder, layer)[0]
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        path.unlink()
        path.write_bytes(bytes([whole[at] ^ 0x55]).join((whole[:at], whole[at + 1 :])))
        assert answers() == expected


def test_changed_data_is_served_without_a_restart(atlas, attacks, folder, monkeypatch):
    monkeypatch.setattr(columnar, "_LOOK", 0.0)
    store = ColumnarStore(atlas, folder)
    before = store.version(attacks)
    assert store.page(attacks, Query(limit=0)).matched == 200
    synthetic_atlas.write(atlas.path, 201, atlas.layer("areas").path.rename(folder / "areas"))
    deadline = time.monotonic() + 30
    while store.page(attacks, Query(limit=0)).matched == 200:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert store.page(attacks, Query(limit=0)).matched == 201
    assert store.version(attacks) != before
    assert snapshots(folder) == [f"attacks-{store.version(attacks)}.snapshot"]


def test_a_pinned_store_stays_at_its_version_while_the_data_change(
    atlas, attacks, folder, monkeypatch
):
    monkeypatch.setattr(columnar, "_LOOK", 0.0)
    store = ColumnarStore(atlas, folder)
    pinned = store.pinned()
    version, expected = pinned.version(attacks), everything(pinned, attacks)
    synthetic_atlas.write(atlas.path, 201, atlas.layer("areas").path.rename(folder / "areas"))
    deadline = time.monotonic() + 30
    while store.version(attacks) == version:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert (pinned.version(attacks), everything(pinned, attacks)) == (version, expected)
    assert store.pinned().version(attacks) == store.version(attacks)
    assert everything(store.pinned(), attacks)[0] == 201


def test_broken_new_data_leaves_the_old_in_service(atlas, attacks, folder, monkeypatch, caplog):
    monkeypatch.setattr(columnar, "_LOOK", 0.0)
    store = ColumnarStore(atlas, folder)
    expected = everything(store, attacks)
    whole = attacks.path.read_bytes()
    attacks.path.write_bytes(whole[:-40])
    deadline = time.monotonic() + 30
    while "old one stays" not in caplog.text:
        assert everything(store, attacks) == expected
        assert time.monotonic() < deadline
    attacks.path.unlink()
    assert everything(store, attacks) == expected
    attacks.path.write_bytes(whole[:-40])
    with pytest.raises(DataError):
        ColumnarStore(atlas, folder).version(attacks)


def test_a_folder_that_cannot_be_written_to_costs_memory_not_answers(
    atlas, attacks, tmp_path, caplog
):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    store = ColumnarStore(atlas, blocked / "cache")
    assert store.page(attacks, Query(limit=0)).matched == 200
    assert "no snapshot" in caplog.text


def test_a_full_disk_costs_memory_not_answers(atlas, attacks, folder, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store = ColumnarStore(atlas, folder)
    assert store.page(attacks, Query(limit=0)).matched == 200
    assert "No space left" in caplog.text
    assert {path.name for path in folder.iterdir()} == {"areas.lock", "attacks.lock"}


def test_a_killed_compiler_leaves_the_old_snapshot_and_its_rubbish_is_swept(
    atlas, attacks, folder, mini
):
    old = everything(ColumnarStore(atlas, folder), attacks)
    bigger = Atlas.open(
        synthetic_atlas.write(folder.parent / "bigger", 40_000, mini / "areas" / "areas.geojson")
    )
    program = (
        "import sys; from pathlib import Path; from geo.atlas import Atlas;"
        "from geo.stores.columnar import ColumnarStore;"
        "a = Atlas.open(Path(sys.argv[1]));"
        "ColumnarStore(a, Path(sys.argv[2])).version(a.layer('attacks'))"
    )
    process = subprocess.Popen([sys.executable, "-c", program, bigger.path, folder])
    deadline = time.monotonic() + 60
    while not list(folder.glob(".attacks-*")):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(folder.glob(".attacks-*"))
    assert len(snapshots(folder)) == 1
    assert everything(ColumnarStore(atlas, folder), attacks) == old
    new = ColumnarStore(bigger, folder).page(bigger.layer("attacks"), Query(limit=0))
    assert new.matched == 40_000
    assert not list(folder.glob(".attacks-*"))


def test_who_is_killed_at_any_step_leaves_nothing_behind_for_good(
    atlas, attacks, folder, monkeypatch
):
    replace, beside = Path.replace, {}

    def watched(path, target):
        beside[Path(target).name] = [one.name for one in folder.glob(".*") if one != path]
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", watched)
    folder.mkdir()
    (folder / ".digests.json-0123").write_text("left by one who was killed")
    old = time.time() - 60
    os.utime(attacks.path, (old, old))
    ColumnarStore(atlas, folder).version(attacks)
    assert any(name.endswith(".snapshot") for name in beside)
    assert set(map(tuple, beside.values())) == {()}
    assert not list(folder.glob(".*"))


def _compile(path, folder, results):
    atlas = Atlas.open(path)
    layer = atlas.layer("attacks")
    results.put(ColumnarStore(atlas, folder).page(layer, Query(limit=0)).matched)


def test_many_processes_at_once_agree(atlas, folder):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    workers = [
        context.Process(target=_compile, args=(atlas.path, folder, results)) for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    assert [results.get(timeout=60) for _ in workers] == [200] * 4
    for worker in workers:
        worker.join()
    assert len(snapshots(folder)) == 1
    assert not [path for path in folder.iterdir() if path.name.startswith(".attacks")]


def test_content_is_hashed_once_until_the_file_is_touched(atlas, attacks, folder, monkeypatch):
    old = time.time() - 60
    for layer in (attacks, atlas.layer("areas")):
        os.utime(layer.path, (old, old))
    paths = [attacks.path, atlas.layer("areas").path]
    version = cache.SnapshotCache(folder).version(attacks, paths)
    reads = []
    digest = cache.hashlib.file_digest
    monkeypatch.setattr(cache.hashlib, "file_digest", lambda *a: reads.append(1) or digest(*a))
    assert cache.SnapshotCache(folder).version(attacks, paths) == version
    assert not reads
    attacks.path.write_bytes(attacks.path.read_bytes().replace(b"Zo\xc3\xa9", b"Zo\xc3\xa8"))
    assert cache.SnapshotCache(folder).version(attacks, paths) != version
    assert reads


def test_a_broken_memory_of_digests_is_no_harm(atlas, attacks, folder):
    expected = ColumnarStore(atlas).version(attacks)
    folder.mkdir()
    for text in ("", "[1]", '{"x": []}'):
        (folder / "digests.json").write_text(text)
        assert ColumnarStore(atlas, folder).version(attacks) == expected


def test_each_process_finds_the_same_version(mini):
    """Python gives sets of texts another order in each process."""
    program = (
        "import sys; from pathlib import Path; from geo.atlas import Atlas;"
        "from geo.stores.columnar import ColumnarStore; from geo.store import data_version;"
        "atlas = Atlas.open(Path(sys.argv[1])); print(data_version(atlas, ColumnarStore(atlas)))"
    )
    said = set()
    for seed in ("1", "2", "3", "4"):
        env = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program, str(mini)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        said.add(done.stdout)
    assert len(said) == 1


def test_schema_and_areas_are_part_of_the_version(attacks):
    plain = cache.SnapshotCache(None)
    other = replace(attacks, schema=replace(attacks.schema, title_en="Other"))
    assert plain.version(other, [attacks.path]) != plain.version(attacks, [attacks.path])
