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
from news_archive.query.explain import Explanation, label
from news_archive.query.highlight import Highlighter
from news_archive.query.spelling import Suggestion, nearby, unknown_words
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Exact,
    Form,
    Fuzzy,
    Near,
    Or,
    Pattern,
    Phrase,
    Word,
)
from news_archive.store.layout import month_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
    collapse: bool = False


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
        missing = None
        if not found.total and search.text is not None:
            missing = self._missing(search.text, search.narrowing)
            if missing is not None:
                asked = request.nearest(search.text, search.narrowing, missing) or asked
                found = self._page(search, asked, offset)
        shown, pages = self._shown(search, asked, found)
        highlighter = Highlighter(asked, self._reader.vocabulary)
        contributions = (
            self._contributions(search, asked, [hit for hit, _, _ in shown])
            if search.explain
            else {}
        )
        hits = tuple(
            hit_of(
                offset + place,
                hit,
                fields,
                highlighter,
                contributions.get(hit.id, ()),
                alike,
            )
            for place, (hit, fields, alike) in enumerate(shown, 1)
        )
        facets = facets_of(self._reader, asked) if search.facets else None
        return Hits(
            hits,
            found.total,
            partial=missing is not None,
            missing=missing or 0,
            page=search.page,
            pages=pages,
            facets=facets,
            seconds=time.perf_counter() - began,
            is_collapsed=search.collapse,
        )

    def _shown(
        self, search: Search, query: Query, found: Page
    ) -> tuple[list[tuple[Found, Fields, tuple[str, ...]]], int]:
        """Return the hits of a page with their records and what is like them, and how many pages.

        Nothing is like a hit unless the search collapses what is alike.
        """
        if not search.collapse:
            none: tuple[str, ...] = ()
            shown = [(hit, self._fields_of(hit), none) for hit in found.found]
            return shown, pages_of(found, search.limit)
        # Only for this: no other search compares texts.
        from news_archive.archive.collapsing import collapsed

        def best(limit: int) -> Page:
            return self._reader.search(query, sort=search.sort, offset=0, limit=limit)

        answer = collapsed(best, self._fields_of, search.limit, search.page)
        stories = [(story.hit, story.fields, tuple(story.alike)) for story in answer.stories]
        return stories, answer.pages

    def _page(self, search: Search, query: Query, offset: int) -> Page:
        return self._reader.search(query, sort=search.sort, offset=offset, limit=search.limit)

    def _missing(self, text: str, narrowing: Narrowing) -> int | None:
        """Return how many of a text's words the nearest articles lack; ``None`` if there are none.

        0: they have all words of a hyphenated one, and not side by side.
        """

        def finds(missing: int) -> bool:
            query = request.nearest(text, narrowing, missing)
            return query is not None and self._reader.count(query) > 0

        most = request.bare_words(text)
        missing = bisect_left(range(most), True, key=finds)
        return missing if missing < most else None

    def _contributions(
        self, search: Search, query: Query, found: Sequence[Found]
    ) -> dict[str, tuple[Contribution, ...]]:
        """Return for each hit what each part of the query adds to its score."""
        total = {hit.id: hit.score for hit in found if hit.score is not None}
        own: dict[str, list[Contribution]] = {identity: [] for identity in total}
        typed = _typed(search.text)
        for part, scores in self._scored_parts(query, list(total)):
            for identity, score in scores.items():
                own[identity].append(Contribution(label(part, typed), score))
        for identity, score in total.items():
            rest = score - sum(contribution.score for contribution in own[identity])
            if rest > _ROUNDING * max(1.0, score):
                own[identity].append(Contribution(SIDE_BY_SIDE, rest))
        return {identity: tuple(contributions) for identity, contributions in own.items()}

    def _scored_parts(
        self, query: Query, ids: Sequence[str]
    ) -> Iterator[tuple[Query, dict[str, float]]]:
        """Yield the parts of a query that add to the scores of some hits, and how much."""
        match query:
            case AllOf(children) | And(children):
                for child in children:
                    yield from self._scored_parts(child, ids)
            case Or(children) | AtLeast(_, children):
                # A branch that does not match as a whole adds nothing, whatever part of it does.
                for child in children:
                    yield from self._scored_parts(child, list(self._reader.scores(child, ids)))
            case Word() | Exact() | Pattern() | Fuzzy() | Phrase() | Near():
                yield query, self._reader.scores(query, ids)
            case _:
                return

    def explanation(self, text: str | None, narrowing: Narrowing) -> Sequence[str]:
        """Return lines that say how a query is understood and what each part of it finds."""
        reader = self._reader
        explanation = Explanation(reader.vocabulary, reader.count, self._spelling, _typed(text))
        return explanation.lines(request.query(text, narrowing))

    def suggestions(self, text: str) -> Sequence[Suggestion]:
        """Return nearby spellings of those bare words of a text that no article has."""
        typed = _typed(text)
        found = []
        for form in unknown_words(request.text_query(text), self._reader.count):
            # The vocabulary may keep words of deleted articles.
            live = (
                (near, count)
                for near, _ in nearby(form, self._reader.vocabulary)
                if (count := self._reader.count(Form(near)))
            )
            named = [
                (self._spelling(near), count)
                for _, (near, count) in zip(range(_MOST_SUGGESTIONS), live, strict=False)
            ]
            found.append(Suggestion(typed.get(form, form), tuple(named)))
        return found

    def _spelling(self, form: str) -> str:
        """Return how a form is mostly written in an article that has it often."""
        found = self._reader.search(
            Form(form), sort="relevance", offset=0, limit=_READ_FOR_SPELLING
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
