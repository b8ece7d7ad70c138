"""The results as Markdown."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from measure import BARE, OURS, POSTGIS, TIPG, Medians
from rows import ROWS, Row

MOST_GROWTH = 3.0
_SECONDS = {"start": 1.0, "compile": 60.0}  # for a million events
_MEGABYTES = {"memory": 600.0, "beyond": 200.0, "compile": 3_072.0}
MILLION = 1_000_000


@dataclass
class Results:
    """What was measured of an atlas of one size."""

    events: int
    rows: dict[str, Medians] = field(default_factory=dict)
    start: float | None = None  # seconds
    compile: tuple[float, float] | None = None  # seconds, and MB at the peak
    memory: tuple[float, float] | None = None  # MB of two workers, and of it beyond the files


def text(results: Sequence[Results]) -> str:
    """The tables: the rows of each size, what the process takes, and how all grows."""
    parts = [f"{machine()}; {datetime.now(UTC):%Y-%m-%d}."]
    for one in results:
        if one.rows:
            parts.append(f"### {shown(one.events)} events\n\n" + "\n".join(_rows(one)))
    parts.append("### The process\n\n" + "\n".join(_process(results)))
    if len(results) > 1 and all(one.rows for one in results):
        parts.append("### Growth\n\n" + "\n".join(_growth(results)))
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """What it was measured on, without the machine's name."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    meminfo = Path("/proc/meminfo").read_text(encoding="utf-8").split()
    gigabytes = int(meminfo[1]) / 2**20
    cpu = f"{len(models)} × {models[0]}" if models else platform.machine()
    return f"{cpu}, {gigabytes:.0f} GB; Python {platform.python_version()}"


def shown(events: int) -> str:
    """The number as people write it."""
    return f"{events:,}"


def _rows(one: Results) -> Iterator[str]:
    heads = ("work, median ms", OURS, BARE, TIPG, POSTGIS, "× tipg, PostGIS", "target", "met")
    yield f"| {' | '.join(heads)} |"
    yield "|---|--:|--:|--:|--:|--:|---|---|"
    for name, medians in one.rows.items():
        row = ROWS[name]
        cells = [milliseconds(medians.get(who)) for who in (OURS, BARE, TIPG, POSTGIS)]
        cells += [_ratios(medians), ", ".join(map(str, row.targets)), _met(row, medians)]
        yield f"| {row.title} | {' | '.join(cells)} |"


def milliseconds(value: float | None) -> str:
    """Three digits that tell."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _ratios(medians: Medians) -> str:
    found = [
        f"{medians[who] / medians[OURS]:.3g} ×" if who in medians else "–"
        for who in (TIPG, POSTGIS)
    ]
    return ", ".join(found)


def _met(row: Row, medians: Medians) -> str:
    found = [target.met(medians) for target in row.targets]
    if False in found:
        return "**no**"
    return "–" if None in found else "yes"


def _process(results: Sequence[Results]) -> Iterator[str]:
    yield "| | " + " | ".join(shown(one.events) for one in results) + " | target for 1,000,000 |"
    yield "|---|" + "--:|" * len(results) + "---|"
    compiles, memories = [one.compile for one in results], [one.memory for one in results]
    lines: Mapping[str, tuple[list[float | None], str, float]] = {
        "start on a warm snapshot": ([one.start for one in results], "s", _SECONDS["start"]),
        "compile": (_part(compiles, 0), "s", _SECONDS["compile"]),
        "its peak of memory": (_part(compiles, 1), "MB", _MEGABYTES["compile"]),
        "two workers, PSS": (_part(memories, 0), "MB", _MEGABYTES["memory"]),
        "beyond the mapped files": (_part(memories, 1), "MB", _MEGABYTES["beyond"]),
    }
    for title, (values, unit, most) in lines.items():
        cells = []
        for one, value in zip(results, values, strict=True):
            missed = value is not None and one.events == MILLION and value > most
            cells.append(
                "–" if value is None else f"{value:.3g} {unit}" + (" **no**" if missed else "")
            )
        yield f"| {title} | {' | '.join(cells)} | ≤ {most:,g} {unit} |"


def _part(pairs: Sequence[tuple[float, float] | None], number: int) -> list[float | None]:
    return [None if pair is None else pair[number] for pair in pairs]


def _growth(results: Sequence[Results]) -> Iterator[str]:
    last = results[-1]
    yield (
        "| ours, median ms | " + " | ".join(shown(one.events) for one in results)
        + f" | × to {shown(last.events)} | target from 1,000,000 | met |"
    )  # fmt: skip
    yield "|---|" + "--:|" * len(results) + "--:|---|---|"
    for name in last.rows:
        if not all(name in one.rows for one in results):
            continue
        values = [one.rows[name][OURS] for one in results]
        factors = [values[-1] / value for value in values[:-1]]
        ratios = ", ".join(f"{factor:.2g}" for factor in factors)
        cells = " | ".join(map(milliseconds, values))
        verdict = _grown(ROWS[name], results, factors)
        yield f"| {ROWS[name].title} | {cells} | {ratios} | {verdict} |"


def _grown(row: Row, results: Sequence[Results], factors: Sequence[float]) -> str:
    """The target and whether it is met: tiles and pages, from a million to ten times that."""
    if not row.grows:
        return "– | –"
    sizes = [one.events for one in results]
    if sizes[-1] != 10 * MILLION or MILLION not in sizes:
        return f"< {MOST_GROWTH:g} × | –"
    met = factors[sizes.index(MILLION)] < MOST_GROWTH
    return f"< {MOST_GROWTH:g} × | {'yes' if met else '**no**'}"
