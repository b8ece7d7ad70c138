"""The command line. Exit 0: good; 1: bad data or nothing done; 2: wrong use."""

import os
import sys

import click

from api.process import settle
from geo.errors import AtlasError, RequestError

GOOD, BAD_DATA, WRONG_USE = 0, 1, 2


def main() -> None:
    """Run the command line and exit with its status; errors are told on standard error."""
    settle()
    from api.commands import cli  # noqa: PLC0415 - it loads numpy, before which to settle

    try:
        status = cli.main(prog_name="conflict-atlas", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (AtlasError, OSError) as error:
        sys.exit(_failed(error))
    sys.exit(status if isinstance(status, int) else GOOD)


def _failed(error: Exception) -> int:
    """Tell the error and give its exit status."""
    if isinstance(error, BrokenPipeError):  # the reader of our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD_DATA
    click.echo(f"Error: {error}", err=True)
    return WRONG_USE if isinstance(error, RequestError) else BAD_DATA
