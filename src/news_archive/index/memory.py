"""The oracle as an in-memory index: it checks every article against the query.

For tests, and as a reference for the expected answer to a query. All scores are equal.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self

from news_archive.article.words import foldings, forms, is_searchable, word_count
from news_archive.index.contract import (
    Damage,
    DateSort,
    Entry,
    Found,
    Known,
    Page,
    Sort,
    Statistics,
    cut_date,
    date_order,
    first_128_bits,
)
from news_archive.query.oracle import matches
from news_archive.query.vocabulary import commonest
from news_archive.store.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import TracebackType

    from news_archive.article.date import Precision, ReducedDate
    from news_archive.query.tree import Exact, Query, Word
    from news_archive.query.vocabulary import Forms, Parts
    from news_archive.store.stamp import Covered

SCHEMA = 1


class MemoryVocabulary:
    """The vocabulary of some entries, with counts."""

    def __init__(self, entries: Iterable[Entry], languages: tuple[str, ...]) -> None:
        self.languages = languages
        self._counts: Counter[str] = Counter()
        self._foldings: dict[str, str] = {}
        self.articles = 0
        self.known_forms: dict[Word | Exact, Forms] = {}
        self.known_compounds: dict[str, Forms] = {}
        self.known_parts: dict[str, Parts | None] = {}
        for entry in entries:
            self.articles += 1
            self._counts.update({form for form in forms(entry.body) if is_searchable(form)})
            self._foldings.update((form, plain) for plain, form in foldings(entry.body))

    def beginning_with(self, prefix: str) -> list[tuple[str, int]]:
        """See ``Vocabulary.beginning_with``."""
        return sorted(item for item in self._counts.items() if item[0].startswith(prefix))

    def folding_to(self, prefix: str) -> list[tuple[str, str, int]]:
        """See ``Vocabulary.folding_to``."""
        return sorted(
            (plain, form, self._counts[form])
            for form, plain in self._foldings.items()
            if plain.startswith(prefix)
        )

    def spelled_plainly(self, plains: Iterable[str]) -> list[tuple[str, str, int]]:
        """See ``Vocabulary.spelled_plainly``."""
        wanted = set(plains)
        return [found for found in self.folding_to("") if found[0] in wanted]

    def begins(self, prefix: str) -> bool:
        """See ``Vocabulary.begins``."""
        return any(form.startswith(prefix) for form in self._counts)

    def folded_begins(self, prefix: str) -> bool:
        """See ``Vocabulary.folded_begins``."""
        return any(plain.startswith(prefix) for plain in self._foldings.values())

    def count(self, form: str) -> int:
        """See ``Vocabulary.count``."""
        return self._counts[form]

    def counts(self, forms: Iterable[str]) -> dict[str, int]:
        """See ``Vocabulary.counts``."""
        return {form: self._counts[form] for form in forms}

    def commonest_beginning_with(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """See ``Vocabulary.commonest_beginning_with``."""
        return commonest(self.beginning_with(prefix), limit)

    def commonest_ending_with(self, ending: str, limit: int) -> list[tuple[str, int]]:
        """See ``Vocabulary.commonest_ending_with``."""
        return commonest([item for item in self._counts.items() if item[0].endswith(ending)], limit)


class MemoryReader:
    """A state of a ``MemoryIndex``; see ``IndexReader``."""

    def __init__(self, entries: dict[str, Entry], languages: tuple[str, ...]) -> None:
        self._entries = entries
        self.vocabulary = MemoryVocabulary(entries.values(), languages)

    def _matching(self, query: Query) -> list[Entry]:
        entries = self._entries.values()
        return [entry for entry in entries if matches(query, entry, self.vocabulary)]

    def search(self, query: Query, *, sort: Sort, offset: int, limit: int | None) -> Page:
        """See ``IndexReader.search``."""
        found = self._matching(query)
        sign = 1 if sort == "oldest" else -1
        found.sort(key=lambda entry: (sign * date_order(entry.date), entry.id))
        hits = [Found(entry.id, None, entry.location) for entry in found]
        return Page(len(found), hits[offset : None if limit is None else offset + limit])

    def top(self, query: Query, *, sort: Sort, offset: int, limit: int) -> list[Found]:
        """See ``IndexReader.top``."""
        return self.search(query, sort=sort, offset=offset, limit=limit).found

    def stream(self, query: Query, *, sort: DateSort) -> Iterator[Found]:
        """See ``IndexReader.stream``."""
        yield from self.search(query, sort=sort, offset=0, limit=None).found

    def count(self, query: Query) -> int:
        """See ``IndexReader.count``."""
        return len(self._matching(query))

    def scores(self, query: Query, ids: Sequence[str]) -> dict[str, float]:
        """See ``IndexReader.scores``."""
        return {entry.id: 0.0 for entry in self._matching(query) if entry.id in ids}

    def locate(self, ids: Sequence[str]) -> dict[str, Known]:
        """See ``IndexReader.locate``."""
        held = (self._entries[identity] for identity in ids if identity in self._entries)
        return {
            entry.id: Known(entry.revision, first_128_bits(entry.digest), entry.location)
            for entry in held
        }

    def ids_beginning_with(self, beginning: str, limit: int) -> list[str]:
        """See ``IndexReader.ids_beginning_with``."""
        return sorted(identity for identity in self._entries if identity.startswith(beginning))[
            :limit
        ]

    def statistics(self, query: Query) -> Statistics:
        """See ``IndexReader.statistics``."""
        found = self._matching(query)
        months = Counter(entry.location.month for entry in found)
        sources = Counter(source for entry in found for source in entry.sources or ("none",))
        precisions = Counter(entry.date.precision for entry in found)
        return Statistics(
            articles=len(found),
            words=sum(word_count(entry.body) for entry in found),
            size=sum(entry.location.length for entry in found),
            by_month=dict(sorted(months.items())),
            by_source=dict(sources),
            by_precision={
                name: precisions[name] for name in ("year", "month", "day") if name in precisions
            },
        )

    def count_by_date(self, query: Query, by: Precision) -> dict[ReducedDate, int]:
        """See ``IndexReader.count_by_date``."""
        dates = Counter(cut_date(entry.date, by) for entry in self._matching(query))
        return dict(sorted(dates.items()))


class MemoryIndex:
    """An index that lives as long as the process; it is its own writer."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages
        self._committed: dict[str, Entry] = {}
        self._pending: dict[str, Entry] = {}
        self._commits = 0
        self.stamped: Stamp | None = None

    def reader(self) -> MemoryReader:
        """Return the last committed state."""
        return MemoryReader(self._committed, self._languages)

    @property
    def is_stamped(self) -> bool:
        """See ``OpenIndex.is_stamped``."""
        return self.stamped is not None and self.stamped.commit == self._commits

    def put(self, entry: Entry, *, replacing: bool) -> None:
        """See ``IndexWriter.put``."""
        if not replacing and entry.id in self._pending:
            raise ValueError(f"{entry.id} is held already and was not to be replaced")
        self._pending[entry.id] = entry

    def remove(self, identity: str) -> None:
        """See ``IndexWriter.remove``."""
        self._pending.pop(identity, None)

    def commit(self) -> None:
        """See ``IndexWriter.commit``."""
        self._committed = dict(self._pending)
        self._commits += 1

    def stamp(self, revision: int, covered: Mapping[str, Covered]) -> None:
        """See ``IndexWriter.stamp``."""
        self.stamped = Stamp(SCHEMA, revision, dict(covered), self._commits)

    def close(self) -> None:
        """See ``IndexWriter.close``."""
        self._pending = dict(self._committed)


