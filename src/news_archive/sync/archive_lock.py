"""The writer lock of an archive: one writer at a time; a process that waits says for which one."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from news_archive.errors import AccessError, DamagedError, NoArchiveError
from news_archive.store.layout import read_settings
from news_archive.store.lock import writer_lock

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from news_archive.store.layout import Layout
    from news_archive.sync.listener import Listener


class ArchiveLock:
    """The writer lock of one archive. ``wait``: wait for another writer, or raise ``BusyError``."""

    def __init__(self, layout: Layout, listener: Listener, *, wait: bool) -> None:
        self._layout = layout
        self._listener = listener
        self._wait = wait

    @contextmanager
    def held(self, doing: str, *, patiently: bool = True) -> Iterator[None]:
        """Hold the lock; ``doing`` tells others why. Unless ``patiently``, do not wait."""
        wait = self._wait and patiently
        waiting = self._listener.waiting
        with writer_lock(self._layout.lock, doing, wait=wait, waiting=waiting):
            yield

    @contextmanager
    def of_new_archive(self, doing: str, now: datetime.datetime) -> Iterator[None]:
        """Hold the lock of an archive, which is created if it does not exist.

        Raises ``NewerFormatError`` before anything is changed.
        """
        from news_archive.store import files
        from news_archive.store.layout import create

        exists(self._layout)
        files.make_folder(self._layout.root)
        with self.held(doing):
            create(self._layout, now)
            yield

    @contextmanager
    def if_writable(self, doing: str) -> Iterator[None]:
        """Hold the lock if the archive is writable; otherwise nobody can be locked out.

        Raises ``NoArchiveError`` if there is no archive.
        """
        with suppress(DamagedError):
            read_settings(self._layout)
        with ExitStack() as held:
            with suppress(AccessError):
                held.enter_context(self.held(doing))
            yield


def exists(layout: Layout) -> bool:
    """Whether there is an archive; raises what ``read_settings`` raises."""
    try:
        read_settings(layout)
    except NoArchiveError:
        return False
    return True
