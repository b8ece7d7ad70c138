"""The commands. What each works with is loaded when it runs, so that none waits for another's."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api import params, tilematrix
from api.documents import caption_command, cite_command, report_command
from api.ingesting import ingest_command, new_command
from api.options import atlas_option, file_option, given, open_atlas, query_options, settings_of
from api.output import fill, target_of, write
from api.process import leave_pandas_out, load, set_apart
from api.terminal import bar, printable
from geo import pyramid
from geo.atlas import Atlas, Layer
from geo.errors import RequestError
from geo.narrow import narrowed
from geo.query import Query

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.settings import Settings
    from geo.stores.columnar import ColumnarStore

BAD_DATA = 1
TILED = ("layers", *params.FEATURE_FILTERS, "lang")
COUNTED = ("layers", "bbox", "datetime", *params.FILTERS, "lang")
Row = tuple[str, ...]


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from api.release import release  # noqa: PLC0415 - for this option alone

        click.echo(f"conflict-atlas {release()}")
        context.exit()


# click's own version option would read the environment and the package's metadata at import.
@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Maps, API and figures of an atlas of armed conflict, with a source behind each fact."""


cli.add_command(ingest_command)
cli.add_command(new_command)
cli.add_command(report_command)
cli.add_command(caption_command)
cli.add_command(cite_command)


@cli.command("serve")
@atlas_option
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="Port to listen on; 0 takes a free one.  [default: 8000]")
@click.option("--workers", type=int, help="Number of server processes.  [default: 1]")
def serve_command(
    atlas: Path | None, host: str | None, port: int | None, workers: int | None
) -> None:
    """Serve the atlas: map, API and tiles."""
    load()
    from api.server import serve  # noqa: PLC0415 - for this command alone

    settings = settings_of(dir=atlas, host=host, port=port, workers=workers)
    serve(settings, _application, click.echo)


def _application(settings: "Settings") -> "FastAPI":
    leave_pandas_out()
    from api.app import create_app  # noqa: PLC0415 - FastAPI, for this command alone
    from api.drawers import Drawers  # noqa: PLC0415 - as above

    set_apart()
    opened, store = open_atlas(settings)
    for layer in opened.layers.values():  # what is wrong with the data is said here, once
        store.extent(layer)
    return create_app(settings, opened, store, Drawers(settings, opened))


@cli.command("check")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_context
def check_command(context: click.Context, folder: Path) -> None:
    """Check an atlas folder against every rule of the schema."""
    from geo.schema.check import check  # noqa: PLC0415 - its rules are for this command alone

    findings = check(folder)
    for finding in findings:
        click.echo(printable(str(finding)))
    if findings:
        files = len({finding.file for finding in findings})
        click.echo(f"findings: {len(findings)}, in files: {files}", err=True)
        context.exit(BAD_DATA)
    click.echo(f"{folder}: no findings", err=True)


@cli.command("layers")
@atlas_option
def layers_command(atlas: Path | None) -> None:
    """List the layers and tables with their numbers of records and what they cover."""
    opened, store = open_atlas(settings_of(dir=atlas))
    rows: list[Row] = [("layer", "records", "days", "west, south, east, north", "title")]
    rows += [_layer_row(store, layer) for layer in opened.layers.values()]
    _print_table(rows, right=(1,))


def _layer_row(store: "ColumnarStore", layer: Layer) -> Row:
    matched = store.page(layer, Query(limit=1)).matched
    extent = store.extent(layer)
    days = box = ""
    if extent and (extent.start or extent.end):
        days = f"{extent.start or '..'}/{extent.end or '..'}"
    if extent and extent.bbox:
        found = extent.bbox
        box = ", ".join(f"{n:.2f}" for n in (found.west, found.south, found.east, found.north))
    return (layer.name, str(matched), days, box, layer.schema.title("en"))


@cli.command("counts")
@atlas_option
@click.option("--by", metavar="FIELD", help="Field to count by.  [default: the layer's type]")
@query_options(*COUNTED)
def counts_command(atlas: Path | None, by: str | None) -> None:
    """Count records by layer and type, or by another field."""
    opened, store = open_atlas(settings_of(dir=atlas))
    wanted = _chosen(opened, given())
    if by is not None:
        names = dict.fromkeys(name for layer in wanted for name in layer.schema.by_name)
        if by not in names:
            raise RequestError("by", by, "no layer here has such a field", names)
    schemas = [layer.schema for layer in wanted]
    query = params.filter_query(given(), schemas, COUNTED)
    rows: list[Row] = [("layer", "field", "value", "label", "records")]
    for layer in wanted:
        field = by or layer.schema.type_field
        if field and field in layer.schema.by_name:
            rows += _count_rows(store, layer, narrowed(query, layer.schema), field)
    _print_table(rows, right=(4,))


