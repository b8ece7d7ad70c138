"""UCDP GED as records, against the table of the schema written out again in plain Python."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import ged
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError, RequestError
from geo.geoparquet import plain
from geo.ingest import Order, ingest
from geo.readers import ucdp
from geo.schema.check import check

SHARED = Path(__file__).parents[4] / "shared" / "samples"  # beside a checkout in CI, else not there
UNITS = {"Gao region": "ML-7", "KIDAL": "ML-8", "tombouctou Région": "ML-6", "Timbuktu": "ML-6",
         "Ségou region": None, "": None}  # fmt: skip


@pytest.fixture(scope="module")
def atlas(tmp_path_factory, request):
    """An atlas without records but with the invented one's areas."""
    areas = request.getfixturevalue("mini") / "areas" / "areas.geojson"
    return ged.empty_atlas(tmp_path_factory.mktemp("atlas") / "a", areas)


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    return ged.empty_atlas(tmp_path_factory.mktemp("bare") / "a")


def read(atlas, path):
    """Records by UCDP's id, refusals by row, of the events in a file."""
    records, refused, shapes = {}, {}, {}
    for parcel in ucdp.read(path, ged.target(atlas)):
        for row, shape in zip(plain(parcel.columns.table).to_pylist(), parcel.columns.shapes,
                              strict=True):  # fmt: skip
            name = row.pop("id")
            records[name], shapes[name] = row, shape
        refused |= {one.row: one for one in parcel.refused}
    return records, refused, shapes


def one(atlas, tmp_path, **changes):
    """The record of one event, or its refusal; and its geometry."""
    path = ged.write(tmp_path / "one.csv", [ged.event(**changes)])
    records, refused, shapes = read(atlas, path)
    assert len(records) + len(refused) == 1
    if refused:
        return refused[1], None
    [(name, record)] = records.items()
    return record, shapes[name]


def areas_of(atlas):
    document = json.loads((atlas / "areas" / "areas.geojson").read_text(encoding="utf-8"))
    return {f["id"]: shapely.geometry.shape(f["geometry"]) for f in document["features"]}


# What the schema's table says, written out once more.
def expected_place(row):
    """(geo_precision, footprint_ref, location_method) in the invented atlas."""
    told, unit = int(row["where_prec"]), UNITS[row["adm_1"]]
    if told in (1, 2):
        return told + 1, None, "reported_coords"
    if told in (3, 4) and unit:
        return 5, unit, "admin_area"
    if told in (3, 4, 5, 6):
        return 7, "ML", "admin_area"
    return None, None, "not_stated"


def expected_deaths(row):
    low, best, high = (int(row[name]) for name in ("low", "best", "high"))
    if high == 0:
        return {"low": 0, "best": 0, "high": 0, "basis": "none_reported"}
    basis = "reported_figure" if low == best == high else "reported_range"
    return {"low": low or None, "best": best or None, "high": high, "basis": basis}


def expected_time(row):
    start, end = (date.fromisoformat(row[name][:10]) for name in ("date_start", "date_end"))
    days = (end - start).days + 1
    classes = [(1, 1), (6, 2), (7, 3), (31, 4)]
    return next((number for most, number in classes if days <= most), 5)


@st.composite
def events(draw):
    deaths = draw(st.lists(st.integers(0, 30), min_size=4, max_size=4))
    start = draw(st.dates(date(1989, 1, 1), date(2025, 1, 1)))
    end = start + timedelta(days=draw(st.sampled_from([0, 0, 1, 5, 6, 7, 27, 30, 31, 364, 365])))
    best = sum(deaths)
    return ged.event(
        type_of_violence=draw(st.integers(1, 3)),
        side_a=draw(st.sampled_from(["Government of Mali", "Front X", "Gao clan", "A; B, C"])),
        side_b=draw(st.sampled_from(["Civilians", "Front X", "Gao clan", ""])),
        where_prec=draw(st.integers(1, 7)),
        where_coordinates=draw(st.sampled_from(["Gao town", "", "Ménaka  région", "Mali"])),
        adm_1=draw(st.sampled_from(list(UNITS))),
        latitude=draw(st.floats(13.1, 17.4).map(lambda n: round(n, 6))),
        longitude=draw(st.floats(-1.9, 1.9).map(lambda n: round(n, 6))),
        event_clarity=draw(st.integers(1, 2)), date_prec=draw(st.integers(1, 5)),
        date_start=f"{start} 00:00:00.000", date_end=f"{end} 00:00:00.000",
        deaths_a=deaths[0], deaths_b=deaths[1], deaths_civilians=deaths[2],
        deaths_unknown=deaths[3], best=best, low=max(best - draw(st.integers(0, 9)), 0),
        high=best + draw(st.integers(0, 9)),
    )  # fmt: skip


