"""Every index behind one face, so that one suite can ask the same of each of them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from news_archive.article.date import ReducedDate
from news_archive.index.contract import Entry
from news_archive.index.memory import MemoryIndex
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.store.layout import month_number
from news_archive.store.month_lines import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from news_archive.index.contract import IndexReader, IndexWriter


@contextmanager
def scratch() -> Iterator[Path]:
    """Make a folder for a while; in memory if there is such a place, as each commit is synced."""
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


class Rig(Protocol):
    """One index that can be written and read any number of times."""

    def writer(self) -> IndexWriter:
        """Return the writer; the one before must be closed."""

    def reader(self) -> IndexReader:
        """Return a reader of the last committed state."""


class MemoryRig:
    def __init__(self, languages: tuple[str, ...]) -> None:
        self._index = MemoryIndex(languages)

    def writer(self) -> IndexWriter:
        return self._index

    def reader(self) -> IndexReader:
        return self._index.reader()


class TantivyRig:
    def __init__(self, folder: Path, languages: tuple[str, ...]) -> None:
        self._folder = folder
        self._languages = languages
        folder.mkdir(parents=True)
        self._new = True
        self.bodies: dict[str, str] = {}

    def writer(self) -> IndexWriter:
        writer = TantivyWriter(self._folder, new=self._new)
        self._new = False
        return writer

    def reader(self) -> IndexReader:
        return TantivyReader(self._folder, self._languages, lambda name, _place: self.bodies[name])


def entry(
    identity: str,
    body: str = "Ein Text.",
    date: str = "2024-04-03",
    sources: Sequence[str] = (),
    *,
    revision: int = 1,
    offset: int = 0,
) -> Entry:
    """Return what an index is given of an article."""
    parsed = ReducedDate.parse(date)
    return Entry(
        id=identity,
        date=parsed,
        sources=list(sources),
        body=body,
        revision=revision,
        digest=f"sha256:{hashlib.sha256(body.encode()).hexdigest()}",
        location=Location(month_number(parsed), offset, len(body.encode()) + 100),
    )


def write(rig: Rig, entries: Iterable[Entry], *, removed: Iterable[str] = ()) -> None:
    """Put and remove in one commit."""
    if isinstance(rig, TantivyRig):
        rig.bodies.update({one.id: one.body for one in entries})
    writer = rig.writer()
    try:
        for one in entries:
            writer.put(one, replacing=True)
        for identity in removed:
            writer.remove(identity)
        writer.commit()
    finally:
        writer.close()
