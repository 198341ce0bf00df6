"""Progress over many articles, shown on a terminal if it takes long."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from news_archive.cli.main import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

# Shown after this time [seconds].
PATIENCE_S = 2.0


class ArticlesProgress:
    """Call it with how many of how many articles are done; use it as a context manager."""

    def __init__(self, doing: str) -> None:
        """``doing`` names the work."""
        self._doing = doing
        self._began = time.monotonic()
        self._shown = ExitStack()
        self._update: Callable[[int, int], None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._shown.close()

    def hide(self) -> None:
        """Remove it from the terminal to print something; it comes back with the next call."""
        self._shown.close()
        self._update = None
        self._began = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Update it; when all are done, it is removed from the terminal."""
        if done == total:
            self._shown.close()
        elif self._update is not None:
            self._update(done, total)
        elif time.monotonic() - self._began >= PATIENCE_S and is_terminal(sys.stderr):
            # Imported here because Rich is slow to load.
            from news_archive.render.progress import looking_progress

            self._update = self._shown.enter_context(looking_progress(sys.stderr, self._doing))
