"""How much two texts have in common, by their shingles; ``docs/duplicates.md`` has the definitions.

A shingle is five words in a row, in the forms that an index holds. The overlap of two sets of
shingles is computed exactly here, not estimated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.words import forms, is_plain

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

SHINGLE_WORDS = 5

# Two texts with at least this Jaccard similarity are the same story [0 to 1].
THRESHOLD = 0.7

# A text that has at least this part of another contains it, however much longer it is [0 to 1].
CONTAINED = 0.9

# A contained text must have at least this many shingles (20 words). A shorter one would count as
# contained in many texts that share only a phrase with it.
LEAST_CONTAINED_SHINGLES = 16

_RUN = re.compile(r"[^\W_]+")


class Overlap(NamedTuple):
    """The overlap of two texts: their Jaccard similarity, and how much of each is in the other.

    All values are from 0 to 1. ``first_in_second`` is the part of the first text's shingles that
    the second also has.
    """

    jaccard: float
    first_in_second: float
    second_in_first: float

    @property
    def relation(self) -> str:
        """The relation to the second text: ``same``, ``contains``, ``within`` or ``alike``.

        ``same``: both have the same shingles. ``contains``: only the first text has nearly all
        shingles of the other. ``within``: only the second has. ``alike``: everything else.
        """
        if self.jaccard == 1:
            return "same"
        within, contains = (part >= CONTAINED for part in self[1:])
        if within == contains:
            return "alike"
        return "within" if within else "contains"


def shingles(text: str) -> frozenset[str]:
    """Return the shingles of a text.

    In a text with fewer than five words, all words together are the only shingle. A text without
    words has none.
    """
    found = _forms(text)
    if len(found) <= SHINGLE_WORDS:
        return frozenset([" ".join(found)]) if found else frozenset()
    shifted = (found[start:] for start in range(SHINGLE_WORDS))
    return frozenset(map(" ".join, zip(*shifted, strict=False)))


def _forms(text: str) -> list[str]:
    """Return the forms of a text's words, as ``forms`` does, but faster where possible."""
    lowered = text.lower()
    # Converting to lower case may add characters that are not plain, as it does with İ.
    if is_plain(text) and is_plain(lowered):
        return _RUN.findall(lowered)
    return forms(text)


def overlap(first: int, second: int, shared: int) -> Overlap:
    """Return the overlap of two texts, given how many shingles each has and how many they share."""
    if not shared:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(shared / (first + second - shared), shared / first, shared / second)


def overlap_of(first: AbstractSet[str], second: AbstractSet[str]) -> Overlap:
    """Return the overlap of two sets of shingles."""
    return overlap(len(first), len(second), len(first & second))


def are_alike(found: Overlap, shorter: int, threshold: float = THRESHOLD) -> bool:
    """Whether an overlap makes two texts the same story.

    ``shorter`` is the number of shingles of the text that has fewer of them.
    """
    if found.jaccard >= threshold:
        return True
    contained = max(found.first_in_second, found.second_in_first)
    return shorter >= LEAST_CONTAINED_SHINGLES and contained >= max(CONTAINED, threshold)
