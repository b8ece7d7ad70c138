"""A report as a Word document (ECMA-376), through python-docx. Same report, same bytes.

Text goes into runs only, so nothing of the data is ever a field, a command or markup.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from docx.shared import Mm

from maps import word_files, word_parts
from maps.escapes import plain
from maps.report import Report, Row, Table
from maps.word_parts import Body

_TALLEST = Mm(200)


def write(report: Report, picture: bytes, template: Path | None = None) -> bytes:
    """The report as .docx, ``picture`` a PNG or empty.

    A ``template``'s styles, pages, headers and footers are kept; its ``{{title}}`` and the like are
    filled in, and the report stands where it has ``{{report}}``, else at its end. Raises DataError
    where the template is no Word document or asks for what there is not.
    """
    word = word_files.opened(template)
    word_files.describe(word, report)
    marker = word_files.fill(word, report) if template is not None else None
    body = Body(word)
    _front(body, report, picture)
    for table in report.tables:
        _table(body, report, table)
    _back(body, report)
    body.move_to(marker)
    return word_files.saved(word)


def _front(body: Body, report: Report, picture: bytes) -> None:
    body.add(report.caption.title, "Title")
    if report.caption.period:
        body.add(report.caption.period, "Subtitle")
    if picture:
        body.picture(BytesIO(picture), report.alt, _TALLEST)
    body.add(report.figure_caption, "Caption")
    body.add(report.text["about"], "Heading 1")
    for part in report.description:
        body.add(part)


def _table(body: Body, report: Report, table: Table) -> None:
    if table is report.tables[0]:
        body.add(report.text["records"], "Heading 1")
    body.add(f"{table.title} ({table.count})", "Heading 2")
    if table.left_out:
        paragraph = body.add(f"{table.left_out} ")
        body.link(paragraph, report.text["all_data"], table.data)
    if not table.rows:
        body.add(report.text["none"])
        return
    grid = body.table([column.title for column in table.columns], [c.width for c in table.columns])
    for row in table.rows:
        cells = [_cell(body, row, column.name) for column in table.columns]
        grid.append(word_parts.row(cells))


def _cell(body: Body, row: Row, name: str) -> Sequence[word_parts.Element]:
    """The paragraphs of a cell."""
    if name == "title":
        title = body.linked(row.title, row.url)
        paragraphs = [word_parts.paragraph(title), word_parts.paragraph(word_parts.run(row.kind))]
        if row.note:
            paragraphs.append(word_parts.paragraph(word_parts.run(row.note, "b")))
        return [*paragraphs, word_parts.paragraph(word_parts.run(row.id, "i"))]
    if name == "sources":
        text = " ".join(f"[{number}]" for number in row.sources)
    else:
        text = str(getattr(row, name))
    return [word_parts.paragraph(word_parts.run(text))]


def _back(body: Body, report: Report) -> None:
    text = report.text
    if report.contradictions:
        body.add(text["contradictions"], "Heading 1")
        for one in report.contradictions:
            body.add(one.words, "List Bullet")
            for side in one.sides:
                body.add(side, "List Bullet 2")
    body.add(text["sources"], "Heading 1")
    for source in report.sources:
        paragraph = body.add(f"[{source.number}] ")
        body.link(paragraph, source.title, source.url)
        by = f". {source.by}" if source.by else ""
        paragraph.add_run(plain(f"{by} ({source.used})" if source.used else by))
        for passage in source.passages:
            body.add(passage.words, "List Bullet")
    body.add(text["notes"], "Heading 1")
    for line in report.notes:
        paragraph = body.add(f"{line.text} " if line.url else line.text, "List Bullet")
        if line.url:
            body.link(paragraph, line.shown, line.url)
