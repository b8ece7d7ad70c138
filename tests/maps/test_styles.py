"""The legend model: every code has a mark, and no two marks of a layer can be taken for another."""

import itertools
import re

import numpy as np
import pytest
from colour import MACHADO, VIENOT, difference, lab, linear

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
    assert styles.UNTYPED not in marks
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


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("layer", styles.MARKS)
def test_colours_of_a_layer_differ_for_everyone(layer, view):
    seen = {
        code: lab(VIEWS[view] @ linear(mark.colour)) for code, mark in styles.MARKS[layer].items()
    }
    close = {
        (one, other): round(difference(seen[one], seen[other]), 1)
        for one, other in itertools.combinations(seen, 2)
        if difference(seen[one], seen[other]) < 10
    }
    assert close == {}


@pytest.mark.parametrize("layer", styles.MARKS)
def test_signs_stand_out_from_the_land(layer):
    land = lab(linear(styles.THEMES["light"]["land"]))
    for code, mark in styles.MARKS[layer].items():
        assert difference(lab(linear(mark.colour)), land) > 20, code


@pytest.mark.parametrize("layer", styles.MARKS)
def test_a_glyph_can_be_read_on_its_frame(layer):
    for code, mark in styles.MARKS[layer].items():
        if not mark.glyph:
            continue
        dark, light = sorted((styles.luminance(mark.colour), styles.luminance(mark.ink)))
        assert (light + 0.05) / (dark + 0.05) >= 3, code  # WCAG 2.2, 1.4.11


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
    assert styles.mark("attacks", None) is styles.UNTYPED
    assert styles.mark("attacks", "<b>") is styles.UNTYPED
    assert styles.mark("no_such_layer", "x") is styles.UNTYPED
