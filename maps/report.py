"""A view as a document: what a report says, in its order. ``reporting.report`` makes it.

The strings are data's or ours as they are, and hostile until a writer escapes them for its format.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from geo.schema.model import Language
from maps.captions import Caption


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the field of ``Row`` it shows, its head, and its part of the width."""

    name: str
    title: str
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """One record, in words."""

    number: int  # in the report, from 1
    id: str
    url: str  # of the record; empty where nobody serves it
    title: str
    kind: str
    when: str
    where: str  # no more exact than it is known, and how exactly that is
    sides: str
    deaths: str  # a range, or that it is not stated
    note: str  # what is to be known before it is counted; empty where there is nothing
    sources: tuple[int, ...]  # numbers of the report's sources


@dataclass(frozen=True, slots=True)
class Table:
    """The records of one layer, newest first."""

    layer: str
    title: str
    count: str  # how many records the view selects of it, in words
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    matched: int
    left_out: str  # how many records are not listed; empty where all are
    data: str  # where all of them are as data; empty where nobody serves them


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a source, and the numbers of the rows it stands behind."""

    locator: str
    rows: str
    words: str  # both


@dataclass(frozen=True, slots=True)
class Cited:
    """A source of the report, under the number its rows cite it by."""

    number: int
    id: str
    title: str
    by: str
    url: str  # http or https only; may be empty
    used: str  # how many records name it, in words; empty where only claims do
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What sources say on a field of a record, where they contradict each other."""

    row: int
    words: str  # the record, the field, and what the record has
    sides: tuple[str, ...]  # what each source says, with its number


@dataclass(frozen=True, slots=True)
class Note:
    """What is said at the end; ``shown`` stands for the address, where there is one."""

    text: str
    url: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All that a document of a view says, in one language."""

    language: Language
    caption: Caption
    figure_caption: str
    alt: str  # what the figure shows, for who cannot see it
    description: tuple[str, ...]  # paragraphs
    tables: tuple[Table, ...]
    contradictions: tuple[Contradiction, ...]
    sources: tuple[Cited, ...]
    notes: tuple[Note, ...]
    text: Mapping[str, str]  # the headings and such
