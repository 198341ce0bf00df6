"""The rules for the archive's figures: their floors, and the peers that they should reach."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

from measures import MAP, MRR, Figures
from peers import lucene, ours

FILE = Path(__file__).with_name("floors.json")

Floors = dict[str, dict[str, float]]
"""By corpus, the lowest permitted value of each measure that has one."""

Measured = Mapping[str, Mapping[str, Figures]]
"""Figures by corpus and by name of the engine."""

# By corpus: the measure to compare, and the peers of which the best should be reached; empty: all.
_REACHED: dict[str, tuple[str, tuple[str, ...]]] = {
    "wikinews-de": (MRR, (lucene.NAME,)),
    "xquad-de": (MRR, ()),
    "time-en": (MAP, ()),
    "reuters-en": (MRR, ()),
}


def read(path: Path = FILE) -> Floors:
    floors: Floors = json.loads(path.read_text(encoding="utf-8"))
    return floors


def broken_rules(measured: Measured, floors: Floors) -> list[str]:
    """Return a sentence for each rule that the archive's figures break."""
    return _below_floors(measured, floors) + _below_peers(measured)


def raised(measured: Measured, floors: Floors) -> Floors:
    """Return the floors raised to what was measured, rounded down to three digits.

    Raises ``ValueError`` if a figure is below its floor, since floors are never lowered here.
    """
    lowered = _below_floors(measured, floors)
    if lowered:
        raise ValueError(
            " ".join(lowered) + " Floors are not lowered by this program, because a loss of"
            f" relevance should be decided on and not slip in: edit {FILE.name} by hand and say why"
            " in the commit."
        )
    return {
        corpus: {
            measure: max(floor, math.floor(measured[corpus][ours.NAME][measure] * 1000) / 1000)
            if corpus in measured
            else floor
            for measure, floor in of_corpus.items()
        }
        for corpus, of_corpus in floors.items()
    }


def write(floors: Floors, path: Path = FILE) -> None:
    path.write_text(json.dumps(floors, indent=2) + "\n", encoding="utf-8")


def _below_floors(measured: Measured, floors: Floors) -> list[str]:
    return [
        f"{corpus}: {measure} of {ours.NAME} is {value:.4f}, below its floor of {floor:.3f}."
        for corpus, engines in measured.items()
        for measure, floor in floors.get(corpus, {}).items()
        if (value := engines[ours.NAME][measure]) < floor
    ]


def _below_peers(measured: Measured) -> list[str]:
    sentences = []
    for corpus, engines in measured.items():
        measure, names = _REACHED[corpus]
        peers = {
            name: figures[measure]
            for name, figures in engines.items()
            if name != ours.NAME and (not names or name in names)
        }
        if not peers:
            continue
        best = max(peers, key=lambda name: peers[name])
        value = engines[ours.NAME][measure]
        if value < peers[best]:
            sentences.append(
                f"{corpus}: {measure} of {ours.NAME} is {value:.4f},"
                f" below that of {best}, {peers[best]:.4f}."
            )
    return sentences
