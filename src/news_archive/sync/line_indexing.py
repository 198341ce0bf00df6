"""From lines to an index: what catching up and building anew have in common."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from news_archive.limits import BATCH_ARTICLES, CHUNK_ARTICLES, CHUNK_BYTES
from news_archive.store import files
from news_archive.store.layout import month_name
from news_archive.store.month_files import read_line
from news_archive.store.month_lines import Event, move_line
from news_archive.sync.deferred_interrupt import deferred_interrupt
from news_archive.sync.id_hashes import repeated
from news_archive.sync.line_reading import entry_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from news_archive.index.contract import IndexReader, IndexWriter
    from news_archive.store.layout import Layout
    from news_archive.store.month_files import MonthFiles
    from news_archive.store.month_lines import Location
    from news_archive.store.stamp import Status
    from news_archive.sync.line_history import History
    from news_archive.sync.line_reading import LineReading


def index_lines(
    reading: LineReading,
    starts: Mapping[str, int],
    now: Mapping[str, Status],
    writer: IndexWriter,
    month_files: MonthFiles,
    *,
    reader: IndexReader | None,
    revision: int,
) -> None:
    """Index the lines of some files from their starts on, commit, and stamp.

    ``reader`` is of the index as it was, ``None`` for a new one that nobody sees yet; ``revision``
    is the highest that was given out when the index was last stamped.
    """
    odd = _put_lines(reading, starts, writer, reader, revision if reader is not None else 0)
    # Whoever wrote these lines may have been ended before they were durable.
    files.sync_all([reading.layout.articles / name for name in starts])
    files.sync_folder(reading.layout.articles)
    for name in starts:
        month_files.cover(name, now[name])
    highest = max(reading.highest, revision)
    highest = settle(reading, odd, writer, month_files, highest)
    # What is found and what the stamp says of it belong together.
    with deferred_interrupt():
        writer.commit()
        writer.stamp(highest, month_files.covered)
    reading.tell()


def _put_lines(
    reading: LineReading,
    starts: Mapping[str, int],
    writer: IndexWriter,
    reader: IndexReader | None,
    seen: int,
) -> set[str]:
    """Index lines as they are read; returns the ids that need to be looked at as a whole.

    A line that is newer than all that the index has seen, and the only new one of its article, is
    what counts of it. ``reader`` is of the index as it was, ``None`` for a new one that nobody sees
    yet; ``seen`` is the highest revision that it has seen.
    """
    odd: set[str] = set()
    # Eight bytes a line, and not the ids: there may be millions.
    hashes = array("q")
    uncommitted = 0
    for chunk in _chunks(reading.sound_events(starts)):
        known = reader.locate([event.id for event in chunk]) if reader is not None else {}
        for event in chunk:
            hashes.append(hash(event.id))
            held = known.get(event.id)
            if (
                event.kind == "moved"
                or event.revision <= seen
                or (held is not None and held.location.month != event.location.month)
            ):
                odd.add(event.id)
            elif event.kind == "article":
                writer.put(entry_of(event), replacing=reader is not None)
            else:
                writer.remove(event.id)
        uncommitted += len(chunk)
        if reader is None and uncommitted >= BATCH_ARTICLES:
            # Segments of equal size merge best.
            writer.commit()
            uncommitted = 0
    return odd | reading.ids_with(set(repeated(hashes)), starts)


def _chunks(events: Iterator[Event]) -> Iterator[list[Event]]:
    chunk: list[Event] = []
    size = 0
    for event in events:
        chunk.append(event)
        size += event.location.length
        if len(chunk) >= CHUNK_ARTICLES or size > CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def settle(
    reading: LineReading,
    odd: Collection[str],
    writer: IndexWriter,
    month_files: MonthFiles,
    highest: int,
) -> int:
    """Index of some articles what counts of all that was ever written of them.

    Returns the highest revision given out.
    """
    ids = sorted(odd)
    for start in range(0, len(ids), BATCH_ARTICLES):
        histories = reading.histories_of(set(ids[start : start + BATCH_ARTICLES]))
        for identity, history in histories.items():
            winner = history.winner()
            if winner is None:
                writer.remove(identity)
            else:
                event = _event_at(reading.layout, identity, winner.location)
                writer.put(entry_of(event), replacing=True)
        highest = _write_missing_moves(month_files, histories, highest)
    return highest


def _event_at(layout: Layout, identity: str, location: Location) -> Event:
    fields = read_line(layout, identity, location)
    return Event("article", identity, fields["revision"], location, fields)


def _write_missing_moves(
    month_files: MonthFiles, histories: Mapping[str, History], highest: int
) -> int:
    """Write where articles went whose move a crash cut short; returns the highest revision."""
    lines: dict[int, list[bytes]] = {}
    for identity, history in histories.items():
        winner = history.winner()
        if winner is None:
            continue
        for month in history.months_left():
            highest += 1
            line = move_line(identity, highest, month_name(winner.location.month))
            lines.setdefault(month, []).append(line)
    if lines:
        month_files.append(lines)
        month_files.sync()
    return highest
