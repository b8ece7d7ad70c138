"""Numbers in words: a toll as a range, a distance. Not known is never zero."""

from dataclasses import dataclass

from geo.schema.model import Language

Bounds = tuple[int | None, int | None, int | None]  # low, best, high


@dataclass(frozen=True, slots=True)
class _Words:
    at_least: str
    at_most: str
    to: str
    about: str
    best: str
    none: str


_WORDS = {
    "en": _Words("at least", "at most", "to", "about", "best estimate", "none"),
    "fr": _Words("au moins", "au plus", "à", "environ", "meilleure estimation", "aucun"),
}
_NARROW = "\u202f"  # French groups digits with a narrow no-break space


def number(value: float, language: Language) -> str:
    """``1,234`` or ``1 234``; decimals with a point or a comma."""
    text = f"{value:,.1f}" if value % 1 else f"{value:,.0f}"
    if language == "fr":
        return text.replace(",", _NARROW).replace(".", ",")
    return text


def singular(n: int, language: Language) -> bool:
    """Whether a number of things is put in the singular (Unicode CLDR plural rules).

    French counts 0 and 1 as one, English only 1.
    """
    return n <= 1 if language == "fr" else n == 1


def toll(bounds: Bounds, language: Language) -> str | None:
    """A range (low, best, high) in words, None where all three are null.

    ``at least 50`` · ``154`` · ``35 to 95, best estimate 40`` · ``about 60`` · ``none``.
    """
    low, best, high = bounds
    words = _WORDS[language]
    if low is best is high is None:
        return None
    if max(low or 0, best or 0, high or 0) == 0 and 0 in (best, high):
        return words.none
    limits = _limits(low, high, language)
    if best is None or low == best == high or (high is None and low == best):
        return limits
    shown = number(best, language)
    if not limits:  # "about 60" is how a source says it; "about 1" is not
        return f"{words.about if best >= 10 else words.best} {shown}"
    return f"{limits}, {words.best} {shown}"


def _limits(low: int | None, high: int | None, language: Language) -> str:
    """The range without its best number; empty where neither end is known."""
    words = _WORDS[language]
    if low is None:
        return "" if high is None else f"{words.at_most} {number(high, language)}"
    if high is None:
        return f"{words.at_least} {number(low, language)}"
    if low == high:
        return number(low, language)
    return f"{number(low, language)} {words.to} {number(high, language)}"


def metres(value: float, language: Language) -> str:
    """A distance: ``800 m``, ``2.5 km``, ``25 km``."""
    if value < 1_000:
        return f"{number(round(value), language)} m"
    kilometres = value / 1_000
    rounded = round(kilometres) if kilometres >= 10 else round(kilometres, 1)
    return f"{number(rounded, language)} km"
