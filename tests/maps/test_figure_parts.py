"""Parts of a figure against what is not ours: pyproj, plain sums, boxes."""

import re
from collections import Counter
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pictures import ROOT, pixels

from geo.atlas import Atlas
from geo.query import BBox
from maps.drawing import furniture, printing
from maps.drawing.badges import Badges
from maps.drawing.base import Base, Part, bounds
from maps.drawing.boxes import Taken, apart, grown, within
from maps.drawing.cells import Places, cells, radius
from maps.drawing.faces import BOLD, SANS, Type, visual, width, wrapped
from maps.drawing.legend import Block, Row, columns, high
from maps.drawing.look import look_of
from maps.drawing.names import Naming
from maps.drawing.projection import fitted
from maps.drawing.scene import Gathered, Kind
from maps.drawing.sheet import Sheet
from maps.drawing.signs import Signs
from maps.spec import MapSpec

PANEL = (10.0, 20.0, 510.0, 420.0)
RECORDS = st.lists(
    st.tuples(st.floats(0, 500), st.floats(0, 400), st.integers(0, 5)), min_size=1, max_size=80
)


@given(st.floats(-12, 4), st.floats(10.1, 25.1))
def test_places_are_where_pyproj_has_them(lon, lat):
    projection = fitted(BBox(-12.3, 10.1, 4.3, 25.1), PANEL)
    x, y = projection.places(np.array([lon]), np.array([lat]))
    metres = pyproj.Proj("+proj=laea +lon_0=-4 +lat_0=17.6 +datum=WGS84")
    east, north = metres(lon, lat)
    assert x[0] == pytest.approx(260 + (east - projection.middle[0]) / projection.metres, abs=0.01)
    assert y[0] == pytest.approx(220 - (north - projection.middle[1]) / projection.metres, abs=0.01)
    assert PANEL[0] - 1 <= x[0] <= PANEL[2] + 1
    assert PANEL[1] - 1 <= y[0] <= PANEL[3] + 1


@given(RECORDS)
def test_cells_lose_no_record_and_cover_no_other(records):
    x, y, kind = (np.array(one) for one in zip(*records, strict=True))
    none = np.zeros(len(records), bool)
    found = cells(Places(x, y, kind, none, none), 1.0)
    total = sum((cell.kinds for cell in found), Counter())
    assert total == Counter(kind.tolist())
    for a, b in combinations(found, 2):
        far = np.hypot(a.x - b.x, a.y - b.y)
        assert far >= 0.96 * (radius(a.n, 1.0) + radius(b.n, 1.0))


