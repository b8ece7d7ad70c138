"""The codebook says what the files say, counted here again, and cannot be broken by its data."""

import json
import re
from collections import Counter

import pytest
from atlas_copy import Copy

from geo.errors import DataError
from geo.schema import SCHEMAS
from geo.schema.codebook import FILE, codebook, write

LAYERS = ("bases", "military_regions", "attacks", "border_incidents")


def tables(text):
    """The cells of each table by the heading above it: {heading: [{column: cell}]}."""
    found, heading, head = {}, "", None
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if head is None:
            head = cells
        elif set(line) - set("|-"):
            assert len(cells) == len(head), line
            found.setdefault(heading, []).append(dict(zip(head, cells, strict=True)))
    return found


def properties(folder, layer):
    document = json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))
    return [feature["properties"] for feature in document["features"]]


@pytest.mark.parametrize("name", ["mini", "mali"])
@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("By precision of the place", "geo_precision"),
        ("By precision of the date", "time_precision"),
        ("By confidence", "confidence"),
        ("By status", "record_status"),
    ],
)
def test_counts_are_those_of_the_files(name, heading, field, request):
    folder = request.getfixturevalue(name)
    rows = tables(codebook(folder))[heading]
    for layer in LAYERS:
        counted = Counter(
            "null" if row[field] is None else str(row[field]) for row in properties(folder, layer)
        )
        told = {row[field].strip("`"): int(row[layer]) for row in rows}
        assert {value: number for value, number in told.items() if number} == dict(counted)


def test_precision_confidence_and_status_add_up(mini):
    rows = tables(codebook(mini))["By precision, confidence and status together"]
    for layer in LAYERS:
        mine = [int(row["records"]) for row in rows if row["layer"].replace("\\", "") == layer]
        assert sum(mine) == len(properties(mini, layer))


def test_every_field_and_code_is_explained(mini):
    text = codebook(mini)
    for schema in SCHEMAS.values():
        for field in schema.fields:
            assert f"| `{field.name}` | {field.kind} |" in text
            for code in field.codes.codes if field.codes and len(field.codes.codes) < 60 else ():
                assert f"| `{code.value}` |" in text


def test_what_is_missing_is_listed_with_its_reason(mini):
    rows = tables(codebook(mini))["Records without a place"]
    assert {row["record"].strip("`"): row["why"] for row in rows} == {
        "ml-region-3": "The source names it without a place.",
        "ml-base-unlocated": "The place is lost in the source.",
        "ml-border-1986-case": "One invented source.",
        "ml-attack-2022-unlocated": "The source gives no place.",
    }


def test_data_cannot_break_the_markdown(mini, tmp_path):
    copy = Copy(mini, tmp_path / "atlas")
    hostile = "a|b `c` <script>alert(1)</script> [x](javascript:y)\n| z"
    row = copy.find("bases", lambda item: item["geometry"] is None)
    row["properties"]["name_en"] = hostile
    copy.documents["sources"][0]["title"] = hostile
    copy.write()
    text = codebook(copy.path)
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(", text)  # no link: each bracket of the data is escaped
    assert tables(text)  # asserts that every row has the cells of its head


def test_an_atlas_that_cannot_be_read_is_refused(mini, tmp_path):
    copy = Copy(mini, tmp_path / "atlas")
    copy.file("claims").unlink()
    with pytest.raises(DataError, match=r"claims\.json"):
        codebook(copy.path)


def test_it_is_written_whole(mini, tmp_path):
    copy = Copy(mini, tmp_path / "atlas")
    assert write(copy.path).read_text(encoding="utf-8") == codebook(mini)
    assert [file.name for file in copy.path.iterdir() if "tmp" in file.name] == []


def test_the_one_of_mali_is_that_of_its_data(mali):
    """Else: python -m geo.schema.codebook data/mali"""
    assert (mali / FILE).read_text(encoding="utf-8") == codebook(mali)
