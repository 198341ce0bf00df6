"""Lists of articles: one line per article, in pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.date import ReducedDate
from news_archive.article.sentences import first_sentence
from news_archive.article.words import word_count
from news_archive.search.paging import offset_of, pages_of
from news_archive.search.statistics import facets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from news_archive.article.line import Fields
    from news_archive.index.contract import Found, IndexReader, Sort
    from news_archive.query.tree import Query
    from news_archive.search.statistics import Facets


class Listed(NamedTuple):
    """One line of a list; ``headline`` is the first sentence, ``words`` counts the body's."""

    id: str
    date: ReducedDate
    sources: tuple[str, ...]
    headline: str
    words: int


class Listing:
    """One page of a list; iterate over it, or ask for ``total`` (of all pages).

    ``facets`` count all pages, if they were requested. ``seconds`` is how long it took.
    """

    def __init__(
        self,
        articles: tuple[Listed, ...],
        total: int,
        *,
        page: int,
        pages: int,
        facets: Facets | None,
        seconds: float,
    ) -> None:
        self.articles = articles
        self.total = total
        self.page = page
        self.pages = pages
        self.facets = facets
        self.seconds = seconds

    def __iter__(self) -> Iterator[Listed]:
        return iter(self.articles)

    def __len__(self) -> int:
        return len(self.articles)


def listing_of(
    reader: IndexReader,
    fields_of: Callable[[Found], Fields],
    query: Query,
    *,
    sort: Sort,
    limit: int | None,
    page: int,
    facets: bool,
) -> Listing:
    """Return a page of matching articles; ``fields_of`` reads the record of a hit."""
    began = time.perf_counter()
    found = reader.search(query, sort=sort, offset=offset_of(limit, page), limit=limit)
    return Listing(
        tuple(listed_of(fields_of(hit)) for hit in found.found),
        found.total,
        page=page,
        pages=pages_of(found, limit),
        facets=facets_of(reader, query) if facets else None,
        seconds=time.perf_counter() - began,
    )


def listed_of(fields: Fields) -> Listed:
    """Return a line of a list."""
    return Listed(
        id=fields["id"],
        date=ReducedDate.parse(fields["date"]),
        sources=tuple(fields["sources"]),
        headline=first_sentence(fields["body"]),
        words=word_count(fields["body"]),
    )
