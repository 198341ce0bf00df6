"""Progress of what takes its time, on a terminal's standard error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from news_archive.render.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from news_archive.archive import Outcome


# News are drawn ten times a second at most; to be told of each would cost more than to do it.
_EVERY_ARTICLES = 50
_EVERY_BYTES = 1 << 20


@contextmanager
def ingest_progress(file: IO[str], total_bytes: int) -> Iterator[Callable[[Outcome], None]]:
    """Show articles, rate and time left while an ingest runs; yields what to call with news."""
    screen = console(file)
    if screen.is_dumb_terminal:
        yield lambda _outcome: None
        return
    progress = Progress(
        TextColumn("{task.fields[articles]:,} articles"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
    )
    with progress:
        task = progress.add_task("ingest", total=total_bytes or None, articles=0, rate=0.0)

        def update(outcome: Outcome) -> None:
            if outcome.read % _EVERY_ARTICLES:
                return
            elapsed = progress.tasks[0].elapsed or 0.0
            rate = outcome.read / elapsed if elapsed > 0 else 0.0
            progress.update(task, completed=outcome.bytes_read, articles=outcome.read, rate=rate)

        yield update


@contextmanager
def bytes_progress(file: IO[str], doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show how many of some bytes are done; yields what to call with news."""
    progress = Progress(
        TextColumn(doing),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console(file),
        transient=True,
    )
    shown = 0
    with progress:
        task = progress.add_task(doing, total=None)

        def update(done: int, total: int) -> None:
            nonlocal shown
            if done - shown >= _EVERY_BYTES or done == total:
                shown = done
                progress.update(task, completed=done, total=total)

        yield update
