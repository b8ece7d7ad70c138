"""References: what a record names exists, and says the same from both ends."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from geo.schema.findings import Finding, did_you_mean, show
from geo.schema.model import Field
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "refs.unresolved": "every id, code or name a field refers to exists",
    "refs.itself": "a record does not refer to itself",
    "refs.actor_type": "an actor's type is the one of the actors table",
    "refs.external": "an external id is written scheme:id",
    "refs.event_group": "an event group has at least two records",
    "refs.event_group_form": "the id of an event group is lower case letters, digits and hyphens",
    "refs.chain": "the period after names the period before, and does not start before it",
}

_EXTERNAL = re.compile(r"[a-z][a-z0-9_.-]*:\S+", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the references of layers and tables."""
    for record in folder.records():
        for field in record.schema.fields:
            if field.refers_to and folder.knows(field.refers_to):
                yield from _unresolved(folder, record, field)
        yield from _external(record)
        yield from _actor_types(folder, record)
    yield from _event_groups(folder)
    yield from _chains(folder)


def _unresolved(folder: Folder, record: Record, field: Field) -> Iterator[Finding]:
    known = folder.ids[field.refers_to or ""]
    value = record.get(field.name)
    if value is None:
        return
    for part in record.parts(field.name) if field.kind == "list" else (value,):
        if part not in known:
            hint = did_you_mean(part, known)
            yield record.refuse(
                "refs.unresolved", field.name, f"{show(part)} is not in {field.refers_to}{hint}"
            )
            return
    if value == record.id:
        yield record.refuse("refs.itself", field.name, "names the record itself")


def _external(record: Record) -> Iterator[Finding]:
    fault = external_fault(record.get("external_ids"))
    if fault:
        yield record.refuse(fault[0], "external_ids", fault[1])


def external_fault(value: str | None) -> tuple[str, str] | None:
    """The rule that a value of external_ids breaks and the message, None where it is sound."""
    for part in value.split(";") if value else ():
        if not _EXTERNAL.fullmatch(part):
            return "refs.external", f"{show(part)} is not scheme:id"
    return None


def _actor_types(folder: Folder, record: Record) -> Iterator[Finding]:
    if "actor_a" not in record.schema.by_name or not folder.knows("actors"):
        return
    for side in ("actor_a", "actor_b"):
        actor = folder.ids["actors"].get(record.get(side) or "")
        field = f"{side}_type"
        if actor is None or not record.sound(field) or not actor.sound("actor_type"):
            continue
        if record.get(field) != actor.get("actor_type"):
            yield record.refuse(
                "refs.actor_type",
                field,
                f"{show(record.get(field))} is not {show(actor.get('actor_type'))} as in actors",
            )


def _event_groups(folder: Folder) -> Iterator[Finding]:
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for record in folder.mapped():
        if record.get("event_group"):
            groups[record.get("event_group")].append(record)
    for group, records in groups.items():
        first = records[0]
        if len(records) == 1:
            yield first.finding(
                "refs.event_group", "event_group", f"no other record is in {show(group)}"
            )
        if not _SLUG.fullmatch(group):
            yield first.finding(
                "refs.event_group_form", "event_group", f"{show(group)} is not well formed"
            )


def _chains(folder: Folder) -> Iterator[Finding]:
    bases = folder.ids.get("bases", {})
    for record in folder.of("bases"):
        for field, other_field in (
            ("succeeding_id", "preceding_id"),
            ("preceding_id", "succeeding_id"),
        ):
            other = bases.get(record.get(field) or "")
            if other is None or not other.sound(other_field):
                continue
            if other.get(other_field) != record.id:
                yield record.finding(
                    "refs.chain", field, f"{other.id} does not name this record as {other_field}"
                )
            elif field == "succeeding_id" and _is_reversed(record, other):
                yield record.finding("refs.chain", field, f"{other.id} starts before this one")


def _is_reversed(before: Record, after: Record) -> bool:
    """Whether the later period starts first; it may start in the year the earlier one ended."""
    first, second = before.get("date_start"), after.get("date_start")
    return bool(first and second and second < first)
