"""One hit per story: hits with nearly the same text are folded into the best of them.

Hits are compared from the best on, each with those that are shown so far, until there are enough
for the requested page. So each page depends on the query alone, no article is on two pages, and
nothing needs to be computed beforehand.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.shingles import are_alike, overlap, shingles
from news_archive.limits import MAX_COLLAPSED_HITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.article.line import Fields
    from news_archive.index.contract import Found, Page


class Story(NamedTuple):
    """A hit that is shown, its record, and the ids of later hits with a text like its own."""

    hit: Found
    fields: Fields
    alike: list[str]


class Collapsed(NamedTuple):
    """The stories of one page; ``pages`` is their number, an upper bound if not all were read."""

    stories: list[Story]
    pages: int


# So many hits are always compared, so that what is folded does not depend on the size of a page.
_LEAST_COMPARED = 100


def collapsed(
    search: Callable[[int], Page],
    fields_of: Callable[[Found], Fields],
    limit: int,
    page: int,
    *,
    copies_only: bool = False,
) -> Collapsed:
    """Return one page of stories; ``search`` returns so many of the best hits.

    The hits of this page and of two more are compared, at least 100, so that most similar texts are
    seen, and as many again while the page is not full; at most ``MAX_COLLAPSED_HITS``, or ``limit``
    if larger. ``copies_only``: only hits with the very same text are folded, which is quicker.
    """
    wanted = limit * page
    most = max(limit, MAX_COLLAPSED_HITS)
    stories: list[Story] = []
    known = _Copies() if copies_only else _Known()
    looked_at = 0
    enough = min(max(wanted + 2 * limit, _LEAST_COMPARED), most)
    while True:
        found = search(enough)
        for hit in found.found[looked_at:]:
            fields = fields_of(hit)
            number = known.alike_or_new(fields["body"])
            if number < len(stories):
                stories[number].alike.append(hit.id)
            else:
                stories.append(Story(hit, fields, []))
        looked_at = len(found.found)
        if len(stories) >= wanted or looked_at < enough or enough == most:
            break
        enough = min(2 * enough, most)
    possible = len(stories) if looked_at in (found.total, most) else min(found.total, most)
    pages = max(1, -(-possible // limit))
    return Collapsed(stories[wanted - limit : wanted], pages)


class _Copies:
    """The texts that are shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def alike_or_new(self, text: str) -> int:
        """Return the number of the same text; if there is none, its own."""
        return self._numbers.setdefault(text, len(self._numbers))


class _Known:
    """The texts that are shown, by their shingles."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._having: dict[str, list[int]] = {}

    def alike_or_new(self, text: str) -> int:
        """Return the number of the first text like this one; if there is none, its own."""
        found = shingles(text)
        shared = Counter(number for shingle in found for number in self._having.get(shingle, ()))
        for number in sorted(shared):
            size = self._sizes[number]
            common = overlap(len(found), size, shared[number])
            if are_alike(common, min(len(found), size)):
                return number
        for shingle in found:
            self._having.setdefault(shingle, []).append(len(self._sizes))
        self._sizes.append(len(found))
        return len(self._sizes) - 1
