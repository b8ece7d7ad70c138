"""The validator: every rule of the schema over an atlas folder."""

from pathlib import Path

from geo.schema.findings import Finding
from geo.schema.reading import read
from geo.schema.rules import CHECKS


def check(path: Path) -> tuple[Finding, ...]:
    """All that is wrong with the atlas in the folder ``path``, sorted by file, record and field.

    Empty for a sound atlas. Broken, missing and hostile files are findings too, never exceptions.
    Rules and their ids: ``geo.schema.rules.RULES``.
    """
    folder, found = read(path)
    for rule in CHECKS:
        found.extend(rule(folder))
    return tuple(sorted(set(found)))
