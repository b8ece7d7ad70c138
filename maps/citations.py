"""How to cite a view: APA and Chicago by a CSL processor, BibTeX, RIS and CSL-JSON; no markup."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from geo.narrow import narrowed
from geo.schema.model import Language
from geo.store import FeatureStore
from maps.caption_words import alt, heading
from maps.captions import Caption, caption
from maps.records import digest
from maps.spec import MapSpec
from maps.texts_captions import TEXTS, apart

_STYLES = Path(__file__).resolve().parent / "csl"
_LOCALES: Mapping[Language, str] = {"en": "en-US", "fr": "fr-FR"}
# The style of Chicago orders dates as English does, whatever the language; there is a French one.
_CHICAGO: Mapping[Language, str] = {"en": "chicago-author-date", "fr": "chicago-author-date-fr"}

# What LaTeX reads as commands, and how each is written as text.
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{one: "\\" + one for one in "{}$&#_%"},
}


@dataclass(frozen=True, slots=True)
class Cited:
    """A view as something to cite: its caption with the canonical address, and its records."""

    caption: Caption
    digest: str  # ``ids_digest`` of what it selects

    @property
    def key(self) -> str:
        """A name for the entry, the same for the same records of the same version."""
        version = re.sub(r"[^A-Za-z0-9]+", "-", self.caption.version)
        return f"conflict-atlas-{version}-{self.digest[:8]}"

    @property
    def note(self) -> str:
        """What the view selects, how much that is, and how to know it again."""
        caption = self.caption
        said = [*caption.filter, caption.records, f"SHA-256 {self.digest}"]
        return apart(said, caption.language)


def document(spec: MapSpec, store: FeatureStore, link: str = "") -> dict[str, Any]:
    """The view's address, what it selects, and its citation in each format: ``citations``.

    ``link`` is the canonical address; empty where the view is not served. Raises RequestError where
    a layer cannot answer the query.
    """
    found = Cited(caption(spec, store, link), ids_digest(spec, store))
    return {
        "url": link or None,
        "version": found.caption.version,
        "date": found.caption.date or None,
        "n": found.caption.n,
        "sha256": found.digest,
        "language": found.caption.language,
        "title": heading(found.caption),
        "filter": list(found.caption.filter),
        "citations": citations(found),
    }


def ids_digest(spec: MapSpec, store: FeatureStore) -> str:
    """The ``records.digest`` of the ids the view selects."""
    found: list[str] = []
    for layer in spec.layers:
        ids = store.table(layer, narrowed(spec.query, layer.schema), ("id",)).fields["id"]
        found += map(str, ids.values)
    return digest(found)


def citations(cited: Cited) -> dict[str, str]:
    """The citation in each format, by its name: ``apa chicago bibtex ris csl``."""
    language = cited.caption.language
    versioned = f"{_kind(cited)}, version {cited.caption.version}"  # the French style prints none
    chicago = _item(cited) if language == "en" else _item(cited) | {"genre": versioned}
    return {
        "apa": _formatted(_item(cited), "apa", language),
        "chicago": _quoted(_formatted(chicago, _CHICAGO[language], language), language),
        "bibtex": bibtex(cited),
        "ris": ris(cited),
        "csl": csl(cited),
    }


def csl(cited: Cited) -> str:
    """The entry as CSL-JSON, a list of one item."""
    return orjson.dumps([_item(cited)], option=orjson.OPT_INDENT_2).decode()


def _kind(cited: Cited) -> str:
    return TEXTS[cited.caption.language]["data_set"]


def _item(cited: Cited) -> dict[str, Any]:
    """The entry as CSL has it (CSL 1.0.2, "Appendix IV - Variables")."""
    caption = cited.caption
    found: dict[str, Any] = {
        "id": cited.key,
        "type": "dataset",
        "title": heading(caption),
        "author": [{"literal": _author(caption)}],
        "version": caption.version,
        "genre": _kind(cited),
        "language": caption.language,
        "abstract": alt(caption),
        "note": cited.note,
    }
    if caption.link:
        found["URL"] = caption.link
    if caption.date:
        found["issued"] = {"date-parts": [[int(part) for part in caption.date.split("-")]]}
    return found


def _author(caption: Caption) -> str:
    """Who is named first; after a semicolon stand the sources of names and boundaries."""
    return caption.attribution.partition(";")[0].strip()


def _formatted(item: Mapping[str, Any], style: str, language: Language) -> str:
    """The entry as the style has it in a bibliography, as plain text."""
    from citeproc import (  # noqa: PLC0415 - brings lxml, which nothing else here needs
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415 - as above

    known = ("id", "type", "title", "author", "version", "genre", "URL", "issued")
    source = CiteProcJSON([{name: item[name] for name in known if name in item}])
    path = str(_STYLES / f"{style}.csl")
    read = CitationStylesStyle(path, locale=_LOCALES[language], validate=False)
    found = CitationStylesBibliography(read, source, formatter.plain)
    found.register(Citation([CitationItem(item["id"])]))
    return str(found.bibliography()[0])


def _quoted(text: str, language: Language) -> str:
    """The text with its full stops within quotation marks, as English of America has them.

    CSL asks for it (``punctuation-in-quote``), and the processor does not do it before a suffix.
    """
    return text.replace("”.", ".”") if language == "en" else text


def bibtex(cited: Cited) -> str:
    """The entry in BibTeX; what BibTeX itself does not know (``version`` …) BibLaTeX does."""
    caption = cited.caption
    fields = {
        "author": "{" + _latex(_author(caption)) + "}",
        "title": "{" + _latex(heading(caption)) + "}",
        "howpublished": _latex(_kind(cited)),
        "year": caption.date[:4],
        "month": caption.date[5:7].lstrip("0"),
        "version": _latex(caption.version),
        "url": caption.link,
        "language": {"en": "english", "fr": "french"}[caption.language],
        "note": _latex(cited.note),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return f"@misc{{{cited.key},\n" + ",\n".join(lines) + "\n}\n"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(one, one) for one in _line(text))


def ris(cited: Cited) -> str:
    """The entry in RIS (Research Information Systems, 2011), lines ended by CR LF."""
    caption = cited.caption
    fields = [
        ("TY", "DATA"),
        ("ID", cited.key),
        ("TI", heading(caption)),
        ("AU", _author(caption)),
        ("PY", caption.date[:4]),
        ("DA", caption.date.replace("-", "/")),
        ("ET", caption.version),
        ("M3", _kind(cited)),
        ("LA", caption.language),
        ("UR", caption.link),
        ("AB", alt(caption)),
        ("N1", cited.note),
    ]
    lines = [f"{tag}  - {_line(text)}" for tag, text in fields if text]
    return "\r\n".join((*lines, "ER  - ", ""))


def _line(text: str) -> str:
    """The text on one line: a line of its own could pass for another field."""
    return " ".join(text.split())
