#!/usr/bin/env python
"""Rebuild the areas and the base map of the Mali atlas: ``python data/build/basemap.py``."""

import argparse
import logging
import tempfile
from pathlib import Path

from mapdata import areas, countries, coverage, rivers, towns, writer
from mapdata.sources import Packages

MALI = Path(__file__).resolve().parent.parent / "mali"
LOG = logging.getLogger("basemap")


def main() -> None:
    """Fetch the packages, write the files and log the size of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="keep the downloaded packages in this folder")
    parser.add_argument("--into", type=Path, default=MALI, help="the atlas to write to")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with tempfile.TemporaryDirectory() as scratch:
        build(Packages.fetch(arguments.packages or Path(scratch)), arguments.into)


def build(packages: Packages, into: Path) -> None:
    """Write areas/ and basemap/ of the atlas folder."""
    mesh = coverage.build(packages)
    files = {
        "areas/areas.geojson": areas.features(mesh),
        "basemap/countries.geojson": countries.countries(mesh),
        "basemap/regions.geojson": countries.regions(mesh),
        "basemap/rivers.geojson": rivers.features(packages),
        "basemap/towns.geojson": towns.features(packages),
    }
    for name, features in files.items():
        writer.write(into / name, features)
        LOG.info("%s: %d bytes", name, (into / name).stat().st_size)


if __name__ == "__main__":
    main()
