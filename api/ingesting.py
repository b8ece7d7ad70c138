"""The commands that make an atlas and bring records into it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import orjson

from api.terminal import bar, printable
from geo.query import BBox
from geo.readers import READERS

if TYPE_CHECKING:
    from geo.ingest import Order, Report

_SHOWN = 50  # refusals printed; a report has all
_STAGES = {"read": (0.0, 0.4), "check": (0.4, 0.9), "write": (0.9, 1.0)}  # of the bar
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_FOLDER = click.Path(path_type=Path)

Command = TypeVar("Command", bound=Callable[..., Any])


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    """A command of many options takes them as one mapping."""
    context.ensure_object(dict)[option.name] = value


def _option(*names: str, **about: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's
    return click.option(*names, expose_value=False, callback=_keep, **about)


@click.command("ingest")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=_FILE, expose_value=False,
    callback=_keep,
)  # fmt: skip
@_option("--format", required=True, type=click.Choice(list(READERS)), help="What the files are.")
@_option("--layer", required=True, metavar="LAYER", help="Layer or table the records go to.")
@_option("--into", required=True, metavar="DIR", type=_FOLDER, help="Folder of the atlas.")
@_option("--replace", is_flag=True, help="Replace records that are there and differ.")
@_option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@_option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what became of the rows, and every refusal, to this file as JSON.",
)
@click.pass_context
def ingest_command(context: click.Context) -> None:
    """Bring records of other files into an atlas.

    Every row is accepted, or refused with the reason. Exit 0: all accepted; 1: some refused, or
    nothing done.
    """
    wanted: Mapping[str, Any] = context.ensure_object(dict)
    from geo.ingest import Order, ingest  # noqa: PLC0415 - pandas and the rules, for this command
    from geo.writing import put  # noqa: PLC0415 - as above

    order = Order(**{name: value for name, value in wanted.items() if name != "report"})
    with bar(_STAGES) as progress:
        report = ingest(order, _now(), progress)
    if wanted["report"] is not None:
        content = orjson.dumps(_told(order, report), option=orjson.OPT_INDENT_2)
        put([(wanted["report"], lambda part: _write(part, content))])
    _print(order, report, wanted["report"])
    if report.refused or not report.accepted:
        context.exit(1)


@click.command("new")
@click.argument("folder", metavar="DIR", type=_FOLDER, expose_value=False, callback=_keep)
@_option("--id", metavar="ID", help="Id of the atlas.  [default: the folder's name]")
@_option("--title", metavar="TEXT", help="Title in English.  [default: Conflict Atlas: ID]")
@_option("--title-fr", metavar="TEXT", help="Title in French.  [default: Atlas des conflits : ID]")
@_option("--bounds", metavar="W,S,E,N", help="Box in degrees.  [default: of the areas, else all]")
@_option("--areas", metavar="FILE", type=_FILE, help="Areas: GeoJSON, or GeoParquet (*.parquet).")
@click.pass_context
def new_command(context: click.Context) -> None:
    """Make an empty atlas: atlas.toml, and a file for each layer and table."""
    from geo.founding import Plan, found  # noqa: PLC0415 - for this command alone

    wanted: Mapping[str, Any] = context.ensure_object(dict)
    folder: Path = wanted["folder"]
    name = wanted["id"] or folder.absolute().name
    plan = Plan(
        id=name,
        title_en=wanted["title"] or f"Conflict Atlas: {name}",
        title_fr=wanted["title_fr"] or f"Atlas des conflits : {name}",
        bounds=BBox.parse(wanted["bounds"], "bounds") if wanted["bounds"] else None,
        areas=wanted["areas"],
    )
    found(folder, plan, _now())
    click.echo(f"{folder}: an empty atlas", err=True)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _told(order: "Order", report: "Report") -> dict[str, Any]:
    return {
        "layer": order.layer,
        "into": str(order.into),
        "files": [str(file) for file in order.files],
        "dry_run": order.dry_run,
        "read": report.read,
        "accepted": report.accepted,
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "refused": [asdict(one) for one in report.refused],
    }


def _print(order: "Order", report: "Report", kept: Path | None) -> None:
    for one in report.refused[:_SHOWN]:
        click.echo(printable(str(one)))
    more = len(report.refused) - _SHOWN
    if more > 0:
        where = f"{kept} has all" if kept else "--report FILE keeps all"
        click.echo(f"... and {more:,} more; {where}")
    done = "would be " if order.dry_run else ""
    rows = sum(one.row is not None for one in report.refused)
    files = len(report.refused) - rows
    click.echo(
        f"{order.into}: {order.layer}: {report.read:,} rows read, {report.added:,} {done}added, "
        f"{report.replaced:,} {done}replaced, {report.unchanged:,} unchanged, {rows:,} refused"
        + (f"; {files} files unreadable" if files else ""),
        err=True,
    )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
