"""Deaths and injuries: bounds in order, zero only where reported, parts within the whole."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from geo.schema.findings import Finding
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "counts.order": "low <= best <= high, where given",
    "counts.zero": "0 deaths stand only with none_reported",
    "counts.basis": "fatalities_basis fits the numbers given",
    "counts.parts": "the parts are not more than the whole",
}

_PARTS = ("_civilians", "_security_forces", "_armed_groups")
_GROUPS = ("", *_PARTS)
_BOUNDS = ("low", "best", "high")
DEATHS = tuple(f"fatalities_{bound}{group}" for group in _GROUPS for bound in _BOUNDS)


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the numbers of deaths and injuries of the event layers."""
    for record in folder.mapped():
        if "fatalities_low" not in record.schema.by_name:
            continue
        wrong = False
        for prefix, group in (*(("fatalities", group) for group in _GROUPS), ("injured", "")):
            for finding in _order(record, prefix, group):
                wrong = True
                yield finding
        if not wrong:
            yield from _parts(record)
        if record.sound("fatalities_basis", *DEATHS):
            yield from _basis(record)


def _order(record: Record, prefix: str, group: str) -> Iterator[Finding]:
    names = [f"{prefix}_{bound}{group}" for bound in _BOUNDS]
    given = [(name, record.get(name)) for name in names if record.get(name) is not None]
    for (lower, less), (upper, more) in pairwise(given):
        if less > more:
            yield record.refuse("counts.order", lower, f"{less} is more than {upper} = {more}")
            return


def _parts(record: Record) -> Iterator[Finding]:
    for bound in _BOUNDS:
        whole = record.get(f"fatalities_{bound}")
        if whole is None:
            continue
        parts = {
            f"fatalities_{bound}{part}": record.get(f"fatalities_{bound}{part}") or 0
            for part in _PARTS
        }
        for name, value in parts.items():
            if value > whole:
                yield record.refuse("counts.parts", name, f"{value} is more than {whole} in all")
                return
        # Highest figures of different versions may not be added; least and best ones may.
        if bound != "high" and sum(parts.values()) > whole:
            yield record.refuse(
                "counts.parts",
                f"fatalities_{bound}",
                f"the parts sum to {sum(parts.values())}, more than {whole}",
            )
            return
    yield from _least_within_greatest(record)


def _least_within_greatest(record: Record) -> Iterator[Finding]:
    high = record.get("fatalities_high")
    least = sum(record.get(f"fatalities_low{part}") or 0 for part in _PARTS)
    if high is not None and least > high:
        yield record.refuse(
            "counts.parts", "fatalities_high", f"the parts are at least {least}, more than {high}"
        )


def _basis(record: Record) -> Iterator[Finding]:
    basis = record.get("fatalities_basis")
    given = {name: record.get(name) for name in DEATHS if record.get(name) is not None}
    if basis != "none_reported":
        zero = next((name for name, value in given.items() if value == 0), None)
        if zero:
            yield record.refuse("counts.zero", zero, f"0 with {basis}; null means not known")
            return
    fits = {
        "none_reported": bool(given) and not any(given.values()),
        "not_stated": not given,
    }.get(basis, bool(given))
    if not fits:
        yield record.refuse(
            "counts.basis", "fatalities_basis", f"{basis} does not fit the numbers given"
        )
