"""The contract of an index: everything that the layers above know about one.

An index holds one entry for each current article, and no information that is not in the month
files. It is derived data: if it is lost, it is rebuilt. ``tests/conformance`` is this contract as
tests, and every engine passes it.

    Engine      opens the index in use, builds a new one beside it, and puts that in its place
    OpenIndex   the index in use, held open: a reader, a writer, and the stamp
    Generation  a new index that is being built
    IndexReader answers queries from a snapshot (one committed state)
    IndexWriter makes changes, commits and stamps
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, Self

from news_archive.article.date import ReducedDate
from news_archive.query.tree import (
    AllOf,
    And,
    AtLeast,
    Broad,
    Exact,
    Form,
    Half,
    Near,
    Or,
    Phrase,
    Query,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from news_archive.article.date import Precision
    from news_archive.query.vocabulary import Vocabulary
    from news_archive.store.month_lines import Location
    from news_archive.store.stamp import Covered, Stamp

DateSort = Literal["newest", "oldest"]
Sort = Literal["relevance", DateSort]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")


class IndexUnusableError(Exception):
    """The index is missing, damaged, or of another schema: build it again from the month files."""


class Entry(NamedTuple):
    """The data of an article that is passed to an index."""

    id: str
    date: ReducedDate
    sources: Sequence[str]
    body: str
    revision: int
    digest: str
    location: Location


class Known(NamedTuple):
    """What an index knows about an article; ``digest`` is the first 128 bits of its digest."""

    revision: int
    digest: int
    location: Location


class Found(NamedTuple):
    """One hit: the article's id and the location of its line; ``score`` if sorted by relevance."""

    id: str
    score: float | None
    location: Location


class Page(NamedTuple):
    """Some hits in order, and the total number of hits."""

    total: int
    found: list[Found]


class Statistics(NamedTuple):
    """Sums over the articles that match; ``size`` is the size of their lines [bytes].

    Months are yyyymm, or yyyy00 for dates that are only a year.
    """

    articles: int
    words: int
    size: int
    by_month: dict[int, int]
    by_source: dict[str, int]
    by_precision: dict[str, int]


class IndexReader(Protocol):
    """A snapshot of an index; later commits do not change it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The forms of the words in this snapshot."""

    def search(self, query: Query, *, sort: Sort, offset: int, limit: int | None) -> Page:
        """Return hits ``offset`` to ``offset + limit`` in the order of ``sort``.

        The tie-breakers are the date, newest first (oldest first for ``oldest``), and then the id,
        so all pages have a consistent order. If no part of a query is scored, the order is newest
        first.
        """

    def top(self, query: Query, *, sort: Sort, offset: int, limit: int) -> list[Found]:
        """Return the hits of ``search`` without how many there are, which may take longer."""

    def stream(self, query: Query, *, sort: DateSort) -> Iterator[Found]:
        """Yield all hits lazily in the order of ``search``, with few in memory at a time."""

    def count(self, query: Query) -> int:
        """Return how many articles match."""

    def scores(self, query: Query, ids: Sequence[str]) -> dict[str, float]:
        """Return the scores of those ``ids`` that match a part of a query.

        In a query of one word, ``search`` adds to them what puts the form as typed first.
        """

    def locate(self, ids: Sequence[str]) -> dict[str, Known]:
        """Return the data of those ``ids`` that the index holds."""

    def ids_beginning_with(self, beginning: str, limit: int) -> list[str]:
        """Return up to ``limit`` ids with this prefix, in order."""

    def statistics(self, query: Query) -> Statistics:
        """Return sums over the articles that match."""

    def count_by_date(self, query: Query, by: Precision) -> dict[ReducedDate, int]:
        """Return how many articles match per date, in order; dates are cut to the precision ``by``.

        A date that is less precise than ``by`` is counted as it is: ``2024`` by month and by day.
        """


class IndexWriter(Protocol):
    """Changes to an index; none of them is visible before ``commit``, and all are afterwards."""

    def put(self, entry: Entry, *, replacing: bool) -> None:
        """Add an article; ``replacing`` says that the index may already hold one with its id."""

    def remove(self, identity: str) -> None:
        """Remove an article; no error if the index does not hold it."""

    def commit(self) -> None:
        """Make all changes since the last commit durable and visible to new readers."""

    def stamp(self, revision: int, covered: Mapping[str, Covered]) -> None:
        """Record durably what the last commit covers: the highest revision, and the month files."""

    def close(self) -> None:
        """Close the writer; changes since the last commit are dropped."""


class OpenIndex(Protocol):
    """The index in use, held open: it is not removed before ``close``. Also a context manager."""

    @property
    def reader(self) -> IndexReader:
        """A reader of the last commit at the time when the index was opened."""

    @property
    def stamp(self) -> Stamp:
        """The stamp: how much of the month files the index has seen."""

    @property
    def is_stamped(self) -> bool:
        """Whether the stamp belongs to the last commit.

        If not, a run was interrupted between commit and stamp, or the two were copied at different
        times during a run.
        """

    def newest_reader(self) -> IndexReader:
        """Return a reader of the newest commit."""

    def writer(self) -> IndexWriter:
        """Return the only writer of the index; the caller holds the writer lock."""

    def close(self) -> None:
        """Close the index; closing it again does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class Generation(Protocol):
    """A new, empty index beside the one in use; nobody reads it before it is activated."""

    def writer(self) -> IndexWriter:
        """Return the only writer of the new index."""

    def activate(self) -> None:
        """Make it the index in use, durably, and remove old ones that nobody reads."""


class Damage(NamedTuple):
    """A damaged file of the index; ``file`` is relative to the folder of the index."""

    file: str
    problem: str


class Engine(Protocol):
    """One kind of index, for one archive.

    Callers that begin, write or mend hold the writer lock.
    """

    def open(self) -> OpenIndex | None:
        """Open the index in use; ``None`` if there is none that is usable."""

    def stamp(self) -> Stamp | None:
        """Return the stamp of the index in use; ``None`` if there is none of this schema."""

    def damage(self) -> Iterator[Damage]:
        """Yield the damaged files of the index in use.

        Raises ``AccessError`` if a file cannot be read.
        """

    def begin(self) -> Generation:
        """Begin a new index, after removing old ones that nobody reads."""

    def mend(self) -> None:
        """Remove temporary files of an interrupted run, and restore read access for others."""

    def size(self) -> int:
        """Return the size of the index on disk [bytes]."""


def first_128_bits(digest: str) -> int:
    """Return the first 128 bits of a digest ``sha256:…``, as an index keeps it."""
    return int(digest[7:39], 16)


def is_scored(query: Query) -> bool:
    """Whether any part of a query gives matching articles different scores."""
    match query:
        case Word() | Broad() | Exact() | Form() | Phrase() | Near():
            return True
        case AllOf(children) | And(children) | Or(children) | Half(children) | AtLeast(_, children):
            return any(is_scored(child) for child in children)
        case _:
            return False


def only_scored_part(query: Query) -> Query | None:
    """Return the one part of a query that gives articles different scores; ``None`` if not one."""
    match query:
        case AllOf(children) | And(children):
            scored = [child for child in children if is_scored(child)]
            return only_scored_part(scored[0]) if len(scored) == 1 else None
        case _:
            return query if is_scored(query) else None


def date_order(date: ReducedDate) -> int:
    """Return a number that orders dates as ``ReducedDate`` does: first day, then length."""
    return date.first * 1000 + (date.last_day - date.first_day).days


def date_of_order(number: int) -> ReducedDate:
    """Return the date that has this ``date_order``; raises ``ValueError`` if there is none."""
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
