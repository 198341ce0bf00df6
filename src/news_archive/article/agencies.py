"""The news agencies of the world: their codes, names and spellings, from ``agencies.json``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Agency(NamedTuple):
    """One agency; ``ambiguous`` holds its spellings that can also mean something else."""

    code: str
    name: str
    country: str
    aliases: tuple[str, ...]
    ambiguous: frozenset[str]


class Named(NamedTuple):
    """The agency that a spelling names, and whether the spelling can also mean something else."""

    code: str
    ambiguous: bool


@cache
def agencies() -> tuple[Agency, ...]:
    """Return every known agency, in the order of the data file."""
    data = json.loads(Path(__file__).with_name("agencies.json").read_bytes())
    return tuple(
        Agency(
            entry["code"],
            entry["name"],
            entry["country"],
            tuple(entry["aliases"]),
            frozenset(entry["ambiguous"]),
        )
        for entry in data["agencies"]
    )


@cache
def _spellings() -> dict[str, Named]:
    return {
        spelling.lower(): Named(agency.code, spelling in agency.ambiguous)
        for agency in agencies()
        for spelling in (agency.name, *agency.aliases, agency.code)
    }


def named(spelling: str) -> Named | None:
    """Find the agency with this code, name or alias, ignoring case."""
    return _spellings().get(spelling.lower())
