"""A PostgreSQL cluster of our own with PostGIS and the same events: made, asked, thrown away.

It listens on the loopback and on a socket in its folder. ``install`` needs Debian and root; the
rest runs as the user ``postgres`` there, as PostgreSQL refuses to be root.
"""

import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import servers
import wire

from geo.rows import ARROW
from geo.schema.attacks import ATTACKS

USER = "postgres"
_TYPES = {pa.large_string(): "text", pa.int64(): "integer", pa.bool_(): "boolean"} | {
    pa.date32(): "date",
    pa.float64(): "double precision",
}
_CONFIG = """
listen_addresses = '{host}'
port = {port}
unix_socket_directories = '{folder}'
shared_buffers = '2GB'
effective_cache_size = '6GB'
work_mem = '128MB'
maintenance_work_mem = '1GB'
max_wal_size = '8GB'
random_page_cost = 1.1
effective_io_concurrency = 200
max_connections = 40
jit = off
synchronous_commit = off
fsync = off
"""
# What a good administrator would add. The table lies in the order of its places.
_FINISH = """
ALTER TABLE attacks ADD PRIMARY KEY (id);
CREATE INDEX attacks_geom ON attacks USING gist (geom);
CREATE INDEX attacks_geom_3857 ON attacks USING gist (geom_3857);
CLUSTER attacks USING attacks_geom_3857;
CREATE INDEX attacks_newest ON attacks (date_start DESC NULLS LAST, id);
CREATE INDEX attacks_days ON attacks (date_start, date_end);
CREATE INDEX attacks_type ON attacks (event_type, date_start, date_end);
CREATE INDEX attacks_kind_place ON attacks USING gist (geom_3857, event_type, date_start);
VACUUM (ANALYZE) attacks;
SELECT pg_prewarm('attacks'), pg_prewarm('attacks_geom_3857'), pg_prewarm('attacks_geom');
"""


@dataclass(frozen=True)
class Database:
    """A running cluster with the table ``attacks``."""

    bin: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"postgresql://{USER}@{wire.LOOPBACK}:{self.port}/postgres"

    def psql(self) -> list[str]:
        """The command of its own client."""
        options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        return [str(self.bin / "psql"), *options, self.url]

    def run(self, sql: str) -> str:
        """What the statements print."""
        done = subprocess.run(
            self.psql(), input=sql, check=True, capture_output=True, text=True, cwd=self.folder
        )
        return done.stdout


def install() -> Path:
    """The folder of PostgreSQL's programs, installed with PostGIS where they are not there.

    Raises ServerError where it can neither be found nor installed.
    """
    found = _programs()
    if found is None or not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise wire.ServerError(
                "needs PostgreSQL with PostGIS: apt-get install postgresql postgis"
            )
        packages = ["postgresql", "postgresql-contrib", "postgresql-postgis"]
        for order in (["update"], ["install", "--no-install-recommends", *packages]):
            subprocess.run(
                ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *order],
                check=True, stdout=subprocess.DEVNULL,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )  # fmt: skip
        found = _programs()
    if found is None:
        raise wire.ServerError(
            "PostgreSQL was installed, but its programs are not where Debian puts them"
        )
    return found


def _programs() -> Path | None:
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), default=None)


@contextmanager
def cluster(parquet: Path) -> Iterator[Database]:
    """A database with the events of a file, its indices and statistics made; then it is gone."""
    programs = install()
    folder = Path(tempfile.mkdtemp(prefix="conflict-atlas-postgis-"))
    database = Database(programs, folder, servers.free_port())
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    control = ["-D", "data", "-l", "log", "-w", "-t", "120"]
    try:
        _as_user(database, "initdb", "-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8", "-N")
        text = _CONFIG.format(host=wire.LOOPBACK, port=database.port, folder=folder)
        with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(text)
        _as_user(database, "pg_ctl", *control, "start")
        try:
            _load(database, parquet)
            yield database
        finally:
            _as_user(database, "pg_ctl", *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_user(database: Database, program: str, *arguments: str) -> None:
    """Runs one of PostgreSQL's programs in the cluster's folder."""
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        who = {"user": USER, "group": USER, "extra_groups": []}
    command = [database.bin / program, *arguments]
    subprocess.run(
        command, check=True, cwd=database.folder, stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **who,
    )  # fmt: skip


def _load(database: Database, parquet: Path) -> None:
    extensions = ("postgis", "btree_gist", "pg_prewarm")
    columns = [f"{field.name} {_TYPES[ARROW[field.kind]]}" for field in ATTACKS.fields]
    columns.append("geom geometry(Point, 4326)")
    columns.append(
        "geom_3857 geometry(Point, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED"
    )
    made = [f"CREATE EXTENSION {name};" for name in extensions]
    made.append(f"CREATE UNLOGGED TABLE attacks (id text NOT NULL, {', '.join(columns)});")
    names = ", ".join(["id", *(field.name for field in ATTACKS.fields), "geom"])
    # What one asks for as GeoJSON: without the second geometry.
    made.append(f"CREATE VIEW features AS SELECT {names} FROM attacks;")  # noqa: S608 - our names
    database.run("\n".join(made))
    command = [*database.psql(), "-c", f"COPY attacks ({names}) FROM STDIN (FORMAT csv)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=database.folder) as copying:
        options = pacsv.WriteOptions(include_header=False)
        for batch in pq.ParquetFile(parquet).iter_batches(20_000):
            table = pa.table(batch)
            wkb = [None if one is None else one.hex() for one in table["geometry"].to_pylist()]
            table = table.drop_columns(["geometry"]).append_column(
                "geom", pa.array(wkb, pa.string())
            )
            pacsv.write_csv(table, copying.stdin, options)
    if copying.returncode:
        raise wire.ServerError("the events could not be copied into PostgreSQL")
    database.run(_FINISH)


class Session:
    """One connection by PostgreSQL's own client, which times each statement itself."""

    def __init__(self, database: Database) -> None:
        self._process = subprocess.Popen(
            database.psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            cwd=database.folder,
        )  # fmt: skip
        self._lines(r"\timing on")

    def seconds(self, sql: str) -> float:
        """How long the statements took together, from sending each to having its whole answer."""
        printed = self._lines("\\o /dev/null\n" + sql + "\n\\o")
        times = [
            float(found[1]) for line in printed if (found := re.match(r"Time: ([\d.]+) ms", line))
        ]
        if not times:
            raise wire.ServerError(f"PostgreSQL did not answer {sql!r}")
        return sum(times) / 1000

    def answer(self, sql: str) -> list[str]:
        """The lines that a statement prints."""
        return [line for line in self._lines(sql) if not line.startswith("Time: ")]

    def close(self) -> None:
        """Ends the connection."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _lines(self, text: str) -> list[str]:
        self._process.stdin.write(text + "\n\\echo :::end\n")
        self._process.stdin.flush()
        found = []
        for line in self._process.stdout:
            if line.startswith(":::end"):
                return found
            found.append(line.rstrip("\n"))
        raise wire.ServerError(f"psql ended at {text!r}")


def together(sessions: Sequence[Session], statements: Sequence[str]) -> float:
    """Seconds until all statements are answered, each session taking every n-th."""
    shares = [statements[number :: len(sessions)] for number in range(len(sessions))]
    work = [
        threading.Thread(target=session.seconds, args=("\n".join(share),))
        for session, share in zip(sessions, shares, strict=True)
        if share
    ]
    started = time.perf_counter()
    for one in work:
        one.start()
    for one in work:
        one.join()
    return time.perf_counter() - started
