"""Where words stand near each other: the heart of ``"Putin Macron"~8``.

A nearness is one place for each word, all different, the last at most ``distance`` behind the
first. A window has a nearness if every word can be given a place of its own in it: a matching of
words and places. Then every place of any of the words in that window takes part in a nearness,
because the word can move there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def is_near(places: Sequence[Sequence[int]], distance: int) -> bool:
    """Whether there is some nearness; see ``near_places``."""
    return next(_windows(places, distance), None) is not None


def near_places(places: Sequence[Sequence[int]], distance: int) -> set[int]:
    """Return all places that take part in some nearness.

    ``places`` holds for each word where it stands. Takes time in proportion to the places, times
    the square of the words at worst.
    """
    found: set[int] = set()
    for window in _windows(places, distance):
        found.update(window)
    return found


def _windows(places: Sequence[Sequence[int]], distance: int) -> Iterator[Sequence[int]]:
    """Yield the places of each window that has a nearness, those yielded before left out."""
    if not all(places):
        return
    words_at: dict[int, int] = {}  # a bit for each word that stands at a place
    for word, each in enumerate(places):
        for place in each:
            words_at[place] = words_at.get(place, 0) | 1 << word
    order = sorted(words_at)
    # How many places of the window have the same words; no more than there are words matter.
    counts: dict[int, int] = {}
    known: dict[tuple[tuple[int, int], ...], bool] = {}
    end = done = 0
    for start, first in enumerate(order):
        while end < len(order) and order[end] <= first + distance:
            words = words_at[order[end]]
            counts[words] = counts.get(words, 0) + 1
            end += 1
        if end > done:
            most = len(places)
            state = tuple(sorted((words, min(count, most)) for words, count in counts.items()))
            if state not in known:
                known[state] = _has_place_for_each(counts, len(places))
            if known[state]:
                yield order[max(start, done) : end]
                done = end
        words = words_at[first]
        counts[words] -= 1
        if not counts[words]:
            del counts[words]


def _has_place_for_each(counts: Mapping[int, int], number: int) -> bool:
    """Whether so many words can be given a place each; ``counts``: places by the words there.

    Kuhn's algorithm: a word whose places are all taken asks those who took them to move on.
    """
    taken: dict[int, list[int]] = {words: [] for words in counts}

    def placed(word: int, asked: set[int]) -> bool:
        for words, takers in taken.items():
            if not words >> word & 1 or words in asked:
                continue
            asked.add(words)
            if len(takers) < counts[words]:
                takers.append(word)
                return True
            for at, other in enumerate(takers):
                if placed(other, asked):
                    takers[at] = word
                    return True
        return False

    return all(placed(word, set()) for word in range(number))
