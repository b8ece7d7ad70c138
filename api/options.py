"""Options of the command line that several commands share, named as the HTTP parameters are."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api import params
from api.parameters import PARAMETERS
from api.process import leave_pandas_out
from geo.atlas import Atlas
from geo.errors import RequestError

if TYPE_CHECKING:
    from api.settings import Settings
    from geo.stores.columnar import ColumnarStore

Command = TypeVar("Command", bound=Callable[..., Any])


def atlas_option(command: Command) -> Command:
    """The option that names the atlas; unset, ``ATLAS_DIR`` or the Mali atlas."""
    return click.option(
        "--atlas",
        type=click.Path(path_type=Path),
        help="Folder of the atlas.  [default: ATLAS_DIR, else Mali]",
    )(command)


def file_option(what: str, *, required: bool = True) -> Callable[[Command], Command]:
    """The option that names the file to write, which is ``what``; the command gets ``target``."""
    return click.option(
        "-o",
        "--output",
        "target",
        required=required,
        metavar="FILE",
        help=f"The file to write: {what}.",
    )


def query_options(*names: str) -> Callable[[Command], Command]:
    """The options that the HTTP interface knows as parameters; ``given`` reads them."""

    def decorate(command: Command) -> Command:
        where = click.option(
            "--where",
            multiple=True,
            metavar="FIELD=VALUE",
            expose_value=False,
            callback=_keep_where,
            help="Only records whose field has the value, or one of several joined by commas.",
        )
        command = where(command)
        for name in reversed(names):
            command = click.option(
                f"--{name}",
                expose_value=False,
                callback=_keep,
                help=PARAMETERS[name].description,
            )(command)
        return command

    return decorate


def _keep(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.ensure_object(dict)[option.opts[0].removeprefix("--")] = value


def _keep_where(context: click.Context, _: click.Parameter, wanted: Sequence[str]) -> None:
    kept = context.ensure_object(dict)
    for text in wanted:
        name, sign, value = text.partition("=")
        if not sign:
            raise RequestError("where", text, "needs FIELD=VALUE")
        if name in params.RESERVED:
            raise RequestError("where", name, "is not a field; options have their own dashes")
        if name in kept:
            raise RequestError("where", text, "names a field twice; join values with commas")
        kept[name] = value


def given() -> params.Given:
    """The parameters of the command that runs, named as in the HTTP interface."""
    found: dict[str, str] = click.get_current_context().ensure_object(dict)
    return found


def open_atlas(settings: "Settings") -> tuple[Atlas, "ColumnarStore"]:
    """The atlas a command works on. Raises DataError."""
    leave_pandas_out()
    from geo.stores.columnar import ColumnarStore  # noqa: PLC0415 - not for every command

    atlas = Atlas.open(settings.dir)
    return atlas, ColumnarStore(atlas, settings.snapshots)


def settings_of(**values: object) -> "Settings":
    """The settings of the environment, and over them the options that were given.

    Raises SettingsError where one of them cannot be.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - not for every command

    from api.settings import PREFIX, Settings  # noqa: PLC0415 - as above

    wanted = {name: value for name, value in values.items() if value is not None}
    try:
        return Settings.model_validate(wanted)
    except ValidationError as error:
        faults = [
            ("_".join(str(part) for part in fault["loc"]).upper(), fault["input"], fault["msg"])
            for fault in error.errors()
        ]
        raise SettingsError(
            [f"{PREFIX}{name}={value!r}: {why}" for name, value, why in faults]
        ) from None


class SettingsError(click.ClickException):
    """Settings that cannot be, each told on a line of its own."""

    exit_code = 2  # wrong use

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\nError: ".join(faults))
