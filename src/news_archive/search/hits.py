"""The hits of a search: plain classes, quick to load."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.article.date import ReducedDate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news_archive.article.line import Fields
    from news_archive.index.contract import Found
    from news_archive.query.highlight import Highlighter, Snippet
    from news_archive.search.statistics import Facets


class Contribution(NamedTuple):
    """What a part of a query adds to the score of a hit."""

    part: str
    score: float


class Hit(NamedTuple):
    """One article that a search found; ``score`` is ``None`` unless sorted by relevance.

    ``headline`` is its first sentence, ``snippet`` the passage that shows the query best; both with
    highlights.

    ``contributions`` is empty unless ``explain`` was requested. ``alike`` has the ids of other hits
    with nearly the same text, which are not shown; empty unless ``collapse`` was requested.
    """

    rank: int
    score: float | None
    id: str
    date: ReducedDate
    sources: tuple[str, ...]
    headline: Snippet
    snippet: Snippet
    contributions: tuple[Contribution, ...] = ()
    alike: tuple[str, ...] = ()


class Hits:
    """One page of hits; iterate over it, or ask for ``total`` (of all pages).

    ``total`` counts the articles that are listed, ``complete`` those of them that match the whole
    query, each word as a word of its own. ``enough`` of ``words`` bare words side by side were
    enough to be listed; both are 0 if all were needed.
    ``possible`` counts those that are dated less precisely than the dates asked for.
    ``partial``: no article has enough of the words, and these have the most of them, all but
    ``missing`` (0: all words of a hyphenated one, but not side by side).
    ``is_collapsed``: of hits with nearly the same text only the first is included, and ranks and
    pages count only these; ``pages`` is then an upper bound.
    ``facets`` count all pages, if they were requested. ``seconds`` is how long the search took.
    """

    def __init__(
        self,
        hits: tuple[Hit, ...],
        total: int,
        *,
        partial: bool,
        missing: int,
        complete: int,
        words: int,
        enough: int,
        possible: int = 0,
        page: int,
        pages: int,
        facets: Facets | None,
        seconds: float,
        is_collapsed: bool = False,
    ) -> None:
        self.is_collapsed = is_collapsed
        self.hits = hits
        self.total = total
        self.partial = partial
        self.missing = missing
        self.complete = complete
        self.words = words
        self.enough = enough
        self.possible = possible
        self.page = page
        self.pages = pages
        self.facets = facets
        self.seconds = seconds

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def __getitem__(self, place: int) -> Hit:
        return self.hits[place]


def hit_of(
    rank: int,
    found: Found,
    fields: Fields,
    highlighter: Highlighter,
    contributions: tuple[Contribution, ...],
    alike: tuple[str, ...] = (),
) -> Hit:
    """Return a hit with the passage that shows it best."""
    return Hit(
        rank=rank,
        score=found.score,
        id=found.id,
        date=ReducedDate.parse(fields["date"]),
        sources=tuple(fields["sources"]),
        headline=highlighter.headline(fields["body"]),
        snippet=highlighter.snippet(fields["body"]),
        contributions=contributions,
        alike=alike,
    )
