"""Every string: normal form, safe characters, no blanks, neutral words."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from geo.schema.findings import Finding, show
from geo.schema.model import Kind
from geo.schema.records import Folder, Record
from geo.schema.rules.vocabulary import forbidden_word

RULES: Mapping[str, str] = {
    "text.normal_form": "every string is in Unicode normal form NFC",
    "text.characters": "no control, bidi-override, invisible, private or surrogate characters",
    "text.blank": "no string is empty, blank or padded with spaces: null means not known",
    "text.placeholder": "not known is null, in no free text 'unknown' or 'n/a' instead",
    "text.plain": "texts are plain: no markup, no entities",
    "text.neutral": "names, summaries, outcomes and notes use neutral words",
}

# Controls, soft hyphen, marks and overrides of direction (UAX 9), invisible fillers, line
# separators, byte order marks, interlinear marks, noncharacters, private use and surrogates.
# U+200C and U+200D join letters in scripts that need them, so they may stay.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff\ud800-\udfff\U000e0000-\U0010ffff]"
)

_PLACEHOLDERS = frozenset(
    ("unknown", "inconnu", "inconnue", "n/a", "na", "none", "null", "nan", "tbd", "-", "–", "?")
)
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:[a-z]+|#\w+);|\]\(")

_COPIED = frozenset((("claims", "value"),))  # repeats codes, of which "unknown" is one

NEUTRAL = frozenset(
    ("name_en", "name_fr", "summary_en", "summary_fr", "outcome", "note_en", "note_fr")
)


def check(folder: Folder) -> Iterator[Finding]:
    """What is wrong with the strings of layers, tables and base map."""
    names = proper_names(folder)
    for record in folder.records():
        yield from _strings(record)
        if record.layer != "actors":
            yield from _neutral(record, names)
    for records in folder.basemap.values():
        for record in records:
            yield from _strings(record)


def _strings(record: Record) -> Iterator[Finding]:
    if not _is_safe(record.id):
        yield record.finding("text.characters", "id", f"{show(record.id)} has unsafe characters")
    for name, value in record.properties.items():
        if isinstance(value, str) and record.sound(name):
            fault = text_fault(value, _kind(record, name))
            if fault:
                yield record.refuse(fault[0], name, fault[1])


def text_fault(value: str, kind: Kind) -> tuple[str, str] | None:
    """The rule a string of that kind breaks and the message, None where it is sound."""
    return _fault(value) or _form_fault(value, kind)


def _fault(value: str) -> tuple[str, str] | None:
    if not value.strip() or value != value.strip():
        return "text.blank", f"{show(value)} is empty or padded"
    if value.isascii() and value.isprintable():
        return None
    if not _is_safe(value):
        return "text.characters", f"{show(value)} has unsafe characters"
    if not unicodedata.is_normalized("NFC", value):
        return "text.normal_form", f"{show(value)} is not in normal form NFC"
    return None


def _kind(record: Record, name: str) -> Kind:
    if (record.layer, name) in _COPIED:
        return "code"
    field = record.schema.by_name.get(name)
    return field.kind if field else "string"


def _form_fault(value: str, kind: Kind) -> tuple[str, str] | None:
    if kind in ("code", "uri"):
        return None
    if value.casefold() in _PLACEHOLDERS:
        return "text.placeholder", f"{show(value)} stands for null"
    if _MARKUP.search(value):
        return "text.plain", f"{show(value)} has markup"
    return None


def _is_safe(value: str) -> bool:
    return not _UNSAFE.search(value)


def proper_names(folder: Folder) -> tuple[str, ...]:
    """The names of actors, in which any word may stand."""
    return tuple(_proper_names(folder))


def _proper_names(folder: Folder) -> Iterator[str]:
    for record in folder.of("actors"):
        for name in ("name", "name_fr"):
            value = record.get(name)
            if isinstance(value, str) and len(value) > 2:
                yield value
        yield from (alias for alias in record.parts("aliases") if len(alias) > 2)


def _neutral(record: Record, names: tuple[str, ...]) -> Iterator[Finding]:
    for name in NEUTRAL:
        value = record.get(name)
        fault = word_fault(value, names) if isinstance(value, str) else None
        if fault:
            yield record.finding(fault[0], name, fault[1])


def word_fault(value: str, names: tuple[str, ...]) -> tuple[str, str] | None:
    """The rule a name or summary breaks by a word that is not neutral, None where none is there."""
    word = forbidden_word(value, names)
    return ("text.neutral", f"{word!r} is not a neutral word") if word else None
