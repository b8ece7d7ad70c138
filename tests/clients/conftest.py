"""Servers as people run them, on free ports: one with small pages, so that every client must page,
and one with an atlas of many pages of the usual size."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

PAGE = 6
LARGE_PAGE = 1_000


@dataclass(frozen=True)
class Server:
    base: str  # its address, without a closing slash
    log: Path

    def asked(self) -> list[str]:
        """The paths and queries asked for so far."""
        found = re.findall(r'"GET (\S+) HTTP', self.log.read_text("utf-8"))
        return [unquote_plus(path) for path in found]

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """A list that holds, at the end, what was asked for meanwhile."""
        before, found = len(self.asked()), []
        yield found
        found += self.asked()[before:]


@pytest.fixture(scope="session")
def running(mini: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with _serving(mini, tmp_path_factory.mktemp("server"), PAGE) as server:
        yield server


@pytest.fixture(scope="session")
def server(running: Server) -> str:
    """The server's address."""
    return running.base


@pytest.fixture(scope="session")
def large_atlas(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """20,000 invented events: clustered, of every precision, some without a place."""
    folder = tmp_path_factory.mktemp("large")
    program = repository / "tests" / "bench" / "generate.py"
    subprocess.run([sys.executable, program, "20k", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def large(large_atlas: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the large atlas."""
    with _serving(large_atlas, tmp_path_factory.mktemp("large-server"), LARGE_PAGE) as server:
        yield server.base


@contextmanager
def _serving(atlas: Path, folder: Path, page: int) -> Iterator[Server]:
    command = [Path(sys.executable).with_name("conflict-atlas"), "serve", "--atlas", atlas]
    env = os.environ | {
        "ATLAS_CACHE_DIR": str(folder),
        "ATLAS_DEFAULT_LIMIT": str(page),
        "ATLAS_MAX_LIMIT": str(page),
        "ATLAS_LOG_LEVEL": "info",
        "PYTHONUNBUFFERED": "1",
    }
    log = folder / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "--port", "0"], env=env, stdout=output, stderr=output
        ) as process,
    ):
        try:
            yield Server(_announced(process, log), log)
        finally:
            process.terminate()


def _announced(process: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(r"^API +(http://[\d.:]+)/", log.read_text("utf-8"), re.M):
            return found.group(1)
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))
