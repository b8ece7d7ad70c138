"""Settings: the ``ATLAS_*`` environment, read once where a process starts and passed down.

A model of pydantic, which FastAPI brings; importing pydantic-settings took a tenth of a start.
"""

import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

PREFIX = "ATLAS_"  # of the environment's variables: `port` is `ATLAS_PORT`
PACKAGED = "conflict_atlas_data"  # the wheel's folder with the Mali atlas


def default_atlas() -> Path:
    """The Mali atlas: the wheel's copy where we are installed from one, else the repository's."""
    beside = Path(__file__).resolve().parents[1]
    packaged = beside / PACKAGED / "mali"
    return packaged if packaged.is_dir() else beside / "data" / "mali"


def default_cache() -> Path | None:
    """The user's cache folder (XDG Base Directory); None, so in memory, where there is no home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if Path(named).is_absolute():
        return Path(named) / "conflict-atlas"
    try:
        return Path.home() / ".cache" / "conflict-atlas"
    except RuntimeError:
        return None


class Settings(BaseModel):
    """How a server runs. Values given in code win over ``ATLAS_*``, which win over the defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    dir: Path = Field(default_factory=default_atlas, description="Folder of the atlas to serve.")
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one."
    )
    workers: int = Field(default=1, ge=1, le=64, description="Number of server processes.")
    cache_dir: Path | None = Field(
        default_factory=default_cache,
        description="Folder of the compiled snapshots; unset: in the user's cache folder.",
    )
    default_limit: int = Field(
        default=100,
        ge=1,
        le=100_000,
        description="Features on a page when the caller names no `limit`.",
    )
    max_limit: int = Field(
        default=10_000,
        ge=1,
        le=100_000,
        description="Most features on a page; a larger `limit` is capped.",
    )
    max_file_limit: int = Field(
        default=100_000,
        ge=1,
        le=1_000_000,
        description="The same for files: CSV, GeoJSON text sequences, GeoPackage, FlatGeobuf, "
        "GeoParquet and KML.",
    )
    base_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#\"'<>]+(/[^\s?#\"'<>]*)?$",
        description="Public URL of the service when it stands behind a proxy, with any path the "
        "proxy strips, such as `https://example.org/atlas`; unset: taken from each request.",
    )
    cors_origins: str = Field(
        default="*",
        description="Origins that may read answers from a page: `*`, or several with spaces.",
    )
    frame_ancestors: str = Field(
        default="*",
        pattern=r"^[^;,\r\n]+$",
        description="Who may put `/embed` in a frame, as in the policy `frame-ancestors`.",
    )
    online_base_maps: bool = Field(
        default=True,
        description="Whether readers of `/map` may choose base maps of OpenStreetMap, OpenTopoMap "
        "and NASA; `false` keeps these hosts out of its policy.",
    )
    max_age: int = Field(
        default=60, ge=0, le=31_536_000, description="Seconds a client may keep an answer unasked."
    )
    tile_cache_mb: int = Field(
        default=32,
        ge=0,
        le=65_536,
        description="Megabytes of finished tiles, figures and reports each server process keeps; "
        "0 keeps none.",
    )
    figure_seconds: float = Field(
        default=30,
        ge=0.1,
        le=3_600,
        description="Seconds that drawing one figure or report may take before it is given up.",
    )
    log_level: str = Field(
        default="warning",
        pattern="^(critical|error|warning|info|debug)$",
        description="What the server logs: `critical`, `error`, `warning`, `info` or `debug`.",
    )

    @model_validator(mode="before")
    @classmethod
    def _environment(cls, given: dict[str, Any]) -> dict[str, Any]:
        variables = ((name, os.environ.get(PREFIX + name.upper())) for name in cls.model_fields)
        return {name: text for name, text in variables if text is not None} | given

    @property
    def snapshots(self) -> Path | None:
        """The folder of this atlas's snapshots: no two atlases share one."""
        if self.cache_dir is None:
            return None
        place = blake2b(str(self.dir.resolve()).encode(), digest_size=6).hexdigest()
        return self.cache_dir / f"{self.dir.resolve().name}-{place}"

    @property
    def root(self) -> str | None:
        """The public URL without a closing slash, None where it follows the request."""
        return self.base_url.rstrip("/") if self.base_url else None
