"""Progress bars for long operations, on a terminal's standard error."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Thread
from typing import IO, TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from news_archive.render.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from news_archive.ingest.outcome import Outcome


# The display is drawn at most ten times a second. Reporting every single step would cost more than
# the step itself.
_EVERY_ARTICLES = 50
_EVERY_BYTES = 1 << 20


@contextmanager
def ingest_progress(
    file: IO[str], count_bytes: Callable[[], int]
) -> Iterator[Callable[[Outcome], None]]:
    """Show articles, rate and time left while an ingest runs; yields the function to update it.

    ``count_bytes`` returns how many bytes there are to read; it runs in a thread of its own, so the
    ingest does not wait for it.
    """
    screen = console(file)
    if screen.is_dumb_terminal:
        yield lambda _outcome: None
        return
    progress = Progress(
        TextColumn("{task.fields[articles]:,} articles{task.fields[doing]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
    )
    with progress:
        task = progress.add_task("ingest", total=None, articles=0, rate=0.0, doing="")

        def count() -> None:
            progress.update(task, total=count_bytes() or None)

        Thread(target=count, daemon=True).start()

        def update(outcome: Outcome) -> None:
            if outcome.read % _EVERY_ARTICLES and not outcome.is_read:
                return
            elapsed = progress.tasks[0].elapsed or 0.0
            rate = outcome.read / elapsed if elapsed > 0 else 0.0
            # Index segments may still be merging after everything is read and stored.
            doing = ", finishing the index" if outcome.is_read else ""
            progress.update(
                task, completed=outcome.bytes_read, articles=outcome.read, rate=rate, doing=doing
            )

        yield update


def bytes_progress(file: IO[str], doing: str) -> AbstractContextManager[Callable[[int, int], None]]:
    """Show how many bytes are done, and out of how many; yields the function to update it."""
    return _progress(file, doing, _EVERY_BYTES, TaskProgressColumn(), TransferSpeedColumn())


def looking_progress(
    file: IO[str], doing: str
) -> AbstractContextManager[Callable[[int, int], None]]:
    """Show how many articles are done, and out of how many; yields the function to update it."""
    return _progress(file, doing, _EVERY_ARTICLES, MofNCompleteColumn())


@contextmanager
def _progress(
    file: IO[str], doing: str, every: int, *how_far: ProgressColumn
) -> Iterator[Callable[[int, int], None]]:
    progress = Progress(
        TextColumn(doing),
        BarColumn(),
        *how_far,
        TimeRemainingColumn(),
        console=console(file),
        transient=True,
    )
    shown = 0
    with progress:
        task = progress.add_task(doing, total=None)

        def update(done: int, total: int) -> None:
            nonlocal shown
            if done - shown >= every or done == total:
                shown = done
                progress.update(task, completed=done, total=total)

        yield update
