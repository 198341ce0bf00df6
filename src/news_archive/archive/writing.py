"""The one way into the month files and the index: batch by batch, durable before it is counted.

Append, flush, fsync files and folder; then the lines that say what was replaced; then the index;
then the stamp. A stop between any two of these loses nothing that was counted, and whoever opens
the archive next brings the index up to date.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Protocol

from news_archive.archive.current import body_reader
from news_archive.article.record import seal
from news_archive.article.words import word_count
from news_archive.index.contract import Entry
from news_archive.index.generations import write_stamp
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.store.layout import month_name, month_number
from news_archive.store.month_files import MonthFiles, StaleLocationError, read_line
from news_archive.store.months import Location, deletion_line, move_line
from news_archive.store.stamp import Stamp

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence

    from news_archive.archive.current import OpenIndex
    from news_archive.article.record import Draft
    from news_archive.index.contract import Known
    from news_archive.store.layout import Layout

# A line has its place when it is written.
_NOWHERE = Location(0, 0, 0)

# Two indexing threads make two segments of each batch: worth it only for a batch of some size.
_TWO_THREADS_FROM_ARTICLES = 2_000


class Change(NamedTuple):
    """An article to write: its entry (without a location yet), its line, and what it replaces."""

    entry: Entry
    line: bytes
    origin: str
    replaced: Known | None


class Revisions(Protocol):
    """Gives out the next numbers in the total order of events."""

    revision: int

    def next_revision(self) -> int:
        """Return the next one."""


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
        draft.id, draft.date, draft.sources, draft.body, word_count(draft.body),
        revisions.next_revision(), digest, _NOWHERE,
    )  # fmt: skip
    return Change(entry, sealed.line, draft.origin, replaced)


class Content(NamedTuple):
    """What is held of an article, to compare a new text with; ``body`` may not be known."""

    origin: str
    body: str | None


class WriteSession:
    """The archive in the hands of its one writer, who holds the lock.

    The caller puts ``undisturbed`` around what must be done and counted in one go.
    """

    def __init__(self, layout: Layout, opened: OpenIndex, languages: tuple[str, ...]) -> None:
        self._layout = layout
        self._folder = opened.folder
        self._languages = languages
        self._month_files = MonthFiles(layout, opened.stamp.files)
        self._writer: TantivyWriter | None = None
        self._reader = opened.reader
        self.revision = opened.stamp.revision

    def next_revision(self) -> int:
        """Return the next number in the total order of events."""
        self.revision += 1
        return self.revision

    def locate(self, ids: Sequence[str]) -> dict[str, Known]:
        """Return what is held of those of the ids that are."""
        return self._reader.locate(ids)

    def content(self, identity: str, held: Known) -> Content | None:
        """Return what is held of an article; ``None`` if its line cannot be read."""
        return read_content(self._layout, identity, held)

    def write(self, changes: Sequence[Change]) -> None:
        """Write articles; each line already carries its revision. Durable and found on return."""
        if not changes:
            return
        lines: dict[int, list[bytes]] = {}
        for change in changes:
            lines.setdefault(month_number(change.entry.date), []).append(change.line)
        located = self._month_files.append(lines)
        self._write_moves(changes)
        places = {month: iter(locations) for month, locations in located.items()}
        writer = self._index_writer(len(changes))
        for change in changes:
            location = next(places[month_number(change.entry.date)])
            writer.put(
                change.entry._replace(location=location), replacing=change.replaced is not None
            )
        self._commit()

    def delete(self, known: dict[str, Known], now: datetime.datetime) -> None:
        """Write that articles are deleted. Durable, and gone from every answer, on return."""
        deleted_at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        lines: dict[int, list[bytes]] = {}
        for identity, article in known.items():
            line = deletion_line(identity, self.next_revision(), deleted_at)
            lines.setdefault(article.location.month, []).append(line)
        self._month_files.append(lines)
        writer = self._index_writer(len(known))
        for identity in known:
            writer.remove(identity)
        self._commit()

    def close(self) -> None:
        """Let go of the index; what was not written is dropped."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write_moves(self, changes: Sequence[Change]) -> None:
        """Write into each month that articles have left where they are now."""
        went: dict[str, int] = {}
        left: dict[str, set[int]] = {}
        for change in changes:
            month = month_number(change.entry.date)
            went[change.entry.id] = month
            months = left.setdefault(change.entry.id, set())
            months.add(month)
            if change.replaced is not None:
                months.add(change.replaced.location.month)
        lines: dict[int, list[bytes]] = {}
        for identity, months in left.items():
            for month in sorted(months - {went[identity]}):
                lines.setdefault(month, []).append(
                    move_line(identity, self.next_revision(), month_name(went[identity]))
                )
        if lines:
            self._month_files.append(lines)

    def _index_writer(self, articles: int) -> TantivyWriter:
        if self._writer is None:
            threads = 2 if articles >= _TWO_THREADS_FROM_ARTICLES else 1
            self._writer = TantivyWriter(self._folder, new=False, threads=threads)
        return self._writer

    def _commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
        write_stamp(self._folder, Stamp(SCHEMA, self.revision, self._month_files.covered))
        self._reader = TantivyReader(self._folder, self._languages, body_reader(self._layout))


def read_content(layout: Layout, identity: str, held: Known) -> Content | None:
    """Read origin and body of an article; ``None`` if its line is not what was written."""
    try:
        fields = read_line(layout, identity, held.location)
    except StaleLocationError:
        return None
    return Content(str(fields.get("origin")), str(fields.get("body")))


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put a Ctrl-C off until the block is done, and then raise it.

    Signals reach only the main thread of a Python program; in any other there is nothing to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed = False

    def remember(_number: int, _frame: object) -> None:
        nonlocal pressed
        pressed = True

    before = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    if pressed:
        raise KeyboardInterrupt