@given(st.lists(events(), min_size=1, max_size=12))
def test_records_are_what_the_table_says(atlas, tmp_path_factory, rows):
    rows = [{**row, "id": str(number)} for number, row in enumerate(rows, 1)]
    path = ged.write(tmp_path_factory.mktemp("csv") / "x.csv", rows)
    records, refused, shapes = read(atlas, path)
    assert refused == {}
    assert set(records) == {f"ucdp-{row['id']}" for row in rows}
    areas = areas_of(atlas)
    for row in rows:
        record, shape = records[f"ucdp-{row['id']}"], shapes[f"ucdp-{row['id']}"]
        place = ("geo_precision", "footprint_ref", "location_method")
        assert tuple(record[name] for name in place) == expected_place(row)
        assert record["geo_precision_src"] == f"ucdp:{row['where_prec']}"
        assert record["time_precision"] == expected_time(row)
        assert record["time_precision_src"] == f"ucdp:{row['date_prec']}"
        deaths = expected_deaths(row)
        found = {bound: record[f"fatalities_{bound}"] for bound in ("low", "best", "high", "basis")}
        assert found == deaths
        assert record["fatalities_best_civilians"] == (int(row["deaths_civilians"]) or None)
        one_sided = row["type_of_violence"] == "3"
        assert record["event_type"] == ("Violence against civilians" if one_sided else "Battles")
        assert record["civilian_targeting"] == (True if one_sided else None)
        assert record["actor_a"] == row["side_a"]
        assert record["actor_b"] == (row["side_b"] or None)
        no_false_pin(row, record, shape, areas)


def no_false_pin(row, record, shape, areas):
    """A point of UCDP's only where UCDP knows the settlement or its surroundings."""
    if record["geo_precision"] is None:
        assert shape is None
    elif record["geo_precision"] >= 4:
        assert areas[record["footprint_ref"]].contains(shape)
        told = (float(row["longitude"]), float(row["latitude"]))
        assert (shape.x, shape.y) != told
    else:
        assert shape.x == pytest.approx(float(row["longitude"]), abs=0.0051)
        assert shape.y == pytest.approx(float(row["latitude"]), abs=0.0051)
        decimals = 3 if record["geo_precision"] == 2 else 2
        assert (shape.x, shape.y) == (round(shape.x, decimals), round(shape.y, decimals))


@pytest.mark.parametrize("told", range(3, 8))
def test_without_areas_imprecise_records_have_no_geometry(bare, tmp_path, told):
    record, shape = one(bare, tmp_path, where_prec=told)
    assert shape is None
    assert record["location_method"] == "not_stated"
    assert record["geo_precision"] is record["footprint_ref"] is record["admin1_name"] is None
    assert record["geo_precision_src"] == f"ucdp:{told}"
    assert record["place_name"] == "Gao town"


def test_a_settlement_outside_the_unit_has_its_name_but_not_its_code(atlas, tmp_path):
    record, _ = one(atlas, tmp_path, latitude="19.0")
    assert (record["admin1_name"], record["admin1_code"]) == ("Gao region", None)
    record, _ = one(atlas, tmp_path)
    assert (record["admin1_name"], record["admin1_code"]) == ("Gao", "ML-7")
    assert record["admin_vintage"] == "ne-9"


@pytest.mark.parametrize(
    ("start", "end", "edtf"),
    [
        ("2012-04-03", "2012-04-03", "2012-04-03"),
        ("2012-04-03", "2012-04-04", "2012-04-03/2012-04-04"),
        ("2012-02-01", "2012-02-29", "2012-02"),
        ("2012-12-01", "2012-12-31", "2012-12"),
        ("2012-01-01", "2012-12-31", "2012"),
        ("2011-01-01", "2012-12-31", "2011-01-01/2012-12-31"),
    ],
)
def test_dates(bare, tmp_path, start, end, edtf):
    record, _ = one(bare, tmp_path, date_start=start, date_end=f"{end} 00:00:00.000")
    assert record["date_edtf"] == edtf
    assert (record["date_start"], record["date_end"]) == (start, end)


def test_deaths_go_to_the_groups_their_sides_are_of(bare, tmp_path):
    record, _ = one(bare, tmp_path)  # Government of Mali lost 2, Front X 5
    assert record["fatalities_best_security_forces"] == 2
    assert record["fatalities_best_armed_groups"] == 5
    record, _ = one(bare, tmp_path, type_of_violence=2, side_a="Dozo", gwnoa="")
    assert record["actor_a_type"] == record["actor_b_type"] == "unknown"
    assert record["fatalities_best_armed_groups"] is None


