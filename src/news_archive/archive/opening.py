"""Opening the index to read, and the archive to write.

Reading costs one stat a month file while nothing has changed. If the index is behind, whoever reads
brings it up to date first; if that cannot be done now, because another process is writing or the
archive cannot be written, the old index answers.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from news_archive.archive.current import OpenIndex, open_current
from news_archive.errors import AccessError, BusyError, DamagedError
from news_archive.index.contract import IndexUnusableError
from news_archive.index.generations import Generations
from news_archive.store.lock import writer_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from news_archive.archive.writing import WriteSession
    from news_archive.index.tantivy.reader import TantivyReader
    from news_archive.store.layout import Layout


def _silent(_sentence: str) -> None:
    pass


def _no_progress(_done: int, _total: int) -> None:
    pass


class Listener(NamedTuple):
    """Who is told what happens meanwhile; silent unless given.

    ``notice`` is told sentences about the archive, ``waiting`` who is being waited for, and
    ``progress`` how many bytes of how many the index has been built from.
    """

    notice: Callable[[str], None] = _silent
    waiting: Callable[[str], None] = _silent
    progress: Callable[[int, int], None] = _no_progress


class IndexKeeper:
    """Keeps the index of one archive open, and as new as can be."""

    def __init__(
        self, layout: Layout, languages: tuple[str, ...], listener: Listener, *, wait: bool
    ) -> None:
        self._layout = layout
        self._languages = languages
        self._listener = listener
        self._wait = wait
        self._opened: OpenIndex | None = None
        self._warned = False

    def close(self) -> None:
        """Let go of the index."""
        if self._opened is not None:
            os.close(self._opened.held)
            self._opened = None

    def reader(self, *, patiently: bool = False) -> TantivyReader:
        """Return a reader of the current state, or of the last one if that is all there is.

        ``patiently``: wait for another writer even so.
        """
        if self._opened is not None and self._is_new(self._opened):
            return self._opened.reader
        opened = self._open_current()
        if opened is not None and self._is_new(opened):
            return self._keep(opened)
        try:
            with self.lock("bringing the index up to date", patiently=patiently or opened is None):
                healed = self._heal()
        except (BusyError, AccessError) as error:
            if patiently and opened is not None:
                os.close(opened.held)
                raise
            if opened is None:
                if isinstance(error, AccessError):
                    raise AccessError(
                        f"there is no index that can be read, and one cannot be made: {error}"
                    ) from None
                raise
            self._warn_behind(error)
            return self._keep(opened)
        except BaseException:
            if opened is not None:
                os.close(opened.held)
            raise
        if opened is not None:
            os.close(opened.held)
        return self._keep(healed)

    def _is_new(self, opened: OpenIndex) -> bool:
        return opened.is_stamped and opened.stamp.is_current(self._layout.articles)

    def _open_current(self) -> OpenIndex | None:
        # A generation may be swept away between being named and being opened; then another one is
        # named, and to wait for its writer would be to wait for nothing.
        generations = Generations(self._layout.index)
        while True:
            named = generations.current()
            opened = open_current(self._layout, self._languages)
            if opened is not None or generations.current() == named:
                return opened

    def rebuilt_reader(self) -> TantivyReader:
        """Return a reader of an index built anew, after the one there was could not be read."""
        with self.lock("rebuilding the index"):
            self.rebuild()
        return self.reader()

    def refresh(self) -> TantivyReader:
        """Return a reader of the newest state, after a line was not where the index had it.

        Whoever is replacing the month files just now is waited for: it takes a moment.
        """
        self.close()
        return self.reader(patiently=True)

    @contextmanager
    def write_session(self) -> Iterator[WriteSession]:
        """Bring the index up to date and write; the caller holds the lock."""
        # Here and below: a search of an index that is up to date needs nothing of what writes.
        from news_archive.archive.writing import WriteSession

        self.close()
        opened = self._heal()
        self._keep(opened)
        session = WriteSession(self._layout, opened, self._languages)
        try:
            yield session
        except IndexUnusableError as error:
            raise DamagedError(
                f"the index cannot be written ({error}); what was stored is in the JSON files, "
                "and the next command builds the index anew"
            ) from None
        finally:
            session.close()

    def healed_reader(self) -> TantivyReader:
        """Bring the index up to date and return its reader; the caller holds the lock."""
        self.close()
        return self._keep(self._heal())

    def rebuild(self) -> None:
        """Build the index anew; the caller holds the lock."""
        self.close()
        self._keep(self._heal(anew=True))

    @contextmanager
    def lock(self, doing: str, *, patiently: bool = True) -> Iterator[None]:
        """Hold the writer's lock; raises ``BusyError`` if it is held and waiting is refused."""
        wait = self._wait and patiently
        waiting = self._listener.waiting
        with writer_lock(self._layout.lock, doing, wait=wait, waiting=waiting):
            yield

    def _heal(self, *, anew: bool = False) -> OpenIndex:
        from news_archive.archive.healing import heal
        from news_archive.store.month_files import StaleLocationError

        notice, progress = self._listener.notice, self._listener.progress
        try:
            return heal(self._layout, self._languages, notice, progress, anew=anew)
        except StaleLocationError as error:
            raise DamagedError(f"{error}; another program changes the files meanwhile") from None

    def _keep(self, opened: OpenIndex) -> TantivyReader:
        self.close()
        self._opened = opened
        return opened.reader

    def _warn_behind(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            self._listener.notice(f"the newest changes are not searched yet: {error}")
