"""The services we are measured beside: tipg on PostGIS, and PostGIS asked by hand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import postgis
import servers

HERE = Path(__file__).resolve().parent
PINS = HERE / "tipg.txt"  # tipg and all it needs, with hashes
COLLECTION = "/collections/public.attacks"
CONNECTIONS = 6  # of PostGIS asked by hand, as many as a browser opens


@dataclass(frozen=True)
class Peers:
    """Running peers that hold the same events."""

    database: postgis.Database
    by_hand: list[postgis.Session]
    tipg: servers.Server


@contextmanager
def peers(parquet: Path, work: Path) -> Iterator[Peers]:
    """The peers with the events of a file; their cluster is removed afterwards.

    ``work`` keeps the environment that tipg is installed in. Raises ServerError where PostgreSQL
    cannot be had.
    """
    programs = _tipg(work / "tipg")
    with postgis.cluster(parquet) as database, _serving(programs, database, work) as server:
        sessions = [postgis.Session(database) for _ in range(CONNECTIONS)]
        try:
            yield Peers(database, sessions, server)
        finally:
            for session in sessions:
                session.close()


def _tipg(environment: Path) -> Path:
    """The programs of an environment with exactly the pinned packages, made where there is none."""
    done = environment / "pins.txt"
    if not done.is_file() or done.read_bytes() != PINS.read_bytes():
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        pip = [environment / "bin" / "pip", "--quiet", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--require-hashes", "-r", PINS], check=True)
        done.write_bytes(PINS.read_bytes())
    return environment / "bin"


@contextmanager
def _serving(programs: Path, database: postgis.Database, work: Path) -> Iterator[servers.Server]:
    """tipg in one process, as it comes: its own limits, its fastest loop and parser."""
    port = servers.free_port()
    options = [
        "--log-level",
        "warning",
        "--no-access-log",
        "--loop",
        "uvloop",
        "--http",
        "httptools",
    ]
    command = [programs / "uvicorn", "tipg.main:app", "--port", port, *options]
    kept = {"PATH": os.environ["PATH"], "HOME": str(work), "DATABASE_URL": database.url}
    with servers.running(command, port, "/healthz", kept) as server:
        yield server
