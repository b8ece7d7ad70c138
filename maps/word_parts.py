"""Parts of a Word document: paragraphs, links, tables and pictures, put after one another."""

from collections.abc import Sequence
from typing import IO, Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt
from docx.text.paragraph import Paragraph

from maps.escapes import plain

Element = Any  # lxml's elements, which python-docx does not type

TABLE_STYLE = "Report Table"  # of the text in tables; a template may have its own
_BORDERS = ("top", "bottom", "insideH")
_MARGINS = {"top": "50", "left": "0", "bottom": "50", "right": "100"}  # twentieths of a point


class Body:
    """The end of a document, where the parts of a report are put one after the other."""

    def __init__(self, word: Word) -> None:
        self._word = word
        self._before = set(word.element.body)
        self._links: dict[str, str] = {}
        if TABLE_STYLE not in word.styles:
            style = word.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
            style.font.size = Pt(8)
            style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
            style.paragraph_format.line_spacing = 1.0

    def add(self, text: str, style: str = "") -> Paragraph:
        """A paragraph; in the document's own way where it has no such style."""
        known = style if style in self._word.styles else None
        return self._word.add_paragraph(plain(text), known)

    def picture(self, file: IO[bytes], alt: str, tallest: Length) -> None:
        """A picture as wide as the text, but no higher than that, with its alternative text."""
        width = Emu(_wide(self._word))
        paragraph = self._word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(file, width=width)
        if shape.height > tallest:
            shape.width = Emu(int(shape.width * tallest / shape.height))
            shape.height = tallest
        shape._inline.docPr.set("descr", plain(alt))

    def link(self, paragraph: Paragraph, text: str, url: str) -> None:
        """The text at the end of the paragraph, as a link where there is a URL."""
        paragraph._p.append(self.linked(text, url))

    def linked(self, text: str, url: str) -> Element:
        """The text as a link, or as a run where there is no URL."""
        if not url:
            return run(text)
        found = OxmlElement("w:hyperlink")
        found.set(qn("r:id"), self._relation(url))
        found.append(run(text, "u"))
        return found

    def _relation(self, url: str) -> str:
        if url not in self._links:
            self._links[url] = f"rIdLink{len(self._links) + 1}"
            relations = self._word.part.rels
            kind = RELATIONSHIP_TYPE.HYPERLINK
            relations.add_relationship(kind, url, self._links[url], is_external=True)
        return self._links[url]

    def table(self, heads: Sequence[str], widths: Sequence[int]) -> Element:
        """A table with its head, which each page repeats; rows are appended to it."""
        table = self._word.add_table(rows=0, cols=len(heads))
        table.autofit = False
        grid: Element = table._tbl
        whole = _wide(self._word) / 635  # twentieths of a point
        shares = [round(whole * width / sum(widths)) for width in widths]
        _frame(grid.tblPr, sum(shares))
        for column, share in zip(grid.tblGrid, shares, strict=True):
            column.set(qn("w:w"), str(share))
        grid.append(row([[paragraph(run(head, "b"))] for head in heads], head=True))
        self._word.add_paragraph()  # two tables without one between would be one
        return grid

    def move_to(self, marker: Paragraph | None) -> None:
        """Put all that was added in the marker's place; without one it stays at the end."""
        if marker is None:
            return
        place: Element = marker._p
        for part in list(self._word.element.body):
            if part not in self._before:
                place.addprevious(part)
        place.getparent().remove(place)


def _wide(word: Word) -> int:
    """How wide the text is, in English Metric Units."""
    section = word.sections[-1]
    margins = int(section.left_margin or 0) + int(section.right_margin or 0)
    return int(section.page_width or Mm(210)) - margins


def run(text: str, look: str = "") -> Element:
    """A run of text: bold ``b``, italic ``i``, or a link's ``u``."""
    found = OxmlElement("w:r")
    if look:
        properties = OxmlElement("w:rPr")
        if look == "u":
            properties.append(_set("w:color", val="1F4E79"))
        mark = OxmlElement(f"w:{look}")
        if look == "u":
            mark.set(qn("w:val"), "single")
        properties.append(mark)
        found.append(properties)
    letters = OxmlElement("w:t")
    letters.text = plain(text)
    letters.set(qn("xml:space"), "preserve")
    found.append(letters)
    return found


def paragraph(part: Element) -> Element:
    """A paragraph of a table's cell."""
    found = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    properties.append(_set("w:pStyle", val=TABLE_STYLE.replace(" ", "")))
    found.extend((properties, part))
    return found


def row(cells: Sequence[Sequence[Element]], *, head: bool = False) -> Element:
    """A row that no page break parts; as a head it stands on each page."""
    found = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    found.append(properties)
    for cell in cells:
        holder = OxmlElement("w:tc")
        holder.extend(cell)
        found.append(holder)
    return found


def _frame(properties: Element, width: int) -> None:
    """Thin lines between rows, none between columns; ``width`` in twentieths of a point.

    The parts stand in the order of ECMA-376 part 1, 17.4.59: Word refuses another.
    """
    whole = properties.find(qn("w:tblW"))
    whole.set(qn("w:type"), "dxa")
    whole.set(qn("w:w"), str(width))
    layout = properties.find(qn("w:tblLayout"))
    lines = OxmlElement("w:tblBorders")
    for side in _BORDERS:
        lines.append(_set(f"w:{side}", val="single", sz="4", space="0", color="BBB6AA"))
    layout.addprevious(lines)
    margins = OxmlElement("w:tblCellMar")
    margins.extend(_set(f"w:{side}", w=width, type="dxa") for side, width in _MARGINS.items())
    layout.addnext(margins)


def _set(name: str, **values: str) -> Element:
    found = OxmlElement(name)
    for key, value in values.items():
        found.set(qn(f"w:{key}"), value)
    return found
