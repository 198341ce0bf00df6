"""What an index must do: all that the floors above know of one.

An index holds one entry for each current article, and nothing that the month files do not say. It
is derived data: when it is lost, it is built again. ``tests/conformance`` is this contract as
tests, and every engine passes it.

    Engine      opens the index in use, builds a new one beside it, and puts that in its place
    OpenIndex   the index in use, held open: a reader, a writer, and the stamp
    Generation  a new index that is being built
    IndexReader one committed state: answers
    IndexWriter changes, commits and stamps
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, Self

from news_archive.article.date import ReducedDate
from news_archive.query.tree import AllOf, And, AtLeast, Exact, Form, Near, Or, Phrase, Query, Word

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

    def stamp(self, revision: int, covered: Mapping[str, Covered]) -> None:
        """Say durably what the last commit has seen: the highest revision, and the month files."""

    def close(self) -> None:
        """Let go of the index; changes since the last commit are dropped."""


class OpenIndex(Protocol):
    """The index in use, held open: it is not removed before ``close``. Also a context manager."""

    @property
    def reader(self) -> IndexReader:
        """A reader of its last commit when it was opened."""

    @property
    def stamp(self) -> Stamp:
        """What it has seen of the month files."""

    @property
    def is_stamped(self) -> bool:
        """Whether the stamp is of the last commit.

        If not, a run was ended between commit and stamp, or the two were copied at different times
        while a run went on.
        """

    def newest_reader(self) -> IndexReader:
        """Return a reader of its last commit now."""

    def writer(self) -> IndexWriter:
        """Return the one writer to it; the caller holds the archive's lock."""

    def close(self) -> None:
        """Let go of it; closing it again does nothing."""

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
        """Return the one writer to it."""

    def activate(self) -> None:
        """Make it the index in use, durably, and remove those that nobody reads."""


class Damage(NamedTuple):
    """A file of the index that is not what was written; ``file`` is relative to its folder."""

    file: str
    problem: str


class Engine(Protocol):
    """One kind of index, for one archive.

    Whoever begins, writes or mends holds the archive's lock.
    """

    def open(self) -> OpenIndex | None:
        """Open the index in use; ``None`` if there is none that can be read."""

    def stamp(self) -> Stamp | None:
        """Return what the index in use has seen; ``None`` if there is none of this schema."""

    def damage(self) -> Iterator[Damage]:
        """Yield the files of the index in use that are not what was written.

        Raises ``AccessError`` if a file cannot be read.
        """

    def begin(self) -> Generation:
        """Begin a new index, after removing those that nobody reads."""

    def mend(self) -> None:
        """Remove temporary files that an ended run left, and let others read what they may."""

    def size(self) -> int:
        """Return what the index weighs on disk [bytes]."""


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
