"""Compiles an atlas once and says what it took: ``python compiling.py ATLAS CACHE``.

A process of its own, so that the peak of its memory is that of the work.
"""

import sys
import time
from pathlib import Path

import orjson

from api.settings import Settings
from geo.atlas import Atlas
from geo.stores.columnar import ColumnarStore


def main(folder: str, cache: str) -> None:
    """Compile every layer; print seconds and the peak of resident memory in MB as JSON."""
    settings = Settings(dir=Path(folder), cache_dir=Path(cache))  # where `serve` will look
    atlas = Atlas.open(settings.dir)
    store = ColumnarStore(atlas, settings.snapshots)
    started = time.perf_counter()
    for layer in atlas.layers.values():
        store.version(layer)
    seconds = time.perf_counter() - started
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024  # of this program only, unlike rusage's
    sys.stdout.buffer.write(orjson.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
