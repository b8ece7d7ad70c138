"""The sides UCDP names as actors: those the atlas has already, and new ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from geo import compute as pc
from geo.readers.gleditsch_ward import ISO
from geo.schema.countries import COUNTRIES
from geo.schema.records import Folder

_GOVERNMENT = "Government of "
_CIVILIANS = "Civilians"
_TEXT = pa.large_string()
_ORGANISED = (1, 3)  # types of violence whose sides are states or formally organised groups


@dataclass(frozen=True, slots=True)
class Side:
    """One mention: UCDP's name, its type of violence, and the state's number where it is one."""

    name: str
    violence: int | None
    state: int | None


@dataclass(frozen=True, slots=True)
class Actors:
    """By UCDP's name, the row of ``actors`` that stands for it."""

    by_name: Mapping[str, Mapping[str, Any]]

    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """The rows, each once."""
        return tuple({row["name"]: row for row in self.by_name.values()}.values())

    def of(self, names: pa.Array, field: str) -> pa.Array:
        """A field of the actors with these names, null where there is no name."""
        known = pa.array(list(self.by_name), names.type)
        values = pa.array([row[field] for row in self.by_name.values()], _TEXT)
        return values.take(pc.index_in(names, value_set=known))


def actors(sides: Iterable[Side], folder: Folder) -> Actors:
    """An actor for each name: the atlas's own of that name, else a new one.

    Other names are not looked at: "AQIM" may be one of several that an actor of the atlas goes by.
    """
    violence: defaultdict[str, set[int | None]] = defaultdict(set)
    states: dict[str, int] = {}
    for side in sides:
        violence[side.name].add(side.violence)
        if side.state is not None:
            states.setdefault(side.name, side.state)
    known = {actor.id: actor.properties for actor in folder.of("actors")}
    return Actors(
        {
            name: known.get(name) or _new(name, violence[name], states.get(name))
            for name in sorted(violence)
        }
    )


def _new(name: str, violence: set[int | None], state: int | None) -> dict[str, Any]:
    return {
        "name": name,
        "name_fr": _french(name, state),
        "aliases": None,
        "actor_type": _type(name, violence),
        "valid_start": None,
        "valid_end": None,
    }


def _type(name: str, violence: set[int | None]) -> str:
    if name.startswith(_GOVERNMENT):
        return "state_force"
    if name == _CIVILIANS:
        return "civilians"
    # Sides of non-state conflict alone may be communities: UCDP does not say in this file.
    return "armed_group" if violence & set(_ORGANISED) else "unknown"


def _french(name: str, state: int | None) -> str:
    """Names of groups are proper names and stay as they are."""
    if name == _CIVILIANS:
        return "Civils"
    if name.startswith(_GOVERNMENT) and state is not None and state in ISO:
        return f"Gouvernement ({COUNTRIES.label(ISO[state], 'fr')})"
    return name
