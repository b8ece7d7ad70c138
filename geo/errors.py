"""The errors of Conflict Atlas, and what each one means to a caller.

AtlasError                      every error we raise on purpose; its text is safe to show to anyone
├── RequestError                the caller's wish is wrong: names parameter, value, what is allowed
│   └── FilterError             the filter expression is wrong or too costly
├── NotFoundError               what was asked for is not here
└── DataError                   the data on disk is wrong: names file, feature, field and rule

``api/errors.py`` is the only place that maps these to HTTP statuses.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from geo.near import closest


class AtlasError(Exception):
    """Base of all errors raised on purpose. ``str(error)`` is safe to show."""


class RequestError(AtlasError):
    """A caller's parameter is wrong; ``allowed`` are the values it may have, or says them."""

    def __init__(
        self, parameter: str, value: object, reason: str, allowed: str | Iterable[str] = ()
    ) -> None:
        self.parameter = parameter
        self.value = str(value)[:200]
        self.reason = reason
        self.allowed = allowed if isinstance(allowed, str) else tuple(allowed)
        self.nearest = _nearest(self.value, self.allowed)
        super().__init__(self._text())

    def _text(self) -> str:
        text = f"{self.parameter}={self.value!r}: {self.reason}"
        if self.nearest:
            text += f"; did you mean {self.nearest!r}?"
        return text


class FilterError(RequestError):
    """A filter expression cannot be parsed, names what a layer does not have, or costs too much."""


class NotFoundError(AtlasError):
    """A layer, feature, tile or version is not here; ``allowed`` is as for RequestError."""

    def __init__(self, what: str, name: str, allowed: str | Iterable[str] = ()) -> None:
        self.what = what
        self.name = name[:200]
        self.allowed = allowed if isinstance(allowed, str) else tuple(allowed)
        self.nearest = _nearest(self.name, self.allowed)
        text = f"no {what} {self.name!r} here"
        if self.nearest:
            text += f"; did you mean {self.nearest!r}?"
        super().__init__(text)


class DataError(AtlasError):
    """A file of the atlas cannot be read as what it should be."""

    def __init__(
        self, file: str, reason: str, feature: str | None = None, field: str | None = None
    ) -> None:
        self.file = file
        self.feature = feature
        self.field = field
        self.reason = reason
        where = ": ".join(part for part in (file, feature, field) if part)
        super().__init__(f"{where}: {reason}")


def _nearest(value: str, allowed: str | tuple[str, ...]) -> str | None:
    return None if isinstance(allowed, str) else nearest(value, allowed)


def nearest(value: str, allowed: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The allowed value most like ``value``, case aside, or None where nothing is close.

    The cutoff is the share of their letters that two texts have in common, in order.
    """
    names = tuple(allowed)
    folded = _folded(names)
    found = closest(value.casefold(), tuple(folded), cutoff)
    return None if found is None else folded[found]


@lru_cache(maxsize=8)  # many values are compared with the same names, one after the other
def _folded(names: tuple[str, ...]) -> Mapping[str, str]:
    return {name.casefold(): name for name in reversed(names)}
