"""Bringing the index up to date with the month files: the tail of what grew, or all of it.

The month files are the truth. A line that is new to the index counts if its revision is the highest
of its id; a file that did more than grow makes the index start again, in a new generation beside
the old one. The caller holds the writer's lock.
"""

from __future__ import annotations

import os
from array import array
from itertools import islice
from typing import TYPE_CHECKING

from news_archive.archive.current import OpenIndex, open_current
from news_archive.archive.history import History, line_of
from news_archive.archive.id_hashes import repeated
from news_archive.article.date import ReducedDate
from news_archive.errors import AccessError, DamagedError
from news_archive.index.contract import Entry, IndexUnusableError
from news_archive.index.generations import Generations, write_stamp
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.segments import damaged_files
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.limits import BATCH_ARTICLES, CHUNK_ARTICLES
from news_archive.store import files
from news_archive.store.layout import month_name, month_of_file
from news_archive.store.month_files import (
    MonthFiles,
    StaleLocationError,
    is_line_end,
    mend_tails,
    read_line,
)
from news_archive.store.months import BadLine, Event, events, events_of, move_line
from news_archive.store.stamp import Stamp, Status, crc_of, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

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
    remove_leftovers(layout, opened)
    for sentence in mend_tails(layout, opened.stamp.files if opened else {}):
        notice(sentence)
    now = statuses(layout.articles)
    if opened is not None and opened.stamp.covers(now):
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
    reading = _Reading(layout, notice, lambda done: progress(done, total))
    month_files = MonthFiles(layout, opened.stamp.files)
    writer = TantivyWriter(opened.folder, new=False)
    try:
        odd = _take_in(reading, tails, writer, opened.reader, opened.stamp.revision)
        for name in tails:
            month_files.cover(name, now[name])
        highest = max(opened.stamp.revision, reading.highest)
        highest = _settle(layout, reading, odd, writer, month_files, highest)
        writer.commit()
    finally:
        writer.close()
    reading.tell()
    write_stamp(opened.folder, Stamp(SCHEMA, highest, month_files.covered))


def _take_in(
    reading: _Reading,
    starts: Mapping[str, int],
    writer: TantivyWriter,
    reader: TantivyReader | None,
    seen: int,
) -> set[str]:
    """Index lines as they are read; returns the ids that need to be looked at as a whole.

    A line that is newer than all that the index has seen, and the only new one of its article, is
    what counts of it. ``seen`` is the highest revision that the index has seen.
    """
    odd: set[str] = set()
    # Eight bytes a line, and not the ids: there may be millions.
    hashes = array("q")
    uncommitted = 0
    for chunk in _chunks(reading.sound_events(starts), CHUNK_ARTICLES):
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
                writer.put(entry_of(event), replacing=held is not None)
            else:
                writer.remove(event.id)
        uncommitted += len(chunk)
        if uncommitted >= BATCH_ARTICLES:
            # Not to be seen, as the stamp is of what was before; segments of equal size merge best.
            writer.commit()
            uncommitted = 0
    return odd | reading.ids_with(set(repeated(hashes)), starts)


def _chunks(events: Iterator[Event], size: int) -> Iterator[list[Event]]:
    while chunk := list(islice(events, size)):
        yield chunk


def _settle(
    layout: Layout,
    reading: _Reading,
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
    reading = _Reading(layout, notice, progress)
    month_files = MonthFiles(layout, {})
    writer = TantivyWriter(folder, new=True)
    try:
        odd = _take_in(reading, dict.fromkeys(now, 0), writer, None, 0)
        for name in now:
            month_files.cover(name, now[name])
        highest = max(reading.highest, highest_before)
        highest = _settle(layout, reading, odd, writer, month_files, highest)
        writer.commit()
    finally:
        writer.close()
    reading.tell()
    write_stamp(folder, Stamp(SCHEMA, highest, month_files.covered))
    return folder


def activate(layout: Layout, folder: Path) -> None:
    """Make a generation the one in use, and remove those that nobody reads."""
    generations = Generations(layout.index)
    generations.activate(folder)
    generations.sweep()


class _Reading:
    """One reading of month files: what of them can be trusted, and what there is to tell of them.

    ``highest`` is the highest revision that any line has or claims to have, so that none is given
    out twice. ``progress`` is told how many bytes have been read.
    """

    def __init__(
        self, layout: Layout, notice: Callable[[str], None], progress: Callable[[int], None]
    ) -> None:
        self._layout = layout
        self._notice = notice
        self._progress = progress
        self._clashes = 0
        self._first_clash = ""
        self.highest = 0

    def sound_events(self, starts: Mapping[str, int]) -> Iterator[Event]:
        """Yield what the lines of some files say; those that say nothing are told of."""
        before = 0
        for name, start in sorted(starts.items()):
            month = month_of_file(name)
            if month is None:
                continue
            damaged: list[BadLine] = []
            end = start
            for event in events(self._layout.articles / name, month, start):
                end = event.location.offset + event.location.length
                self._progress(before + end - start)
                self.highest = max(self.highest, event.revision)
                if isinstance(event, BadLine):
                    damaged.append(event)
                else:
                    yield event
            before += end - start
            if damaged:
                lines = (
                    "1 damaged line is"
                    if len(damaged) == 1
                    else f"{len(damaged)} damaged lines are"
                )
                first = damaged[0]
                self._notice(
                    f"{self._layout.articles / name}: {lines} left out "
                    f"(the first at byte {first.location.offset}: {first.reason})"
                )

    def ids_with(self, hashes: Collection[int], starts: Mapping[str, int]) -> set[str]:
        """Return the ids of some files that have one of some hashes."""
        found: set[str] = set()
        if not hashes:
            return found
        for name, start in starts.items():
            month = month_of_file(name)
            if month is not None:
                for event in events(self._layout.articles / name, month, start):
                    if isinstance(event, Event) and hash(event.id) in hashes:
                        found.add(event.id)
        return found

    def histories_of(self, ids: Collection[str]) -> dict[str, History]:
        """Return all that the month files say of some articles."""
        histories: dict[str, History] = {}
        if not ids:
            return histories
        for path in sorted(self._layout.articles.glob("*.jsonl")):
            month = month_of_file(path.name)
            if month is not None:
                for event in events_of(path, month, ids):
                    histories.setdefault(event.id, History()).add(line_of(event))
        for identity, history in histories.items():
            if history.clashes:
                self._clashes += 1
                self._first_clash = self._first_clash or identity
        return histories

    def tell(self) -> None:
        """Tell of articles with two texts of one revision, as two archives may write them."""
        if self._clashes:
            self._notice(
                f"{self._clashes} ids have different texts of the same revision, as from two "
                f"archives (the first: {self._first_clash}); one of each is shown, both are kept"
            )


def entry_of(event: Event) -> Entry:
    """Return what the index is given of an article's line, which has been checked."""
    fields = event.fields
    return Entry(
        event.id, ReducedDate.parse(fields["date"]), fields["sources"], fields["body"],
        event.revision, fields["digest"], event.location,
    )  # fmt: skip
