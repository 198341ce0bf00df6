"""Bringing the index up to date with the month files: the tail of what grew, or all of it.

The month files are the truth. A line that is new to the index counts if its revision is the highest
of its id; a file that did more than grow makes the index start again, in a new generation beside
the old one. The caller holds the writer's lock.
"""

from __future__ import annotations

import os
from array import array
from typing import TYPE_CHECKING

from news_archive.archive.current import OpenIndex, commit_stamped, open_current
from news_archive.archive.id_hashes import repeated
from news_archive.archive.line_reading import LineReading, entry_of
from news_archive.archive.undisturbed import undisturbed
from news_archive.errors import AccessError, DamagedError
from news_archive.index.contract import IndexUnusableError
from news_archive.index.generations import Generations
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.segments import damaged_files
from news_archive.index.tantivy.spellings import let_others_read
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.limits import BATCH_ARTICLES, CHUNK_ARTICLES, CHUNK_BYTES
from news_archive.store import files
from news_archive.store.layout import month_name
from news_archive.store.month_files import (
    MonthFiles,
    StaleLocationError,
    is_line_end,
    mend_tails,
    read_line,
)
from news_archive.store.months import Event, move_line
from news_archive.store.stamp import Stamp, Status, crc_of, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from news_archive.archive.history import History
    from news_archive.index.tantivy.reader import TantivyReader
    from news_archive.store.layout import Layout
    from news_archive.store.months import Location

# With more new lines than this share of all bytes, building anew is quicker than replacing.
_REBUILD_SHARE = 0.5


def heal(
    layout: Layout,
    languages: tuple[str, ...],
    notice: Callable[[str], None],
    progress: Callable[[int, int], None],
    *,
    anew: bool = False,
) -> OpenIndex:
    """Bring the index up to date and open it; ``anew`` builds it whatever there is.

    ``notice`` is told in sentences what had to be mended, ``progress`` the bytes read and the bytes
    to read. Raises ``AccessError`` if the archive cannot be read or written.
    """
    opened = None if anew else open_current(layout, languages)
    try:
        remove_leftovers(layout, opened)
        for sentence in mend_tails(layout, opened.stamp.files if opened else {}):
            notice(sentence)
        now = statuses(layout.articles)
    except BaseException:
        if opened is not None:
            os.close(opened.held)
        raise
    if opened is not None and opened.is_stamped and opened.stamp.covers(now):
        # Whoever was ended while segments were merged may have left them to himself.
        let_others_read(opened.folder)
        return opened
    if opened is None or not _caught_up(layout, opened, now, notice, progress):
        if total := sum(status.size for status in now.values()):
            files_read = "1 file" if len(now) == 1 else f"{len(now)} files"
            notice(f"building the index anew from {files_read} in {layout.articles}")
        folder = build(layout, now, notice, lambda done: progress(done, total))
        activate(layout, folder)
    opened = open_current(layout, languages)
    if opened is None:
        raise DamagedError(f"the index in {layout.index} cannot be read just after it was written")
    return opened


def remove_leftovers(layout: Layout, opened: OpenIndex | None = None) -> None:
    """Remove what writers left behind that were ended; the caller holds the lock."""
    folders = [layout.root, layout.articles, layout.damaged, layout.index]
    for folder in [*folders, opened.folder] if opened else folders:
        files.remove_leftovers(folder)
    if layout.staging.exists():
        files.remove_folder(layout.staging)


