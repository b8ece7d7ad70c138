"""Codes that depend on each other: sub-event and disorder type follow ACLED's codebook."""

from collections.abc import Iterator, Mapping

from geo.schema.events import DISORDER_OF, SUB_EVENT_TYPES
from geo.schema.findings import Finding, show
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "events.sub_type": "sub_event_type belongs under event_type (ACLED Codebook)",
    "events.disorder": "disorder_type is the one of the sub-event or event type (ACLED Codebook)",
    "events.civilians": "violence against civilians targets civilians",
}


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong between the codes of an event."""
    for record in folder.mapped():
        if "event_type" in record.schema.by_name and record.sound("event_type", "sub_event_type"):
            yield from _types(record)


def _types(record: Record) -> Iterator[Finding]:
    event, sub = record.get("event_type"), record.get("sub_event_type")
    if sub is not None and SUB_EVENT_TYPES.parent(sub) != event:
        yield record.refuse(
            "events.sub_type", "sub_event_type", f"{show(sub)} does not belong under {show(event)}"
        )
        return
    disorder = record.get("disorder_type")
    expected = DISORDER_OF.get(sub or "") or DISORDER_OF.get(event or "")
    if disorder is not None and disorder != expected:
        yield record.refuse(
            "events.disorder", "disorder_type", f"{show(disorder)} is not {show(expected)}"
        )
    if event == "Violence against civilians" and record.get("civilian_targeting") is False:
        yield record.refuse(
            "events.civilians", "civilian_targeting", f"false does not fit {show(event)}"
        )
