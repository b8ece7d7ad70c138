"""Names of units to areas, numbers of states to codes."""

import copy
import json

import ged
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.gleditsch_ward import ISO
from geo.readers.units import Units
from geo.schema import columns, reading
from geo.schema.countries import COUNTRIES
from geo.schema.measures import covering_radius_m, decimals_allowed, decimals_of


def units_of(tmp_path, mini, change=lambda rows: None):
    document = json.loads((mini / "areas" / "areas.geojson").read_text(encoding="utf-8"))
    change(document["features"])
    atlas = ged.empty_atlas(tmp_path / "a")
    (atlas / "areas" / "areas.geojson").write_text(json.dumps(document), encoding="utf-8")
    return Units(columns.with_shapes(reading.read(atlas)[0]))


@pytest.mark.parametrize(
    "case",
    [
        ("admin1", "ML", "Gao region", "ML-7"),
        ("admin1", "ML", "GAO", "ML-7"),
        ("admin1", "ML", "Tombouctou Région", "ML-6"),
        ("admin1", "ML", "Timbuktu", "ML-6"),
        ("admin1", "ML", "Timbuktu-Gao", None),
        ("admin1", "BF", "Gao region", None),
        ("admin1", "ML", "Border zone", None),
        ("admin1", "ML", "", None),
        ("admin1", "ML", None, None),
        ("admin2", "ML", "Gao", None),
        ("country", "ML", None, "ML"),
        ("country", "NE", None, None),
    ],
)
def test_a_unit_is_found_by_its_name_within_its_country(tmp_path, mini, case):
    level, country, name, code = case
    unit = units_of(tmp_path, mini).find(level, country, name)
    assert (unit and unit.code) == code


def test_a_name_of_two_areas_is_that_of_neither(tmp_path, mini):
    def twice(rows):
        row = copy.deepcopy(next(row for row in rows if row["id"] == "ML-7"))
        row["id"] = row["properties"]["code"] = "ML-7B"
        rows.append(row)

    assert units_of(tmp_path, mini, twice).find("admin1", "ML", "Gao") is None


CORNERS = st.tuples(st.integers(-60, 60), st.integers(-60, 60))
SIZES = st.tuples(st.floats(0.001, 3), st.floats(0.001, 3))


@given(CORNERS, SIZES)
def test_the_position_of_a_unit_lies_in_it_and_is_no_finer_than_its_radius(
    tmp_path_factory, mini, corner, size
):
    (west, south), (width, height) = corner, size
    box = shapely.box(west, south, west + width, south + height)

    def moved(rows):
        row = next(row for row in rows if row["id"] == "ML-7")
        row["geometry"] = json.loads(shapely.to_geojson(box))

    unit = units_of(tmp_path_factory.mktemp("units"), mini, moved).find("admin1", "ML", "Gao")
    if unit is None:  # too small for any position that is honest
        assert width * height < 0.01
        return
    point = shapely.Point(unit.lon, unit.lat)
    assert box.contains(point)
    assert unit.radius_m == covering_radius_m(point, box)
    allowed = decimals_allowed(unit.radius_m)
    assert allowed is None or max(map(decimals_of, (unit.lon, unit.lat))) <= allowed


# As UCDP names them; what is here and what the codes stand for were compared by hand.
NAMES = {
    2: "United States", 20: "Canada", 41: "Haiti", 70: "Mexico", 100: "Colombia", 135: "Peru",
    200: "United Kingdom", 220: "France", 255: None, 260: "Germany", 325: "Italy", 340: "Serbia",
    344: "Croatia", 345: "Serbia", 346: "Bosnia & Herzegovina", 347: None, 359: "Moldova",
    365: "Russia", 369: "Ukraine", 372: "Georgia", 373: "Azerbaijan", 432: "Mali", 433: "Senegal",
    434: "Benin", 435: "Mauritania", 436: "Niger", 437: "Côte d’Ivoire", 438: "Guinea",
    439: "Burkina Faso", 450: "Liberia", 451: "Sierra Leone", 452: "Ghana", 461: "Togo",
    471: "Cameroon", 475: "Nigeria", 482: "Central African Republic", 483: "Chad",
    484: "Congo - Brazzaville", 490: "Congo - Kinshasa", 500: "Uganda", 501: "Kenya",
    516: "Burundi", 517: "Rwanda", 520: "Somalia", 530: "Ethiopia", 531: "Eritrea", 540: "Angola",
    541: "Mozambique", 560: "South Africa", 572: "Eswatini", 600: "Morocco", 615: "Algeria",
    616: "Tunisia", 620: "Libya", 625: "Sudan", 626: "South Sudan", 630: "Iran", 640: "Türkiye",
    645: "Iraq", 651: "Egypt", 652: "Syria", 660: "Lebanon", 663: "Jordan", 666: "Israel",
    670: "Saudi Arabia", 678: "Yemen", 680: "Yemen", 700: "Afghanistan", 710: "China",
    750: "India", 770: "Pakistan", 775: "Myanmar (Burma)", 780: "Sri Lanka", 790: "Nepal",
    800: "Thailand", 811: "Cambodia", 840: "Philippines", 850: "Indonesia", 860: "Timor-Leste",
}  # fmt: skip


def test_numbers_of_states():
    found = {number: COUNTRIES.label(ISO[number], "en") if number in ISO else None
             for number in NAMES}  # fmt: skip
    assert found == NAMES


def test_every_number_has_a_code_that_is_one():
    assert set(ISO.values()) <= set(COUNTRIES.values)
    shared = {code for code in ISO.values() if list(ISO.values()).count(code) > 1}
    assert shared == {"DE", "RS", "YE", "VN"}  # states that are no more, under today's
