"""Where words stand near each other: the heart of ``"Putin Macron"~8``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def is_near(places: Sequence[Sequence[int]], distance: int) -> bool:
    """Whether there is some nearness; see ``near_places``."""
    return next(_nearnesses(places, distance), None) is not None


def near_places(places: Sequence[Sequence[int]], distance: int) -> set[int]:
    """Return the places that take part in some nearness.

    ``places`` holds for each word where it stands, in order. A nearness chooses one place for each
    word, all different, the last at most ``distance`` behind the first.
    """
    return {place for nearness in _nearnesses(places, distance) for place in nearness}


def _nearnesses(places: Sequence[Sequence[int]], distance: int) -> Iterator[set[int]]:
    if not all(places):
        return
    for first in sorted({place for each in places for place in each}):
        window = [
            each[bisect_left(each, first) : bisect_right(each, first + distance)] for each in places
        ]
        # One of the words must stand at the first place, else this window says nothing new.
        for at, each in enumerate(window):
            if each and each[0] == first:
                chosen = _chosen([*window[:at], *window[at + 1 :]], {first})
                if chosen is not None:
                    yield chosen
                    break


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
