"""What is new, the same or different, against dictionaries."""

import numpy as np
import pyarrow as pa
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.merging import Part, merged
from geo.readers.parcel import columns_of
from geo.schema import SCHEMAS

BASES = SCHEMAS["bases"]
RECORDS = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.sampled_from([None, "x", "y"]), st.sampled_from([None, 1, 2]), st.integers(1, 3)),
    max_size=6,
)


def columns(records):
    """Records of an id, a name, a place and a version."""
    shapes = np.full(len(records), None, dtype=object)
    for number, (_, place, _) in enumerate(records.values()):
        shapes[number] = None if place is None else shapely.Point(place, 15)
    fields = {
        "name_en": pa.array([name for name, _, _ in records.values()], pa.large_string()),
        "version": pa.array([version for _, _, version in records.values()], pa.int64()),
    }
    return columns_of(BASES, pa.array(list(records), pa.large_string()), fields, shapes)


def records(parts):
    found = {}
    for part in parts:
        whole = part.whole()
        rows = whole.table.select(["id", "name_en", "version"]).to_pylist()
        for row, shape in zip(rows, whole.shapes, strict=True):
            place = None if shape is None else int(shape.x)
            assert row["id"] not in found
            found[row["id"]] = (row["name_en"], place, row["version"])
    return found


@given(RECORDS, RECORDS, st.booleans(), st.data())
def test_it_is_what_dictionaries_say(there, coming, replace, data):
    rows = data.draw(st.lists(st.sampled_from(range(len(coming))), unique=True) if coming
                     else st.just([]))  # fmt: skip
    rows = sorted(rows)
    wanted = {name: coming[name] for number, name in enumerate(coming) if number in rows}
    new = {name for name in wanted if name not in there}
    same = {name for name in wanted if name in there and wanted[name][:2] == there[name][:2]}
    different = set(wanted) - new - same
    expected = dict(there)
    for name, (text, place, version) in wanted.items():
        if name in new:
            expected[name] = (text, place, version)
        elif name in different and replace:
            expected[name] = (text, place, max(version, there[name][2] + 1))
    part = Part(columns(coming), np.array(rows, dtype=np.int64))
    result = merged(columns(there), part, replace)
    assert records(result.parts) == expected
    assert (result.added, result.unchanged) == (len(new), len(same))
    assert result.replaced == (len(different) if replace else 0)
    names = list(coming)
    left_out = {names[row] for row in result.different.tolist()}
    assert left_out == (set() if replace else different)


@given(RECORDS, st.integers(1, 4))
def test_slices_are_the_whole_in_parts(there, size):
    every = columns(there)
    rows = np.arange(0, len(every), 2)
    part = Part(every, rows)
    slices = list(part.slices(size))
    found = [name for one in slices for name in one.table["id"].to_pylist()]
    assert found == list(there)[::2]
    assert all(0 < len(one) <= size for one in slices)
