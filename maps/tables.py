"""The records of a page as a table for readers without scripts: the cells of each row, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.schema.model import Language
from maps.facts import DEATHS, PARTIES
from maps.figures import number
from maps.records import Record


@dataclass(frozen=True, slots=True)
class Row:
    """A record's cells; empty where it has nothing to say there."""

    title: str
    when: str
    kind: str
    where: str
    region: str
    sides: str
    deaths: str
    sources: str
    disputed: bool


def roles(language: Language) -> dict[str, Sequence[str]]:
    """The titles of the facts that are columns of their own."""
    return {"deaths": (DEATHS[language],), "sides": PARTIES[language]}


def table(
    records: Sequence[Record], document: Mapping[str, Any], language: Language
) -> tuple[Row, ...]:
    """The rows of the records, the newest first; ``document`` is their payload."""
    words, regions = document["words"], document["labels"]["regions"]
    titles = roles(language)

    def row(record: Record, shown: Mapping[str, Any]) -> Row:
        facts = {words[label]: value for label, value in shown["facts"]}
        said = {
            role: next((facts[name] for name in names if name in facts), "")
            for role, names in titles.items()
        }
        return Row(
            shown["title"],
            shown["when"],
            shown["kind"],
            " · ".join(part for part in (shown["where"], shown["exact"]) if part),
            regions.get(record.properties.get("admin1_code"), ""),
            said["sides"],
            said["deaths"],
            number(record.properties["source_count"], language),
            record.disputed,
        )

    pairs = sorted(zip(records, document["records"], strict=True), key=_newest, reverse=True)
    return tuple(row(*pair) for pair in pairs)


def _newest(pair: tuple[Record, Mapping[str, Any]]) -> str:
    return pair[0].properties.get("date_start") or ""
