"""GeoJSON files: RFC 7946, one feature a line, sorted by id, the same bytes from the same input."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

DECIMALS = 4  # 0.0001 degree is 11 m

Feature = tuple[str, BaseGeometry, dict[str, Any]]  # id, geometry in degrees, properties


def write(path: Path, features: Iterable[Feature]) -> None:
    """Nothing; afterwards the file holds the features. Raises ValueError for invalid geometry."""
    lines = [_line(*feature) for feature in sorted(features, key=lambda feature: feature[0])]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _line(ident: str, geometry: BaseGeometry, properties: dict[str, Any]) -> str:
    # Exterior rings counter-clockwise: RFC 7946 §3.1.6.
    geometry = shapely.orient_polygons(shapely.set_precision(geometry, 10**-DECIMALS))
    if not geometry.is_valid or geometry.is_empty:
        raise ValueError(f"{ident}: {shapely.is_valid_reason(geometry)}")
    plain = mapping(geometry)
    feature = {
        "type": "Feature",
        "id": ident,
        "geometry": {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])},
        "properties": properties,
    }
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _rounded(value: Any) -> Any:  # noqa: ANN401  # coordinates nest to any depth
    if isinstance(value, float):
        return round(value, DECIMALS)
    return [_rounded(item) for item in value]
