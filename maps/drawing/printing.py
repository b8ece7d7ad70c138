"""A sheet as PDF and as PNG, by Typst: the same drawing, its texts still texts in the PDF.

Typst reads nothing but what it is given: no fonts of the system, and no file but our fonts.
"""

import re
import struct
import zlib
from functools import lru_cache
from typing import Literal, cast

import orjson
import typst

from geo.errors import DataError
from maps.drawing.faces import lacking, paths
from maps.drawing.sheet import Sheet

_INCH = 96.0  # CSS pixels
_SIGNATURE = b"\x89PNG\r\n\x1a\n"  # PNG, third edition, section 5.2

# The values come as inputs: no text of the data becomes code. The drawing is a hair smaller than
# its page, here and in its own height: Typst makes pixels of it in whole numbers that it rounds up,
# and where they come out as one more than the page's it blurs all of them to fit.
_DOCUMENT = b"""\
#let given = sys.inputs
#set page(width: float(given.wide) * 0.75pt, height: float(given.high) * 0.75pt, margin: 0pt)
#set document(title: given.title, author: given.author, description: given.alt, date: none)
#set text(lang: given.lang)
#if given.facts != "" {
  pdf.attach("view.json", bytes(given.facts), mime-type: "application/json",
    relationship: "data", description: "The view, its numbers and its words")
}
#place(image(bytes(given.svg), format: "svg", width: 100% - 0.002pt, alt: given.alt))
"""


def pdf(sheet: Sheet) -> bytes:
    """The sheet as a tagged PDF 1.7 of one page, one CSS pixel to 1/96 inch; no dates in it.

    It is PDF/UA-1, as ``document``, but where Arabic stands in it: of letters of several glyphs in
    a drawing Typst tells the text of the first only.
    """
    return _accessible(_DOCUMENT, _inputs(sheet, sheet.facts.decode("utf-8")))


def png(sheet: Sheet, scale: float) -> bytes:
    """The sheet as PNG, so many of its pixels to one CSS pixel, with its words as metadata."""
    compiler = typst.Compiler(_DOCUMENT, font_paths=_fonts(), ignore_system_fonts=True)
    inputs = _inputs(sheet, "")
    made = compiler.compile(format="png", ppi=_INCH * scale, sys_inputs=inputs, timestamp=0)
    drawn = bytes(cast("bytes", made))  # one page, so no list of them
    per_metre = round(_INCH * scale / 0.0254)
    words = sheet.caption
    texts = {
        "Title": words.title,
        "Description": sheet.alt,
        "Author": words.attribution,
        "Copyright": words.licence,
        "Disclaimer": words.disclaimer,
        "Conflict-Atlas": sheet.facts.decode("utf-8"),
    }
    extra = _chunk(b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))
    extra += b"".join(_text(*one, sheet.language) for one in texts.items())
    end = len(_SIGNATURE) + 25  # after IHDR, which comes first
    return drawn[:end] + extra + drawn[end:]


def _inputs(sheet: Sheet, facts: str) -> dict[str, str]:
    """The values of the document that holds a figure."""
    wide, high = sheet.size
    return {
        "wide": f"{wide:g}",
        "high": f"{high:g}",
        "title": sheet.caption.title,
        "author": sheet.caption.attribution,
        "alt": sheet.alt,
        "lang": sheet.language,
        "facts": facts,
        "svg": sheet.svg(printed=True).decode("utf-8"),
    }


def _rule() -> bytes:
    """The same as a rule of Typst's, whose expressions are those of Rust."""
    expression = re.sub(r"\\U0*([0-9a-f]+)", r"\\x{\1}", lacking())
    return (
        f'#show regex({orjson.dumps(expression).decode()}): it => text(0.85em, "[U+" + '
        "it.text.codepoints().map(c => { let n = upper(str(str.to-unicode(c), base: 16)); "
        'while n.len() < 4 { n = "0" + n }; n }).join(" ") + "]")\n'
    ).encode()


def document(source: bytes, name: str) -> bytes:
    """The PDF of a Typst document that needs no other file, tagged.

    It is PDF/UA-1 (ISO 14289-1) but where our faces lack a letter, which that standard forbids.
    Raises DataError with the name of its file where it is no such document.
    """
    try:
        return _accessible(_rule() + source, {})
    except typst.TypstError as error:
        raise DataError(name, f"cannot be set as a PDF: {error}") from error


def _accessible(source: bytes, inputs: dict[str, str]) -> bytes:
    try:
        return _set(source, inputs, "ua-1")
    except typst.TypstError:
        return _set(source, inputs, None)


def _set(source: bytes, inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    compiler = typst.Compiler(
        source, root=paths()[0].parent, font_paths=_fonts(), ignore_system_fonts=True
    )
    found = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=0, pdf_standards=standard)
    return bytes(cast("bytes", found))  # not a list of pages, as of pictures


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    folder = paths()[0].parent
    return typst.Fonts(False, False, [str(folder)])


def _text(key: str, text: str, language: str) -> bytes:
    """An iTXt chunk (section 11.3.3.4): UTF-8, not compressed."""
    head = key.encode("latin-1") + b"\0\0\0" + language.encode("ascii") + b"\0\0"
    return _chunk(b"iTXt", head + text.encode("utf-8", "replace"))


def _chunk(kind: bytes, content: bytes) -> bytes:
    sum_ = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", sum_)
