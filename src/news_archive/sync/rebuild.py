"""Rebuilding the index from all month files, in a generation beside the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.errors import AccessError
from news_archive.index.contract import IndexUnusableError
from news_archive.store.month_files import MonthFiles
from news_archive.sync.line_indexing import index_lines
from news_archive.sync.line_reading import LineReading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from news_archive.index.contract import Engine, Generation
    from news_archive.store.layout import Layout
    from news_archive.store.stamp import Status


def build(
    layout: Layout,
    engine: Engine,
    now: Mapping[str, Status],
    notice: Callable[[str], None],
    progress: Callable[[int], None],
) -> Generation:
    """Build a new generation of the index from all month files; the caller activates it.

    ``progress`` receives the number of bytes read. Raises ``AccessError`` if the index cannot be
    written: in a new folder, no damage can be the cause.
    """
    try:
        generation = engine.begin()
        # Revisions of lines that are no longer in the files are not given out again.
        before = engine.stamp()
        writer = generation.writer()
        try:
            index_lines(
                LineReading(layout, notice, progress),
                dict.fromkeys(now, 0),
                now,
                writer,
                MonthFiles(layout, {}),
                reader=None,
                revision=before.revision if before is not None else 0,
            )
        finally:
            writer.close()
    except IndexUnusableError as error:
        raise AccessError(f"an index cannot be written in {layout.index}: {error}") from None
    return generation
