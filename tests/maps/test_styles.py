"""The legend model: every code has a mark, and no two marks of a layer can be taken for another."""

import itertools
import re

import numpy as np
import pytest
from colour import MACHADO, VIENOT, difference, lab, linear, wcag

from geo.schema import SCHEMAS
from maps import styles, symbols

MAPPED = [schema for schema in SCHEMAS.values() if schema.mapped]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # pairs of the table that Sharma, Wu and Dalal published with the formula
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_of_difference_is_the_published_one(one, other, expected):
    assert difference(one, other) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("schema", MAPPED, ids=lambda schema: schema.name)
def test_every_type_of_a_layer_has_a_mark_of_its_own(schema):
    codes = schema.by_name[schema.type_field].codes.values
    marks = [styles.mark(schema.name, code) for code in codes]
    assert styles.drawn(styles.UNTYPED, "light") not in marks
    assert set(styles.MARKS[schema.name]) == set(codes)
    # In greyscale the outline, the glyph or, of boundaries, the dashes have to tell them apart.
    assert len({(mark.frame, mark.glyph, mark.dashes) for mark in marks}) == len(marks)


def test_layers_share_no_outline():
    frames = {
        schema.name: {mark.frame for mark in styles.MARKS[schema.name].values()}
        for schema in MAPPED
    }
    for one, other in itertools.combinations(frames, 2):
        assert not frames[one] & frames[other]


VIEWS = {
    "typical": np.eye(3),
    **{f"{name} (Machado)": np.array(m) for name, m in MACHADO.items()},
    **{f"{name} (Viénot)": np.array(m) for name, m in VIENOT.items()},
}


THEMES = ("light", "dark", "contrast", "grey")
COLOURED = tuple(theme for theme in THEMES if theme != "grey")  # there shape and glyph tell


@pytest.mark.parametrize("theme", COLOURED)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("layer", styles.MARKS)
def test_colours_of_a_layer_differ_for_everyone(layer, view, theme):
    seen = {
        code: lab(VIEWS[view] @ linear(styles.mark(layer, code, theme).colour))
        for code in styles.MARKS[layer]
    }
    close = {
        (one, other): round(difference(seen[one], seen[other]), 1)
        for one, other in itertools.combinations(seen, 2)
        if difference(seen[one], seen[other]) < 10
    }
    assert close == {}


def test_there_is_each_theme_with_the_same_names():
    assert tuple(styles.THEMES) == THEMES
    for theme in THEMES:
        assert styles.THEMES[theme].keys() == styles.THEMES["light"].keys()
    for colour in styles.THEMES["grey"].values():
        assert colour[1:3] == colour[3:5] == colour[5:7]


# What is written, and on what; the names on a map lie on land of either kind.
WRITTEN = [
    *((text, ground) for text in ("ink", "muted", "faint", "accent", "warning")
      for ground in ("paper", "wash")),
    *((text, ground) for text in ("ink", "town") for ground in ("land", "focus")),
    ("country", "land"), ("country", "focus"), ("region", "focus"),
    ("on-ground", "ground"), ("on-caution", "caution"), ("paper", "warning"),
]  # fmt: skip
# What has to be seen, and against what: the edges of controls, borders, hatching, signs' grounds.
SEEN = [("field", "paper"), ("frontier", "focus"), ("frontier", "land"), ("hatch", "focus")]


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_in_every_theme(theme):
    """WCAG 2.2, 1.4.3 and, in high contrast, 1.4.6."""
    colours, least = styles.THEMES[theme], 7 if theme == "contrast" else 4.5
    found = {pair: wcag(*(colours[name] for name in pair)) for pair in WRITTEN}
    assert {pair: round(n, 2) for pair, n in found.items() if n < least} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_drawn_can_be_seen_in_every_theme(theme):
    """WCAG 2.2, 1.4.11."""
    colours = styles.THEMES[theme]
    found = {pair: wcag(*(colours[name] for name in pair)) for pair in SEEN}
    assert {pair: round(n, 2) for pair, n in found.items() if n < 3} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("layer", [*styles.MARKS, ""])
def test_signs_and_lines_stand_out_from_the_land(layer, theme):
    colours = styles.THEMES[theme]
    for code in styles.MARKS.get(layer, {"": None}):
        mark = styles.mark(layer, code, theme)
        for ground in (colours["land"], colours["focus"]):
            assert max(wcag(mark.colour, ground), wcag(mark.edge, ground)) >= 3, code
            assert wcag(mark.line, ground) >= 3, code
        assert wcag(mark.line, colours["paper"]) >= 3, code  # of bars over time


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("layer", styles.MARKS)
def test_a_glyph_can_be_read_on_its_frame(layer, theme):
    for code in styles.MARKS[layer]:
        mark = styles.mark(layer, code, theme)
        if mark.glyph:
            assert wcag(mark.colour, mark.ink) >= 3, code  # WCAG 2.2, 1.4.11


def test_outlines_use_what_any_drawing_library_reads():
    paths = {name: text for name, text in vars(symbols).items() if name.isupper()}
    assert len(paths) > 20
    for name, text in paths.items():
        assert re.fullmatch(r"(?:[MLHVC][\d. ]+|Z)+", text), name
        assert text.startswith("M"), name
        assert text.endswith("Z"), name
        numbers = [float(n) for n in re.findall(r"[\d.]+", text)]
        assert min(numbers) >= 0, name
        assert max(numbers) <= 24, name


def test_a_group_has_the_labels_of_the_schema_in_both_languages(mini_atlas):
    layer = mini_atlas.layer("attacks")
    english, french = styles.group(layer, "en"), styles.group(layer, "fr")
    assert [entry.code for entry in english.entries] == [entry.code for entry in french.entries]
    assert english.entries[0].label == "Battles"
    assert french.entries[0].label == "Combats"
    assert (english.title, french.title) == ("Attacks and battles", "Attaques et combats")


def test_an_unknown_type_is_drawn_as_untyped():
    untyped = styles.drawn(styles.UNTYPED, "light")
    assert styles.mark("attacks", None) == untyped
    assert styles.mark("attacks", "<b>") == untyped
    assert styles.mark("no_such_layer", "x") == untyped
