"""What the page says of a record: the only place of its text. Plain strings, never markup.

The strings are data's or ours as they are; they are hostile until whoever shows them escapes them
(HTML) or sets them as text (``textContent``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from geo.schema.model import Language, in_language
from geo.schema.places import GEO_PRECISIONS
from geo.schema.topics import topic
from maps import dates
from maps.facts import FACTS, Fact, listed
from maps.names import Names
from maps.places import Areas, where
from maps.records import Properties, Record
from maps.versions import Version, versions

LASTING = ("bases", "military_regions")  # layers of states that last, not of events


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says on some fields of a record."""

    about: str  # titles of the fields
    text: str  # the paraphrase, in the editors' words
    locator: str  # where in the source; may be empty
    stance: str  # "supports" or "contradicts"
    flag: str  # label of the claim's flag; may be empty


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source and what it says of a record."""

    source_id: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A source as a reader can find it."""

    title: str
    by: str  # author, publisher and date; may be empty
    url: str  # http or https only; may be empty


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is shown of one record, in one language."""

    title: str
    kind: str  # the layer's type, and the sub-type
    when: str
    where: str
    exactness: str  # the class of precision in words; empty where there is no place
    summary: str
    facts: tuple[Fact, ...]
    versions: tuple[Version, ...]  # what sources contradict each other on, and what each says
    sources: tuple[SourceNote, ...]
    rest: tuple[Fact, ...]  # how the place was found, how sure the editors are, the last change


def detail(record: Record, names: Names, language: Language) -> Detail:
    """The record in words."""
    properties = record.properties
    areas = Areas(
        names.row("areas", properties.get("footprint_ref")),
        names.row("areas", properties.get("admin1_code")),
    )
    outlined = record.layer.schema.name == "military_regions" and record.geometry is not None
    return Detail(
        title=properties.get(f"name_{language}") or record.id,
        kind=kind(record, language),
        when=dates.when(properties.get("date_edtf"), language, lasting=lasts(record)),
        # An outline is the place; that its record is known "somewhere in" it would be wrong.
        where="" if outlined else where(properties, areas, language),
        exactness="" if outlined else _exactness(properties.get("geo_precision"), language),
        summary=properties.get(f"summary_{language}") or "",
        facts=tuple(_facts(record.layer.schema.name, record, names, language)),
        versions=versions(record, names, language),
        sources=tuple(_notes(record, names, language)),
        rest=tuple(_facts("*", record, names, language)),
    )


def kind(record: Record, language: Language) -> str:
    """The type of a record, and its sub-type where it has one: ``Battles · Armed clash``."""
    fields = record.layer.schema.by_name
    labels = []
    for name in (record.layer.schema.type_field or "", "sub_event_type"):
        value = record.properties.get(name)
        codes = fields[name].codes if name in fields else None
        if value is not None and codes is not None:
            labels.append(codes.label(value, language))
    return " · ".join(dict.fromkeys(labels)) or record.layer.schema.title(language)


def lasts(record: Record) -> bool:
    """Whether the record's dates are those of a state that lasted, not of one event."""
    if record.layer.schema.name in LASTING:
        return True
    return record.properties.get("incident_type") == "closure"


def source(row: Properties, language: Language) -> Source:
    """A row of the sources table as a reader sees it; only web addresses are kept."""
    published = row.get("published_at")
    parts = [row.get("author"), row.get("publisher")]
    if published:
        parts.append(dates.bare(published, language))
    by = ", ".join(part for part in dict.fromkeys(parts) if part)
    return Source(row.get("title") or "", by, web_address(row.get("url")))


def web_address(url: str | None) -> str:
    """The URL where it is a web page's, else nothing: ``javascript:`` and the like are no links."""
    if not url:
        return ""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else ""


def _exactness(precision: int | None, language: Language) -> str:
    """The class in words where the place in words does not say it already."""
    if precision not in (2, 4, 5, 6):
        return ""
    return GEO_PRECISIONS.label(str(precision), language)


def _facts(key: str, record: Record, names: Names, language: Language) -> Iterator[Fact]:
    for make in FACTS.get(key, ()):
        yield from make(record, names, language)


def _notes(record: Record, names: Names, language: Language) -> Iterator[SourceNote]:
    """The record's sources, each with its statements; those cited for one claim only come last."""
    claims = names.claims.get(record.id, ())
    cited = listed(record.properties.get("source_ids"))
    for key in dict.fromkeys((*cited, *(claim["source_id"] for claim in claims))):
        own = [claim for claim in claims if claim["source_id"] == key]
        yield SourceNote(key, tuple(_statements(record, own, language)))


def _statements(
    record: Record, claims: list[Properties], language: Language
) -> Iterator[Statement]:
    """The claims of one source, those that say the same in one.

    What contradicts comes first, then what the source says, then what follows by a rule of coding.
    """
    home = record.layer.schema
    same: dict[tuple[str, str, str, str], list[str]] = {}
    for claim in sorted(claims, key=_weight):
        key = (
            claim["stance"],
            in_language(claim, "paraphrase", language) or "",
            in_language(claim, "locator", language) or "",
            claim.get("flag") or "",
        )
        same.setdefault(key, []).append(topic(claim["field"], language, home))
    for (stance, text, locator, flag), about in same.items():
        yield Statement(", ".join(dict.fromkeys(about)), text, locator, stance, flag)


def _weight(claim: Properties) -> int:
    if claim["stance"] == "contradicts":
        return 0
    return 2 if claim.get("rule") else 1
