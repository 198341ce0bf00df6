"""The outcome of all lines of one article, in whatever order they are read.

The line with the highest revision decides. A move ends earlier lines in its own file; a tombstone
ends all earlier lines. Two archives may have written different texts with the same revision; then
the digest decides, so that the outcome is always the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from news_archive.index.contract import first_128_bits

if TYPE_CHECKING:
    from news_archive.store.month_lines import Event, EventKind, Location


class Line(NamedTuple):
    """The part of a line that decides about its article; ``digest`` is 0 if it is no article."""

    kind: EventKind
    id: str
    revision: int
    digest: int
    location: Location


def line_of(event: Event) -> Line:
    """Return the part of an event that decides about its article."""
    digest = first_128_bits(event.fields["digest"]) if event.kind == "article" else 0
    return Line(event.kind, event.id, event.revision, digest, event.location)


class History:
    """The lines of one article."""

    def __init__(self) -> None:
        self._articles: dict[int, Line] = {}  # the last of each month
        self._moves: dict[int, int] = {}  # the last revision by which it left a month
        self._deleted = 0
        self.clashes = False

    def add(self, line: Line) -> None:
        """Add a line; the order of lines does not matter."""
        month = line.location.month
        if line.kind == "deleted":
            self._deleted = max(self._deleted, line.revision)
        elif line.kind == "moved":
            self._moves[month] = max(self._moves.get(month, 0), line.revision)
        else:
            self.clashes = self.clashes or any(
                other.revision == line.revision and other.digest != line.digest
                for other in self._articles.values()
            )
            last = self._articles.get(month)
            if last is None or (line.revision, line.digest) > (last.revision, last.digest):
                self._articles[month] = line

    @property
    def is_deleted(self) -> bool:
        """Whether a tombstone says that the article was deleted."""
        return self._deleted > 0

    def winner(self) -> Line | None:
        """Return the line that counts; ``None`` if the article is gone."""
        best = max(self._standing(), key=lambda line: (line.revision, line.digest), default=None)
        return None if best is None or best.revision <= self._deleted else best

    def months_left(self) -> list[int]:
        """Return the months that the article has left without a line that records the move."""
        winner = self.winner()
        return [line.location.month for line in self._standing() if line is not winner]

    def _standing(self) -> list[Line]:
        return [
            line
            for month, line in self._articles.items()
            if line.revision > self._moves.get(month, 0)
        ]
