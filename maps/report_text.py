"""A report through a template: Markdown, LaTeX, HTML and Typst, each value made inert on its way.

Built-in templates and those a user brings get the same names: ``report`` (``maps.report.Report``),
``t`` (its headings), ``figure`` (``Figure``) and, for HTML, ``style`` and ``policy``. They run in
Jinja's sandbox. Whatever an expression gives is escaped for the format, also by ``|safe``.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from geo.errors import DataError
from maps import escapes
from maps.report import Report

_FOLDER = Path(__file__).resolve().parent / "templates"

Kind = Literal["md", "tex", "html", "typ"]

_LARGE = 10_000  # a number up to which a template may multiply


@dataclass(frozen=True, slots=True)
class Figure:
    """The picture of a report, as a text names it."""

    href: str = ""  # file name or address; empty where there is none
    url: str = ""  # where it is served, for who has not got the file
    svg: str = ""  # the picture itself, for texts that hold it
    width: int = 0  # in CSS pixels
    height: int = 0


@dataclass(frozen=True, slots=True)
class RegionPage:
    """A page of an atlas by regions."""

    name: str
    svg: str
    alt: str
    lines: tuple[str, ...]


class _Written(str):
    """Text that is written for its format already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Format:
    escape: Callable[[str], str]
    filters: Mapping[str, Callable[[str], str]]
    signs: Mapping[str, str]  # what Jinja's own signs are, where braces mean something else


def _yaml(text: str) -> str:
    """A text of YAML's, which is Markdown to Pandoc and Quarto; JSON is YAML (YAML 1.2.2, 1.1)."""
    return json.dumps(escapes.markdown(text), ensure_ascii=False)


def _share(part: str) -> str:
    """A number as a template asks for it, to be a measure and no text."""
    return f"{float(part):.3f}"


def _file(name: str) -> str:
    """A file name that TeX takes as it is."""
    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        raise ValueError(f"{name!r} is no file name for TeX")
    return name


_FORMATS: Mapping[Kind, _Format] = MappingProxyType(
    {
        "md": _Format(
            escapes.markdown,
            {"attribute": escapes.attribute, "yaml": _yaml, "address": escapes.address}
            | {"rule": lambda width: "-" * int(width)},
            {},
        ),
        "tex": _Format(
            escapes.latex,
            {
                "address": escapes.latex_address,
                "shown": escapes.latex_shown,
                "file": _file,
                "share": _share,
            },
            {
                "block_start_string": r"\BLOCK{",
                "block_end_string": "}",
                "variable_start_string": r"\VAR{",
                "variable_end_string": "}",
                "comment_start_string": r"\COMMENT{",
                "comment_end_string": "}",
            },
        ),
        "html": _Format(lambda text: str(Markup.escape(escapes.plain(text))), {}, {}),
        "typ": _Format(escapes.typst, {"share": _share}, {}),
    }
)


def regions(title: str, language: str, pages: Sequence[RegionPage]) -> bytes:
    """An atlas by regions as a Typst document."""
    source = (_FOLDER / "regions.typ").read_text(encoding="utf-8")
    values = {"title": title, "language": language, "pages": pages}
    return _environment("typ").from_string(source).render(values).encode("utf-8")


def write(report: Report, kind: Kind, figure: Figure, template: Path | None = None) -> bytes:
    """The report as UTF-8 text of that kind; ``template`` stands in for the built-in one.

    Raises DataError where the template cannot be read or does not run.
    """
    path = template or _FOLDER / f"report.{kind}"
    style = (_FOLDER / "report.css").read_text(encoding="utf-8") if kind == "html" else ""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    values = {
        "report": report,
        "t": report.text,
        "figure": figure,
        "style": _Written(style),
        "policy": f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'",
    }
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path.name, f"cannot be read as a template: {error}") from error
    try:
        return _environment(kind).from_string(source).render(values).encode("utf-8")
    except Exception as error:
        if template is None and not isinstance(error, TemplateError):
            raise  # a fault of ours
        told = str(error) or type(error).__name__
        raise DataError(path.name, f"not a template that runs: {told}") from error


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's, in which a product is no larger than a document may be."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - as Jinja has it
        """What comes of two values. Raises SecurityError where it would be too large."""
        large = any(isinstance(one, (int, float)) and abs(one) > _LARGE for one in (left, right))
        if large or (operator == "**" and max(abs(left), abs(right)) > _LARGE**0.5):
            raise SecurityError(f"{operator} with numbers that large is not for templates")
        return super().call_binop(context, operator, left, right)


def _environment(kind: Kind) -> ImmutableSandboxedEnvironment:
    format_ = _FORMATS[kind]

    def finalize(value: Any) -> str:  # noqa: ANN401 - whatever an expression of a template gives
        return value if isinstance(value, _Written) else format_.escape(str(value))

    found = _Sandbox(
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=finalize,
        **format_.signs,
    )
    for name, function in format_.filters.items():
        found.filters[name] = _writing(function)
    return found


def _writing(function: Callable[[str], str]) -> Callable[[object], _Written]:
    return lambda value: _Written(function(str(value)))
