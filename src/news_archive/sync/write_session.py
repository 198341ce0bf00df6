"""The only way into the month files and the index: in batches, durable before they are counted.

Lines are appended and documents passed to the index as they come, so that both cores are busy while
the next articles are read. At the end of a batch: fsync files and folder; append the lines that
record moves; commit the index; write the stamp. An interruption between two of these steps loses
nothing that was counted, and the next process that opens the archive brings the index up to date.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

from news_archive.article.record import seal
from news_archive.index.contract import Entry, Known, first_128_bits
from news_archive.store.decisions import Decision, all_remembered, remember, remembered
from news_archive.store.layout import month_name, month_number
from news_archive.store.month_files import MonthFiles, StaleLocationError, read_line
from news_archive.store.month_lines import Location, deletion_line, move_line

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from news_archive.article.record import Draft
    from news_archive.index.contract import IndexWriter, OpenIndex
    from news_archive.store.layout import Layout

# The location of a line is known once it is written.
_NOWHERE = Location(0, 0, 0)

# Articles that the index commits within half a second [count].
_COMMITTED_IN_HASTE = 3_000


class Change(NamedTuple):
    """An article to write: its entry (without a location yet), its line, and what it replaces."""

    entry: Entry
    line: bytes
    origin: str
    replaced: Known | None


class Revisions(Protocol):
    """Gives out revisions: the numbers of the total order of events."""

    revision: int

    def next_revision(self) -> int:
        """Return the next revision."""


def change_of(
    revisions: Revisions,
    draft: Draft,
    digest: str,
    now: datetime.datetime,
    replaced: Known | None,
) -> Change:
    """Seal a draft with the next revision; raises ``ValueError`` if it is no valid article."""
    sealed = seal(draft, digest, now, revisions.revision + 1)
    entry = Entry(
        draft.id, draft.date, draft.sources, draft.body, revisions.next_revision(), digest,
        _NOWHERE,
    )  # fmt: skip
    return Change(entry, sealed.line, draft.origin, replaced)


class Content(NamedTuple):
    """The stored content of an article, to compare a new text with; ``body`` may be unknown."""

    origin: str
    body: str | None


class Refused(NamedTuple):
    """A text that is not to be stored under an id: the first 128 bits of its digest."""

    id: str
    digest: int


def refused_texts(layout: Layout) -> set[tuple[str, int]]:
    """Return the texts that are remembered as corrected or refused, as ``Refused`` has them."""
    return {Refused(one.id, one.digest) for one in all_remembered(layout.corrections)}


class WriteSession:
    """The archive as its only writer changes it; the caller holds the lock.

    Callers use ``deferred_interrupt`` around steps that must be done and counted together.
    """

    def __init__(self, layout: Layout, opened: OpenIndex) -> None:
        self._layout = layout
        self._opened = opened
        self._month_files = MonthFiles(layout, opened.stamp.files)
        self._writer: IndexWriter | None = None
        self._reader = opened.reader
        self._uncommitted: dict[str, Known] = {}
        self._months_left: dict[str, set[int]] = {}
        self.revision = opened.stamp.revision

    def next_revision(self) -> int:
        """Return the next number in the total order of events."""
        self.revision += 1
        return self.revision

    @property
    def uncommitted(self) -> int:
        """How many articles have been put since the last commit."""
        return len(self._uncommitted)

    def locate(self, ids: Sequence[str]) -> dict[str, Known]:
        """Return the data of those ids that are stored, committed or not."""
        known = self._reader.locate(ids)
        if self._uncommitted:
            found = self._uncommitted
            known.update({identity: found[identity] for identity in ids if identity in found})
        return known

    def content(self, identity: str, held: Known) -> Content | None:
        """Return the stored content of an article; ``None`` if its line cannot be read."""
        return read_content(self._layout, identity, held)

    def put(self, changes: Sequence[Change]) -> None:
        """Append the lines of articles and pass them to the index; see ``commit``."""
        lines: dict[int, list[bytes]] = {}
        for change in changes:
            lines.setdefault(month_number(change.entry.date), []).append(change.line)
        located = self._month_files.append(lines)
        places = {month: iter(locations) for month, locations in located.items()}
        writer = self._index_writer()
        for change in changes:
            entry, replaced = change.entry, change.replaced
            month = month_number(entry.date)
            location = next(places[month])
            writer.put(entry._replace(location=location), replacing=replaced is not None)
            held = Known(entry.revision, first_128_bits(entry.digest), location)
            self._uncommitted[entry.id] = held
            if replaced is not None and replaced.location.month != month:
                self._months_left.setdefault(entry.id, set()).add(replaced.location.month)

    def commit(self, *, hastily: bool = False) -> None:
        """Make all articles that were put durable and searchable.

        ``hastily``: if there are many, leave indexing to the next process that opens the archive.
        """
        if not self._uncommitted:
            return
        self._month_files.sync()
        self._write_moves()
        if hastily and len(self._uncommitted) > _COMMITTED_IN_HASTE:
            return
        self._commit_index()

    def write(self, changes: Sequence[Change]) -> None:
        """Write articles; each line already carries its revision. Durable and found on return."""
        self.put(changes)
        self.commit()

    @cached_property
    def deletions(self) -> dict[int, Decision]:
        """Remembered deletions, by the first 128 bits of the digests of the texts."""
        return remembered(self._layout.deletions)

    @cached_property
    def refused(self) -> set[tuple[str, int]]:
        """Ids, each with the first 128 bits of the digest of a text that is not to come back."""
        return refused_texts(self._layout)

    def refuse(self, refused: Sequence[Refused], now: datetime.datetime) -> None:
        """Remember texts that were replaced or not taken on purpose. Durable on return."""
        new = [one for one in dict.fromkeys(refused) if one not in self.refused]
        moment = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        remember(self._layout.corrections, [Decision(*one, moment) for one in new])
        self.refused.update(new)

    def take_over(self, other: Layout) -> None:
        """Remember what was decided in another archive as well. Durable on return."""
        held = remembered(self._layout.deletions)
        deletions = remembered(other.deletions).items()
        remember(self._layout.deletions, [one for digest, one in deletions if digest not in held])
        corrections = all_remembered(other.corrections)
        remember(
            self._layout.corrections,
            [one for one in corrections if (one.id, one.digest) not in self.refused],
        )
        self.refused.update((one.id, one.digest) for one in corrections)

    def correct(self, change: Change, replaced: Known, now: datetime.datetime) -> None:
        """Write a corrected article; the text that it corrects is remembered first. Durable."""
        self.refuse([Refused(change.entry.id, replaced.digest)], now)
        self.write([change])

    def delete(self, known: dict[str, Known], now: datetime.datetime) -> None:
        """Write tombstones. On return they are durable, and the articles are in no answer."""
        deleted_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        # First: an article that is gone and not remembered would come back with the next ingest.
        remember(
            self._layout.deletions,
            [Decision(name, article.digest, deleted_at) for name, article in known.items()],
        )
        lines: dict[int, list[bytes]] = {}
        for identity, article in known.items():
            line = deletion_line(identity, self.next_revision(), deleted_at)
            lines.setdefault(article.location.month, []).append(line)
        self._month_files.append(lines)
        self._month_files.sync()
        writer = self._index_writer()
        for identity in known:
            writer.remove(identity)
        self._commit_index()

    def close(self) -> None:
        """Close the index; the next process that opens it indexes what was not committed."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write_moves(self) -> None:
        """Write into each month that articles have left where they have gone."""
        lines: dict[int, list[bytes]] = {}
        for identity, months in self._months_left.items():
            month = self._uncommitted[identity].location.month
            for left in sorted(months - {month}):
                line = move_line(identity, self.next_revision(), month_name(month))
                lines.setdefault(left, []).append(line)
        self._months_left.clear()
        if lines:
            self._month_files.append(lines)
            self._month_files.sync()

    def _index_writer(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._opened.writer()
        return self._writer

    def _commit_index(self) -> None:
        writer = self._index_writer()
        writer.commit()
        writer.stamp(self.revision, self._month_files.covered)
        self._reader = self._opened.newest_reader()
        self._uncommitted.clear()


def read_content(layout: Layout, identity: str, held: Known) -> Content | None:
    """Read origin and body of an article; ``None`` if its line is damaged."""
    try:
        fields = read_line(layout, identity, held.location)
    except StaleLocationError:
        return None
    return Content(str(fields.get("origin")), str(fields.get("body")))
