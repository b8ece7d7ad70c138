"""The areas of an atlas as footprints of other layers' records, read from their own snapshot.

They were parsed and checked once, when that was compiled.
"""

from collections.abc import Sequence

from geo.stores.columns import Column
from geo.stores.footprints import NAMES, Footprints
from geo.stores.snapshot import Kind, Snapshot


def footprints(areas: Snapshot) -> Footprints:
    """The footprints of the ``areas`` layer, those with a shape, numbered as they are stored.

    Raises DamagedError where the snapshot's file has been changed.
    """
    span = areas.span(Kind.SHAPE)
    ids = list(areas.ids)
    names = [ids[place] for place in areas.id_rank[span].tolist()]
    return Footprints(
        numbers={name: number for number, name in enumerate(names)},
        outlines=areas.outlines,
        names={name: _texts(areas.columns[name], span) for name in NAMES if name in areas.columns},
    )


def _texts(column: Column, span: slice) -> Sequence[str | None]:
    words = list(column.words or ())
    return [None if code < 0 else words[code] for code in column.values[span].tolist()]
