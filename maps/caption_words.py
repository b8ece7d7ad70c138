"""Texts made of a caption: the lines under a figure, an alternative text, a long description."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from maps import figures
from maps.captions import Caption, day_words
from maps.summary import Tolls, sentences
from maps.texts import count
from maps.texts_captions import apart, filled
from maps.ways import DRAWN

MOST_ALT = 300  # characters: what screen readers read in one go


def heading(caption: Caption) -> str:
    """Title and period in one line."""
    return f"{caption.title} · {caption.period}" if caption.period else caption.title


def lines(caption: Caption) -> tuple[str, ...]:
    """The caption as it stands below a figure: what, how much, whence, on what terms.

    The title is not among them: ``heading``.
    """
    what = " ".join((*_filter(caption), *said(caption)))
    return (what, *_whence(caption), *_terms(caption))


def said(caption: Caption) -> list[str]:
    """The numbers of the view in sentences, as the page says them: ``summary.sentences``."""
    titles = {layer.name: layer.title for layer in caption.layers}
    return sentences(caption.summary, titles, caption.language)


def _filter(caption: Caption) -> Iterator[str]:
    if caption.filter:
        told = apart(caption.filter, caption.language)
        yield filled("filter", caption.language, filter=told)


def _whence(caption: Caption) -> Iterator[str]:
    """The sources, numbered, each with how many records name it."""
    if caption.sources:
        told = [
            f"[{one.number}] {one.title} ({_records(one.n, caption)})" for one in caption.sources
        ]
        sources = apart(told, caption.language)
        yield filled("sources", caption.language, sources=sources)


def _terms(caption: Caption) -> Iterator[str]:
    key = "data" if caption.date else "data_undated"
    values = {"date": day_words(caption), "version": caption.version, "licence": caption.licence}
    yield filled(key, caption.language, **values)
    yield caption.attribution
    yield caption.disclaimer
    if caption.link:
        yield caption.link


def alt(caption: Caption) -> str:
    """What a picture of the view shows, in at most ``MOST_ALT`` characters.

    As many whole sentences as there is room for, the more telling first.
    """
    found = filled("map_of", caption.language, title=heading(caption))
    if len(found) > MOST_ALT:
        return found[: MOST_ALT - 1] + "…"
    first, *rest = said(caption)
    for part in (first, *_filter(caption), *rest):
        longer = f"{found} {part}"
        if len(longer) <= MOST_ALT:
            found = longer
    return found


def description(caption: Caption) -> str:
    """The view in full, for who does not see it; paragraphs with a line between them."""
    return "\n".join(_paragraphs(caption))


def _paragraphs(caption: Caption) -> Iterator[str]:
    yield filled("map_of", caption.language, title=heading(caption))
    yield caption.description
    yield from _filter(caption)
    yield from said(caption)
    for layer in caption.layers:
        if layer.n and layer.types:
            told = ", ".join(
                f"{one.label} {figures.number(one.n, caption.language)}" for one in layer.types
            )
            yield filled("labelled", caption.language, a=layer.title, b=told) + "."
    yield from _whence(caption)
    yield from _terms(caption)


def document(caption: Caption) -> dict[str, Any]:
    """The caption as JSON has it: its values, and the texts above made of them."""
    tolls = caption.summary.tolls
    return {
        "language": caption.language,
        "title": caption.title,
        "description": caption.description,
        "period": caption.period,
        "filter": list(caption.filter),
        "n": caption.n,
        "records": caption.records,
        "layers": [asdict(layer) for layer in caption.layers],
        "drawn": {how: n for how in DRAWN if (n := caption.drawn.get(how, 0))},
        "undated": caption.summary.undated,
        "disputed": caption.summary.disputed,
        "fatalities": _fatalities(tolls) if tolls else None,
        "sources": [asdict(one) for one in caption.sources],
        "disclaimer": caption.disclaimer,
        "attribution": caption.attribution,
        "licence": {"name": caption.licence, "url": caption.licence_url or None},
        "date": caption.date or None,
        "version": caption.version,
        "link": caption.link or None,
        "heading": heading(caption),
        "sentences": said(caption),
        "lines": list(lines(caption)),
        "alt": alt(caption),
        "long_description": description(caption),
    }


def _fatalities(tolls: Tolls) -> dict[str, int | None]:
    """The deaths as numbers that cannot be read for more than they say.

    Where no record states a number there is no sum, not zero; where one gives no greatest number
    there is no greatest sum, only what it comes to at the least.
    """
    known, closed = tolls.stated > 0, tolls.stated > 0 and not tolls.open
    return asdict(tolls) | {
        "low": tolls.low if known else None,
        "high": tolls.high if closed else None,
        "high_at_least": tolls.high if known else None,
    }


def _records(n: int, caption: Caption) -> str:
    return count(n, "records", caption.language, figures.number(n, caption.language))
