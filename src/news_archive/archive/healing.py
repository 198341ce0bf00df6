"""Bringing the index up to date with the month files: the tail of what grew, or all of it.

The month files are the truth. A line that is new to the index counts if its revision is the highest
of its id; a file that did more than grow makes the index start again, in a new generation beside
the old one. The caller holds the writer's lock.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from news_archive.archive.current import OpenIndex, open_current
from news_archive.archive.history import History, Line, line_of
from news_archive.article.date import ReducedDate
from news_archive.article.words import word_count
from news_archive.errors import AccessError, DamagedError
from news_archive.index.contract import Entry, IndexUnusableError, Known
from news_archive.index.generations import Generations, write_stamp
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.segments import damaged_files
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.limits import BATCH_ARTICLES
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

    from news_archive.store.layout import Layout
    from news_archive.store.months import Location

# With more new lines than this share of all bytes, building anew is quicker than replacing.
_REBUILD_SHARE = 0.5

_TWO_THREADS_FROM_BYTES = 4 * 1024 * 1024


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
    if opened is None or not _caught_up(layout, opened, now, notice):
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
    layout: Layout, opened: OpenIndex, now: Mapping[str, Status], notice: Callable[[str], None]
) -> bool:
    """Let an index read what is new, and let go of it; ``False`` if it must be built anew."""
    try:
        tails = _tails(layout, opened.stamp, now)
        # An index is behind after a crash, too, which may have cut short what it consists of.
        if tails is None or any(damaged_files(opened.folder)):
            return False
        _catch_up(layout, opened, tails, now, notice)
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
) -> None:
    reading = _Reading(layout, notice)
    new: dict[str, list[Line]] = {}
    for event in reading.sound_events(tails):
        new.setdefault(event.id, []).append(line_of(event))
    known: dict[str, Known] = {}
    ids = list(new)
    for start in range(0, len(ids), BATCH_ARTICLES):
        known.update(opened.reader.locate(ids[start : start + BATCH_ARTICLES]))
    # What is newer than all that the index has seen can be judged by what the index knows. For
    # the rest, lines put there by hand, all that was ever written of the article is looked up.
    doubtful = {
        identity
        for identity, lines in new.items()
        if any(line.revision <= opened.stamp.revision for line in lines)
        or all(line.kind == "moved" for line in lines)
    }
    histories = reading.histories_of(doubtful)
    for identity, lines in new.items():
        if identity in doubtful:
            continue
        history = histories.setdefault(identity, History())
        if (held := known.get(identity)) is not None:
            history.add(Line("article", identity, held.revision, held.digest, held.location))
        for line in lines:
            history.add(line)
    month_files = MonthFiles(layout, opened.stamp.files)
    for name in tails:
        month_files.cover(name, now[name])
    highest = max(opened.stamp.revision, reading.highest)
    highest = _write_missing_moves(month_files, histories, highest)
    writer = TantivyWriter(opened.folder, new=False, threads=1)
    try:
        for identity, history in histories.items():
            _put_winner(layout, writer, identity, history, known.get(identity))
        writer.commit()
    finally:
        writer.close()
    reading.tell(histories)
    write_stamp(opened.folder, Stamp(SCHEMA, highest, month_files.covered))


def _put_winner(
    layout: Layout, writer: TantivyWriter, identity: str, history: History, held: Known | None
) -> None:
    winner = history.winner()
    if winner is None:
        writer.remove(identity)
    elif held is None or held != Known(winner.revision, winner.digest, winner.location):
        writer.put(entry_of(_event_at(layout, identity, winner.location)), replacing=True)


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
    """Build it: an article with one line, as nearly all have, is indexed as it is read.

    What has several lines is looked at as a whole in the end.
    """
    generations = Generations(layout.index)
    generations.sweep()
    # Revisions of lines that have left the files are not given out again.
    before = generations.stamp(SCHEMA)
    highest_before = before.revision if before is not None else 0
    folder = generations.begin()
    total = sum(status.size for status in now.values())
    reading = _Reading(layout, notice)
    month_files = MonthFiles(layout, {})
    single: dict[str, Location] = {}
    histories: dict[str, History] = {}
    done = 0
    writer = TantivyWriter(folder, new=True, threads=2 if total > _TWO_THREADS_FROM_BYTES else 1)
    try:
        for name in sorted(now):
            for event in reading.sound_events({name: 0}):
                progress(done + event.location.offset)
                if event.id in single:
                    first = _event_at(layout, event.id, single.pop(event.id))
                    histories[event.id] = History()
                    histories[event.id].add(line_of(first))
                if event.id in histories:
                    histories[event.id].add(line_of(event))
                elif event.kind == "article":
                    single[event.id] = event.location
                    writer.put(entry_of(event), replacing=False)
                else:
                    histories[event.id] = History()
                    histories[event.id].add(line_of(event))
            done += now[name].size
            month_files.cover(name, now[name])
        for identity, history in histories.items():
            _put_winner(layout, writer, identity, history, None)
        highest = max(reading.highest, highest_before)
        highest = _write_missing_moves(month_files, histories, highest)
        writer.commit()
    finally:
        writer.close()
    reading.tell(histories)
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
    out twice.
    """

    def __init__(self, layout: Layout, notice: Callable[[str], None]) -> None:
        self._layout = layout
        self._notice = notice
        self.highest = 0

    def sound_events(self, starts: Mapping[str, int]) -> Iterator[Event]:
        """Yield what the lines of some files say; those that say nothing are told of."""
        for name, start in sorted(starts.items()):
            month = month_of_file(name)
            if month is None:
                continue
            damaged: list[BadLine] = []
            for event in events(self._layout.articles / name, month, start):
                self.highest = max(self.highest, event.revision)
                if isinstance(event, BadLine):
                    damaged.append(event)
                else:
                    yield event
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
        return histories

    def tell(self, histories: Mapping[str, History]) -> None:
        """Tell of articles with two texts of one revision, as two archives may write them."""
        clashes = [identity for identity, history in histories.items() if history.clashes]
        if clashes:
            self._notice(
                f"{len(clashes)} ids have different texts of the same revision, as from two "
                f"archives (the first: {clashes[0]}); one of each is shown, both are kept"
            )


def entry_of(event: Event) -> Entry:
    """Return what the index is given of an article's line, which has been checked."""
    fields = event.fields
    return Entry(
        event.id, ReducedDate.parse(fields["date"]), fields["sources"], fields["body"],
        word_count(fields["body"]), event.revision, fields["digest"], event.location,
    )  # fmt: skip
