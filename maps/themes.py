"""The themes as style sheet: which colours a page has, and when."""

from collections.abc import Iterable
from functools import lru_cache

from maps import styles
from maps.spec import Theme


@lru_cache(maxsize=256)
def line(layer: str, mark: styles.Mark) -> str:
    """The colour of a type's lines as a style sheet's value that follows the theme.

    ``mark`` as the light theme has it.
    """
    for code in styles.MARKS.get(layer, {}):
        if styles.mark(layer, code) == mark:
            return f"var({_name(layer, code)},{mark.line})"
    return "var(--ca-hatch)"


def edge(mark: styles.Mark) -> str:
    """The same of the edge of a sign."""
    return f"var(--ca-casing,{mark.edge})"


def _name(layer: str, code: str) -> str:
    return f"--ca-{layer.replace('_', '-')}-{list(styles.MARKS[layer]).index(code)}"


@lru_cache(maxsize=16)
def style_sheet(layers: tuple[str, ...]) -> str:
    """The rules that give a page its colours.

    ``data-theme`` of the document says which; without it the reader's device does (CSS Media
    Queries 5, prefers-color-scheme and prefers-contrast). On paper they are the light ones.
    """
    light, dark, contrast = (_colours(theme, layers) for theme in ("light", "dark", "contrast"))
    own = ":root:not([data-theme])"
    rules = (
        f":root{{color-scheme:light;{light}}}",
        f"@media screen{{:root[data-theme=dark]{{color-scheme:dark;{dark}}}"
        f":root[data-theme=contrast]{{{contrast}}}}}",
        f"@media screen and (prefers-color-scheme:dark){{{own}{{color-scheme:dark;{dark}}}}}",
        f"@media screen and (prefers-contrast:more){{{own}{{color-scheme:light;{contrast}}}}}",
    )
    return "".join(rules)


def _colours(theme: Theme, layers: Iterable[str]) -> str:
    values = {f"--ca-{name}": colour for name, colour in styles.THEMES[theme].items()}
    if theme != "light":  # whose edges and lines stand with the signs themselves
        values["--ca-casing"] = styles.CASINGS[theme]
        for layer in layers:
            for code in styles.MARKS.get(layer, {}):
                values[_name(layer, code)] = styles.mark(layer, code, theme).line
    return ";".join(f"{name}:{colour}" for name, colour in values.items())
