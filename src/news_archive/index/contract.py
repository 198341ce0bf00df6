"""What an index must do. Whoever does all of this can answer for the archive.

An index holds one entry for each current article, and nothing that the month files do not say. It
is derived: it may be lost, and is then built again. ``tests/conformance`` is this contract as
tests, and every index passes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from news_archive.article.date import ReducedDate
from news_archive.query.tree import AllOf, And, AtLeast, Exact, Form, Near, Or, Phrase, Query, Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from news_archive.article.date import Precision
    from news_archive.query.vocabulary import Vocabulary
    from news_archive.store.months import Location

DateSort = Literal["newest", "oldest"]
Sort = Literal["relevance", DateSort]


class IndexUnusableError(Exception):
    """The index is missing, damaged, or of another schema: build it again from the month files."""


class Entry(NamedTuple):
    """What an index is given of an article."""

    id: str
    date: ReducedDate
    sources: Sequence[str]
    body: str
    revision: int
    digest: str
    location: Location


class Known(NamedTuple):
    """What an index says of an article that it holds; ``digest`` is its first 128 bits."""

    revision: int
    digest: int
    location: Location


class Found(NamedTuple):
    """One hit: the article's id and where its line stands; ``score`` if sorted by relevance."""

    id: str
    score: float | None
    location: Location


class Page(NamedTuple):
    """Some hits in order, and how many there are in all."""

    total: int
    found: list[Found]


class Statistics(NamedTuple):
    """Sums over the articles that match; ``size`` is that of their lines [bytes].

    Months are yyyymm, yyyy00 for dates of a year only.
    """

    articles: int
    words: int
    size: int
    by_month: dict[int, int]
    by_source: dict[str, int]
    by_precision: dict[str, int]


class IndexReader(Protocol):
    """One committed state of an index; later commits do not change it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The forms of the words of this state."""

    def search(self, query: Query, *, sort: Sort, offset: int, limit: int | None) -> Page:
        """Return hits ``offset`` to ``offset + limit`` of all in the order of ``sort``.

        Equal scores and equal dates: newest first (oldest first for ``oldest``), then by id, on
        every page alike. A query in which nothing has a score is answered newest first.
        """

    def stream(self, query: Query, *, sort: DateSort) -> Iterator[Found]:
        """Yield all hits as ``search`` orders them, holding few of them at a time."""

    def count(self, query: Query) -> int:
        """Return how many articles match."""

    def scores(self, query: Query, ids: Sequence[str]) -> dict[str, float]:
        """Return the scores that a query gives those of the ids that match it."""

    def locate(self, ids: Sequence[str]) -> dict[str, Known]:
        """Return what is known of those of the ids that are held."""

    def ids_beginning_with(self, beginning: str, limit: int) -> list[str]:
        """Return up to ``limit`` ids that begin so, in order."""

    def statistics(self, query: Query) -> Statistics:
        """Return sums over the articles that match."""

    def count_by_date(self, query: Query, by: Precision) -> dict[ReducedDate, int]:
        """Return how many articles match, by their dates cut to a precision, in order.

        A date that is less precise than ``by`` is counted as it is: ``2024`` by month and by day.
        """


class IndexWriter(Protocol):
    """Changes to an index; none is seen before ``commit``, and all of them then."""

    def put(self, entry: Entry, *, replacing: bool) -> None:
        """Hold an article; ``replacing`` says that one with its id may be held already."""

    def remove(self, identity: str) -> None:
        """Hold it no longer; no error if it is not held."""

    def commit(self) -> None:
        """Make all changes since the last commit durable and visible to new readers."""

    def close(self) -> None:
        """Let go of the index; changes since the last commit are dropped."""


def first_128_bits(digest: str) -> int:
    """Return the first 128 bits of a digest ``sha256:…``, as an index keeps it."""
    return int(digest[7:39], 16)


def is_scored(query: Query) -> bool:
    """Whether anything in a query tells one matching article from another by a score."""
    match query:
        case Word() | Exact() | Form() | Phrase() | Near():
            return True
        case AllOf(children) | And(children) | Or(children) | AtLeast(_, children):
            return any(is_scored(child) for child in children)
        case _:
            return False


def date_order(date: ReducedDate) -> int:
    """Return a number that orders dates as ``ReducedDate`` does: first day, then length."""
    return date.first * 1000 + (date.last_day - date.first_day).days


def date_of_order(number: int) -> ReducedDate:
    """Return the date that ``date_order`` gives this number; ``ValueError`` if there is none."""
    first, further_days = divmod(number, 1000)
    year, month, day = first // 10000, first // 100 % 100, first % 100
    if not further_days:
        return ReducedDate(year, month, day)
    date = ReducedDate(year) if further_days > 31 else ReducedDate(year, month)
    if date_order(date) != number:
        raise ValueError(f"{number} is the number of no date")
    return date


def cut_date(date: ReducedDate, by: Precision) -> ReducedDate:
    """Return a date no more precise than ``by``: itself, its month or its year."""
    if by == "year":
        return ReducedDate(date.year)
    if by == "month" and date.day is not None:
        return ReducedDate(date.year, date.month)
    return date
