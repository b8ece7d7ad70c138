"""What the validator says about an atlas: one value a fault, each naming where it is."""

from collections.abc import Collection
from dataclasses import dataclass

from geo.errors import nearest

LONGEST = 80  # characters of a value that a message repeats
LONGEST_TEXT = 200  # characters of any part of a finding
MOST = 1_000  # candidates among which a near match is looked for: the search reads them all


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A fault of the data: the file, the record, the field and the rule it breaks.

    ``feature`` is the record's id, or ``#n`` (counted from 1) where it has none; empty for a whole
    file, as is ``field``.
    """

    file: str
    feature: str
    field: str
    rule: str
    message: str

    def __post_init__(self) -> None:
        for name in ("file", "feature", "field", "message"):
            object.__setattr__(self, name, _harmless(getattr(self, name)))

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.feature, self.field) if part)
        return f"{where}: {self.message} [{self.rule}]"


def _harmless(text: str) -> str:
    """The text fit for a terminal and a log: escaped where not printable, and not too long."""
    safe = text if text.isprintable() else ascii(text)[1:-1]
    return safe if len(safe) <= LONGEST_TEXT else f"{safe[:LONGEST_TEXT]}…"


def show(value: object) -> str:
    """The value as text for a message: quoted, made harmless, cut where it is long."""
    if isinstance(value, int) and abs(value) > 10**LONGEST:
        return "a number of more than 80 digits"
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def did_you_mean(value: str, allowed: Collection[str]) -> str:
    """The end of a message that names the nearest allowed value, empty where none is near."""
    if len(allowed) > MOST or len(value) > LONGEST:
        return ""
    close = nearest(value, allowed)
    return f"; did you mean {close!r}?" if close else ""
