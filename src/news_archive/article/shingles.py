"""How much two texts have in common, by their shingles; ``docs/duplicates.md`` has the definitions.

A shingle is five words in a row, in the forms that an index holds. What two texts share of their
sets of shingles is exact here: nothing is estimated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import forms, is_plain

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

SHINGLE_WORDS = 5

# What shares so much of all shingles of two texts is the same story [0 to 1].
THRESHOLD = 0.7

# Who has so much of another text contains it [0 to 1], be it ever so much longer.
CONTAINED = 0.9

# A text of fewer shingles is contained in many that have only a phrase of it: 20 words.
LEAST_CONTAINED_SHINGLES = 16

_RUN = re.compile(r"[^\W_]+")


class Overlap(NamedTuple):
    """What two texts share: ``jaccard`` of the shingles of both, and how much of each one's own.

    All from 0 to 1. ``first_in_second`` is the part of the first text's shingles that the second
    has, too.
    """

    jaccard: float
    first_in_second: float
    second_in_first: float

    @property
    def relation(self) -> str:
        """What the first text is to the second: ``same``, ``contains``, ``within`` or ``alike``.

        ``same``: all shingles. ``contains`` and ``within``: one of them has nearly all of the
        other, and not the other way round.
        """
        if self.jaccard == 1:
            return "same"
        within, contains = (part >= CONTAINED for part in self[1:])
        if within == contains:
            return "alike"
        return "within" if within else "contains"


def shingles(text: str) -> frozenset[str]:
    """Return the shingles of a text; of fewer words than make one, all words; of none, nothing."""
    found = _forms(text)
    if len(found) <= SHINGLE_WORDS:
        return frozenset([" ".join(found)]) if found else frozenset()
    shifted = (found[start:] for start in range(SHINGLE_WORDS))
    return frozenset(map(" ".join, zip(*shifted, strict=False)))


def _forms(text: str) -> list[str]:
    """Return the forms of a text's words: what ``forms`` does, quickly where that can be."""
    lowered = text.lower()
    # Lower case may bring characters that are not plain, as it does with İ.
    if is_plain(text) and is_plain(lowered):
        return _RUN.findall(lowered)
    return forms(text)


def overlap(first: int, second: int, shared: int) -> Overlap:
    """Return the overlap of two texts from how many shingles each has, and how many both."""
    if not shared:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(shared / (first + second - shared), shared / first, shared / second)


def overlap_of(first: AbstractSet[str], second: AbstractSet[str]) -> Overlap:
    """Return the overlap of two sets of shingles."""
    return overlap(len(first), len(second), len(first & second))


def are_alike(found: Overlap, shorter: int, threshold: float = THRESHOLD) -> bool:
    """Whether an overlap makes two texts the same story; ``shorter`` has so many shingles."""
    if found.jaccard >= threshold:
        return True
    contained = max(found.first_in_second, found.second_in_first)
    return shorter >= LEAST_CONTAINED_SHINGLES and contained >= max(CONTAINED, threshold)
