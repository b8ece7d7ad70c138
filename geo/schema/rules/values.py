"""Each value by itself: present, of its kind, in its range and in its code list."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from geo.edtf import parse
from geo.schema.findings import Finding, did_you_mean, show
from geo.schema.model import Field
from geo.schema.records import Folder, Record

RULES: Mapping[str, str] = {
    "field.missing": "a core field's key is on every record",
    "field.unknown": "a record has only the fields of its table",
    "field.null": "a field that has to have a value is not null",
    "field.kind": "a value is of the field's JSON type",
    "field.length": "a text is not longer than the field allows",
    "field.range": "a number lies in the field's range and is finite",
    "field.code": "a code is in its list",
    "field.list": "a ';' list has no empty, repeated or padded part",
    "field.date": "a date is a calendar day YYYY-MM-DD",
    "field.datetime": "a time is RFC 3339 with its offset",
    "field.edtf": "a date_edtf is EDTF level 1",
    "field.uri": "an address is http or https and has a host",
}

_TYPES: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_LONGEST = {"string": 500, "text": 500, "list": 2_000, "edtf": 60, "uri": 2_000, "code": 100}
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with single values of layers and tables."""
    for record in folder.records():
        yield from _record(record)


def _record(record: Record) -> Iterator[Finding]:
    fields = record.schema.by_name
    for name in record.properties:
        if name not in fields:
            hint = did_you_mean(name, fields)
            yield record.refuse(
                "field.unknown", name[:80], f"{record.layer} has no such field{hint}"
            )
    for field in record.schema.fields:
        if field.name not in record.properties:
            if field.core:
                yield record.refuse("field.missing", field.name, "the key is missing")
            continue
        fault = value_fault(field, record.properties[field.name])
        if fault and record.sound(field.name):
            yield record.refuse(fault[0], field.name, fault[1])


def value_fault(field: Field, value: object) -> tuple[str, str] | None:
    """The rule a value breaks and the message, None where it is sound."""
    if value is None:
        return None if field.nullable else ("field.null", "null is not allowed here")
    types = _TYPES.get(field.kind, (str,))
    if not isinstance(value, types) or (isinstance(value, bool) and types != (bool,)):
        return "field.kind", f"{show(value)} is not a JSON {field.kind}"
    if isinstance(value, str):
        return _text_fault(field, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_fault(field, value)
    return None


def _text_fault(field: Field, value: str) -> tuple[str, str] | None:
    longest = field.max_length or _LONGEST.get(field.kind, 100)
    if len(value) > longest:
        return "field.length", f"has {len(value)} characters, {longest} are allowed"
    if field.codes is not None and value not in field.codes.by_value:
        return "field.code", _not_in_list(value, field)
    form = _FORMS.get(field.kind)
    if form is None:
        return None
    reason = form[1](value)
    return (form[0], f"{show(value)}: {reason}") if reason else None


def _number_fault(field: Field, value: float) -> tuple[str, str] | None:
    if isinstance(value, float) and not math.isfinite(value):
        return "field.range", "is not a finite number"
    if field.codes is not None:
        known = str(value) in field.codes.by_value if abs(value) < 1_000 else False
        return None if known else ("field.code", _not_in_list(value, field))
    if field.minimum is not None and value < field.minimum:
        return "field.range", f"{show(value)} is less than {field.minimum:g}"
    if field.maximum is not None and value > field.maximum:
        return "field.range", f"{show(value)} is more than {field.maximum:g}"
    return None


def _not_in_list(value: object, field: Field) -> str:
    values = field.codes.values if field.codes else ()
    hint = did_you_mean(value, values) if isinstance(value, str) else ""
    return f"{show(value)} is no {field.name}{hint or '; allowed are ' + ', '.join(values[:20])}"


def _list_fault(value: str) -> str:
    parts = value.split(";")
    if any(part != part.strip() or not part for part in parts):
        return "has an empty or padded part"
    return "has a part twice" if len(set(parts)) < len(parts) else ""


def _date_fault(value: str) -> str:
    if not _DAY.fullmatch(value):
        return "is not written YYYY-MM-DD"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "there is no such day"
    return ""


def _datetime_fault(value: str) -> str:
    if not _TIME.fullmatch(value):
        return "is not an RFC 3339 time such as 2026-01-31T12:00:00Z"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "there is no such time"
    return ""


def _edtf_fault(value: str) -> str:
    try:
        parse(value)
    except ValueError as error:
        return str(error)
    return ""


def _uri_fault(value: str) -> str:
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    plain = value.isprintable() and " " not in value
    return "" if good and plain else "is not an http or https address"


_FORMS: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "list": ("field.list", _list_fault),
    "date": ("field.date", _date_fault),
    "datetime": ("field.datetime", _datetime_fault),
    "edtf": ("field.edtf", _edtf_fault),
    "uri": ("field.uri", _uri_fault),
}
