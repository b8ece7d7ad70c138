"""DuckDB reading GeoParquet: the numbers that SQL gives are those of the files."""

import json
from urllib.request import urlopen

import duckdb
import pytest


@pytest.fixture(scope="module")
def attacks(mini):
    return json.loads((mini / "attacks.geojson").read_text("utf-8"))["features"]


@pytest.fixture(scope="module")
def table(server, tmp_path_factory):
    path = tmp_path_factory.mktemp("duckdb") / "attacks.parquet"
    with urlopen(f"{server}/collections/attacks/items?f=parquet&limit=1000") as answer:  # noqa: S310 - our own server
        path.write_bytes(answer.read())
    # What would load an extension from the network stays off.
    connection = duckdb.connect(config={"autoload_known_extensions": "false"})
    connection.execute("SET enable_geoparquet_conversion = false")
    connection.execute(f"CREATE VIEW attacks AS FROM read_parquet('{path}')")
    yield connection
    connection.close()


def test_it_counts_and_sums_by_type(table, attacks):
    rows = table.execute(
        "SELECT event_type, count(*), sum(fatalities_low) FROM attacks GROUP BY 1"
    ).fetchall()
    expected = {}
    for one in attacks:
        kind, deaths = (one["properties"][name] for name in ("event_type", "fatalities_low"))
        number, total = expected.get(kind, (0, None))
        if deaths is not None:
            total = (total or 0) + deaths
        expected[kind] = (number + 1, total)
    assert {kind: (number, total) for kind, number, total in rows} == expected


def test_days_are_days_and_nulls_are_nulls(table, attacks):
    rows = table.execute("SELECT id, date_start, fatalities_best FROM attacks").fetchall()
    expected = {one["id"]: one["properties"] for one in attacks}
    assert len(rows) == len(expected)
    for name, day, best in rows:
        assert (day.isoformat() if day else None) == expected[name]["date_start"]
        assert best == expected[name]["fatalities_best"]
