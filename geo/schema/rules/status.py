"""The state of a record: disputed where contradicted, merged into another, and why so sure."""

from collections.abc import Iterator, Mapping

from geo.schema.findings import Finding, show
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "status.disputed": "a record is disputed exactly where a claim contradicts it",
    "status.merged": "merged_into stands exactly where record_status is merged",
    "status.merged_into": "merged_into leads to another record of the layer, in no circle",
    "status.reason": "low confidence has its confidence_reason",
    "status.inferred": "a record with an inferred claim has low confidence",
    "status.source_count": "source_count is the number of source_ids",
}

_WITHDRAWN = ("retracted", "merged")


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the states of the mapped layers' records."""
    contradicted: dict[str, str] = {}
    inferred: set[str] = set()
    for claim in folder.of("claims"):
        feature = claim.get("feature_id")
        if feature is not None and claim.get("stance") == "contradicts":
            contradicted.setdefault(feature, claim.id)
        if feature is not None and claim.get("flag") == "inferred":
            inferred.add(feature)
    for record in folder.mapped():
        if folder.knows("claims"):
            yield from _disputed(record, contradicted.get(record.id))
        yield from _merged(folder, record)
        yield from _confidence(record, record.id in inferred)
        if record.sound("source_ids", "source_count"):
            count = len(record.parts("source_ids"))
            if count != record.get("source_count"):
                yield record.finding(
                    "status.source_count",
                    "source_count",
                    f"{record.get('source_count')} is not {count}, the number of source_ids",
                )


def _disputed(record: Record, claim: str | None) -> Iterator[Finding]:
    status = record.get("record_status")
    if status is None or status in _WITHDRAWN:
        return
    if (status == "disputed") != (claim is not None):
        why = f"{claim} contradicts it" if claim else "no claim contradicts it"
        yield record.finding("status.disputed", "record_status", f"{status}, but {why}")


def _merged(folder: Folder, record: Record) -> Iterator[Finding]:
    if not record.sound("record_status", "merged_into"):
        return
    into = record.get("merged_into")
    if (record.get("record_status") == "merged") != (into is not None):
        yield record.finding(
            "status.merged",
            "merged_into",
            f"{show(into)} does not fit {record.get('record_status')}",
        )
        return
    seen = {record.id}
    while into is not None:
        other = folder.ids.get(record.layer, {}).get(into)
        if other is None or other.id in seen:
            yield record.finding(
                "status.merged_into", "merged_into", f"{show(into)} is no other record here"
            )
            return
        seen.add(other.id)
        into = other.get("merged_into")


def _confidence(record: Record, has_inferred: bool) -> Iterator[Finding]:
    confidence = record.get("confidence")
    if confidence is None or not record.sound("confidence_reason"):
        return
    if confidence == "low" and record.get("confidence_reason") is None:
        yield record.finding("status.reason", "confidence_reason", "null with low confidence")
    elif has_inferred and confidence != "low":
        yield record.finding(
            "status.inferred", "confidence", f"{confidence}, but a claim is inferred"
        )
