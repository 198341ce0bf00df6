"""One article of each story: an article that is like an earlier one is left out.

Alike is what ``docs/duplicates.md`` says. An article is compared with the last stories before it,
so memory is bounded, and with the very words of all of them.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING
from zlib import crc32

from news_archive.article.shingles import are_alike, overlap, shingles
from news_archive.limits import MAX_STORIES_IN_WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from news_archive.article.line import Fields


def one_of_each(articles: Iterable[Fields]) -> Iterator[Fields]:
    """Yield the first article of each story, in the order in which they come."""
    seen = _Seen()
    for fields in articles:
        if seen.is_new(fields["body"]):
            yield fields


class _Seen:
    """The stories that have come: all of them by all of their words, the last by their shingles."""

    def __init__(self) -> None:
        self._copies: set[int] = set()
        self._last: deque[tuple[int, frozenset[int]]] = deque()
        self._sizes: dict[int, int] = {}
        self._having: dict[int, list[int]] = {}
        self._number = 0

    def is_new(self, text: str) -> bool:
        """Whether a text is like none that has come; then it has come now."""
        found = frozenset(crc32(shingle.encode()) for shingle in shingles(text))
        whole = hash(found)
        if whole in self._copies or self._is_alike(found):
            return False
        self._copies.add(whole)
        self._add(found)
        return True

    def _is_alike(self, found: frozenset[int]) -> bool:
        shared = Counter(number for shingle in found for number in self._having.get(shingle, ()))
        for number, common in shared.items():
            size = self._sizes[number]
            if are_alike(overlap(len(found), size, common), min(len(found), size)):
                return True
        return False

    def _add(self, found: frozenset[int]) -> None:
        self._number += 1
        self._last.append((self._number, found))
        self._sizes[self._number] = len(found)
        for shingle in found:
            self._having.setdefault(shingle, []).append(self._number)
        if len(self._last) > MAX_STORIES_IN_WINDOW:
            number, shingles_of_first = self._last.popleft()
            del self._sizes[number]
            for shingle in shingles_of_first:
                having = self._having[shingle]
                having.remove(number)
                if not having:
                    del self._having[shingle]
