"""The one thread that uses the archive, so that the screen never waits.

An archive is used by one thread at a time: this one. Further requests wait, but only the newest of
each kind, because nobody looks at the answer to an earlier query.
"""

from __future__ import annotations

import threading
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from news_archive.sync.listener import Listener

if TYPE_CHECKING:
    from collections.abc import Callable

    from news_archive.archive import Archive


class Kind(IntEnum):
    """The kind of a request; smaller values go first."""

    SEARCH = 0
    PAGES = 1
    ARTICLE = 2
    FACETS = 3
    SUGGESTIONS = 4


class Answer(NamedTuple):
    """The value that an archive returned, or the error that it raised."""

    kind: Kind
    question: object
    value: Any
    error: Exception | None


class News(NamedTuple):
    """A message of the archive about itself; ``passing`` if it holds only for the moment."""

    sentence: str
    passing: bool


class _LeavingError(BaseException):
    """The screen is gone: stop what the archive is doing, as Ctrl-C would."""


class ArchiveThread:
    """Asks an archive in a thread of its own and hands each answer over.

    ``deliver`` is called in that thread, with an ``Answer`` or with ``News``. ``opened`` is given
    a listener and returns the archive, which it must not have used yet.
    """

    def __init__(
        self, opened: Callable[[Listener], Archive], deliver: Callable[[Answer | News], None]
    ) -> None:
        self._deliver = deliver
        listener = Listener(
            notice=lambda sentence: self._tell(sentence, passing=False),
            waiting=lambda holder: self._tell(f"waiting for {holder}", passing=True),
            progress=self._progress,
        )
        self._archive = opened(listener)
        self._waiting: dict[Kind, tuple[object, Callable[[Archive], object]]] = {}
        self._changed = threading.Condition()
        self._leaving = False
        self._percent = -1
        # A daemon, so that Ctrl-C during ``join`` ends the process without waiting any longer.
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    def ask(self, kind: Kind, question: object, asks: Callable[[Archive], object]) -> None:
        """Queue a request, in place of one of the same kind that is still waiting."""
        with self._changed:
            self._waiting[kind] = (question, asks)
            self._changed.notify()

    def leave(self) -> None:
        """Begin to stop: no more requests are answered."""
        with self._changed:
            self._leaving = True
            self._changed.notify()

    def join(self) -> None:
        """Stop, and wait until the archive is closed."""
        self.leave()
        self._thread.join()

    def _run(self) -> None:
        try:
            while (next_one := self._next()) is not None:
                kind, question, asks = next_one
                self._answer(kind, question, asks)
        except _LeavingError:
            pass
        finally:
            self._archive.close()

    def _next(self) -> tuple[Kind, object, Callable[[Archive], object]] | None:
        with self._changed:
            while not self._waiting and not self._leaving:
                self._changed.wait()
            if self._leaving:
                return None
            kind = min(self._waiting)
            return (kind, *self._waiting.pop(kind))

    def _answer(self, kind: Kind, question: object, asks: Callable[[Archive], object]) -> None:
        value: object = None
        failed: Exception | None = None
        try:
            value = asks(self._archive)
        except Exception as error:  # noqa: BLE001 - a bug is raised again where it is seen
            failed = error
        if not self._leaving:
            self._deliver(Answer(kind, question, value, failed))

    def _tell(self, sentence: str, *, passing: bool) -> None:
        if self._leaving:
            raise _LeavingError
        self._deliver(News(sentence, passing))

    def _progress(self, done: int, total: int) -> None:
        if self._leaving:
            raise _LeavingError
        percent = done * 100 // total if total else 100
        if percent != self._percent:
            self._percent = percent
            self._tell(f"building the index: {percent} %", passing=True)