def _count_rows(store: "ColumnarStore", layer: Layer, query: Query, field: str) -> list[Row]:
    codes, language = layer.schema.by_name[field].codes, params.language(given())
    rows: list[Row] = []
    for value, number in store.counts(layer, query, field).items():
        text = "" if value is None else str(value).lower() if value is True else str(value)
        label = codes.label(text, language) if codes and text else ""
        rows.append((layer.name, field, text, label, str(number)))
    return rows


@cli.command("map")
@atlas_option
@file_option("one page that needs nothing else")
@query_options(*(name for name in params.MAP if name not in ("f", "version")))
def map_command(atlas: Path | None, target: str) -> None:
    """Draw the map to one HTML file that opens with the network off."""
    from api.pictures import map_spec  # noqa: PLC0415 - for this command alone
    from maps.assets import Assets  # noqa: PLC0415 - as above
    from maps.page import render  # noqa: PLC0415 - as above; Folium brings pandas

    file = target_of(target)
    opened, store = open_atlas(settings_of(dir=atlas))
    spec = map_spec(given(), opened)
    page = render(spec, store, Assets.inline())
    write(file, page)
    click.echo(f"{target}: {len(page):,} bytes", err=True)


@cli.command("figure")
@atlas_option
@file_option("a figure whose name ends in .svg, .pdf or .png")
@query_options(*(name for name in params.FIGURE if name != "version"))
def figure_command(atlas: Path | None, target: str) -> None:
    """Draw the figure of a view for paper, slides and pages."""
    from api.papers import paper  # noqa: PLC0415 - for this command alone
    from api.pictures import map_spec  # noqa: PLC0415 - as above
    from maps.figure import FORMATS, figure  # noqa: PLC0415 - as above; brings Typst

    file = target_of(target)
    kind = next((one for one in FORMATS if target.lower().endswith(f".{one}")), None)
    if kind is None:
        raise click.UsageError(f"-o {target!r}: end the name in .svg, .pdf or .png")
    opened, store = open_atlas(settings_of(dir=atlas))
    spec = map_spec(given(), opened, params.FIGURE)
    size = paper(given(), caption=params.flag(given(), "caption", default=True))
    drawn = figure(spec, store, size, kind)
    write(file, drawn)
    click.echo(f"{target}: {len(drawn):,} bytes", err=True)


@cli.command("tiles")
@atlas_option
@file_option("one PMTiles archive for a host that only serves files")
@click.option(
    "--top",
    type=click.IntRange(0, tilematrix.MAX_ZOOM),
    default=pyramid.TOP_ZOOM,
    show_default=True,
    help="The last zoom; programs enlarge its tiles beyond.",
)
@query_options(*TILED)
def tiles_command(atlas: Path | None, target: str, top: int) -> None:
    """Write all vector tiles to one file."""
    file = target_of(target)
    opened, store = open_atlas(settings_of(dir=atlas))
    layers = [layer for layer in _chosen(opened, given()) if layer.schema.geometry_types]
    query = params.filter_query(given(), [layer.schema for layer in layers], TILED)
    wanted = pyramid.Pyramid(opened, layers, query, top, params.language(given()))
    stages = {
        f"zoom {zoom}": (4.0 ** (zoom - top - 1), 4.0 ** (zoom - top)) for zoom in range(top + 1)
    }
    with bar(stages) as progress:
        fill(file, lambda output: pyramid.write(output, wanted, store, progress))
    click.echo(f"{target}: {file.stat().st_size:,} bytes", err=True)


def _chosen(atlas: Atlas, wanted: params.Given) -> list[Layer]:
    """The layers a command is about: those named, else those a map shows."""
    if "layers" in wanted:
        return [atlas.layer(name) for name in params.layer_names(wanted, atlas.layers)]
    return list(atlas.mapped)


def _print_table(rows: Sequence[Row], right: Sequence[int]) -> None:
    """Columns aligned by spaces."""
    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in shown) for i in range(len(rows[0]))]
    for row in shown:
        cells = [
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
