"""Server processes: started on a free port of the loopback, watched, and ended by their own id."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import floor
import wire

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
PATIENCE = 900.0  # seconds for a server to answer first: it may have to compile
_GRACE = 20.0


@dataclass(frozen=True)
class Server:
    """A server that answers, and how long it took to."""

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    def pids(self) -> list[int]:
        """The process and all its descendants."""
        children: dict[int, list[int]] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                parent = int(path.read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(path.parent.name))
        found = [self.process.pid]
        for pid in found:
            found += children.get(pid, [])
        return found


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as one:
        one.bind((wire.LOOPBACK, 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def ours(atlas: Path, cache: Path, ready: str, **settings: int) -> Iterator[Server]:
    """The service for an atlas, its snapshots in ``cache``, with other settings than the defaults.

    No setting of the caller's environment plays a part.
    """
    port = free_port()
    command = [BIN / "conflict-atlas", "serve", "--atlas", atlas, "--port", port]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ATLAS_")}
    kept |= {f"ATLAS_{name.upper()}": str(value) for name, value in settings.items()}
    with running(command, port, ready, kept | {"ATLAS_CACHE_DIR": str(cache)}) as server:
        yield server


@contextmanager
def bare() -> Iterator[Server]:
    """The bare application of ``floor``, in the same Python and server as ours."""
    port = free_port()
    options = ["--factory", "--app-dir", HERE, "--no-access-log", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "floor:create", "--port", port, *options]
    with running(command, port, floor.READY, os.environ) as server:
        yield server


@contextmanager
def running(
    command: Sequence[object], port: int, ready: str, environment: Mapping[str, str]
) -> Iterator[Server]:
    """The server of a command, once it answers ``ready``; it is ended afterwards.

    Raises ServerError where it ends before, or does not answer in time.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment), stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait(process, port, ready)
        yield Server(port, process, time.perf_counter() - started)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], port: int, ready: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise wire.ServerError(f"the server ended with status {process.returncode}")
        try:
            with wire.Client(port) as client:
                client.get(ready)
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise wire.ServerError("the server did not answer in time")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and, where it does not stop by itself, its own session."""
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@dataclass(frozen=True)
class Memory:
    """Megabytes that some processes hold together, memory that they share counted once (PSS)."""

    total: float
    mapped: float  # of it: pages of the mapped snapshots


def memory(pids: Sequence[int]) -> Memory:
    """What the processes hold together (Linux, /proc/PID/smaps)."""
    total = mapped = 0
    for pid in pids:
        inside = False
        for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
            if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                inside = line.endswith((".snapshot", ".snapshot (deleted)"))
            elif line.startswith("Pss:"):
                size = int(line.split()[1])
                total += size
                mapped += size if inside else 0
    return Memory(total / 1024, mapped / 1024)
