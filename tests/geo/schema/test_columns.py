"""The rules over columns say what the validator says, which asks them record by record."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from atlas_copy import GEO_LAYERS, Copy
from breaks_evidence import STATES
from breaks_facts import DATES, DEATHS, EVENTS, REFERENCES
from breaks_files import VALUES
from breaks_places import BORDERS, GEOMETRY, PLACES, REGIONS

from geo.atlas import Atlas
from geo.errors import DataError
from geo.merging import current
from geo.schema import SCHEMAS, columns, reading
from geo.schema.check import check
from geo.schema.reads import GEOMETRY_TYPE, READS, applies
from geo.schema.records import Record
from geo.schema.rules import identity, references, texts, values

BREAKS = (
    *(*VALUES, *REFERENCES, *DATES, *DEATHS, *EVENTS, *STATES),
    *(*GEOMETRY, *PLACES, *REGIONS, *BORDERS),
)


def over_columns(path, layer):
    """(record, rule) of each fault found, by the rules over columns."""
    there = current(Atlas.open(path).layer(layer))
    folder, _ = reading.read(path, {layer})
    context = columns.with_shapes(folder)
    if layer != "claims":
        context = replace(
            context, layers={n: r for n, r in context.layers.items() if n != "claims"}
        )
    rows = np.arange(len(there))
    found = columns.check(there, rows, context, lambda done: None)
    ids = there.table["id"].to_pylist()
    return {(ids[row], finding.rule) for row, finding in found}


def by_record(path, layer):
    """The same by the validator, of the rules that need no claims."""
    file = Atlas.open(path).layer(layer).path.relative_to(path).as_posix()
    return {
        (finding.feature, finding.rule)
        for finding in check(path)
        if finding.file == file and (not finding.rule.startswith("claims.") or layer == "claims")
    }


@pytest.fixture(params=["mini", "mali"])
def atlas(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("layer", SCHEMAS)
def test_sound_records_have_no_findings(atlas, layer):
    assert over_columns(atlas, layer) == set()


# Rings are turned, repeated ids parted and missing keys refused before columns are made; of
# claims the rules over columns know nothing.
BEFORE = {"geometry.winding", "id.unique", "field.missing"}
OF_CLAIMS = {"status.disputed", "status.inferred"}
WIDOWED = {"refs.unresolved", "refs.event_group", "refs.event_group_form"}
# What no column can hold: the readers refuse it.
UNHELD = {"field.kind", "field.unknown", "field.date", "geometry.type", "geometry.structure",
          "geometry.position", "geometry.ring", "id.missing", "field.range",
          "text.characters"}  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "apply"), BREAKS, ids=[b[0] for b in BREAKS])
def test_a_break_is_found_as_the_validator_finds_it(name, rule, apply, mini, tmp_path):
    copy = Copy(mini, tmp_path / "atlas")
    where = apply(copy)
    copy.write()
    layers = [one for one in SCHEMAS if copy.name(one) == where.file]
    for layer in layers:
        expected = by_record(copy.path, layer)
        try:
            found = over_columns(copy.path, layer)
        except DataError:
            assert rule in UNHELD
            continue
        expected = {one for one in expected if one[1] not in BEFORE | OF_CLAIMS}
        assert expected <= found
        # A record that breaks a rule is as good as not there for those that name it.
        assert {rule for _, rule in found - expected} <= WIDOWED
        assert expected or not found
    assert layers or where.file.startswith(("atlas.toml", "basemap"))


def test_each_record_of_a_combination_is_told(mini, tmp_path):
    copy = Copy(mini, tmp_path / "atlas")
    rows = copy.rows("attacks")
    first = next(row for row in rows if row["properties"]["fatalities_low"])
    first["properties"]["fatalities_basis"] = "not_stated"
    for number in range(5):
        twin = {**first, "id": f"twin-{number}"}
        rows.append(twin)
    copy.write()
    found = over_columns(copy.path, "attacks")
    names = {first["id"], *(f"twin-{number}" for number in range(5))}
    assert {name for name, rule in found if rule == "counts.basis"} == names


class Watched(dict):
    """Properties that remember what was read of them."""

    def __init__(self, values, seen):
        super().__init__(values)
        self.seen = seen

    def get(self, name, default=None):
        self.seen.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.seen.add(name)
        return super().__getitem__(name)


class WatchedRecord(Record):
    """A record that remembers when its geometry was looked at."""

    __slots__ = ("seen",)

    def __getattribute__(self, name):
        if name in ("geometry", "shape"):
            object.__getattribute__(self, "seen").add(name)
        return object.__getattribute__(self, name)


@pytest.fixture(scope="module")
def folders(tmp_path_factory, request):
    """The records of both atlases, and of the invented one with each of the breaks."""
    found = []
    for path in (request.getfixturevalue("mini"), request.getfixturevalue("mali")):
        found.append(reading.read(path)[0])
    for _, _, apply in BREAKS:
        copy = Copy(request.getfixturevalue("mini"), tmp_path_factory.mktemp("copies") / "atlas")
        apply(copy)
        copy.write()
        found.append(reading.read(copy.path)[0])
        shutil.rmtree(copy.path)
    for folder in found:
        for module in (values, texts, identity):  # what these refuse, later ones leave out
            list(module.check(folder))
    return [columns.with_shapes(folder) for folder in found]


def watched(record, seen):
    made = WatchedRecord.__new__(WatchedRecord)
    made.seen = set()
    WatchedRecord.__init__(
        made, record.layer, record.file, record.id, record.schema,
        Watched(record.properties, seen), record.geometry, record.shape, set(record.broken),
    )  # fmt: skip
    made.seen = seen
    return made


@pytest.mark.parametrize(
    "module", [m for m, reads in READS.items() if reads is not None], ids=lambda m: m.__name__
)
def test_a_module_reads_no_field_that_is_not_declared(module, folders):
    """Else records that differ in that field would be taken for one."""
    seen = set()
    for folder in folders:
        for layer in GEO_LAYERS:
            if not applies(module, SCHEMAS[layer]):
                continue
            records = [watched(record, seen) for record in folder.of(layer)]
            layers = {**folder.layers, layer: tuple(records)}
            ids = {**folder.ids, layer: {record.id: record for record in records}}
            list(module.check(replace(folder, layers=layers, ids=ids)))
    allowed = {"id", *READS[module]}
    if "geometry" in allowed:
        allowed |= {"shape"}
    if GEOMETRY_TYPE in allowed:
        allowed |= {"geometry"}
    if module is references:
        allowed |= {"external_ids"}  # judged value by value
    assert seen <= allowed
    assert seen
