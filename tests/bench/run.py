"""Measures the service beside its peers and prints the table.

    python tests/bench/run.py [--sizes 100k,1m,10m] [--rows items,z8] [--no-peers] [--rounds 25]

Everything runs on this machine and speaks over its loopback; PostgreSQL is installed by apt-get
where it is missing (as root). Atlases, snapshots and tipg's environment are kept in ``--work``.
"""

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path

import generate
import measure
import orjson
import questions
import report
import servers
import wire
from measure import Bench
from peers import peers
from report import Results
from rows import COMPILE, MEMORY, NAMES, ROWS, START

HERE = Path(__file__).resolve().parent
READY = "/collections/attacks/items?limit=1"
PEERS_AT = 1_000_000  # events that the peers are given, or the most of the sizes below
_STARTS = 3


def main() -> None:
    """Run the command."""
    given = _arguments()
    work = Path(given.work).resolve()
    sizes = sorted(generate.number(text) for text in given.sizes.split(","))
    names = given.rows.split(",") if given.rows else NAMES
    if unknown := set(names) - set(NAMES):
        sys.exit(f"there are no rows {sorted(unknown)}; there are {', '.join(NAMES)}")
    beside = 0 if given.no_peers else max(size for size in sizes if size <= PEERS_AT)
    results = []
    for size in sizes:
        say(f"{report.shown(size)} events")
        results.append(measured(work, size, names, (given.rounds, size == beside)))
    sys.stdout.write(report.text(results))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("--sizes", default="100k,1m,10m", help="numbers of events")
    parser.add_argument("--rows", default="", help=f"some of {', '.join(NAMES)}")
    parser.add_argument("--no-peers", action="store_true", help="without tipg and PostGIS")
    parser.add_argument("--rounds", type=int, default=questions.ROUNDS, help="questions a row")
    parser.add_argument("--work", default=home / "conflict-atlas-bench", help="folder of its files")
    return parser.parse_args()


def say(text: str) -> None:
    """Tell how far it is, beside the result."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def measured(
    work: Path, size: int, names: tuple[str, ...] | list[str], how: tuple[int, bool]
) -> Results:
    """All that was asked for of one size; ``how`` are the rounds and whether beside the peers."""
    rounds, beside = how
    atlas, cache = atlas_of(work, size), work / f"cache-{size}"
    found = Results(size)
    if COMPILE in names:
        shutil.rmtree(cache, ignore_errors=True)
        say("  compile")
        found.compile = compiled(atlas, cache)
    wanted = [name for name in ROWS if name in names]
    with ExitStack() as stack:
        if wanted:
            ours = stack.enter_context(servers.ours(atlas, cache, READY, tile_cache_mb=0))
            keeping = stack.enter_context(servers.ours(atlas, cache, READY))
            bare = stack.enter_context(servers.bare())
            others = stack.enter_context(peers(atlas / "attacks.parquet", work)) if beside else None
            events = questions.sample(atlas / "attacks.parquet", generate.SEED)
            bench = Bench(ours, keeping, bare, others, events, rounds)
            for name in wanted:
                say(f"  {ROWS[name].title}")
                found.rows[name] = ROWS[name].take(bench)
    if START in names:
        say("  start")
        found.start = started(atlas, cache)
    if MEMORY in names:
        say("  memory")
        found.memory = held(atlas, cache)
    return found


def atlas_of(work: Path, size: int) -> Path:
    """The folder of the atlas of that size, made where this generator has not made it yet."""
    parts = [(HERE / name).read_bytes() for name in ("generate.py", "events.py", "invented.py")]
    made_by = b"".join([*parts, repr(generate.schema()).encode()])
    folder = work / f"{size}-{blake2b(made_by, digest_size=4).hexdigest()}"
    if not (folder / "atlas.toml").is_file():
        for old in work.glob(f"{size}-*"):
            shutil.rmtree(old)
        say("  generate")
        generate.write(folder, size)
    return folder


def compiled(atlas: Path, cache: Path) -> tuple[float, float]:
    """Seconds and MB at the peak of compiling everything from nothing."""
    command = [sys.executable, HERE / "compiling.py", atlas, cache]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    told = orjson.loads(done.stdout)
    return told["seconds"], told["peak"]


def started(atlas: Path, cache: Path) -> float:
    """Seconds from the command to the first answered page, the snapshot being there."""
    times = []
    for _ in range(_STARTS):
        with servers.ours(atlas, cache, READY) as server:
            times.append(server.seconds)
    return sorted(times)[_STARTS // 2]


def held(atlas: Path, cache: Path) -> tuple[float, float]:
    """MB that two workers hold together after answering pages and tiles, and beyond the files."""
    events = questions.sample(atlas / "attacks.parquet", generate.SEED)
    asked = questions.in_a_box(events) + questions.in_a_filtered_box(events)
    asked += questions.dense(events) + questions.close(events) + questions.filtered_tiles(events)
    targets = [question.ours for question in asked for _ in range(4)]
    with servers.ours(atlas, cache, READY, workers=2) as server:
        wire.together(server.port, targets, measure.STORM)
        memory = servers.memory(server.pids())
    return memory.total, memory.total - memory.mapped


if __name__ == "__main__":
    main()
