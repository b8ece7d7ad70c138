"""The faces texts are set in, how wide a text is in one, and a face with only some letters.

The files come with the page's other assets (``maps.assets``); all are under the SIL Open Font
License. HarfBuzz shapes and subsets, so a width is what a browser or Typst makes of it too.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import uharfbuzz

from maps.assets import FOLDER, read

_PLACE = "vendor/faces/"


@dataclass(frozen=True, slots=True)
class Face:
    """A file of letters and the names a style sheet gives it."""

    file: str
    family: str
    weight: int = 400
    italic: bool = False


SANS = Face("sans.ttf", "Source Sans 3")
BOLD = Face("sans-bold.ttf", "Source Sans 3", 600)
ITALIC = Face("sans-italic.ttf", "Source Sans 3", italic=True)
SERIF = Face("serif-bold.ttf", "Source Serif 4", 600)
ARABIC = Face("arabic.ttf", "Noto Sans Arabic")
NKO = Face("nko.ttf", "Noto Sans NKo")

FACES = (SANS, BOLD, ITALIC, SERIF, ARABIC, NKO)
FROM_RIGHT = (ARABIC, NKO)  # scripts that run from right to left
_MIRRORED = str.maketrans("()[]«»", ")(][»«")
_OTHERS = {
    SANS: FROM_RIGHT,
    BOLD: (SANS, *FROM_RIGHT),
    ITALIC: (SANS, *FROM_RIGHT),
    SERIF: (BOLD, SANS, *FROM_RIGHT),
}


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set; ``size`` and ``spacing`` between letters in pixels."""

    size: float
    colour: str
    face: Face = SANS
    spacing: float = 0


def paths() -> list[Path]:
    """The files of all faces."""
    return [FOLDER / (_PLACE + face.file) for face in FACES]


def runs(text: str, face: Face) -> list[tuple[Face, str]]:
    """The text in parts, each in the first face that has its letters; ``face`` if none has them."""
    found: list[tuple[Face, str]] = []
    known = _loaded(face).letters
    if known.issuperset(map(ord, text)):
        return [(face, text)]
    for letter in text:
        one = face
        if ord(letter) not in known:
            others = (other for other in _OTHERS.get(face, ()) if has(other, letter))
            one = next(others, face)
        if found and (found[-1][0] is one or letter == " "):
            found[-1] = (found[-1][0], found[-1][1] + letter)
        else:
            found.append((one, letter))
    return found


@lru_cache(maxsize=1)
def lacking() -> str:
    r"""A regular expression, of Python's and of Typst's, of what no face has: ``[^\x{20}-…]+``.

    White space and signs that are never seen, such as those of the direction, are not among it.
    """
    known = {*range(0x21), *range(0x7F, 0xA1), 0xAD, 0xFEFF, *range(0xFE00, 0xFE10)}
    known.update(*(range(*some) for some in ((0x2000, 0x2010), (0x2028, 0x2030), (0x205F, 0x2070))))
    known.update(*(_loaded(face).letters for face in FACES))
    starts = sorted(one for one in known if one - 1 not in known)
    ends = sorted(one for one in known if one + 1 not in known)
    spans = (f"\\U{a:08x}-\\U{b:08x}" for a, b in zip(starts, ends, strict=True))
    return f"[^{''.join(spans)}]+"


def told(text: str) -> str:
    """The text as it is printed: letters that no face has by their code points, not as boxes."""
    return re.sub(lacking(), _code_points, text)


def _code_points(letters: re.Match[str]) -> str:
    return f"[U+{' '.join(f'{ord(one):04X}' for one in letters[0])}]"


def visual(text: str, face: Face) -> list[tuple[Face, str]]:
    """The runs of a line as they lie from left to right, each in one face and one direction.

    Words of Arabic and N'Ko that follow each other lie from right to left, with the numbers among
    and after them (UAX 9, as far as names and titles need it).
    """
    found: list[tuple[Face, str]] = []
    words = [part for word in re.split("( )", text) if word for part in runs(word, face)]
    while words:
        start = next((i for i, one in enumerate(words) if _way(one) == "R"), len(words))
        end = _end(words, start)
        found += runs("".join(part for _, part in words[:start]), face) if start else []
        found += ((one, part.translate(_MIRRORED)) for one, part in reversed(words[start:end]))
        words = words[end:]
    return found


def _end(words: Sequence[tuple[Face, str]], start: int) -> int:
    """Where what begins there from right to left ends."""
    end = start
    for i, one in enumerate(words[start:], start):
        if _way(one) == "L":
            break
        opened = sum(part.count("(") - part.count(")") for _, part in words[start:i])
        if _way(one) in "RD" or (end == i and opened > 0):
            end = i + 1
    return end


def _way(run: tuple[Face, str]) -> str:
    """R for Arabic and N'Ko, L for other letters, D for digits alone, N for signs and spaces."""
    if run[0] in FROM_RIGHT:
        return "R"
    kinds = {unicodedata.bidirectional(letter) for letter in run[1]}
    return "L" if "L" in kinds else "D" if "EN" in kinds else "N"


def advance(part: str, face: Face, kind: Type) -> float:
    """How wide a run in that face is, in pixels."""
    return _shaped(part, face) * kind.size + kind.spacing * len(part)


def has(face: Face, letter: str) -> bool:
    """Whether the face has the letter."""
    return ord(letter) in _loaded(face).letters


@lru_cache(maxsize=8_192)
def width(text: str, kind: Type) -> float:
    """How wide the text is as it is printed, in pixels."""
    return sum(advance(part, face, kind) for face, part in runs(told(text), kind.face))


def wrapped(text: str, kind: Type, most: float) -> list[str]:
    """The text in lines no wider than ``most``, broken at spaces; a longer word between letters."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined, kind) <= most:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, kind, most)
        lines += whole
    return [*lines, line] if line else lines


def _broken(word: str, kind: Type, most: float) -> list[str]:
    if width(word, kind) <= most:
        return [word]
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, kind) > most:
            parts.append("")
        parts[-1] += letter
    return parts


def subset(face: Face, letters: Iterable[str]) -> bytes:
    """The face as TrueType with no more than these letters; same letters, same bytes."""
    wish = uharfbuzz.SubsetInput()
    wish.sets(uharfbuzz.SubsetInputSets.UNICODE).update(sorted(map(ord, letters)))
    found: bytes = uharfbuzz.subset(_loaded(face).face, wish).blob.data
    return found


@dataclass(frozen=True, slots=True)
class _Loaded:
    face: uharfbuzz.Face
    font: uharfbuzz.Font
    letters: frozenset[int]


@lru_cache(maxsize=len(FACES))
def _loaded(face: Face) -> _Loaded:
    found = uharfbuzz.Face(uharfbuzz.Blob(read(_PLACE + face.file)))
    return _Loaded(found, uharfbuzz.Font(found), frozenset(found.unicodes))


def _shaped(text: str, face: Face) -> float:
    """The advance of a text in ems."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    loaded = _loaded(face)
    uharfbuzz.shape(loaded.font, buffer)
    advance: int = sum(one.x_advance for one in buffer.glyph_positions or ())
    return advance / int(loaded.face.upem)
