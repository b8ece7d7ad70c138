"""The style sheet of the themes, read by a parser that is not ours where it matters."""

import re

from maps import styles, themes


def declared(text):
    return dict(pair.split(":") for pair in text.split(";"))


def test_each_theme_has_all_its_colours_and_the_device_chooses_where_none_is_named():
    sheet = themes.style_sheet(("attacks", "military_regions"))
    blocks = re.findall(r"(:root[^{]*)\{([^{}]+)\}", sheet)
    assert [selector for selector, _ in blocks] == [
        ":root", ":root[data-theme=dark]", ":root[data-theme=contrast]",
        ":root:not([data-theme])", ":root:not([data-theme])",
    ]  # fmt: skip
    for (_, text), theme in zip(
        blocks, ("light", "dark", "contrast", "dark", "contrast"), strict=True
    ):
        found = declared(text)
        for name, colour in styles.THEMES[theme].items():
            assert found[f"--ca-{name}"] == colour
        lines = [name for name in found if re.match(r"--ca-(attacks|military-regions)-\d", name)]
        assert len(lines) == (0 if theme == "light" else 9)


def test_a_line_follows_the_theme_and_has_the_light_colour_where_there_is_none():
    mark = styles.mark("bases", "camp")
    assert themes.line("bases", mark) == f"var(--ca-bases-1,{mark.line})"
    assert themes.edge(mark) == f"var(--ca-casing,{mark.edge})"
    assert themes.line("bases", styles.mark("bases", None)) == "var(--ca-hatch)"


def test_the_same_layers_give_the_same_text():
    assert themes.style_sheet(("attacks",)) == themes.style_sheet(("attacks",))
    assert "--ca-bases" not in themes.style_sheet(("attacks",))
