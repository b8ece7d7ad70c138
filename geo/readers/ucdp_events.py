"""What UCDP says happened, when and to whom, in our fields. The rules: ``ucdp_rules``."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo import compute as pc
from geo.edtf import Span
from geo.readers.sheet import Sheet
from geo.schema.measures import time_class

_TEXT = pa.large_string()
_REASONS = {  # where UCDP's event_clarity is 1, and where it is not
    "confidence_reason": (
        "Coded by UCDP from reports that tell the event apart; not compared with them here.",
        "UCDP's event clarity is low: its reports sum up several events, or leave parts open.",
    ),
    "confidence_reason_fr": (
        "Codé par l’UCDP d’après des rapports qui distinguent l’événement ; non comparé ici.",
        "Clarté faible selon l’UCDP : ses rapports résument plusieurs faits ou restent incomplets.",
    ),
}
ONE_SIDED = 3  # UCDP's type of violence
_STATE = ("state_force", "foreign_state_force", "un_mission")
_GROUPS = ("armed_group", "self_defence_group")


def kinds(violence: pa.Array) -> dict[str, pa.Array]:
    """The fields that follow from UCDP's type of violence alone."""
    one_sided = pc.equal(violence, ONE_SIDED)

    def either(yes: str, no: str) -> pa.Array:
        return pc.if_else(one_sided, pa.scalar(yes, _TEXT), pa.scalar(no, _TEXT))

    return {
        "event_type": either("Violence against civilians", "Battles"),
        "sub_event_type": either("Attack", "Armed clash"),
        "ucdp_type_of_violence": violence,
        "disorder_type": either("Political violence", "Political violence"),
        "direction": either("a_on_b", "unknown"),
        "responsibility": either("alleged", "alleged"),
        "target_type": either("unknown", "unknown"),
        "civilian_targeting": pc.if_else(one_sided, pa.scalar(True), pa.scalar(None, pa.bool_())),
    }


def days(start: pa.Array, end: pa.Array) -> dict[str, pa.Array]:
    """The fields of time. A whole month or year is written as such, other periods as intervals."""
    spans = pa.table({"start": start, "end": end})
    distinct = spans.group_by(["start", "end"]).aggregate([])
    texts, classes = [], []
    for one in distinct.to_pylist():
        first, last = one["start"], one["end"]
        known = first is not None and last is not None and first <= last
        texts.append(_edtf(first, last) if known else None)
        classes.append(time_class(Span(first, last)) if known else None)
    rows = _rows_of(distinct, spans)
    return {
        "date_start": start,
        "date_end": end,
        "date_edtf": pa.array(texts, _TEXT).take(rows),
        "time_precision": pa.array(classes, pa.int64()).take(rows),
    }


def _rows_of(distinct: pa.Table, whole: pa.Table) -> pa.Array:
    """For each row of ``whole`` the row of ``distinct`` that is equal."""
    first, second = (
        _numbers(pa.chunked_array([*distinct[n].chunks, *whole[n].chunks]))
        for n in ("start", "end")
    )
    keys = first * 10_000_000 + second  # days since 1970, of four digits of years
    order = np.argsort(keys[: len(distinct)])
    found = np.searchsorted(keys[: len(distinct)], keys[len(distinct) :], sorter=order)
    return pa.array(order[found])


def _numbers(column: pa.ChunkedArray) -> NDArray[np.int64]:
    return np.asarray(column.cast(pa.int32()).cast(pa.int64()).fill_null(-5_000_000))


def _edtf(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    after = last + timedelta(days=1) if last < date.max else last
    if first.day == after.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%Y-%m}"
        if first.month == after.month == 1 and first.year == last.year:
            return f"{first:%Y}"
    return f"{first.isoformat()}/{last.isoformat()}"


def deaths(sheet: Sheet, types: tuple[pa.Array, pa.Array]) -> dict[str, pa.Array]:
    """The fields of deaths; ``types`` are those of sides A and B. Contradictory rows are at fault.

    UCDP writes 0 both for none and for not known. It is none where even the high estimate is 0.
    """
    low, best, high = (sheet.whole(name).fill_null(0) for name in ("low", "best", "high"))
    sides = [sheet.whole(f"deaths_{name}").fill_null(0) for name in ("a", "b")]
    civilians, unknown = (sheet.whole(f"deaths_{n}").fill_null(0) for n in ("civilians", "unknown"))
    _blame(sheet, {"low": low, "best": best, "high": high}, [*sides, civilians, unknown])
    none = pc.equal(high, 0)
    exact = pc.and_(pc.equal(low, high), pc.equal(best, high))
    basis = pc.if_else(exact, "reported_figure", "reported_range")
    return {
        "fatalities_low": pc.if_else(none, low, _positive(low)),
        "fatalities_best": pc.if_else(none, best, _positive(best)),
        "fatalities_high": high,
        "fatalities_basis": pc.if_else(none, "none_reported", basis).cast(_TEXT),
        "fatalities_best_civilians": _positive(civilians),
        "fatalities_best_security_forces": _positive(_summed(sides, types, _STATE)),
        "fatalities_best_armed_groups": _positive(_summed(sides, types, _GROUPS)),
    }


def _blame(sheet: Sheet, totals: Mapping[str, pa.Array], parts: list[pa.Array]) -> None:
    low, best, high = (np.asarray(totals[name]) for name in ("low", "best", "high"))
    found = np.sum([np.asarray(part) for part in parts], axis=0)
    negative = np.any([np.asarray(n) < 0 for n in (*totals.values(), *parts)], axis=0)
    for wrong, name, reason in (
        (negative, "best", "a number of deaths is negative"),
        (low > best, "low", "is more than best"),
        (best > high, "best", "is more than high"),
        (found > best, "best", "is less than the deaths by side and unknown sum to"),
    ):
        for row in np.flatnonzero(wrong).tolist():
            shown = f"low {low[row]}, best {best[row]}, high {high[row]}, by side {found[row]}"
            sheet.blame(row, name, "ucdp.deaths", f"{reason} ({shown})")


def _positive(numbers: pa.Array) -> pa.Array:
    return pc.if_else(pc.greater(numbers, 0), numbers, None)


def _summed(
    sides: list[pa.Array], types: tuple[pa.Array, pa.Array], wanted: tuple[str, ...]
) -> pa.Array:
    counted = [
        pc.if_else(pc.is_in(kind, value_set=pa.array(wanted, kind.type)), number, 0)
        for number, kind in zip(sides, types, strict=True)
    ]
    return pc.add(*counted)


def confidence(clarity: pa.Array) -> dict[str, pa.Array]:
    """The fields of confidence, by UCDP's event_clarity."""
    clear = pc.equal(clarity, 1).fill_null(False)
    found = {"confidence": pc.if_else(clear, "medium", "low").cast(_TEXT)}
    for name, reasons in _REASONS.items():
        found[name] = pc.if_else(clear, *reasons).cast(_TEXT)
    return found
