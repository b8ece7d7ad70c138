"""Drawing: Folium pages and their parts."""

from maps.page import build, render

__all__ = ["build", "render"]
