"""The validator: every rule of the schema over an atlas folder."""

from pathlib import Path

from geo.schema.findings import Finding
from geo.schema.large import check_large, large_layers, with_told
from geo.schema.reading import read
from geo.schema.rules import CHECKS


def check(path: Path) -> tuple[Finding, ...]:
    """All that is wrong with the atlas in the folder ``path``, sorted by file, record and field.

    Empty for a sound atlas. Broken, missing and hostile files are findings too, never exceptions.
    Rules and their ids: ``geo.schema.rules.RULES``. Of a record in a GeoParquet file the faults of
    the first rules it breaks are told.
    """
    large = large_layers(path)
    folder, found = read(path, large)
    folder = with_told(folder, large)
    for rule in CHECKS:
        found.extend(rule(folder))
    found.extend(check_large(folder, large))
    return tuple(sorted(set(found)))
