"""The rows of the table: what is done, how it is measured and what is to be reached."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import measure
import questions
from measure import BARE, OURS, POSTGIS, TIPG, Bench, Medians


@dataclass(frozen=True)
class Target:
    """Ours must take at most ``most`` milliseconds, or ``most`` times what ``peer`` takes."""

    most: float
    peer: str = ""

    def met(self, medians: Medians) -> bool | None:
        """Whether it is; None where the peer was not asked."""
        if not self.peer:
            return medians[OURS] <= self.most
        if self.peer not in medians:
            return None
        return medians[OURS] <= self.most * medians[self.peer]

    def __str__(self) -> str:
        if not self.peer:
            return f"≤ {self.most:g} ms"
        if self.peer == BARE:
            return f"≥ {1 / self.most:.2g} of its requests/s"
        return f"≤ 1/{1 / self.most:.0f} of {self.peer}"


@dataclass(frozen=True)
class Row:
    """One kind of work."""

    title: str
    take: Callable[[Bench], Medians]
    targets: tuple[Target, ...]
    grows: bool = False  # a page or tile, whose time may not grow with the layer


def _asking(
    asked: Callable[[questions.Sample], list[questions.Question]],
) -> Callable[[Bench], Medians]:
    return lambda bench: measure.single(bench, asked(bench.events))


ROWS: Mapping[str, Row] = {
    "items": Row(
        "items, 100 in a 1 % box", _asking(questions.in_a_box), (Target(1 / 40, TIPG),), True
    ),
    "filtered": Row(
        "items, 1000 by box, dates, type",
        _asking(questions.in_a_filtered_box),
        (Target(1 / 40, TIPG),),
        True,
    ),
    "item": Row("one item", _asking(questions.one), (Target(1 / 3, TIPG),), True),
    "deep": Row("page at 500,000", measure.deep, (Target(1 / 150, TIPG),), True),
    "count": Row("count by filter", _asking(questions.counted), (Target(1 / 80, TIPG),)),
    "z4": Row(
        "whole z4 tile, complete",
        _asking(questions.whole),
        (Target(15), Target(1 / 100, POSTGIS)),
        True,
    ),
    "z8": Row(
        "dense z8 tiles, slim columns", _asking(questions.dense), (Target(1 / 8, POSTGIS),), True
    ),
    "z12": Row("z12 tiles, slim", _asking(questions.close), (Target(1 / 4, POSTGIS),), True),
    "z8-filtered": Row(
        "z8 tiles by dates and type",
        _asking(questions.filtered_tiles),
        (Target(1 / 8, POSTGIS),),
        True,
    ),
    "session": Row("a session of 60 tiles, 6 at once", measure.sessions, (Target(250),), True),
    "session-gzip": Row(
        "the same with gzip", lambda bench: measure.sessions(bench, "gzip"), (Target(600),), True
    ),
    "cached": Row("cached tile, 8 at once", measure.cached, (Target(1 / 0.8, BARE),)),
}
COMPILE, START, MEMORY = "compile", "start", "memory"
NAMES = (*ROWS, MEMORY, START, COMPILE)
