"""Where words stand near each other: the heart of ``"Putin Macron"~8``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def near_places(places: Sequence[Sequence[int]], distance: int) -> set[int]:
    """Return the places that take part in some nearness.

    ``places`` holds for each word where it stands, in order. A nearness chooses one place for each
    word, all different, the last at most ``distance`` behind the first.
    """
    found: set[int] = set()
    for first in sorted({place for each in places for place in each}):
        window = [[p for p in each if first <= p <= first + distance] for each in places]
        # One of the words must stand at the first place, else this window says nothing new.
        for at, each in enumerate(window):
            if each and each[0] == first:
                chosen = _chosen([*window[:at], *window[at + 1 :]], {first})
                if chosen is not None:
                    found |= chosen
                    break
    return found


def _chosen(window: Sequence[Sequence[int]], taken: set[int]) -> set[int] | None:
    if not window:
        return taken
    # The word with the fewest places first, so that a dead end is soon seen.
    at = min(range(len(window)), key=lambda index: len(window[index]))
    rest = [*window[:at], *window[at + 1 :]]
    for place in window[at]:
        if place not in taken:
            chosen = _chosen(rest, taken | {place})
            if chosen is not None:
                return chosen
    return None
