"""What the verbs of an archive return: plain classes, quick to load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from news_archive.article.date import ReducedDate
    from news_archive.query.highlight import Snippet


Fields = dict[str, Any]
"""A record as it stands in its line."""


class Contribution(NamedTuple):
    """What a part of a query adds to the score of a hit."""

    part: str
    score: float


class Facets(NamedTuple):
    """How many articles match: by month (``2024-04``, or ``2024``), in order; and by source.

    The commonest source comes first; ``none`` stands for articles without one.
    """

    by_month: dict[str, int]
    by_source: dict[str, int]


class Hit(NamedTuple):
    """One article that a search found; ``score`` is ``None`` unless sorted by relevance.

    ``contributions`` is empty unless the search was to be explained. ``alike`` has the ids of other
    hits with nearly the same text, which are not shown; empty unless the search was to collapse.
    """

    rank: int
    score: float | None
    id: str
    date: ReducedDate
    sources: tuple[str, ...]
    snippet: Snippet
    contributions: tuple[Contribution, ...] = ()
    alike: tuple[str, ...] = ()


class Hits:
    """One page of hits; iterate over it, or ask for ``total`` (of all pages).

    ``partial``: no article has all the words side by side as they were typed, and these have the
    most of them, all but ``missing`` (0: all of the words of a hyphenated one, not side by side).
    ``is_collapsed``: of hits whose texts are alike only the first is here, and ranks and pages are
    those of what is left; ``pages`` is then how many there are at the most.
    ``facets`` are those of all pages, if they were asked for. ``seconds`` is how long it took.
    """

    def __init__(
        self,
        hits: tuple[Hit, ...],
        total: int,
        *,
        partial: bool,
        missing: int,
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


class Listed(NamedTuple):
    """One line of a list; ``headline`` is the first sentence, ``words`` counts the body's."""

    id: str
    date: ReducedDate
    sources: tuple[str, ...]
    headline: str
    words: int


class Listing:
    """One page of a list; iterate over it, or ask for ``total`` (of all pages).

    ``facets`` are those of all pages, if they were asked for. ``seconds`` is how long it took.
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


class Version(NamedTuple):
    """A line of an article on disk.

    ``state``: ``current``, ``earlier`` (another one counts), ``deleted`` or ``moved`` (a line that
    says so). ``fields`` is the line, ``file`` the month file that it stands in.
    """

    revision: int
    state: str
    file: str
    fields: Fields


class Rejection(NamedTuple):
    """An input that was not taken in, and why."""

    origin: str
    reason: str


class Outcome:
    """What an ingest did; ``ignored`` counts files of kinds that are not read.

    ``waiting`` counts texts that are read and not written yet; ``unkept_sources`` are the sources
    of JSON records that name no known agency, which a record has no place for. ``bytes_read``
    counts bytes of the inputs as they lie on disk, and ``seconds`` is how long it took, once it is
    done. ``is_read``: all inputs are read, and counted. ``interrupted``: stopped by the user; what
    is counted is stored.
    """

    def __init__(self) -> None:
        self.stored = 0
        self.updated = 0
        self.unchanged = 0
        self.rejected: list[Rejection] = []
        self.ignored = 0
        self.waiting = 0
        self.unkept_sources: list[str] = []
        self.bytes_read = 0
        self.seconds = 0.0
        self.is_read = False
        self.interrupted = False

    @property
    def read(self) -> int:
        """How many inputs were read so far."""
        return self.stored + self.updated + self.unchanged + len(self.rejected) + self.waiting


class DiskUse(NamedTuple):
    """What the archive weighs on disk [bytes]: the month files, and what is derived of them."""

    articles: int
    derived: int


class Totals(NamedTuple):
    """Statistics of an archive; ``size`` is that of the current articles' lines [bytes].

    Months are ``2024-04``, or ``2024`` for dates of a year only.
    """

    articles: int
    words: int
    size: int
    by_month: dict[str, int]
    by_source: dict[str, int]
    by_precision: dict[str, int]
    disk: DiskUse
