"""Ids: unique across the atlas, well formed, and the same wherever a record repeats its own."""

import re
from collections.abc import Iterator, Mapping

from geo.schema.findings import Finding, show
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "id.unique": "an id stands once in the whole atlas",
    "id.form": "an id is lower case letters, digits and hyphens; a code is letters and digits",
    "id.layer": "the layer field names the layer the record is in",
    "id.code": "an area's code is its id",
}

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*", re.ASCII)
_LONGEST = 120
_KEYS_ARE_NAMES = ("actors", "units")


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the ids of layers and tables."""
    seen: dict[str, str] = {}
    for record in folder.records():
        key = record.schema.key or "id"
        if not record.sound(key):
            continue
        if record.id in seen:
            yield record.finding("id.unique", key, f"is an id in {seen[record.id]} already")
        seen.setdefault(record.id, record.file)
        if not _is_well_formed(record):
            yield record.finding("id.form", key, f"{show(record.id)} is not a well-formed id")
        if record.schema.mapped and record.get("layer") not in (None, record.layer):
            yield record.refuse(
                "id.layer", "layer", f"{show(record.get('layer'))} stands in {record.layer}"
            )
        if record.layer == "areas" and record.get("code") not in (None, record.id):
            yield record.refuse("id.code", "code", f"{show(record.get('code'))} is not the id")


def _is_well_formed(record: Record) -> bool:
    if record.layer in _KEYS_ARE_NAMES:
        return True  # names are texts; their field's length and the rules of texts hold them
    if len(record.id) > _LONGEST and record.layer != "claims":
        return False
    pattern = _SLUG if record.schema.mapped else _CODE
    return pattern.fullmatch(record.id) is not None
