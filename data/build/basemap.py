#!/usr/bin/env python
"""Rebuild the areas and the base map of the Mali atlas: ``python data/build/basemap.py``."""

import logging
from pathlib import Path

from mapdata import areas, coverage, sources, writer

MALI = Path(__file__).resolve().parent.parent / "mali"
LOG = logging.getLogger("basemap")


def main() -> None:
    """Write areas and base map below data/mali; says each file and its size."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sources.fetch()
    mesh = coverage.build()
    for path, features in ((MALI / "areas/areas.geojson", areas.features(mesh)),):
        writer.write(path, features)
        LOG.info("%s: %d bytes", path.relative_to(MALI.parent.parent), path.stat().st_size)


if __name__ == "__main__":
    main()
