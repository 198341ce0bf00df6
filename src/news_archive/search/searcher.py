"""A search of one snapshot of the index: a page of hits."""

from __future__ import annotations

import time
from bisect import bisect_left
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from news_archive.query.highlight import Highlighter
from news_archive.query.tree import halves, precisely
from news_archive.query.weights import enough
from news_archive.search.hits import Hits, hit_of
from news_archive.search.paging import offset_of, pages_of
from news_archive.search.statistics import facets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from news_archive.article.line import Fields
    from news_archive.index.contract import Found, IndexReader, Page, Sort
    from news_archive.query.request import Request
    from news_archive.query.tree import Query
    from news_archive.search.hits import Contribution


# Whether hits are folded into one above them: no, those with nearly the same text, or those with
# the very same text.
Collapse: TypeAlias = "bool | Literal['copies']"


class Search(NamedTuple):
    """A request, and which part of the answer is wanted."""

    request: Request
    sort: Sort
    limit: int
    page: int
    explain: bool
    facets: bool
    collapse: Collapse = False


class Searcher:
    """Answers from a reader; ``fields_of`` reads the record of a hit."""

    def __init__(self, reader: IndexReader, fields_of: Callable[[Found], Fields]) -> None:
        self._reader = reader
        self._fields_of = fields_of

    def hits(self, search: Search) -> Hits:
        """Return a page of hits; near misses if no article has enough of the words.

        Sorted by date, hits have all of the words: only ranking can put hits with fewer words last.
        """
        began = time.perf_counter()
        offset = offset_of(search.limit, search.page)
        request = search.request
        asked = request.listed if search.sort == "relevance" else request.query
        found = self._page(search, asked, offset)
        complete = found.total if asked == request.query else self._reader.count(request.query)
        missing = None
        if not found.total:
            missing = self._missing(request)
            if missing is not None:
                asked = request.nearest(missing) or asked
                found = self._page(search, asked, offset)
        enough_words, words = self._enough(asked)
        certain = precisely(asked)
        possible = found.total - self._reader.count(certain) if certain != asked else 0
        shown, pages = self._shown(search, asked, found)
        highlighter = Highlighter(asked, self._reader.vocabulary)
        contributions = self._contributions(search, asked, [hit for hit, _, _ in shown])
        hits = tuple(
            hit_of(offset + place, hit, fields, highlighter, contributions.get(hit.id, ()), alike)
            for place, (hit, fields, alike) in enumerate(shown, 1)
        )
        facets = facets_of(self._reader, asked) if search.facets else None
        return Hits(
            hits,
            found.total,
            partial=missing is not None,
            missing=missing or 0,
            complete=complete,
            words=words,
            enough=enough_words,
            possible=possible,
            page=search.page,
            pages=pages,
            facets=facets,
            seconds=time.perf_counter() - began,
            is_collapsed=bool(search.collapse),
        )

    def _enough(self, query: Query) -> tuple[int, int]:
        """Return how many words are enough, and of how many, in the largest group; 0 if all are."""
        groups = [enough(half, self._reader.vocabulary) for half in halves(query)]
        least, words = max(groups, key=lambda group: len(group[1]), default=(0, ()))
        return least, len(words)

    def _shown(
        self, search: Search, query: Query, found: Page
    ) -> tuple[list[tuple[Found, Fields, tuple[str, ...]]], int]:
        """Return the hits of a page with their records and similar hits, and the number of pages.

        Similar hits are empty unless the search collapses them.
        """
        if not search.collapse:
            none: tuple[str, ...] = ()
            shown = [(hit, self._fields_of(hit), none) for hit in found.found]
            return shown, pages_of(found, search.limit)
        # Imported here: no other search compares texts.
        from news_archive.search.collapse import collapsed

        def best(limit: int) -> Page:
            return self._reader.search(query, sort=search.sort, offset=0, limit=limit)

        copies_only = search.collapse == "copies"
        answer = collapsed(
            best, self._fields_of, search.limit, search.page, copies_only=copies_only
        )
        stories = [(story.hit, story.fields, tuple(story.alike)) for story in answer.stories]
        return stories, answer.pages

    def _contributions(
        self, search: Search, query: Query, found: Sequence[Found]
    ) -> dict[str, tuple[Contribution, ...]]:
        if not search.explain:
            return {}
        from news_archive.query.explanation import typed_forms
        from news_archive.search.contributions import contributions_of

        return contributions_of(self._reader, query, found, typed_forms(search.request.text))

    def _page(self, search: Search, query: Query, offset: int) -> Page:
        return self._reader.search(query, sort=search.sort, offset=offset, limit=search.limit)

    def _missing(self, request: Request) -> int | None:
        """Return how many of its words the nearest articles lack; ``None`` if there are none.

        0: they have all words of a hyphenated one, but not side by side.
        """

        def finds(missing: int) -> bool:
            query = request.nearest(missing)
            return query is not None and self._reader.count(query) > 0

        most = request.relaxable_words
        missing = bisect_left(range(most), True, key=finds)
        return missing if missing < most else None
