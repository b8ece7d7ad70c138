"""What the command line shows on a terminal: texts that cannot steer it, and progress."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click

_STEPS = 1_000

Progress = Callable[[str, float], None]  # told the stage and how much of it is done, 0 to 1


def printable(text: str) -> str:
    """Text from data without what could steer a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _silent(stage: str, done: float) -> None:
    """Progress that nobody sees."""


@contextmanager
def bar(stages: Mapping[str, tuple[float, float]]) -> Iterator[Progress]:
    """A progress bar on standard error, nothing where that is no terminal.

    ``stages`` says from where to where on the bar, 0 to 1, each stage goes.
    """
    if not sys.stderr.isatty():
        yield _silent
        return
    with click.progressbar(length=_STEPS, file=sys.stderr) as shown:

        def progress(stage: str, done: float) -> None:
            first, last = stages[stage]
            now = int(_STEPS * (first + (last - first) * done))
            shown.label = stage
            shown.update(max(now - shown.pos, 0))

        yield progress
