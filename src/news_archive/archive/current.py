"""The generation of the index that is in use, opened to read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from news_archive.index.contract import IndexUnusableError
from news_archive.index.generations import Generations, hold, read_stamp, write_stamp
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.segments import commit_numbers
from news_archive.store.month_files import read_line
from news_archive.store.stamp import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from news_archive.index.tantivy.writer import TantivyWriter
    from news_archive.store.layout import Layout
    from news_archive.store.months import Location
    from news_archive.store.stamp import Covered


class OpenIndex(NamedTuple):
    """A generation that is being read: close ``held`` to let go of it.

    ``is_stamped``: the stamp is of its last commit; else a run was ended between the two, or they
    were copied one after the other while a run went on.
    """

    folder: Path
    stamp: Stamp
    reader: TantivyReader
    held: int
    is_stamped: bool


def open_current(layout: Layout, languages: tuple[str, ...]) -> OpenIndex | None:
    """Open the current generation; ``None`` if there is none that works."""
    folder = Generations(layout.index).current()
    held = hold(folder) if folder is not None else None
    if folder is None or held is None:
        return None
    stamp = read_stamp(folder, SCHEMA)
    if stamp is not None:
        try:
            reader = TantivyReader(folder, languages, body_reader(layout))
            commit, spellings = commit_numbers(folder)
            is_stamped = stamp.commit == commit and stamp.spellings <= spellings
            return OpenIndex(folder, stamp, reader, held, is_stamped)
        except IndexUnusableError:
            pass
    os.close(held)
    return None


def commit_stamped(
    folder: Path, writer: TantivyWriter, revision: int, covered: dict[str, Covered]
) -> None:
    """Commit an index, and then say of what: see ``OpenIndex.is_stamped``."""
    writer.commit()
    write_stamp(folder, Stamp(SCHEMA, revision, covered, *commit_numbers(folder)))


def body_reader(layout: Layout) -> Callable[[str, Location], str]:
    """Return what reads the text of an article by its id and the place of its line."""
    return lambda identity, location: str(read_line(layout, identity, location)["body"])
