"""How far it is with many articles: shown on a terminal when it takes longer than one waits."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from news_archive.cli.main import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

# Before this nobody asks what is going on [seconds].
PATIENCE_S = 2.0


class ArticlesProgress:
    """Called with how many of how many articles are done; use it as a context manager."""

    def __init__(self, doing: str) -> None:
        """``doing`` is what is being done with them."""
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
        """Take it off the terminal to print something; it comes back when nothing is printed."""
        self._shown.close()
        self._update = None
        self._began = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Tell the news; all done, nothing of it is left on the terminal."""
        if done == total:
            self._shown.close()
        elif self._update is not None:
            self._update(done, total)
        elif time.monotonic() - self._began >= PATIENCE_S and is_terminal(sys.stderr):
            # Only now; see search.
            from news_archive.render.progress import looking_progress

            self._update = self._shown.enter_context(looking_progress(sys.stderr, self._doing))
