"""Removing superseded lines from the month files: ``archive compact``.

The new files are complete and durable before the first of them replaces an old one; each file is
replaced as a whole. If they are a small part of the archive, their articles are then indexed again
at their new places; otherwise a new index is built first. An interruption leaves a mix of old and
new files with the same content, and the next command rebuilds the index. The caller holds the
writer lock, and the index is up to date.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from news_archive.errors import DamagedError
from news_archive.index.contract import IndexUnusableError
from news_archive.query.tree import Everything
from news_archive.store import files
from news_archive.store.layout import Layout, month_file_name, month_of_file
from news_archive.store.month_files import MonthFiles
from news_archive.store.stamp import statuses
from news_archive.sync.deferred_interrupt import deferred_interrupt
from news_archive.sync.id_hashes import distinct, lines_by_id
from news_archive.sync.line_history import line_of
from news_archive.sync.line_indexing import index_new_places
from news_archive.sync.line_reading import LineReading
from news_archive.sync.rebuild import build
from news_archive.upkeep.repair import leave_out
from news_archive.upkeep.scan import Fault, is_line_of, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from news_archive.index.contract import Engine, IndexReader, Known, OpenIndex
    from news_archive.store.stamp import Status
    from news_archive.sync.index_keeper import IndexKeeper
    from news_archive.sync.line_history import Line

# By month file: the offsets of lines, eight bytes each.
_Places: TypeAlias = "dict[str, array[int]]"

_BATCH_LINES = 5_000

# If the replaced files make up more than this share of all bytes, rebuilding is faster.
_REBUILD_SHARE = 0.3


class Compaction(NamedTuple):
    """The result of a compaction: files replaced or removed, lines and bytes removed."""

    files: int
    lines: int
    size: int


class DeadLines(NamedTuple):
    """The offsets of superseded lines by month file, and the state of the files at that time."""

    places: _Places
    seen: dict[str, Status]


def compact(layout: Layout, index: IndexKeeper, progress: Callable[[int, int], None]) -> Compaction:
    """Remove superseded lines from the month files.

    ``progress`` receives how many bytes of how many have been read. Raises ``DamagedError``, and
    changes nothing, if a line cannot be read or another program changes the files meanwhile.
    """
    try:
        dead = _dead_lines(layout, index.healed_reader(), progress)
    except IndexUnusableError:
        index.rebuild()
        try:
            dead = _dead_lines(layout, index.healed_reader(), progress)
        except IndexUnusableError as error:
            raise DamagedError(f"the index cannot be relied on: {error}") from None
    replaced = sum(status.size for name, status in dead.seen.items() if name in dead.places)
    if replaced > _REBUILD_SHARE * sum(status.size for status in dead.seen.values()):
        # The old generation can only be removed once nobody reads it.
        index.close()
        return replace_month_files(layout, index.engine, dead, progress)
    with index.opened_for_writing() as opened:
        return _replace_few(layout, opened, dead, progress)


def _dead_lines(
    layout: Layout, reader: IndexReader, progress: Callable[[int, int], None]
) -> DeadLines:
    """Find superseded lines.

    Raises ``DamagedError`` if a line cannot be read, because it might be needed. Raises
    ``IndexUnusableError`` if the index names lines that the files do not have.
    """
    seen = statuses(layout.articles)
    total = sum(status.size for status in seen.values())
    places = _Dead(layout, reader).of(seen, lambda done: progress(done, total))
    return DeadLines(places, seen)


def replace_month_files(
    layout: Layout, engine: Engine, dead: DeadLines, progress: Callable[[int, int], None]
) -> Compaction:
    """Replace the month files by ones without some lines, and the index by one of these.

    Raises ``DamagedError``, and changes nothing, if the files are not as they were seen.
    """
    places = dead.places
    if not places:
        return Compaction(0, 0, 0)
    try:
        saved = _staged(layout, places)
        staged = Layout(layout.root, layout.staging)
        now = statuses(layout.staging)
        total = sum(status.size for status in now.values())
        generation = build(staged, engine, now, _ignore, lambda done: progress(done, total))
        _take_places(layout, dead)
        generation.activate()
    finally:
        files.remove_folder(layout.staging)
    return Compaction(len(places), sum(map(len, places.values())), saved)


def _replace_few(
    layout: Layout, opened: OpenIndex, dead: DeadLines, progress: Callable[[int, int], None]
) -> Compaction:
    """Replace the month files, and tell the index in use where their articles are now."""
    places = dead.places
    if not places:
        return Compaction(0, 0, 0)
    try:
        saved = _staged(layout, places, only_new=True)
        _take_places(layout, dead)
    finally:
        files.remove_folder(layout.staging)
    now = statuses(layout.articles)
    replaced = {name: 0 for name in places if name in now}
    others = {name: seen for name, seen in opened.stamp.files.items() if name not in places}
    month_files = MonthFiles(layout, others)
    for name in replaced:
        month_files.cover(name, now[name])
    total = sum(now[name].size for name in replaced)
    reading = LineReading(layout, _ignore, lambda done: progress(done, total))
    writer = opened.writer()
    try:
        index_new_places(reading, replaced, writer, opened.reader)
        # The commit and its stamp belong together.
        with deferred_interrupt():
            writer.commit()
            writer.stamp(opened.stamp.revision, month_files.covered)
    finally:
        writer.close()
    return Compaction(len(places), sum(map(len, places.values())), saved)


def _take_places(layout: Layout, dead: DeadLines) -> None:
    """Put the new files in the place of the old ones, durably; raises ``DamagedError``."""
    if statuses(layout.articles) != dead.seen:
        raise DamagedError(
            "another program has changed the month files meanwhile; nothing was left out, and "
            "the same command can be run again"
        )
    for name in dead.places:
        _take_place(layout, name)
    files.sync_folder(layout.articles)


def _staged(layout: Layout, dead: _Places, *, only_new: bool = False) -> int:
    """Make a folder of the new files and links to the unchanged ones; returns the bytes saved.

    ``only_new``: leave out the links.
    """
    files.make_folder(layout.staging)
    saved = 0
    for name in statuses(layout.articles):
        source, target = layout.articles / name, layout.staging / name
        if name in dead:
            saved += leave_out(source, target, set(dead[name]))
            if not target.stat().st_size:
                files.remove(target)
        elif not only_new:
            files.link(source, target)
    return saved


def _take_place(layout: Layout, name: str) -> None:
    new = layout.staging / name
    if new.exists():
        files.rename(new, layout.articles / name)
    else:
        files.remove(layout.articles / name)


def _ignore(_sentence: str) -> None:
    pass


class _Dead:
    """Collects the offsets of superseded lines by file.

    A line that records a move concerns its own file only, and is removed together with the lines
    that it ended. A tombstone stays as long as another file has lines of the article: if only some
    of the files are replaced, these must neither come back nor seem to be lost.
    """

    def __init__(self, layout: Layout, reader: IndexReader) -> None:
        self._layout = layout
        self._reader = reader
        self._dead: _Places = {}
        # Hashes of the ids, because everything may have been deleted.
        self._deleted: array[int] = array("q")
        self._alive = 0

    def of(self, present: Mapping[str, Status], progress: Callable[[int], None]) -> _Places:
        done = 0
        for name, status in sorted(present.items()):
            month = month_of_file(name) or 0
            batch: list[Line] = []
            for scanned in scan(self._layout.articles / name, month, status.size):
                if isinstance(scanned.said, Fault):
                    raise DamagedError(
                        f"{self._layout.articles / name}, line {scanned.number}: "
                        f"{scanned.said.problem}; `archive check --repair` sets it aside"
                    )
                batch.append(line_of(scanned.said))
                if len(batch) == _BATCH_LINES:
                    self._sort(batch)
                    progress(done + scanned.location.offset)
                    batch = []
            self._sort(batch)
            done += status.size
            progress(done)
        # An index of other files must not cause anything to be removed from disk.
        if self._alive != self._reader.count(Everything()):
            raise IndexUnusableError("it names lines that the files do not have")
        deleted = array("q", distinct(self._deleted))
        for told in lines_by_id(self._layout, sorted(present), deleted):
            known = self._reader.locate(list(told))
            for identity, lines in told.items():
                self._sort_deleted(lines, known.get(identity))
        return self._dead

    def _sort(self, lines: Sequence[Line]) -> None:
        """Find superseded lines of current articles; collect tombstones."""
        known = self._reader.locate([line.id for line in lines])
        for line in lines:
            held = known.get(line.id)
            if line.kind == "deleted":
                self._deleted.append(hash(line.id))
            elif held is not None and is_line_of(line, held):
                self._alive += 1
            elif held is not None:
                self._add(line)

    def _sort_deleted(self, lines: Sequence[Line], held: Known | None) -> None:
        """Find the lines of a deleted article that can be removed, its tombstones included.

        An article that is neither current nor deleted has lost its line: the rest of it stays.
        """
        deletions = [line for line in lines if line.kind == "deleted"]
        if not deletions:
            return
        others = [line for line in lines if line.kind != "deleted"]
        for line in others:
            if held is None:
                self._add(line)
        for deletion in deletions:
            if held is not None or all(
                line.location.month == deletion.location.month for line in others
            ):
                self._add(deletion)

    def _add(self, line: Line) -> None:
        name = month_file_name(line.location.month)
        self._dead.setdefault(name, array("Q")).append(line.location.offset)