class MemoryOpenIndex:
    """See ``OpenIndex``."""

    def __init__(self, index: MemoryIndex, stamp: Stamp) -> None:
        self._index = index
        self.stamp = stamp
        self.reader = index.reader()
        self.is_stamped = index.is_stamped

    def newest_reader(self) -> MemoryReader:
        """See ``OpenIndex.newest_reader``."""
        return self._index.reader()

    def writer(self) -> MemoryIndex:
        """See ``OpenIndex.writer``."""
        return self._index

    def close(self) -> None:
        """See ``OpenIndex.close``."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class MemoryGeneration:
    """See ``Generation``."""

    def __init__(self, engine: MemoryEngine, index: MemoryIndex) -> None:
        self._engine = engine
        self._index = index

    def writer(self) -> MemoryIndex:
        """See ``Generation.writer``."""
        return self._index

    def activate(self) -> None:
        """See ``Generation.activate``."""
        self._engine.current = self._index


class MemoryEngine:
    """See ``Engine``."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages
        self.current: MemoryIndex | None = None

    def open(self) -> MemoryOpenIndex | None:
        """See ``Engine.open``."""
        stamp = self.stamp()
        if self.current is None or stamp is None:
            return None
        return MemoryOpenIndex(self.current, stamp)

    def stamp(self) -> Stamp | None:
        """See ``Engine.stamp``."""
        return self.current.stamped if self.current is not None else None

    def damage(self) -> Iterator[Damage]:
        """See ``Engine.damage``."""
        yield from ()

    def begin(self) -> MemoryGeneration:
        """See ``Engine.begin``."""
        return MemoryGeneration(self, MemoryIndex(self._languages))

    def mend(self) -> None:
        """See ``Engine.mend``."""

    def size(self) -> int:
        """See ``Engine.size``."""
        return 0
