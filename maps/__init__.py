"""Drawing: Folium pages and their parts."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maps.notebook import View as view  # noqa: N813 - it is called as a function is
    from maps.page import build, render

__all__ = ["build", "render", "view"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what ``maps.page`` has
    """What is named above: found when it is first used, as Folium brings pandas with it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "view":
        from maps.notebook import View  # noqa: PLC0415 - see the docstring

        return View
    from maps import page  # noqa: PLC0415 - see the docstring

    return getattr(page, name)
