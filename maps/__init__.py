"""Drawing: Folium pages and their parts."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maps.page import build, render

__all__ = ["build", "render"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what ``maps.page`` has
    """What is named above: found when it is first used, as Folium brings pandas with it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from maps import page  # noqa: PLC0415 - see the docstring

    return getattr(page, name)