def test_zero_is_none_reported_only_where_the_high_estimate_is_zero(bare, tmp_path):
    none = {"deaths_a": 0, "deaths_b": 0, "deaths_civilians": 0, "best": 0, "low": 0}
    record, _ = one(bare, tmp_path, **none, high=0)
    assert record["fatalities_basis"] == "none_reported"
    assert record["fatalities_low"] == record["fatalities_best"] == record["fatalities_high"] == 0
    assert record["fatalities_best_civilians"] is None
    record, _ = one(bare, tmp_path, **none, high=4)
    assert record["fatalities_basis"] == "reported_range"
    assert record["fatalities_low"] is record["fatalities_best"] is None
    assert "low" not in record["summary_en"]
    assert "high estimate 4" in record["summary_en"]


def test_words_are_made_of_facts_and_nothing_is_copied(bare, tmp_path):
    record, _ = one(bare, tmp_path)
    assert record["name_en"] == (
        "Armed clash, Gao town, Mali, 2012-04-03: Government of Mali – Front X"
    )
    assert record["summary_fr"] == (
        "Événement UCDP 501 : conflit impliquant un État (Gouvernement (Mali) – Front X), Gao town,"
        " Mali, le 2012-04-03. Morts : estimation centrale 8, estimation basse 6, estimation haute"
        " 12."
    )
    whole = json.dumps(record, ensure_ascii=False, default=str)
    for name in ("source_article", "source_headline", "where_description", "source_original"):
        assert ged.EVENT[name] not in whole
        assert "somebody" not in whole


def test_long_and_unfit_words_are_left_out_of_names(bare, tmp_path):
    long = "Front of the " + "very " * 30 + "long name"
    record, _ = one(bare, tmp_path, side_a=long, side_b=long)
    assert record["actor_a"] == long
    assert long not in record["name_en"]
    assert len(record["name_en"]) <= 200 >= len(record["name_fr"])
    assert len(record["summary_fr"]) <= 500
    record, _ = one(bare, tmp_path, where_coordinates="Place of the Martyrs")
    assert record["place_name"] == "Place of the Martyrs"
    assert "Martyrs" not in record["name_en"] + record["summary_fr"]
    record, _ = one(bare, tmp_path, where_coordinates="Mali", where_prec=6)
    assert ", Mali, 2012" in record["name_en"]
    assert "Mali, Mali" not in record["name_en"]


def test_an_actor_is_the_atlas_s_own_only_by_its_name(mini, tmp_path):
    record, _ = one(mini, tmp_path, side_b="FF", side_a="Malian Armed Forces")  # FF: an alias
    assert (record["actor_a"], record["actor_b"]) == ("Malian Armed Forces", "FF")
    [parcel] = ucdp.read(tmp_path / "one.csv", ged.target(mini))
    rows = {row["name"]: row for row in parcel.tables["actors"]}
    assert rows["Malian Armed Forces"]["name_fr"] == "Forces armées maliennes"
    assert rows["FF"]["actor_type"] == "armed_group"


WRONG = [  # what is changed, the field blamed, the rule, what the reason names
    ({"id": ""}, "id", "row.missing", "no value"),
    ({"id": "12x"}, "id", "row.value", "12x"),
    ({"type_of_violence": "4"}, "type_of_violence", "row.code", "4"),
    ({"type_of_violence": ""}, "type_of_violence", "row.missing", ""),
    ({"where_prec": "0"}, "where_prec", "row.code", "0"),
    ({"where_prec": "8"}, "where_prec", "row.code", "8"),
    ({"where_prec": "1.5"}, "where_prec", "row.value", "1.5"),
    ({"date_prec": "9"}, "date_prec", "row.code", "9"),
    ({"date_start": "2012-02-30 00:00:00.000"}, "date_start", "row.value", "2012-02-30"),
    ({"date_start": "3/4/2012"}, "date_start", "row.value", "3/4/2012"),
    ({"date_end": "2012-04-02"}, "date_start", "dates.order", "after"),
    ({"country_id": "347"}, "country_id", "ucdp.country", "347"),
    ({"country_id": "Mali"}, "country_id", "row.value", "Mali"),
    ({"latitude": "north"}, "latitude", "row.value", "north"),
    ({"best": ""}, "best", "row.missing", ""),
    ({"best": "-1"}, "best", "ucdp.deaths", "negative"),
    ({"low": "9"}, "low", "ucdp.deaths", "more than best"),
    ({"high": "7"}, "best", "ucdp.deaths", "more than high"),
    ({"deaths_unknown": "1"}, "best", "ucdp.deaths", "less than"),
    ({"side_a": " "}, "side_a", "row.missing", ""),
]


