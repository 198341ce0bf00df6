"""The index of one archive, kept open and as current as possible.

While nothing has changed, reading costs one ``stat`` per month file. A reader brings a stale index
up to date first. If that is not possible, because another process is writing or the archive is
read-only, the old index answers.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from news_archive.errors import AccessError, BusyError, DamagedError
from news_archive.index.contract import IndexUnusableError
from news_archive.index.engines import engine_of
from news_archive.store.month_files import StaleLocationError, read_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from news_archive.article.line import Fields
    from news_archive.index.contract import Engine, Found, IndexReader, OpenIndex
    from news_archive.store.layout import Layout
    from news_archive.sync.archive_lock import ArchiveLock
    from news_archive.sync.listener import Listener
    from news_archive.sync.write_session import WriteSession

Answer = TypeVar("Answer")


class IndexKeeper:
    """Keeps the index of one archive open, and as current as possible.

    Modules that write are imported inside methods: a search of a current index loads none of
    them.
    """

    def __init__(
        self, layout: Layout, languages: tuple[str, ...], lock: ArchiveLock, listener: Listener
    ) -> None:
        self._layout = layout
        self._lock = lock
        self._listener = listener
        self._opened: OpenIndex | None = None
        self._warned = False
        self.engine: Engine = engine_of(layout, languages)

    def close(self) -> None:
        """Close the index; it is opened again when it is needed."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def answer(self, ask: Callable[[IndexReader], Answer]) -> Answer:
        """Answer from the index; try again once if the month files changed meanwhile.

        Raises ``DamagedError`` if the second attempt fails as well.
        """
        try:
            return ask(self.reader())
        except StaleLocationError:
            again = self._refreshed_reader
        except IndexUnusableError:
            again = self._rebuilt_reader
        try:
            return ask(again())
        except StaleLocationError as error:
            raise DamagedError(
                f"{error}; the line is not what was written. Restore the file from a backup"
            ) from None
        except IndexUnusableError as error:
            raise DamagedError(
                f"the index cannot be read ({error}); `archive reindex` builds it anew"
            ) from None

    def fields(self, hit: Found) -> Fields:
        """Read the record of a hit; raises ``StaleLocationError`` if its line has changed."""
        return read_line(self._layout, hit.id, hit.location)

    def held(self, reader: IndexReader, identity: str) -> Fields | None:
        """Read the record with exactly this id; ``None`` if there is none."""
        known = reader.locate([identity]).get(identity)
        return read_line(self._layout, identity, known.location) if known is not None else None

    def reader(self, *, patiently: bool = False) -> IndexReader:
        """Return a reader of the current state, or of the last one if there is no other.

        ``patiently``: wait for another writer instead.
        """
        if self._opened is not None and self._is_new(self._opened):
            return self._opened.reader
        with ExitStack() as unless_kept:
            opened = self.engine.open()
            if opened is not None:
                unless_kept.enter_context(opened)
                if self._is_new(opened):
                    unless_kept.pop_all()
                    return self._keep(opened)
            try:
                patiently = patiently or opened is None
                with self.lock("bringing the index up to date", patiently=patiently):
                    healed = self._heal()
            except (BusyError, AccessError) as error:
                if opened is None and isinstance(error, AccessError):
                    raise AccessError(
                        f"there is no index that can be read, and one cannot be made: {error}"
                    ) from None
                if opened is None or patiently:
                    raise
                self._warn_behind(error)
                unless_kept.pop_all()
                return self._keep(opened)
            return self._keep(healed)

    def _is_new(self, opened: OpenIndex) -> bool:
        return opened.is_stamped and opened.stamp.is_current(self._layout.articles)

    def _rebuilt_reader(self) -> IndexReader:
        """Return a reader of a rebuilt index, after the old one could not be read."""
        with self.lock("rebuilding the index"):
            self.rebuild()
        return self.reader()

    def _refreshed_reader(self) -> IndexReader:
        """Return a reader of the newest state, after a line was not where the index said.

        Waits for a process that is just replacing the month files, which takes a moment.
        """
        self.close()
        return self.reader(patiently=True)

    @contextmanager
    def opened_for_writing(self) -> Iterator[OpenIndex]:
        """Bring the index up to date and yield it; the caller holds the lock."""
        self.close()
        opened = self._heal()
        self._keep(opened)
        try:
            yield opened
        except IndexUnusableError as error:
            raise DamagedError(
                f"the index cannot be written ({error}); what was stored is in the JSON files, "
                "and the next command builds the index anew"
            ) from None

    @contextmanager
    def write_session(self) -> Iterator[WriteSession]:
        """Bring the index up to date and write; the caller holds the lock."""
        from news_archive.sync.write_session import WriteSession

        with self.opened_for_writing() as opened:
            session = WriteSession(self._layout, opened)
            try:
                yield session
            finally:
                session.close()

    @contextmanager
    def locked_session(self, doing: str) -> Iterator[WriteSession]:
        """Hold the writer lock, bring the index up to date, and write."""
        with self.lock(doing), self.write_session() as session:
            yield session

    def healed_reader(self) -> IndexReader:
        """Bring the index up to date and return its reader; the caller holds the lock."""
        self.close()
        return self._keep(self._heal())

    def rebuild(self) -> None:
        """Rebuild the index; the caller holds the lock."""
        self.close()
        self._keep(self._heal(anew=True))

    def lock(self, doing: str, *, patiently: bool = True) -> AbstractContextManager[None]:
        """Hold the writer lock; raises ``BusyError`` if it is held and waiting is not wanted."""
        return self._lock.held(doing, patiently=patiently)

    def completions(self, beginning: str, limit: int) -> Sequence[str]:
        """Return up to ``limit`` ids with this prefix, from the index as it is."""
        opened = self.engine.open()
        if opened is None:
            return []
        with opened:
            return opened.reader.ids_beginning_with(beginning, limit)

    def _heal(self, *, anew: bool = False) -> OpenIndex:
        from news_archive.sync.catch_up import heal

        try:
            return heal(self._layout, self.engine, self._listener, anew=anew)
        except StaleLocationError as error:
            raise DamagedError(f"{error}; another program changes the files meanwhile") from None

    def _keep(self, opened: OpenIndex) -> IndexReader:
        self.close()
        self._opened = opened
        return opened.reader

    def _warn_behind(self, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            self._listener.notice(f"the newest changes are not searched yet: {error}")
