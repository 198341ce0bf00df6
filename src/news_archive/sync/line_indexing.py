"""From lines to an index: shared by catching up and rebuilding."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from news_archive.index.contract import first_128_bits
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
    """Index the lines of some files, each from its given offset, commit, and stamp.

    ``reader`` reads the index as it was; ``None`` for a new index. ``revision`` is the highest
    revision that was given out when the index was last stamped.
    """
    odd = _put_lines(reading, starts, writer, reader, revision if reader is not None else 0)
    # The process that wrote these lines may have been killed before they were durable.
    files.sync_all([reading.layout.articles / name for name in starts])
    files.sync_folder(reading.layout.articles)
    for name in starts:
        month_files.cover(name, now[name])
    highest = max(reading.highest, revision)
    highest = settle(reading, odd, writer, month_files, highest)
    # The commit and its stamp belong together.
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
    """Index lines as they are read; returns the ids whose lines must be looked at together.

    A line counts if it is newer than all that the index has seen and is the only new line of its
    article. ``reader`` reads the index as it was; ``None`` for a new index. ``seen`` is the highest
    revision that the index has seen.
    """
    odd: set[str] = set()
    # Eight bytes per line instead of the ids, because there may be millions.
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
            # Segments of equal size merge fastest.
            writer.commit()
            uncommitted = 0
    return odd | reading.ids_with(set(repeated(hashes)), starts)


def index_new_places(
    reading: LineReading, starts: Mapping[str, int], writer: IndexWriter, reader: IndexReader
) -> None:
    """Index again, from some files, the articles that count: they have new places in these files.

    ``reader`` reads the index as it was. The caller commits.
    """
    for chunk in _chunks(reading.sound_events(starts)):
        known = reader.locate([event.id for event in chunk])
        for event in chunk:
            held = known.get(event.id)
            if (
                event.kind == "article"
                and held is not None
                and held.location.month == event.location.month
                and held.revision == event.revision
                and held.digest == first_128_bits(event.fields["digest"])
            ):
                writer.put(entry_of(event), replacing=True)


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
    """Index, for some articles, the outcome of all their lines.

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
    """Write the missing lines of moves that a crash interrupted; returns the highest revision."""
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
