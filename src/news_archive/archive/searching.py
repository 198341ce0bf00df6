"""Answers to searches from one committed state of the index."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from news_archive.archive import request
from news_archive.archive.answers import hit_of, offset_of, pages_of
from news_archive.archive.results import Contribution, Facets, Fields, Hits
from news_archive.article.words import words
from news_archive.query.explain import Explanation, label, scored_parts
from news_archive.query.highlight import Highlighter
from news_archive.query.spelling import Suggestion, nearby, unknown_words
from news_archive.query.tree import Pattern, Word
from news_archive.store.layout import month_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from news_archive.archive.request import Narrowing
    from news_archive.index.contract import Found, IndexReader, Page, Sort, Statistics
    from news_archive.query.tree import Query

# Articles looked at to learn how a form is written.
_READ_FOR_SPELLING = 3

_MOST_SUGGESTIONS = 3

# A rest of a score below this is how numbers are rounded.
_ROUNDING = 0.001

SIDE_BY_SIDE = "words side by side"


class Search(NamedTuple):
    """What is searched for, and what of the answer is wanted."""

    text: str | None
    narrowing: Narrowing
    sort: Sort
    limit: int
    page: int
    explain: bool
    facets: bool


class Searching:
    """Answers from a reader; ``fields_of`` reads the record of what it found."""

    def __init__(self, reader: IndexReader, fields_of: Callable[[Found], Fields]) -> None:
        self._reader = reader
        self._fields_of = fields_of

    def hits(self, search: Search) -> Hits:
        """Return a page of hits; of the nearest if no article has all bare words of the text."""
        began = time.perf_counter()
        offset = offset_of(search.limit, search.page)
        asked = request.query(search.text, search.narrowing)
        found = self._page(search, asked, offset)
        missing = 0
        if not found.total and search.text is not None:
            missing, asked = self._nearest(search.text, search.narrowing, asked)
            found = self._page(search, asked, offset) if missing else found
        highlighter = Highlighter(asked, self._reader.vocabulary)
        contributions = self._contributions(search, asked, found) if search.explain else {}
        hits = tuple(
            hit_of(
                offset + place,
                hit,
                self._fields_of(hit),
                highlighter,
                contributions.get(hit.id, ()),
            )
            for place, hit in enumerate(found.found, 1)
        )
        facets = facets_of(self._reader, asked) if search.facets else None
        return Hits(
            hits,
            found.total,
            missing=missing,
            page=search.page,
            pages=pages_of(found, search.limit),
            facets=facets,
            seconds=time.perf_counter() - began,
        )

    def _page(self, search: Search, query: Query, offset: int) -> Page:
        return self._reader.search(query, sort=search.sort, offset=offset, limit=search.limit)

    def _nearest(self, text: str, narrowing: Narrowing, asked: Query) -> tuple[int, Query]:
        """Return how many words the nearest articles lack, and the query that finds them.

        0, and the query as it was asked, if there are none.
        """

        def lacking(missing: int) -> Query | None:
            return request.nearest(text, narrowing, missing)

        def finds(missing: int) -> bool:
            query = lacking(missing)
            return query is not None and self._reader.count(query) > 0

        most = request.bare_words(text) - 1
        if most < 1:
            return 0, asked
        missing = 1 + bisect_left(range(1, most), True, key=finds)
        nearest = lacking(missing)
        if nearest is None or not finds(missing):
            return 0, asked
        return missing, nearest

    def _contributions(
        self, search: Search, query: Query, found: Page
    ) -> dict[str, tuple[Contribution, ...]]:
        """Return for each hit what each part of the query adds to its score."""
        ids = [hit.id for hit in found.found if hit.score is not None]
        typed = _typed(search.text)
        parts = [
            (label(part, typed), self._reader.scores(part, ids)) for part in scored_parts(query)
        ]
        explained = {}
        for hit in found.found:
            if hit.score is None:
                continue
            own = [Contribution(name, scores[hit.id]) for name, scores in parts if hit.id in scores]
            rest = hit.score - sum(score for _, score in own)
            if rest > _ROUNDING * max(1.0, hit.score):
                own.append(Contribution(SIDE_BY_SIDE, rest))
            explained[hit.id] = tuple(own)
        return explained

    def explanation(self, text: str | None, narrowing: Narrowing) -> Sequence[str]:
        """Return lines that say how a query is understood and what each part of it finds."""
        reader = self._reader
        explanation = Explanation(reader.vocabulary, reader.count, self._spelling, _typed(text))
        return explanation.lines(request.query(text, narrowing))

    def suggestions(self, text: str) -> Sequence[Suggestion]:
        """Return nearby spellings of those bare words of a text that no article has."""
        typed = _typed(text)
        vocabulary = self._reader.vocabulary
        found = []
        for form in unknown_words(request.text_query(text), vocabulary):
            # The vocabulary may keep words of deleted articles.
            live = (
                (near, count)
                for near, _ in nearby(form, vocabulary)
                if (count := self._reader.count(Word(near)))
            )
            named = [
                (self._spelling(near), count)
                for _, (near, count) in zip(range(_MOST_SUGGESTIONS), live, strict=False)
            ]
            found.append(Suggestion(typed.get(form, form), tuple(named)))
        return found

    def _spelling(self, form: str) -> str:
        """Return how a form is mostly written in an article that has it often."""
        # A pattern without wildcards is the form, or one that folds to it.
        found = self._reader.search(
            Pattern(form), sort="newest", offset=0, limit=_READ_FOR_SPELLING
        )
        spellings: Counter[str] = Counter()
        for hit in found.found:
            body = self._fields_of(hit)["body"]
            for word in words(body):
                if word.form == form:
                    spellings[body[word.start : word.end]] += 1
        return spellings.most_common(1)[0][0] if spellings else form


def _typed(text: str | None) -> dict[str, str]:
    """Return how the forms of a query's words were typed."""
    return {word.form: text[word.start : word.end] for word in words(text)} if text else {}


def facets_of(reader: IndexReader, query: Query) -> Facets:
    """Return how many articles match by month and by source."""
    return named_facets(reader.statistics(query))


def named_facets(found: Statistics) -> Facets:
    """Return the facets of statistics, with months as their files are named."""
    return Facets(
        by_month={month_name(month): count for month, count in found.by_month.items()},
        by_source=dict(sorted(found.by_source.items(), key=lambda item: (-item[1], item[0]))),
    )
