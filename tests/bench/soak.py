"""Sixty-four readers at once for a minute: nothing lost, no error, and memory that stays.

    python tests/bench/soak.py [--seconds 60] [--size 100k] [--work DIR]

Then as many who leave before they are answered: what they asked for is not made any more. Ends with
status 1 where one of these does not hold. Linux only: it reads /proc.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import generate
import questions
import servers
import wire
from run import READY, atlas_of, say

READERS = 64
WORKERS = 2
_GROWTH = 1.15  # times the memory after the first third of the time that may be there at the end
_SHARE = 0.5  # of the work for readers who stay that those who leave may cause
_QUIET = 0.4  # seconds without work after which nothing more is to come
_FILES = ("csv", "jsonseq", "kml", "html")


def main() -> None:
    """Run the command."""
    given = _arguments()
    work = Path(given.work).resolve()
    size = generate.number(given.size)
    atlas, cache = atlas_of(work, size), work / f"cache-{size}"
    events = questions.sample(atlas / "attacks.parquet", generate.SEED)
    with servers.ours(atlas, cache, READY, workers=WORKERS) as server:
        stays = stayed(server, mixed(events), given.seconds)
    with servers.ours(atlas, cache, READY) as server:
        left = dropped(server, heavy(events))
    sys.exit(0 if stays and left else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--size", default="100k", help="number of events")
    parser.add_argument("--work", default=home / "conflict-atlas-bench", help="folder of its files")
    return parser.parse_args()


def mixed(events: questions.Sample) -> list[str]:
    """What readers of all kinds ask for, one kind after the other."""
    small = [",".join(map(str, box)) for box in questions.boxes(events, 0.002)]
    kinds = (
        [one.ours for one in questions.in_a_box(events)],
        [one.ours for one in questions.in_a_filtered_box(events)],
        [one.ours for one in questions.one(events)],
        [one.ours for one in questions.counted(events)],
        [one.ours for one in questions.dense(events)],
        [one.ours for one in questions.close(events)],
        [one.ours for one in questions.filtered_tiles(events)],
        [one.ours for one in questions.session(events, 0)],
        [f"/collections/attacks/items?limit=50&bbox={box}&f={f}" for box in small for f in _FILES],
        [f"/map?layers=attacks&date_start=2010-05-{day:02}" for day in range(1, 26)],
        ["/", "/collections", "/openapi.json", "/healthz", "/collections/attacks/queryables"],
    )
    longest = max(map(len, kinds))
    return [kind[number % len(kind)] for number in range(longest) for kind in kinds]


def heavy(events: questions.Sample) -> list[str]:
    """Long pages, each another."""
    shares = [0.3 + number / 1_000 for number in range(READERS)]
    boxes = [questions.boxes(events, share, 1)[0] for share in shares]
    return [
        f"/collections/attacks/items?limit=10000&sortby=summary_en&bbox={','.join(map(str, box))}"
        for box in boxes
    ]


def stayed(server: servers.Server, targets: Sequence[str], seconds: float) -> bool:
    """Whether all is answered with status 200 for so long, and the memory stays as it was.

    Raises ServerError for an answer that is lost or not good.
    """
    deadline, early, answered, latest = time.monotonic() + seconds, 0.0, 0, 0.0
    while time.monotonic() < deadline:
        wire.together(server.port, targets, READERS)
        answered += len(targets)
        latest = _held(server)
        if not early and time.monotonic() > deadline - seconds * 2 / 3:
            early = latest
    held = latest <= early * _GROWTH if early else True
    say(f"{answered} answers to {READERS} readers, none lost, none of another status than 200")
    say(f"memory beyond the mapped files: {early:.0f} MB, at the end {latest:.0f} MB")
    return held


def _held(server: servers.Server) -> float:
    memory = servers.memory(server.pids())
    return memory.total - memory.mapped


def dropped(server: servers.Server, targets: Sequence[str]) -> bool:
    """Whether readers who leave cause less work than those who stay."""
    wire.together(server.port, targets, READERS)  # what is only made once is made now
    before = _settled(server)
    wire.together(server.port, targets, READERS)
    staying = _settled(server) - before
    sockets = [wire.connect(server.port) for _ in targets]
    for one, target in zip(sockets, targets, strict=True):
        one.sendall(wire.request("GET", target))
    for one in sockets:
        one.close()
    leaving = _settled(server) - before - staying
    say(f"processor time for {len(targets)} readers: {staying:.2f} s; who left: {leaving:.2f} s")
    with wire.Client(server.port) as client:
        client.get(READY)
    return leaving <= staying * _SHARE


def _settled(server: servers.Server) -> float:
    """Seconds of processor time the server has used, once it uses no more."""
    last, since = -1.0, time.monotonic()
    while time.monotonic() - since < _QUIET:
        used = sum(map(_used, server.pids()))
        if used - last > 0.02:  # a few wake-ups are no work
            last, since = used, time.monotonic()
        time.sleep(0.02)
    return used


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
