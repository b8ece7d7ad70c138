"""Text made inert for the formats of a report: what comes out says itself and does nothing.

Every function takes any text, and gives one line: line ends and tabs become spaces, and characters
that no document may hold become U+FFFD.
"""

import re
import unicodedata
from collections.abc import Callable
from itertools import groupby
from urllib.parse import quote

# What XML 1.0 section 2.2 does not allow, and the controls of C1.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SPACES = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029 ]+")

# Characters that begin something wherever they stand, in CommonMark, Pandoc's Markdown or Quarto.
_MARKS = re.compile(r"""[\\`*_{}\[\]<>#+!|~^$@&"'=]""")
_RUNS = re.compile(r"(?:--+|\.\.+|(?<=\w):(?=\S)|(?<=\bwww)\.)")
_OPENING = re.compile(r"[-%:().,;?/]|(?:\d{1,9}|[A-Za-z]|[ivxlcdm]{1,9})[.)]", re.ASCII)

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": "-{}",  # two would be a dash
    "\u00a0": "~",
    "\u202f": r"\,",
    "’": "'",
    "‘": "`{}",
    "“": "``",
    "”": "''",
    "−": r"\ensuremath{-}",
    "≤": r"\ensuremath{\leq}",
    "≥": r"\ensuremath{\geq}",
    "?": "?{}",  # ?` and !` are Spanish marks
    "!": "!{}",
    ",": ",{}",  # two would be a low quote in T1
}
# Letters of TeX's older faces that pdfLaTeX and Pandoc read as they are. (Of the commands for some
# of them Pandoc makes nothing: of 1995\textendash{}2024 one number.)
_LETTERS = frozenset("«»–—…·°§©±×€")
_RIGHT_TO_LEFT = ("R", "AL")


def plain(text: str) -> str:
    """The text as one line that any document may hold."""
    return _SPACES.sub(" ", _FORBIDDEN.sub("\ufffd", text))


def markdown(text: str) -> str:
    """The text for Markdown (CommonMark 0.31 section 2.4; Pandoc's ``all_symbols_escapable``)."""
    line = plain(text).strip(" ")
    line = _RUNS.sub(lambda found: "".join("\0" + sign for sign in found[0]), line)
    line = _MARKS.sub(lambda found: "\0" + found[0], line)
    if opening := _OPENING.match(line):
        end = opening.end() - 1
        line = f"{line[:end]}\0{line[end:]}"
    return line.replace("\0", "\\")


def attribute(text: str) -> str:
    """The text between the double quotes of a Pandoc attribute."""
    return re.sub(r"""([\\"&<>{}`$'\[\]*_~^])""", r"\\\1", plain(text).strip(" "))


def address(text: str) -> str:
    """A web address for Markdown, HTML and Typst: what is not of RFC 3986 is percent-encoded."""
    return quote(text, safe="%/:?#@!$&*+,;=~-._")


def latex(text: str) -> str:
    """The text for LaTeX; writing that pdfTeX has no letters for goes to macros of the preamble."""
    found = []
    for foreign, run in groupby(plain(text), _foreign):
        letters = "".join(run)
        if foreign:
            codes = " ".join(f"{ord(letter):04X}" for letter in letters)
            written = any(unicodedata.bidirectional(one) in _RIGHT_TO_LEFT for one in letters)
            macro = "foreignrl" if written else "foreignlr"
            found.append(f"\\{macro}{{{codes}}}{{{letters}}}")
        else:
            found.append("".join(_LATEX.get(letter, letter) for letter in letters))
    return "".join(found)


def _foreign(letter: str) -> bool:
    """Whether Latin Modern, or the preamble of the older TeX fonts, may have no such letter."""
    if (
        letter in _LATEX
        or letter in _LETTERS
        or "\u0020" <= letter <= "\u007e"
        or "\u00c0" <= letter <= "\u017e"
    ):
        return letter in "\u0138\u0149\u0126\u0127\u0166\u0167\u0140\u013f\u017f"
    return True


def latex_address(text: str) -> str:
    r"""A web address for ``\href`` within other commands."""
    return re.sub(r"([%#&])", r"\\\1", address(text).replace("~", "%7E"))


def latex_shown(text: str) -> str:
    """A web address to read in LaTeX, in which a line may end after each of its parts."""
    parts = re.split(r"(?<=[/?&=.])(?=[^/])", text)
    return r"\allowbreak{}".join(map(latex, parts))


def typst(text: str) -> str:
    r"""The text as a string of Typst, in its quotes: ``#{{ value }}`` in markup."""
    return '"' + plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


Escape = Callable[[str], str]
