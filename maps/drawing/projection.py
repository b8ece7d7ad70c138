"""Places on Earth to places on paper: a projection chosen for the area and fitted into a box.

Areas are true, for the eye compares how densely signs lie: Lambert azimuthal equal-area around the
middle of the view, and Equal Earth where the view is wider than a continent.
"""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.query import BBox
from maps.drawing.boxes import Box, grown

Numbers = NDArray[np.float64]

_CONTINENT = 110.0  # degrees a view may span before an azimuthal projection bends it too much
_AROUND = 8.0  # pixels around the panel, so that no line is seen to end
_HALF_EARTH = 18e6  # metres a panel shows at most under that projection: 90 degrees to each side
_ROUND = 300.0  # degrees of longitude from which on a view is taken to go around a pole
_HALF = 179.9999  # degrees from the middle meridian to where a map of all the Earth is cut open
_STEP = 0.25  # degrees between two corners of a line that is to be bent


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude to pixels: ``proj`` in metres, moved and scaled."""

    proj: str
    panel: Box
    metres: float  # of one pixel
    middle: tuple[float, float]  # of the panel, in metres of the projection
    lon: float  # of its middle meridian, in degrees

    @property
    def _transformer(self) -> pyproj.Transformer:
        return _transformer(self.proj)

    def places(self, lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
        """Pixels of places in degrees; not finite where the projection does not reach."""
        x, y = self._transformer.transform(lon, lat)
        left, top, right, bottom = self.panel
        return (
            (left + right) / 2 + (np.asarray(x) - self.middle[0]) / self.metres,
            (top + bottom) / 2 - (np.asarray(y) - self.middle[1]) / self.metres,
        )

    def degrees(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Longitude and latitude of pixels; not finite beyond the Earth's edge."""
        left, top, right, bottom = self.panel
        lon, lat = self._transformer.transform(
            self.middle[0] + (x - (left + right) / 2) * self.metres,
            self.middle[1] - (y - (top + bottom) / 2) * self.metres,
            direction="INVERSE",
        )
        return np.asarray(lon), np.asarray(lat)

    def shape(self, shape: BaseGeometry, margin: float = _AROUND) -> BaseGeometry:
        """A shape in degrees as it lies in the panel and a little around it, in pixels."""
        near = self._near(shape)
        if near.is_empty:
            return near
        bent = shapely.segmentize(near, _STEP)
        moved = shapely.transform(bent, lambda c: np.column_stack(self.places(c[:, 0], c[:, 1])))
        cut = shapely.clip_by_rect(moved, *grown(self.panel, margin))
        return shapely.simplify(cut, 0.12)

    def _near(self, shape: BaseGeometry) -> BaseGeometry:
        """What of a shape lies in the window, on whichever side of the antimeridian."""
        west, south, east, north = self.window
        boxes = [(west - turn, south, east - turn, north) for turn in (-360.0, 0.0, 360.0)]
        there = shape.bounds
        parts = [
            shapely.clip_by_rect(shape, *box)
            for box in boxes
            if not shape.is_empty and box[0] <= there[2] and box[2] >= there[0]
        ]
        return parts[0] if len(parts) == 1 else shapely.union_all(parts)

    @cached_property
    def window(self) -> Box:
        """West, south, east, north in degrees of all the panel shows, and a little more.

        West lies below -180 or east above 180 where the antimeridian is between them.
        """
        left, top, right, bottom = grown(self.panel, _AROUND)
        xs, ys = np.linspace(left, right, 25), np.linspace(top, bottom, 25)
        x, y = (one.ravel() for one in np.meshgrid(xs, ys))
        lon, lat = self.degrees(x, y)
        if not np.isfinite(lon).all():
            return self.lon - _HALF, -90.0, self.lon + _HALF, 90.0
        far = (lon - self.lon + 180) % 360 - 180  # from the middle meridian
        if np.ptp(far) > _ROUND:  # and the other pole is not seen
            least, most = float(lat.min()) - _STEP, float(lat.max()) + _STEP
            south, north = (-90.0, min(90.0, most)) if -least > most else (max(-90.0, least), 90.0)
            return self.lon - _HALF, south, self.lon + _HALF, north
        return (
            max(-_HALF, float(far.min()) - _STEP) + self.lon,
            max(-90.0, float(lat.min()) - _STEP),
            min(_HALF, float(far.max()) + _STEP) + self.lon,
            min(90.0, float(lat.max()) + _STEP),
        )

    def turn(self, x: float, y: float) -> float:
        """How far north lies from the top there, in degrees clockwise."""
        lon, lat = self.degrees(np.array([x]), np.array([y]))
        east, north = self.places(np.repeat(lon, 2), np.array([lat[0], lat[0] + 0.01]))
        return float(np.degrees(np.arctan2(east[1] - east[0], north[0] - north[1])))


def fitted(view: BBox, panel: Box) -> Projection:
    """The projection that shows all of the view in the panel, its middle in the panel's."""
    east = view.east if view.east >= view.west else view.east + 360
    lon, lat = (view.west + east) / 2, (view.south + view.north) / 2
    wide = east - view.west > _CONTINENT or view.north - view.south > _CONTINENT
    earth = f"+proj=eqearth +lon_0={lon:.4f} +datum=WGS84"
    if not wide:
        proj = f"+proj=laea +lon_0={lon:.4f} +lat_0={lat:.4f} +datum=WGS84"
        found = _fitted(proj, (view.west, view.south, east, view.north), panel)
        across = math.hypot(panel[2] - panel[0], panel[3] - panel[1]) * found.metres
        if across < _HALF_EARTH:
            return found
    return _fitted(earth, (view.west, view.south, east, view.north), panel)


def _fitted(proj: str, view: Box, panel: Box) -> Projection:
    west, south, east, north = view
    edge = np.linspace(0, 1, 33)
    xs = np.concatenate((edge, edge, 0 * edge, 0 * edge + 1)) * (east - west) + west
    ys = np.concatenate((0 * edge, 0 * edge + 1, edge, edge)) * (north - south)
    x, y = (np.asarray(one) for one in _transformer(proj).transform(xs, ys + south))
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    left, top, right, bottom = panel
    metres = max(np.ptp(x) / (right - left), np.ptp(y) / (bottom - top), 0.1)
    middle = ((x.min() + x.max()) / 2, (y.min() + y.max()) / 2)
    return Projection(
        proj, panel, float(metres), (float(middle[0]), float(middle[1])), (west + east) / 2
    )


@lru_cache(maxsize=32)
def _transformer(proj: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:4326", pyproj.CRS.from_proj4(proj), always_xy=True)