def _caught_up(
    layout: Layout,
    opened: OpenIndex,
    now: Mapping[str, Status],
    notice: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> bool:
    """Let an index read what is new, and let go of it; ``False`` if it must be built anew."""
    try:
        # It may hold what is not in the files any more, or lack what it is said to have seen: a run
        # was ended between its last commit and the stamp, or both were copied at different times.
        if not opened.is_stamped:
            return False
        tails = _tails(layout, opened.stamp, now)
        # An index is behind after a crash, too, which may have cut short what it consists of.
        if tails is None or any(damaged_files(opened.folder)):
            return False
        _catch_up(layout, opened, tails, now, notice, progress)
    except (IndexUnusableError, StaleLocationError):
        return False
    finally:
        os.close(opened.held)
    return True


def _tails(layout: Layout, stamp: Stamp, now: Mapping[str, Status]) -> dict[str, int] | None:
    """Return from which byte on each changed file is new; ``None`` if that does not tell it all."""
    if stamp.files.keys() - now.keys():
        return None
    tails: dict[str, int] = {}
    for name, status in now.items():
        seen = stamp.files.get(name)
        if seen is None:
            tails[name] = 0
        elif seen.status != status or seen.covered != status.size:
            path = layout.articles / name
            if status.size < seen.covered or crc_of(path, seen.covered) != seen.crc:
                return None
            if not is_line_end(path, seen.covered):
                return None
            tails[name] = seen.covered
    new_bytes = sum(now[name].size - start for name, start in tails.items())
    if new_bytes > _REBUILD_SHARE * sum(status.size for status in now.values()):
        return None
    return tails


def _catch_up(
    layout: Layout,
    opened: OpenIndex,
    tails: Mapping[str, int],
    now: Mapping[str, Status],
    notice: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> None:
    total = sum(now[name].size - start for name, start in tails.items())
    reading = LineReading(layout, notice, lambda done: progress(done, total))
    month_files = MonthFiles(layout, opened.stamp.files)
    writer = TantivyWriter(opened.folder, new=False)
    try:
        odd = _take_in(reading, tails, writer, opened.reader, opened.stamp.revision)
        _make_durable(layout, tails)
        for name in tails:
            month_files.cover(name, now[name])
        highest = max(opened.stamp.revision, reading.highest)
        highest = _settle(layout, reading, odd, writer, month_files, highest)
        _commit(opened.folder, writer, highest, month_files)
    finally:
        writer.close()
    reading.tell()


def _make_durable(layout: Layout, names: Iterable[str]) -> None:
    """Make durable what is about to be relied on: whoever wrote it may have been ended before."""
    files.sync_all([layout.articles / name for name in names])
    files.sync_folder(layout.articles)


def _commit(folder: Path, writer: TantivyWriter, highest: int, month_files: MonthFiles) -> None:
    # What is found and what the stamp says of it belong together.
    with undisturbed():
        commit_stamped(folder, writer, highest, month_files.covered)


def _take_in(
    reading: LineReading,
    starts: Mapping[str, int],
    writer: TantivyWriter,
    reader: TantivyReader | None,
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


def _settle(
    layout: Layout,
    reading: LineReading,
    odd: Collection[str],
    writer: TantivyWriter,
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
                event = _event_at(layout, identity, winner.location)
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


def build(
    layout: Layout,
    now: Mapping[str, Status],
    notice: Callable[[str], None],
    progress: Callable[[int], None],
) -> Path:
    """Build a new generation of the index from all month files; returns its folder.

    ``progress`` is told how many bytes have been read. Raises ``AccessError`` if it cannot be
    written: where nothing was before, nothing else can be to blame.
    """
    try:
        return _built(layout, now, notice, progress)
    except IndexUnusableError as error:
        raise AccessError(f"an index cannot be written in {layout.index}: {error}") from None


def _built(
    layout: Layout,
    now: Mapping[str, Status],
    notice: Callable[[str], None],
    progress: Callable[[int], None],
) -> Path:
    generations = Generations(layout.index)
    generations.sweep()
    # Revisions of lines that have left the files are not given out again.
    before = generations.stamp(SCHEMA)
    highest_before = before.revision if before is not None else 0
    folder = generations.begin()
    reading = LineReading(layout, notice, progress)
    month_files = MonthFiles(layout, {})
    writer = TantivyWriter(folder, new=True)
    try:
        odd = _take_in(reading, dict.fromkeys(now, 0), writer, None, 0)
        _make_durable(layout, now)
        for name in now:
            month_files.cover(name, now[name])
        highest = max(reading.highest, highest_before)
        highest = _settle(layout, reading, odd, writer, month_files, highest)
        _commit(folder, writer, highest, month_files)
    finally:
        writer.close()
    reading.tell()
    return folder


def activate(layout: Layout, folder: Path) -> None:
    """Make a generation the one in use, and remove those that nobody reads."""
    generations = Generations(layout.index)
    generations.activate(folder)
    generations.sweep()
