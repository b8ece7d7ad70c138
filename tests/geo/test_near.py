"""The text most like another is the one that difflib finds."""

import random
from difflib import get_close_matches

import pytest

from geo.near import closest


def texts(seed: int) -> tuple[tuple[str, ...], list[str]]:
    """Some hundred ids as a table has them, and such as were meant to be one of them."""
    luck = random.Random(seed)  # noqa: S311 - no secret
    stems = ("src-report", "ucdp", "é", "ml-attack-2019", "")
    ids = {f"{luck.choice(stems)}-{luck.randrange(900):03}" for _ in range(300)} | {"", "a", "ß"}
    slips = []
    for name in luck.sample(sorted(ids), 60):
        letters = list(name)
        for _ in range(luck.randrange(4)):
            place = luck.randrange(len(letters) + 1)
            letters[place : place + luck.randrange(2)] = luck.choice(["", "x", "-", "9", "日"])
        slips.append("".join(letters))
    return tuple(luck.sample(sorted(ids), len(ids))), [*slips, "x" * 64, "9" * 65, "日本", ""]


@pytest.mark.parametrize("cutoff", [0.6, 0.85])
def test_it_is_the_one_difflib_finds(cutoff):
    ids, slips = texts(1)
    for slip in slips:
        found = get_close_matches(slip, ids, n=1, cutoff=cutoff)
        assert closest(slip, ids, cutoff) == (found[0] if found else None), slip


def test_few_of_many_are_compared(monkeypatch):
    compared = []
    monkeypatch.setattr("geo.near.SequenceMatcher.ratio", lambda self: compared.append(1) or 0.9)
    ids = tuple(f"src-report-{number:04}" for number in range(1_000))
    assert closest("src-report-0417x", ids, 0.6)
    assert len(compared) < 100