@pytest.mark.parametrize("wrong", WRONG, ids=[str(list(w[0].items())) for w in WRONG])
def test_a_wrong_row_is_refused_and_says_why(bare, tmp_path, wrong):
    changes, field, rule, named = wrong
    refused, _ = one(bare, tmp_path, **changes)
    assert (refused.row, refused.field, refused.rule) == (1, field, rule)
    assert named in refused.reason
    assert refused.file.endswith("one.csv")


def test_wrong_rows_stop_no_other_and_keep_their_numbers(bare, tmp_path):
    rows = [ged.event(id=number, best=8 if number % 3 else -1) for number in range(1, 20)]
    records, refused, _ = read(bare, ged.write(tmp_path / "x.csv", rows))
    assert set(refused) == set(range(3, 20, 3))
    assert set(records) == {f"ucdp-{n}" for n in range(1, 20) if n % 3}


def test_broken_lines_are_refused_and_the_rest_is_read(bare, tmp_path):
    lines = ged.text([ged.event(id=number) for number in range(1, 6)]).splitlines()
    lines[2] = "2,too,few,cells"
    lines[4] = lines[4] + ",one,too,many"
    data = "\n".join([*lines, ""]).encode().replace(b",Front X,", b",Fr\xffont X,", 1)
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbf" + data)
    records, refused, _ = read(bare, path)
    assert set(records) == {"ucdp-3", "ucdp-5"}
    rules = {row: one.rule for row, one in refused.items()}
    assert rules == {1: "row.encoding", 2: "row.cells", 4: "row.cells"}


def test_quotes_and_line_breaks_within_a_cell(bare, tmp_path):
    record, _ = one(bare, tmp_path, source_article='He said "no",\nand left', side_b="Front\n  X")
    assert record["actor_b"] == "Front X"


def test_numbers_as_other_programs_write_them(bare, tmp_path):
    record, _ = one(bare, tmp_path, best="8.0", gwnoa="432.0", country_id="432.0", id="501.0")
    assert record["fatalities_best"] == 8
    assert record["external_ids"] == "ucdp:501"


@pytest.mark.parametrize("lost", ["side_b", "where_prec", "low"])
def test_a_file_without_a_column_is_no_such_file(bare, tmp_path, lost):
    path = tmp_path / "x.csv"
    path.write_text(ged.text([]).replace(f",{lost},", ",another,"), encoding="utf-8")
    with pytest.raises(DataError, match=lost):
        list(ucdp.read(path, ged.target(bare)))


def test_an_empty_file_has_no_rows(bare, tmp_path):
    records, refused, _ = read(bare, ged.write(tmp_path / "x.csv", []))
    assert records == refused == {}


def test_events_go_to_attacks_only(bare, tmp_path):
    path = ged.write(tmp_path / "x.csv", [])
    with pytest.raises(RequestError, match="attacks"):
        list(ucdp.read(path, ged.target(bare, "bases")))


def test_the_rows_of_a_real_release(tmp_path):
    """Where the shared samples are; no other test rests on them."""
    sample = SHARED / "ucdp_ged231_sample.csv"
    if not sample.is_file():
        return
    atlas = ged.empty_atlas(tmp_path / "a")
    records, refused, _ = read(atlas, sample)
    with sample.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(records) + len(refused) == len(rows) > 300
    assert len(refused) < 10
    for row in rows:
        record = records.get(f"ucdp-{row['id']}")
        if record is not None:
            found = {bound: record[f"fatalities_{bound}"] for bound in ("low", "best", "high")}
            expected = expected_deaths(row)
            assert found == {bound: expected[bound] for bound in found}
    assert check(atlas) == ()


CELLS = st.one_of(
    st.sampled_from(["", " ", "0", "-1", "1e9", "999999999999999999999", "NaN", "inf", "1;2",
                     "Mali", "2012-01-01", "0001-01-01", "9999-12-31", "<b>x</b>", "=1+1",
                     "\u202ex", "n/a", "x" * 400, "95.5", "-190", "ﬁ", "a\nb", "9" * 15]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(ucdp.COLUMNS), CELLS), max_size=4))
def test_whatever_stands_in_a_cell_the_atlas_stays_sound(tmp_path_factory, mini, changes):
    """The row is refused or its record keeps every rule; the row beside it comes in."""
    folder = tmp_path_factory.mktemp("fuzz")
    atlas = ged.empty_atlas(folder / "a", mini / "areas" / "areas.geojson")
    path = ged.write(folder / "x.csv", [ged.event(id=7), {**ged.event(id=8), **dict(changes)}])
    order = Order((path,), "ucdp-ged", "attacks", atlas)
    report = ingest(order, ged.NOW, lambda stage, done: None)
    assert report.read == 2 == report.accepted + len(report.refused)
    assert all(one.row == 2 and one.reason and one.rule for one in report.refused)
    assert check(atlas) == ()
