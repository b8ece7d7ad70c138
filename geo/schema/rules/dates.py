"""Dates: bounds are those of the EDTF, in order, and time_precision is their class."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from geo.edtf import Span, parse
from geo.schema.findings import Finding, show
from geo.schema.measures import time_class
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "dates.order": "date_start is not after date_end",
    "dates.bounds": "date_start and date_end are the bounds of date_edtf",
    "dates.precision": "time_precision is the class of the days from date_start to date_end",
    "dates.future": "an event does not start after the day its record was updated",
    "dates.period": "a period does not end before it starts",
}

_PERIODS = (
    ("status_since_edtf", "status_until_edtf"),
    ("closure_since", "closure_until"),
    ("valid_start", "valid_end"),
)
_ALL = ("date_edtf", "date_start", "date_end", "time_precision")


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the dates of layers and tables."""
    for record in folder.records():
        if record.schema.temporal:
            yield from _event(record)
        for since, until in _PERIODS:
            if since in record.schema.by_name:
                yield from _period(record, since, until)


def _event(record: Record) -> Iterator[Finding]:
    if not record.sound("date_start", "date_end"):
        return
    start, end = (_day(record.get(name)) for name in ("date_start", "date_end"))
    if start and end and start > end:
        yield record.finding("dates.order", "date_start", f"{start} is after {end}")
        return
    if not record.sound("date_edtf"):
        return
    text = record.get("date_edtf")
    span = parse(text) if text else Span(None, None)
    for name, given, bound in (("date_start", start, span.start), ("date_end", end, span.end)):
        if given != bound:
            yield record.finding(
                "dates.bounds", name, f"{given} is not {bound}, the bound of {show(text)}"
            )
            return
    if start and "event_type" in record.schema.by_name:
        yield from _future(record, start)
    if record.sound("time_precision"):
        yield from _precision(record, time_class(span) if text else None)


def _future(record: Record, start: date) -> Iterator[Finding]:
    updated = record.get("updated_at")
    if updated and start > datetime.fromisoformat(updated).date():
        yield record.finding("dates.future", "date_start", f"{start} is after {updated}")


def _precision(record: Record, expected: int | None) -> Iterator[Finding]:
    given = record.get("time_precision")
    if given != expected:
        yield record.refuse(
            "dates.precision", "time_precision", f"{show(given)} is not {show(expected)}"
        )


def _period(record: Record, since: str, until: str) -> Iterator[Finding]:
    first, last = record.get(since), record.get(until)
    if first is None or last is None:
        return
    start, end = parse(first).start, parse(last).end
    if start and end and start > end:
        yield record.refuse("dates.period", until, f"{show(last)} is before {show(first)}")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
