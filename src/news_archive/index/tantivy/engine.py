"""The engine: opens the generation in use, and builds new ones beside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from news_archive.index.contract import Damage, IndexUnusableError
from news_archive.index.tantivy.generations import Generations, hold, read_stamp
from news_archive.index.tantivy.reader import TantivyReader
from news_archive.index.tantivy.schema import SCHEMA
from news_archive.index.tantivy.segments import commit_numbers, damaged_files
from news_archive.index.tantivy.spellings import let_others_read
from news_archive.index.tantivy.writer import TantivyWriter
from news_archive.store import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from news_archive.store.month_lines import Location
    from news_archive.store.stamp import Stamp


class TantivyEngine:
    """See ``Engine``. Each generation is a folder below ``folder``; see ``generations``."""

    def __init__(
        self, folder: Path, languages: tuple[str, ...], body_of: Callable[[str, Location], str]
    ) -> None:
        """``body_of`` reads the text of an article, which the index does not hold."""
        self._folder = folder
        self._generations = Generations(folder)
        self._languages = languages
        self._body_of = body_of

    def open(self) -> TantivyOpenIndex | None:
        """See ``Engine.open``."""
        # The current generation may be replaced and removed before it is opened. Then try the new
        # one: reporting that there is none would make the caller wait for the writer.
        while True:
            folder = self._generations.current()
            opened = self._open(folder) if folder is not None else None
            if opened is not None or self._generations.current() == folder:
                return opened

    def _open(self, folder: Path) -> TantivyOpenIndex | None:
        held = hold(folder)
        if held is None:
            return None
        try:
            stamp = read_stamp(folder, SCHEMA)
            if stamp is not None:
                return TantivyOpenIndex(folder, stamp, self._reader, held)
        except IndexUnusableError:
            pass
        except BaseException:
            os.close(held)
            raise
        os.close(held)
        return None

    def _reader(self, folder: Path) -> TantivyReader:
        return TantivyReader(folder, self._languages, self._body_of)

    def stamp(self) -> Stamp | None:
        """See ``Engine.stamp``."""
        return self._generations.stamp(SCHEMA)

    def damage(self) -> Iterator[Damage]:
        """See ``Engine.damage``."""
        folder = self._generations.current()
        if folder is not None:
            for name, problem in damaged_files(folder):
                yield Damage(f"{folder.name}/{name}", problem)

    def begin(self) -> TantivyGeneration:
        """See ``Engine.begin``."""
        self._generations.sweep()
        return TantivyGeneration(self._generations, self._generations.begin())

    def mend(self) -> None:
        """See ``Engine.mend``."""
        files.remove_leftovers(self._folder)
        folder = self._generations.current()
        if folder is not None:
            files.remove_leftovers(folder)
            # A run that was killed during a merge may have left the lists unreadable for others.
            let_others_read(folder)

    def size(self) -> int:
        """See ``Engine.size``."""
        return self._generations.size()


class TantivyOpenIndex:
    """See ``OpenIndex``."""

    def __init__(
        self,
        folder: Path,
        stamp: Stamp,
        reader_of: Callable[[Path], TantivyReader],
        held: int,
    ) -> None:
        """``held`` is the descriptor of the folder's lock, which ``close`` closes."""
        self._folder = folder
        self._reader_of = reader_of
        self._held: int | None = held
        self.stamp = stamp
        self.reader = reader_of(folder)
        commit, spellings = commit_numbers(folder)
        self.is_stamped = stamp.commit == commit and stamp.spellings <= spellings

    def newest_reader(self) -> TantivyReader:
        """See ``OpenIndex.newest_reader``."""
        return self._reader_of(self._folder)

    def writer(self) -> TantivyWriter:
        """See ``OpenIndex.writer``."""
        return TantivyWriter(self._folder, new=False)

    def close(self) -> None:
        """See ``OpenIndex.close``."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class TantivyGeneration:
    """See ``Generation``."""

    def __init__(self, generations: Generations, folder: Path) -> None:
        self._generations = generations
        self._folder = folder

    def writer(self) -> TantivyWriter:
        """See ``Generation.writer``."""
        return TantivyWriter(self._folder, new=True)

    def activate(self) -> None:
        """See ``Generation.activate``."""
        self._generations.activate(self._folder)
        self._generations.sweep()