@given(st.text("abcdéïߡ م", max_size=80), st.integers(30, 200))
def test_lines_are_no_wider_than_they_may_be(text, most):
    kind = Type(10, "#000000", SANS)
    lines = wrapped(text, kind, most)
    assert all(width(line, kind) <= most for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_is_taken_is_not_free():
    taken = Taken([(0, 0, 100, 10)])
    assert not taken.free((90, 5, 120, 20))
    assert taken.free((100, 0, 120, 20))
    assert apart((0, 0, 100, 10), (100, 0, 120, 20))
    assert taken.covered((90, 5, 120, 20)) == 50
    assert taken.covered((100, 0, 120, 20)) == 0


@given(st.lists(st.tuples(st.floats(20, 500), st.floats(30, 410), st.floats(0, 60)), max_size=14))
def test_labels_of_discs_cover_nothing_and_stay_on_the_map(discs):
    """As long as there is room: 14 labels in a panel that has it for hundreds."""
    look = look_of(MapSpec(None, ()), 900, 650)
    kind = Kind("attacks", "Battles")
    badges = Badges(fitted(BBox(-12, 10, 4, 25), PANEL), Signs([kind], look), Taken())
    for x, y, reach in discs:
        badges.rim((x, y), reach, Gathered(Counter({kind: 1})))
    boxes = shown_boxes(badges.labels)
    assert len(boxes) == len(discs)
    assert all(within(box, PANEL) for box in boxes)
    assert all(apart(a, grown(b, -0.1)) for a, b in combinations(boxes, 2))


def shown_boxes(labels):
    """The frames of labels; their numbers have two decimals."""
    rects = [one for one in labels if isinstance(one, str) and one.startswith("<rect")]
    found = [re.findall(r'\b(?<!-)(?:x|y|width|height)="([-\d.]+)"', one) for one in rects]
    sides = [tuple(map(float, one)) for one in found]
    return [(x, y, x + wide, y + high) for x, y, wide, high in sides]


@pytest.mark.parametrize("near", [10, 45, 70])
def test_a_capital_among_many_signs_has_its_name_farther_off_in_its_country(near):
    own = shapely.box(10, 20, 510, 250)
    town = Part("towns", "Niamey", shapely.Point(260, 240), focus=True, rank=1)
    country = Part("countries", "", own, focus=True)
    look = look_of(MapSpec(None, ()), 900, 650)
    taken = Taken([(260 - near, 240 - near, 260 + near, 240 + near)])
    base = Base(shapely.box(*PANEL), (country,), (), (), (town,))
    naming = Naming(base, fitted(BBox(-12, 10, 4, 25), PANEL), (taken, []), look)
    (name,) = (one for one in naming.capitals() if not isinstance(one, str))
    assert name.text == "Niamey"
    assert shapely.contains_xy(own, name.x, name.y)
    assert bool(naming.leaders) == (near > 20)


def test_a_small_map_is_filled_where_the_base_map_ends():
    atlas = Atlas.open(ROOT / "data" / "mali")
    view = fitted(atlas.bounds, (0, 0, 830, 480))
    wide = furniture.wider(atlas, view)
    small = furniture.filled(fitted(wide, (0, 0, 160, 130)), atlas, view)
    west, south, east, north = bounds(atlas)
    lon, lat = small.degrees(np.array([0.0, 160, 0, 160]), np.array([0.0, 0, 130, 130]))
    assert west <= lon.min() < lon.max() <= east
    assert south <= lat.min() < lat.max() <= north
    assert small.metres * 160 > 1.2 * view.metres * 830


def test_a_map_across_the_antimeridian_shows_both_sides_and_not_the_antipodes():
    projection = fitted(BBox(175, -22, -175, -12), PANEL)
    west, east = (
        projection.shape(shapely.box(*box)).bounds
        for box in ((177, -19, 180, -15), (-180, -19, -178, -15))
    )
    assert PANEL[0] < west[0] < west[2] == pytest.approx(east[0], abs=0.2)
    assert east[2] < PANEL[2]
    assert west[2] == pytest.approx((PANEL[0] + PANEL[2]) / 2, abs=1)
    assert projection.shape(shapely.box(-8, 8, 8, 25)).is_empty


ROWS = st.lists(st.integers(1, 12), min_size=1, max_size=6)


@given(ROWS, st.integers(4, 20), st.booleans())
def test_each_column_of_a_legend_starts_with_a_heading(sizes, lines, whole):
    look = look_of(MapSpec(None, ()), 900, 650)
    blocks = [
        Block((Row(f"Heading {i}"), *(Row(f"row {i}.{n}", 1, lambda *_: []) for n in range(size))))
        for i, size in enumerate(sizes)
    ]
    most = lines * high(blocks[0].rows[1], look, 150)
    found = columns(blocks, look, (150, most), whole=whole)
    assert all(column[0].heading for column in found)
    assert all(not column[-1].heading for column in found)
    rows = [
        row.words for column in found for row in column if not row.words.endswith("(continued)")
    ]
    assert rows == [row.words for block in blocks for row in block.rows]
    for column in found:
        over = ""
        for row in column:
            over = row.words.split()[1] if row.heading else over
            assert row.words.split()[1].partition(".")[0] == over
    if whole:
        for block in blocks:
            if sum(high(row, look, 150) for row in block.rows) <= most:
                assert f"{block.rows[0].words} (continued)" not in [c[0].words for c in found]


def test_the_label_of_an_area_has_a_share_for_each_type():
    look = look_of(MapSpec(None, ()), 900, 650)
    codes = ("Battles", "Riots", "Protests", "Strategic developments", "Violence against civilians")
    kinds = Counter({Kind("attacks", code): 9 - i for i, code in enumerate(codes)})
    drawing = Signs(kinds, look)
    text = "".join(map(str, drawing.badge((0, 0, 90, 18), Gathered(kinds), "35", area=True)))
    assert all(f'fill="{drawing.mark(kind).colour}"' in text for kind in kinds)
    assert text.count("<use") == 3


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Mali النزاع في 2020 (now)", ["Mali ", "2020", " ", "في", " ", "النزاع", " (now)"]),
        ("شمال (مالي) Mali", ["(", "مالي", ")", " ", "شمال", " Mali"]),
        ("2020 ߡߊߟߌ, Mali", ["2020 ", "ߡߊߟߌ", ", Mali"]),
        ("Gao and Kidal", ["Gao and Kidal"]),
    ],
)
def test_words_of_two_directions_lie_as_they_are_read(text, parts):
    assert [part for _, part in visual(text, BOLD)] == parts


@pytest.mark.parametrize("size", [(60, 54), (80, 72), (140, 61), (97, 71)])
def test_a_png_is_as_sharp_as_its_pixels(size):
    wide, high = size
    rows = "".join(f'<rect y="{y}" width="{wide}" height="1"/>' for y in range(0, high, 2))
    words = SimpleNamespace(title="", attribution="", licence="", disclaimer="")
    column = pixels(printing.png(Sheet(rows, rows, "", size, words, "", "en", b"{}"), 1))[:, 9, 0]
    assert len(column) == high
    assert (abs(np.diff(column)) > 245).all()


LAND = shapely.box(0, 0, 500, 400)
OWN = Part("countries", "Here", shapely.box(0, 200, 260, 400), focus=True)


def ground(*towns):
    return Base(LAND, (OWN,), (), (), towns)


def test_the_small_map_hides_as_little_as_can_be_of_what_the_atlas_is_about():
    look = look_of(MapSpec(None, ()), 900, 650)
    found = furniture.corner((0, 0, 500, 400), look, Taken(), 1.2, ground())
    assert shapely.box(*found).intersection(OWN.shape).area == 0
    rest = Taken([(0, 0, 500, 200), (400, 200, 500, 400)])
    assert furniture.corner((0, 0, 500, 400), look, rest, 1.2, ground())[0] == 0


@pytest.mark.parametrize("open_to", [(120, 300, 500, 303), None])
def test_a_capital_among_thousands_has_its_name_where_a_line_leads_to_it(open_to):
    look = look_of(MapSpec(None, ()), 900, 650)
    crowd = shapely.box(20, 200, 230, 400)
    crowd -= shapely.box(*open_to) if open_to else crowd.exterior
    cells = [shapely.box(x, y, x + 3, y + 3) for x in range(20, 230, 3) for y in range(200, 400, 3)]
    taken = Taken(cell.bounds for cell in cells if crowd.covers(cell))
    town = Part("towns", "Capital", shapely.Point(120, 301), focus=True, rank=1)
    view = fitted(BBox(-12, 10, 4, 25), (0, 0, 500, 400))
    naming = Naming(ground(town), view, (taken, ()), look)
    names = [one for one in naming.capitals() if not isinstance(one, str)]
    assert [one.box[0] > 230 for one in names] == ([True] if open_to else [])
    assert len(naming.leaders) == len(names)
