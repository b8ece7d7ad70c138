"""HTML views of the API: templates with autoescape, one style sheet, one content policy."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

from markupsafe import Markup

from api.texts import TEXTS
from geo.schema.model import Language

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Views:
    """Renders templates; ``policy`` is the Content-Security-Policy they are served under."""

    style: str
    policy: str

    @classmethod
    def load(cls) -> Self:
        """The views of this package. Text from data is escaped by the templates' autoescape."""
        style = (HERE / "style.css").read_text(encoding="utf-8")
        digest = b64encode(sha256(style.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
        )
        return cls(style, policy)

    @cached_property
    def environment(self) -> "Environment":
        """The templates, each compiled when it is first shown."""
        from jinja2 import (  # noqa: PLC0415 - pages alone need it
            Environment,
            FileSystemLoader,
            StrictUndefined,
        )

        found = Environment(
            loader=FileSystemLoader(HERE),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        found.globals["style"] = Markup(self.style)  # noqa: S704 - our own file, no data in it
        return found

    def render(self, template: str, language: Language, values: Mapping[str, Any]) -> bytes:
        """The page as UTF-8. ``t`` in a template has the texts of the language."""
        page = self.environment.get_template(template)
        words = SimpleNamespace(**TEXTS[language])  # a mapping's own `items` would hide ours
        return page.render(t=words, lang=language, **values).encode("utf-8")
