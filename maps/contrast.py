"""How much two colours differ in lightness, and a colour made to stand out (WCAG 2.2)."""

from collections.abc import Iterable

NEAR_BLACK = "#1c1f23"


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink(colour: str) -> str:
    """White or near-black, whichever stands out more on the colour."""
    return max(("#ffffff", NEAR_BLACK), key=lambda one: ratio(one, colour))


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share, 0 to 1, of the other in it, in sRGB."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def standing_out(colour: str, grounds: Iterable[str], least: float) -> str:
    """The colour, darker or lighter by as little as gives this contrast with each of the grounds.

    Grounds that are all light want a darker colour, dark ones a lighter. Where even black or white
    does not reach it, that is the answer.
    """
    grounds = tuple(grounds)
    end = "#000000" if min(map(luminance, grounds)) > 0.18 else "#ffffff"
    steps = (mixed(colour, end, step / 20) for step in range(20))
    return next((c for c in steps if all(ratio(c, g) >= least for g in grounds)), end)


def grey(colour: str) -> str:
    """The grey of the same relative luminance."""
    light = luminance(colour)
    part = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(part * 255):02x}" * 3
