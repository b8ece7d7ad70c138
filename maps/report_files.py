"""A view's report as a file of any format, its figure in it or beside it. Same view, same bytes."""

import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast, get_args
from zlib import crc32

from geo.store import FeatureStore
from maps.caption_words import alt, heading, lines
from maps.captions import Caption, caption
from maps.figure import Format, drawn, figure
from maps.report import Report
from maps.report_text import Figure, RegionPage
from maps.report_text import Kind as TextKind
from maps.report_text import regions as regions_text
from maps.report_text import write as write_text
from maps.reporting import report
from maps.spec import ROWS, MapSpec, PageLinks, Paper

Kind = Literal["docx", "pdf", "html", "md", "tex", "typ", "zip"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What stands beside a text that only names its figure.
BESIDE: Mapping[str, Format] = MappingProxyType({"md": "png", "tex": "pdf"})
FIGURE = "report-figure"  # its name there, without the format

_PAGE = Paper(900, 860, caption=False)  # of an atlas by regions
_SHEET = Paper(900, 620, 2, caption=False)  # the caption is the text's
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the first a zip archive can tell


@dataclass(frozen=True, slots=True)
class Wish:
    """How a report is to be written."""

    kind: Kind
    rows: int = ROWS  # the most records a table lists
    link: str = ""  # the address of the view; empty where it is not served
    template: Path | None = None  # of that kind, in place of the built-in one
    figure: str = ""  # the name of the figure's file, for a text that only names it
    figure_url: str = ""  # where such a figure is served
    by_region: bool = False  # a page a region instead, for PDF


@dataclass(frozen=True, slots=True)
class Reporting:
    """The view that a report is of."""

    spec: MapSpec
    store: FeatureStore
    links: PageLinks

    def written(self, wish: Wish) -> bytes:
        """The report as a file.

        Raises RequestError where a layer cannot answer the query, DataError for a template that
        cannot be used.
        """
        if wish.by_region:
            return _regions(self, wish)
        found = report(self.spec, self.store, self.links, wish.link, wish.rows)
        return _WRITERS[wish.kind](self, found, wish)

    def figure(self, kind: Format, link: str = "") -> bytes:
        """The figure of the report, without the caption, which the text has."""
        return figure(self.spec, self.store, _SHEET, kind, link)

    def drawn(self, kind: Format, words: Caption) -> bytes:
        """The same, of a view whose caption is known."""
        return drawn(self.spec, self.store, words, _SHEET, kind)


def figure_beside(file: Path, kind: Kind) -> Path | None:
    """Where the figure goes that a text only names: a name of its own for each report's.

    TeX takes few letters in names of files; what it does not take is left out, and a sum added.
    """
    if kind not in BESIDE:
        return None
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem)
    if name != file.stem:
        name += f"-{crc32(file.stem.encode('utf-8', 'surrogateescape')):08x}"
    stem = f"{name}-figure"
    return file.with_name(f"{stem}.{BESIDE[kind]}")


def _docx(view: Reporting, found: Report, wish: Wish) -> bytes:
    from maps import report_docx  # noqa: PLC0415 - python-docx, for Word alone

    return report_docx.write(found, view.drawn("png", found.caption), wish.template)


def _pdf(view: Reporting, found: Report, wish: Wish) -> bytes:
    from maps.drawing.printing import document  # noqa: PLC0415 - Typst, for PDF alone

    name = wish.template.name if wish.template else "report.typ"
    return document(_typ(view, found, wish), name)


def _regions(view: Reporting, wish: Wish) -> bytes:
    """A page a region, each a bookmark, with its figure, numbers and terms."""
    from maps.drawing.printing import document  # noqa: PLC0415 - Typst, for PDF alone
    from maps.regions import regions  # noqa: PLC0415 - as above

    pages = []
    for region in regions(view.spec, view.store):
        words = caption(region.spec, view.store, wish.link)
        svg = drawn(region.spec, view.store, words, _PAGE, "svg").decode("utf-8")
        told = (heading(words), *lines(words))
        pages.append(RegionPage(region.name, svg, alt(words), told))
    language = view.spec.language
    source = regions_text(view.spec.atlas.title(language), language, pages)
    return document(source, "regions.typ")


def _typ(view: Reporting, found: Report, wish: Wish) -> bytes:
    svg = view.drawn("svg", found.caption).decode("utf-8")
    return write_text(found, "typ", Figure(svg=svg), wish.template)


def _html(view: Reporting, found: Report, wish: Wish) -> bytes:
    svg = b64encode(view.drawn("svg", found.caption)).decode("ascii")
    size = int(_SHEET.width), int(_SHEET.height)
    shown = Figure(f"data:image/svg+xml;base64,{svg}", "", "", *size)
    return write_text(found, "html", shown, wish.template)


def _naming(view: Reporting, found: Report, wish: Wish) -> bytes:
    """A text that names its figure: Markdown where it is served, LaTeX as a file beside it."""
    name = f"{FIGURE}.{BESIDE[wish.kind]}"
    if wish.kind == "md" and wish.figure_url:
        name = wish.figure_url
    shown = Figure(wish.figure or name, wish.figure_url)
    return write_text(found, cast("TextKind", wish.kind), shown, wish.template)


def _zip(view: Reporting, found: Report, wish: Wish) -> bytes:
    """The texts that name their figure, with it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for kind, beside in BESIDE.items():
            name = f"{FIGURE}.{beside}"
            own = replace(wish, kind=cast("Kind", kind), figure=name)
            text = _naming(view, found, own)
            files = {f"report.{kind}": text, name: view.drawn(beside, found.caption)}
            for path, content in files.items():
                entry = zipfile.ZipInfo(path, _ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                made.writestr(entry, content)
    return archive.getvalue()


_WRITERS: Mapping[Kind, Callable[[Reporting, Report, Wish], bytes]] = MappingProxyType(
    {
        "docx": _docx,
        "pdf": _pdf,
        "html": _html,
        "md": _naming,
        "tex": _naming,
        "typ": _typ,
        "zip": _zip,
    }
)
