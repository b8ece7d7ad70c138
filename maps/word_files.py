"""A Word document as a file: opened from a template, described, its gaps filled, saved."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from geo.errors import DataError
from maps.escapes import plain
from maps.report import Report

MARKER = "{{report}}"  # the paragraph of a template where the report goes
_GAP = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_EARLIEST = "1980-01-01"  # the first that a zip archive can tell
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_THEME_LANGUAGE = qn("w:themeFontLang")
_LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}


def opened(template: Path | None) -> Word:
    """The template, or an empty A4 document. Raises DataError where it is no Word document."""
    if template is None:
        return _empty()
    try:
        return Document(str(template))
    except (OSError, OpcError, zipfile.BadZipFile, ValueError, KeyError) as error:
        raise DataError(template.name, f"cannot be read as a Word document: {error}") from error


def _empty() -> Word:
    word = Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    for face in word.styles.element.iter(qn("w:rFonts")):
        face.attrib.clear()
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            face.set(qn(f"w:{kind}"), "Arial")  # it is everywhere, or another of its widths is
    word.styles["Normal"].font.size = Pt(10)
    word.styles["Title"].font.size = Pt(22)
    for name in ("Title", "Subtitle", "Caption", "Heading 1", "Heading 2"):
        word.styles[name].font.color.rgb = RGBColor(0x1C, 0x1F, 0x23)
    footer = section.footer.paragraphs[0]
    page = OxmlElement("w:fldSimple")
    page.set(qn("w:instr"), "PAGE")
    footer._p.append(page)
    return word


def describe(word: Word, report: Report) -> None:
    """Write title, language and the rest into the document's properties."""
    properties = word.core_properties
    properties.title = plain(report.caption.title)[:255]
    properties.subject = plain(report.figure_caption)[:255]
    properties.author = plain(report.caption.attribution)[:255]
    properties.last_modified_by = ""
    properties.comments = plain(report.caption.disclaimer)[:255]
    properties.keywords = ""
    properties.version = plain(report.caption.version)[:255]
    properties.language = report.language
    properties.revision = 1
    changed = report.caption.date or _EARLIEST
    properties.created = properties.modified = datetime.fromisoformat(changed)
    told = (*word.styles.element.iter(qn("w:lang")), *word.settings.element.iter(_THEME_LANGUAGE))
    for language in told:
        language.set(qn("w:val"), _LANGUAGES[report.language])


def fill(word: Word, report: Report) -> Paragraph | None:
    """Fill in what the template asks for; the paragraph the report is to stand in place of, if any.

    Raises DataError where it asks for what there is not.
    """
    caption = report.caption
    values = {
        "title": caption.title,
        "period": caption.period,
        "n": str(caption.n),
        "caption": report.figure_caption,
        "alt": report.alt,
        "disclaimer": caption.disclaimer,
        "attribution": caption.attribution,
        "licence": caption.licence,
        "version": caption.version,
        "link": caption.link,
    }
    marker = None
    for paragraph in _paragraphs(word):
        if paragraph.text.strip() == MARKER:
            marker = paragraph
        elif _GAP.search(paragraph.text):
            _fill(paragraph, values)
    return marker


def _fill(paragraph: Paragraph, values: dict[str, str]) -> None:
    def value(gap: re.Match[str]) -> str:
        if gap[1] not in values:
            known = ", ".join(f"{{{{{name}}}}}" for name in ("report", *values))
            raise DataError("template", f"asks for {gap[0]}; there are {known}")
        return plain(values[gap[1]])

    whole = _GAP.sub(value, paragraph.text)
    for run in paragraph.runs:
        if _GAP.search(run.text):
            run.text = _GAP.sub(value, run.text)
    if paragraph.text != whole:  # Word parts what looks like one text into runs as it likes
        first, *others = paragraph.runs
        first.text = whole
        for run in others:
            run.text = ""


def _paragraphs(part: Any) -> Iterator[Paragraph]:  # noqa: ANN401 - whatever holds paragraphs
    """The paragraphs of a document, with those of its tables, headers and footers."""
    yield from part.paragraphs
    for table in part.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _paragraphs(cell)
    for section in getattr(part, "sections", ()):
        for edge in (section.header, section.footer):
            if not edge.is_linked_to_previous:
                yield from _paragraphs(edge)


def saved(word: Word) -> bytes:
    """The document's bytes, with no date of when they were written."""
    first, last = BytesIO(), BytesIO()
    word.save(first)
    with zipfile.ZipFile(first) as given, zipfile.ZipFile(last, "w") as made:
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, given.read(name))
    return last.getvalue()
