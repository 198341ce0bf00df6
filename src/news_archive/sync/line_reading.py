"""Reading month files for an index: yields the sound lines, reports the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news_archive.article.date import ReducedDate
from news_archive.index.contract import Entry
from news_archive.store.layout import month_of_file
from news_archive.store.month_lines import BadLine, Event, events, events_of
from news_archive.sync.line_history import History, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from news_archive.store.layout import Layout


class LineReading:
    """One pass over month files: yields the sound lines, and reports the others.

    ``highest`` is the highest revision of any line, sound or not, so that no revision is given out
    twice. ``progress`` receives the number of bytes read.
    """

    def __init__(
        self, layout: Layout, notice: Callable[[str], None], progress: Callable[[int], None]
    ) -> None:
        self.layout = layout
        self._notice = notice
        self._progress = progress
        self._clashes = 0
        self._first_clash = ""
        self._lost = 0
        self._first_lost = ""
        self.highest = 0

    def sound_events(self, starts: Mapping[str, int]) -> Iterator[Event]:
        """Yield the events in the lines of some files; unreadable lines are reported."""
        before = 0
        for name, start in sorted(starts.items()):
            month = month_of_file(name)
            if month is None:
                continue
            damaged: list[BadLine] = []
            end = start
            for event in events(self.layout.articles / name, month, start):
                end = event.location.offset + event.location.length
                self._progress(before + end - start)
                self.highest = max(self.highest, event.revision)
                if isinstance(event, BadLine):
                    damaged.append(event)
                else:
                    yield event
            before += end - start
            if damaged:
                lines = (
                    "1 damaged line is"
                    if len(damaged) == 1
                    else f"{len(damaged)} damaged lines are"
                )
                first = damaged[0]
                self._notice(
                    f"{self.layout.articles / name}: {lines} left out "
                    f"(the first at byte {first.location.offset}: {first.reason})"
                )

    def ids_with(self, hashes: Collection[int], starts: Mapping[str, int]) -> set[str]:
        """Return the ids in some files that have one of these hashes."""
        found: set[str] = set()
        if not hashes:
            return found
        for name, start in starts.items():
            month = month_of_file(name)
            if month is not None:
                for event in events(self.layout.articles / name, month, start):
                    if isinstance(event, Event) and hash(event.id) in hashes:
                        found.add(event.id)
        return found

    def histories_of(self, ids: Collection[str]) -> dict[str, History]:
        """Return the histories of some articles from all month files."""
        histories: dict[str, History] = {}
        if not ids:
            return histories
        for path in sorted(self.layout.articles.glob("*.jsonl")):
            month = month_of_file(path.name)
            if month is not None:
                for event in events_of(path, month, ids):
                    histories.setdefault(event.id, History()).add(line_of(event))
        for identity, history in histories.items():
            if history.clashes:
                self._clashes += 1
                self._first_clash = self._first_clash or identity
            if history.winner() is None and not history.is_deleted:
                self._lost += 1
                self._first_lost = self._first_lost or identity
        return histories

    def tell(self) -> None:
        """Report articles that have moved but are nowhere, and articles with two texts.

        Two archives may have written different texts with the same revision.
        """
        if self._lost:
            articles = "1 article" if self._lost == 1 else f"{self._lost:,} articles"
            self._notice(
                f"{articles} moved to another file and not there (the first: {self._first_lost}); "
                "`archive check` names them, a backup may have them"
            )
        if self._clashes:
            self._notice(
                f"{self._clashes} ids have different texts of the same revision, as from two "
                f"archives (the first: {self._first_clash}); one of each is shown, both are kept"
            )


def entry_of(event: Event) -> Entry:
    """Return the index entry for the line of an article, which has been checked."""
    fields = event.fields
    return Entry(
        event.id, ReducedDate.parse(fields["date"]), fields["sources"], fields["body"],
        event.revision, fields["digest"], event.location,
    )  # fmt: skip
