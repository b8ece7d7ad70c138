"""What is published works where it is installed: sdist, wheel, and the wheel's own atlas."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from hatch_build import FILES, LOCK, VENDOR, bundled, is_current, vendor

ROOT = Path(__file__).parents[1]
PACKAGES = ("geo", "maps", "api")
VENDORED = {str(VENDOR / name) for name in FILES}


def run(*command: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, env=env, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, f"{command} gave {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def tracked(*folders: str) -> set[str]:
    if not (ROOT / ".git").exists():  # an unpacked sdist: what it holds is what there is
        found = {path for folder in folders for path in (ROOT / folder).rglob("*")}
        return {
            str(path.relative_to(ROOT))
            for path in found
            if path.is_file() and path.suffix != ".pyc" and VENDOR not in path.parents
        }
    listed = run("git", "ls-files", "-z", *folders, cwd=ROOT).split("\0")
    return {name for name in listed if name and (ROOT / name).exists()}


def clean_environment(**more: str) -> dict[str, str]:
    """The machine's environment without what leads Python or npm to this checkout."""
    dropped = ("PYTHONPATH", "VIRTUAL_ENV")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in dropped and not name.startswith("ATLAS_")
    }
    return kept | more


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "-o", out, ROOT, cwd=out)
    return next(out.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the sdist alone, on a machine where npm reaches nothing."""
    folder = tmp_path_factory.mktemp("wheel")
    run("tar", "-xzf", sdist, "-C", folder, cwd=folder)
    source = next(path for path in folder.iterdir() if path.is_dir())
    offline = clean_environment(
        npm_config_offline="true", npm_config_cache=str(folder / "empty"), PATH="/usr/bin:/bin"
    )
    run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, source,
        cwd=folder, env=offline,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


@dataclass(frozen=True)
class Installed:
    """A fresh environment with the wheel, and a folder to be in that has modules named as ours."""

    bin: Path
    cwd: Path

    @property
    def command(self) -> Path:
        return self.bin / "conflict-atlas"


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    environment = folder / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=folder)
    python = environment / "bin" / "python"
    run(
        sys.executable, "-m", "pip", "--python", python,
        "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder,
    )  # fmt: skip
    # The dependencies come from the environment that runs the tests. A path added by a .pth file
    # does not have its own .pth files read, so the editable install of this checkout stays out.
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    ours = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(site.strip()) / "dependencies.pth").write_text("\n".join(sorted(ours)) + "\n")
    cwd = folder / "elsewhere"
    for name in PACKAGES:
        (cwd / name).mkdir(parents=True)
        (cwd / name / "__init__.py").write_text("raise RuntimeError('the wrong package')\n")
    return Installed(environment / "bin", cwd)


def test_the_sdist_has_every_tracked_file_and_the_assets(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert tracked(".") - names == set()
    assert VENDORED - names == set()
    assert not any("node_modules/" in name or name.startswith(".venv") for name in names)


def test_the_wheel_has_the_packages_the_assets_and_the_atlas_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    tops = {name.split("/", 1)[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        *PACKAGES, "conflict_atlas_data",
    }  # fmt: skip
    assert tracked(*PACKAGES) - names == set()
    assert VENDORED - names == set()
    atlas = {name.replace("data/", "conflict_atlas_data/", 1) for name in tracked("data/mali")}
    assert "conflict_atlas_data/mali/atlas.toml" in atlas
    assert atlas - names == set()


def test_the_wheel_carries_the_licence(wheel):
    with zipfile.ZipFile(wheel) as archive:
        licences = [name for name in archive.namelist() if name.endswith("licenses/LICENSE")]
        assert len(licences) == 1
        assert archive.read(licences[0]) == (ROOT / "LICENSE").read_bytes()


def test_what_is_imported_is_what_was_installed(installed):
    program = "import geo, maps, api; print(geo.__file__, maps.__file__, api.__file__)"
    # -P: the interpreter's own habit of looking into the working folder first is not our subject.
    files = run(installed.bin / "python", "-P", "-c", program, cwd=installed.cwd).split()
    assert len(files) == len(PACKAGES)
    assert all(Path(file).is_relative_to(installed.bin.parent) for file in files)


@contextmanager
def serving(installed: Installed, cache: Path, workers: int) -> Iterator[tuple[str, Path]]:
    """The base URL of a server of the installed package and its log; stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = cache / "log.txt"
    with log.open("w") as output:
        server = subprocess.Popen(
            [installed.command, "serve", "--port", str(port), "--workers", str(workers)],
            cwd=installed.cwd, env=clean_environment(ATLAS_CACHE_DIR=str(cache)),
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            base = f"http://127.0.0.1:{port}"
            wait_for(base + "/healthz", server, log)
            yield base, log
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                code = server.wait(timeout=20)
            finally:
                if server.poll() is None:
                    os.killpg(server.pid, signal.SIGKILL)
    assert code in (0, -signal.SIGTERM), log.read_text()


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server stopped\n{log.read_text()}"
        try:
            if httpx.get(url, timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not up yet
        time.sleep(0.1)
    pytest.fail(f"no answer at {url}\n{log.read_text()}")


def fetch(url: str) -> bytes:
    answer = httpx.get(url, timeout=30)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.content


def expected_attacks() -> int:
    return len(json.loads((ROOT / "data/mali/attacks.geojson").read_text("utf-8"))["features"])


@pytest.mark.parametrize("workers", [1, 2])
def test_the_installed_package_serves_map_assets_and_data(installed, tmp_path, workers):
    with serving(installed, tmp_path, workers) as (base, log):
        page = fetch(base + "/map").decode()
        links = re.findall(r"<(?:script|link|img)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"", page)
        urls = {urljoin(base + "/map", unescape(link)) for link in links}
        urls = {url for url in urls if not url.startswith("data:")}
        assert {urlsplit(url).netloc for url in urls} == {urlsplit(base).netloc}
        script = next(url for url in urls if urlsplit(url).path.endswith("leaflet.js"))
        assert fetch(script) == (ROOT / VENDOR / "leaflet/leaflet.js").read_bytes()
        assert all(fetch(url) for url in urls)

        items = json.loads(fetch(base + "/collections/attacks/items?limit=3"))
        assert len(items["features"]) == items["numberReturned"] == 3
        assert items["numberMatched"] == expected_attacks()
        printed = log.read_text()
    assert base + "/map" in printed
    assert "Traceback" not in log.read_text()


def test_the_installed_commands_work_on_the_wheel_s_own_atlas(installed, tmp_path):
    env = clean_environment(ATLAS_CACHE_DIR=str(tmp_path / "cache"))
    listed = run(installed.command, "layers", cwd=installed.cwd, env=env)
    assert re.search(rf"attacks\b.*\b{expected_attacks()}\b", listed)
    target = tmp_path / "mali.html"
    run(installed.command, "map", "-o", target, cwd=installed.cwd, env=env)
    assert "<html" in target.read_text("utf-8")
    atlas = run(
        installed.bin / "python", "-P", "-c",
        "from api.settings import default_atlas; print(default_atlas())", cwd=installed.cwd,
    ).strip()  # fmt: skip
    assert Path(atlas).is_relative_to(installed.bin.parent)
    run(installed.command, "check", atlas, cwd=installed.cwd, env=env)


def test_a_cache_beside_the_data_stays_out_of_the_wheel(tmp_path):
    for name in ("atlas.toml", "areas/areas.geojson", ".cache/attacks.bin", "areas/.areas.swp"):
        path = tmp_path / "data" / "mali" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert set(bundled(tmp_path).values()) == {
        "conflict_atlas_data/mali/atlas.toml", "conflict_atlas_data/mali/areas/areas.geojson",
    }  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the build hook reads, with the assets in place."""
    for name in ("package.json", LOCK):
        shutil.copyfile(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / VENDOR, tmp_path / VENDOR)
    return tmp_path


def test_assets_in_place_are_current(project):
    assert is_current(project)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_changed_or_missing_asset_is_noticed(project, name):
    asset = project / VENDOR / name
    asset.write_bytes(asset.read_bytes() + b" ")
    assert not is_current(project)
    asset.unlink()
    assert not is_current(project)


def test_another_lock_makes_the_assets_stale(project):
    with (project / LOCK).open("a") as lock:
        lock.write("\n")
    assert not is_current(project)


def test_assets_left_half_written_are_stale(project):
    manifest = project / VENDOR / "manifest.json"
    manifest.write_text(manifest.read_text()[:40])
    assert not is_current(project)


def test_assets_are_fetched_again_as_they_were(project):
    (project / VENDOR / "leaflet" / "leaflet.js").write_text("alert(1)")
    vendor(project)
    assert is_current(project)
    left = {path.name for path in (project / VENDOR).parent.iterdir()}
    assert left == {VENDOR.name}


def test_a_package_that_is_not_the_locked_one_is_refused(project):
    lock = json.loads((project / LOCK).read_text())
    wrong = "sha512-" + "A" * 86 + "=="
    lock["packages"]["node_modules/leaflet"]["integrity"] = wrong
    (project / LOCK).write_text(json.dumps(lock))
    before = (project / VENDOR / "manifest.json").read_bytes()
    with pytest.raises(RuntimeError, match="npm ci failed"):
        vendor(project)
    assert (project / VENDOR / "manifest.json").read_bytes() == before
