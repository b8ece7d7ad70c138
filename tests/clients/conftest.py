"""A server as people run it, on a free port, with small pages so that every client must page."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

PAGE = 6


@dataclass(frozen=True)
class Server:
    base: str  # its address, without a closing slash
    log: Path

    def asked(self) -> list[str]:
        """The paths and queries asked for so far."""
        found = re.findall(r'"GET (\S+) HTTP', self.log.read_text("utf-8"))
        return [unquote(path) for path in found]


@pytest.fixture(scope="session")
def running(mini: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    command = [Path(sys.executable).with_name("conflict-atlas"), "serve", "--atlas", mini]
    env = os.environ | {
        "ATLAS_CACHE_DIR": str(folder),
        "ATLAS_DEFAULT_LIMIT": str(PAGE),
        "ATLAS_MAX_LIMIT": str(PAGE),
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


@pytest.fixture(scope="session")
def server(running: Server) -> str:
    """The server's address."""
    return running.base
