"""Bringing the index up to date: reads the new tails of month files, or all of them.

The month files are the truth. A line that is new to the index counts if its revision is the highest
of its id. If a file has changed in any other way than growing, the index is built again, in a new
generation beside the old one. The caller holds the writer lock.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from news_archive.errors import DamagedError
from news_archive.index.contract import IndexUnusableError
from news_archive.store import files
from news_archive.store.month_files import (
    MonthFiles,
    StaleLocationError,
    is_line_end,
    mend_tails,
)
from news_archive.store.stamp import crc_of, statuses
from news_archive.sync.line_indexing import index_lines
from news_archive.sync.line_reading import LineReading
from news_archive.sync.rebuild import build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from news_archive.index.contract import Engine, OpenIndex
    from news_archive.store.layout import Layout
    from news_archive.store.stamp import Stamp, Status
    from news_archive.sync.listener import Listener

# If new lines make up more than this share of all bytes, rebuilding is faster than replacing.
_REBUILD_SHARE = 0.5


def heal(layout: Layout, engine: Engine, listener: Listener, *, anew: bool = False) -> OpenIndex:
    """Bring the index up to date and open it; ``anew`` rebuilds it in any case.

    The listener receives sentences about what was mended, and how much has been read. Raises
    ``AccessError`` if the archive cannot be read or written.
    """
    opened = None if anew else engine.open()
    with ExitStack() as unless_returned:
        if opened is not None:
            unless_returned.enter_context(opened)
        remove_leftovers(layout, engine)
        for sentence in mend_tails(layout, opened.stamp.files if opened else {}):
            listener.notice(sentence)
        now = statuses(layout.articles)
        if opened is not None and opened.is_stamped and opened.stamp.covers(now):
            unless_returned.pop_all()
            return opened
        is_new = opened is not None and _caught_up(layout, engine, opened, now, listener)
    # The old generation can only be removed once no process holds it.
    if not is_new:
        _build_anew(layout, engine, now, listener)
    opened = engine.open()
    if opened is None:
        raise DamagedError(f"the index in {layout.index} cannot be read just after it was written")
    return opened


def remove_leftovers(layout: Layout, engine: Engine) -> None:
    """Remove temporary files of interrupted writers; the caller holds the lock."""
    for folder in (layout.root, layout.articles, layout.damaged):
        files.remove_leftovers(folder)
    engine.mend()
    if layout.staging.exists():
        files.remove_folder(layout.staging)


def _build_anew(
    layout: Layout, engine: Engine, now: Mapping[str, Status], listener: Listener
) -> None:
    if total := sum(status.size for status in now.values()):
        files_read = "1 file" if len(now) == 1 else f"{len(now)} files"
        listener.notice(f"building the index anew from {files_read} in {layout.articles}")
    progress = listener.progress
    build(layout, engine, now, listener.notice, lambda done: progress(done, total)).activate()


def _caught_up(
    layout: Layout,
    engine: Engine,
    opened: OpenIndex,
    now: Mapping[str, Status],
    listener: Listener,
) -> bool:
    """Index what is new; ``False`` if the index must be rebuilt."""
    try:
        # It may hold articles that are not in the files, or lack some that the stamp covers: a run
        # was interrupted between commit and stamp, or both were copied at different times.
        if not opened.is_stamped:
            return False
        tails = _tails(layout, opened.stamp, now)
        # An index is also behind after a crash, which may have truncated its files.
        if tails is None or any(engine.damage()):
            return False
        _catch_up(layout, opened, tails, now, listener)
    except (IndexUnusableError, StaleLocationError):
        return False
    return True


def _tails(layout: Layout, stamp: Stamp, now: Mapping[str, Status]) -> dict[str, int] | None:
    """Return the first new byte of each changed file; ``None`` if files did not only grow."""
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
    listener: Listener,
) -> None:
    total = sum(now[name].size - start for name, start in tails.items())
    progress = listener.progress
    reading = LineReading(layout, listener.notice, lambda done: progress(done, total))
    writer = opened.writer()
    try:
        index_lines(
            reading,
            tails,
            now,
            writer,
            MonthFiles(layout, opened.stamp.files),
            reader=opened.reader,
            revision=opened.stamp.revision,
        )
    finally:
        writer.close()
